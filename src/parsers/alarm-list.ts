import type { LineParser } from '../model/parser.js';
import { alarmsIn } from './etcdctl/alarms.js';
import { emitDocument } from './etcdctl/documents.js';
import { isObject, parseJson } from './etcdctl/json.js';
import { startsWith } from './etcdctl/peek.js';
import { emitAlarm } from './etcdctl/status-row.js';

/**
 * `etcdctl alarm list`, simple and JSON. Ids are decimal in both. No alarm prints nothing, or `{}`.
 *
 *     memberID:4539454061249919681 alarm:NOSPACE
 *     {"alarms":[{"memberID":4539454061249919681,"alarm":1}]}
 */
export const alarmList: LineParser = {
  id: 'alarm-list',
  source: 'etcdctl',
  title: 'etcdctl alarm list: simple, JSON',
  sample: 'memberID:4539454061249919681 alarm:NOSPACE ',
  parse(payload, _context, sink) {
    if (startsWith(payload, 'memberID:')) {
      const alarms = alarmsIn(payload.text);
      const seen = new Set<string>();
      for (const alarm of alarms) emitAlarm(alarm, 'alarm-list', payload.outerTime, seen, sink);
      return alarms.length > 0;
    }
    if (!startsWith(payload, '{"alarms":') && !startsWith(payload, '{"header":')) return false;
    if (!payload.text.includes('"alarms":[')) return false;
    const value = parseJson(payload.text);
    return isObject(value) && emitDocument(value, payload.outerTime, sink);
  },
};

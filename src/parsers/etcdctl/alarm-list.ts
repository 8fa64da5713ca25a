import type { Context, LineParser, Payload, Sink } from '../../model/parser.js';
import { alarmsIn } from './output/alarms.js';
import { emitDocument } from './output/documents.js';
import { isObject, parseJson } from './output/json.js';
import { startsWith } from './output/peek.js';
import { emitAlarm } from './output/status-row.js';

const NAMED_SO = /alarm[-_. ]?list/i;

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
  versions: '3.2 to 3.7',
  takes: ['nospace-alarm-active', 'corrupt-alarm-raised'],
  begins: '{m',
  emptyWhenNone: NAMED_SO,
  parse(payload, context, sink) {
    if (payload.end - payload.start === 2) return takeEmpty(payload, context, sink);
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

/** `{}` is what any of etcdctl's answers shrinks to; in a file that is called an alarm list it says that none is on. */
function takeEmpty(payload: Payload, context: Context, sink: Sink): boolean {
  if (!startsWith(payload, '{}') || !NAMED_SO.test(context.input)) return false;
  const log = { kind: 'log', format: 'alarm-list', source: 'etcdctl', level: null, message: 'no alarm is on' } as const;
  sink.record({ ...log, time: payload.outerTime });
  return true;
}

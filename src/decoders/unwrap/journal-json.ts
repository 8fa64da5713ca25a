import { jsonField, jsonMessage, jsonObject, wrappingOf } from '../journal-fields.js';
import type { Unwrapper } from './unwrapper.js';

const NEEDLE = Buffer.from('"__REALTIME_TIMESTAMP"');
const SSE = Buffer.from('data: {"');
const RECORD_SEPARATOR = 30;

/**
 * `journalctl -o json`, `json-sse` and `json-seq`: one object a line, fields in any order.
 *
 *     {"__REALTIME_TIMESTAMP":"1734232523123456","_HOSTNAME":"cp1","SYSLOG_IDENTIFIER":"etcd","_PID":"1234","PRIORITY":"4","MESSAGE":"…"}
 *     data: {"__REALTIME_TIMESTAMP":"1734232523123456","_HOSTNAME":"cp1",…}
 */
export const journalJson: Unwrapper = {
  id: 'journal-json',
  title: 'journalctl -o json, json-sse, json-seq',
  sample: '{"__REALTIME_TIMESTAMP":"1734232523123456","_HOSTNAME":"cp1","SYSLOG_IDENTIFIER":"etcd","MESSAGE":"…"}',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id', 'unit', 'priority', 'package'],
  begins: '{d',
  unwrap(payload) {
    const { bytes, end } = payload;
    let { start } = payload;
    if (bytes[start] === RECORD_SEPARATOR) start += 1;
    else if (
      bytes[start] === 100 &&
      bytes[start + 1] === 97 &&
      bytes.compare(SSE, 0, SSE.length, start, Math.min(end, start + SSE.length)) === 0
    )
      start += 6;
    if (bytes[start] !== 123 || bytes[start + 1] !== 34) return false;
    if (!bytes.subarray(start, end).includes(NEEDLE)) return false;
    const fields = jsonObject(bytes.toString('utf8', start, end));
    if (fields === null) return false;
    Object.assign(
      payload,
      wrappingOf((name) => jsonField(fields, name)),
    );
    const message = jsonMessage(Object.hasOwn(fields, 'MESSAGE') ? fields['MESSAGE'] : null);
    if (message === null) payload.inner(bytes, end, end);
    else payload.inner(message, 0, message.length);
    return message === null ? 'marker' : true;
  },
};

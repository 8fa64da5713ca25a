import { parseRfc3339 } from '../../model/rfc3339.js';
import type { Unwrapper } from './unwrapper.js';

const HEAD =
  /^<(\d{1,3})>1 (\S{20,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[[\w.@-]+(?: [\w.@-]+="(?:[^"\\]|\\.)*")*\])+) ?(?:\u00ef\u00bb\u00bf)?/;

/** RFC 5424, as rsyslog and syslog-ng forward it: `<165>1 2024-12-15T03:15:23.123456Z cp1 etcd 1234 - - MSG`. */
export const syslog5424: Unwrapper = {
  id: 'syslog-5424',
  title: 'syslog, RFC 5424',
  sample: '<165>1 2024-12-15T03:15:23.123456Z cp1 etcd 1234 - - …',
  versions: 'RFC 5424',
  takes: ['time', 'host', 'program', 'process id', 'priority'],
  begins: '<',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 60) return false;
    const found = HEAD.exec(bytes.toString('latin1', start, Math.min(end, start + 2000)));
    const time = parseRfc3339(found?.[2] ?? '');
    if (found === null || time === null) return false;
    const told = (text: string | undefined): string | null => (text === undefined || text === '-' ? null : text);
    payload.outerTime = time;
    payload.outerZoned = true;
    payload.priority = Number(found[1]) % 8;
    payload.host = told(found[3]);
    payload.ident = told(found[4]);
    payload.pid = /^\d{1,9}$/.test(found[5] ?? '') ? Number(found[5]) : null;
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

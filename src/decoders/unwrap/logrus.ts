import { parseRfc3339 } from '../../model/rfc3339.js';
import { jsonStringEnd, unescapeJson } from '../json-string.js';
import { localStamp } from './local-stamp.js';
import type { Unwrapper } from './unwrapper.js';

const HEAD = /^time="?([0-9T:.Z+-]{20,40}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)"? level=\w+ msg="/;

/**
 * k3s, rke2, containerd and Docker log with logrus; what etcd said may be the message:
 *
 *     time="2024-12-15T03:15:23Z" level=info msg="{\"level\":\"warn\",\"ts\":\"2024-12-15T03:15:23.123Z\",…}"
 *     time="2024-12-15 03:15:23" level=info msg="{\"level\":…}" component=etcd                      k0s, without a zone
 */
export const logrus: Unwrapper = {
  id: 'logrus',
  title: 'lines of k3s, rke2 and containerd with a line of etcd inside',
  sample: 'time="2024-12-15T03:15:23Z" level=info msg="…"',
  takes: ['time'],
  begins: 't',
  unwrap(payload, clock) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 116 || bytes[start + 4] !== 61) return false;
    const head = HEAD.exec(bytes.toString('latin1', start, Math.min(end, start + 120)));
    const stamp = head?.[1] ?? '';
    const isZoned = stamp.charAt(10) !== ' ';
    const time = isZoned ? parseRfc3339(stamp) : localStamp(stamp, clock);
    if (head === null || time === null) return false;
    const from = start + head[0].length;
    const closed = jsonStringEnd(bytes, from, end);
    // a pager cuts a line at the screen's edge, and shows it with `>`; a line of text is nothing without its end
    if (closed === -1 && bytes[from] !== 0x7b) return false;
    const to = closed === -1 ? end : closed;
    payload.outerTime = time;
    payload.outerZoned = isZoned;
    const text = unescapeJson(bytes, from, to);
    payload.inner(text, 0, text.length);
    return true;
  },
};

import { parseRfc3339 } from '../../model/rfc3339.js';
import type { Unwrapper } from './unwrapper.js';

const SHAPE = /^(?:(\S{1,255}): )?(kern|user|daemon|syslog): +([a-z]+): \[([0-9T:.Z+-]{20,40})\]: /;
const LEVELS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/**
 * `talosctl dmesg`, which holds the kernel's lines and those of Talos itself:
 *
 *     10.5.0.2: kern:    info: [2024-12-15T03:15:23.123456789Z]: Out of memory: Killed process 1234 (etcd)
 *     10.5.0.2: user: warning: [2024-12-15T03:15:23.123456789Z]: [talos] service[etcd](Running): Health check failed
 */
export const talosKernel: Unwrapper = {
  id: 'talos-kernel',
  title: 'talosctl dmesg',
  sample: '10.5.0.2: kern:    info: [2024-12-15T03:15:23.123456789Z]: …',
  takes: ['time', 'host', 'program', 'priority'],
  begins: '!-~',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    // the first word ends in a colon: the node's, or the facility's
    const limit = Math.min(end, start + 260);
    let at = start;
    while (at < limit && bytes[at] !== 32) at += 1;
    if (at === limit || bytes[at - 1] !== 58) return false;
    const found = SHAPE.exec(bytes.toString('latin1', start, Math.min(end, start + 330)));
    const time = parseRfc3339(found?.[4] ?? '');
    if (found === null || time === null) return false;
    payload.outerTime = time;
    payload.outerZoned = true;
    payload.host = found[1] ?? null;
    payload.ident = found[2] === 'kern' ? 'kernel' : 'talos';
    const level = LEVELS.indexOf(found[3] ?? '');
    payload.priority = level === -1 ? null : level;
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

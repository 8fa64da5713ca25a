import type { Unwrapper } from './unwrapper.js';

const PREFIX = /^((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:]+|[A-Za-z0-9][\w.-]*): +/;

/** The node before each line: `10.5.0.2: MSG` of `talosctl logs`, `cp1: MSG` of pdsh and clush. */
export const hostPrefix: Unwrapper = {
  id: 'host-prefix',
  title: 'talosctl logs, pdsh',
  sample: '10.5.0.2: …',
  takes: ['host'],
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const colon = bytes.subarray(start, Math.min(end, start + 260)).indexOf(': ');
    if (colon < 1) return false;
    const found = PREFIX.exec(bytes.toString('latin1', start, Math.min(end, start + 270)));
    if (found === null) return false;
    payload.host = found[1] ?? null;
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

import type { Unwrapper } from './unwrapper.js';

const PREFIX = /^((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:]+|[A-Za-z0-9][\w.-]*): +/;

const LONGEST = 262;

/** The node before each line: `10.5.0.2: MSG` of `talosctl logs`, `cp1: MSG` of pdsh and clush. */
export const hostPrefix: Unwrapper = {
  id: 'host-prefix',
  title: 'talosctl logs, pdsh',
  sample: '10.5.0.2: …',
  takes: ['host'],
  begins: 'A-Za-z0-9:',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    // the first word ends in a colon
    const limit = Math.min(end, start + LONGEST);
    let at = start;
    while (at < limit && bytes[at] !== 32) at += 1;
    if (at < start + 2 || at === limit || bytes[at - 1] !== 58) return false;
    const found = PREFIX.exec(bytes.toString('latin1', start, Math.min(end, start + 270)));
    if (found === null) return false;
    payload.host = found[1] ?? null;
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

import type { LinePayload } from '../payload.js';
import { digits } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

/** A path, then `:` with perhaps a line number for hits, `-` for lines around them; or the line number alone. */
const PREFIX =
  /^(?:((?:[^\s:"'{}[\]]*\/)?[^\s:"'{}[\]/A-Za-z]*[A-Za-z][^\s:"'{}[\]/]*?)(?::(?:\d+:)?|(?<=\.[a-z0-9]{1,6})-(?:\d+-(?!\d\d-\d\d[ T]))?)|\d+[:-])(?=[^\s:])/;
const EXTENSION = /\.(?:log|txt|gz|out|err|stderr|stdout|json|jsonl|xz|zst|bz2|\d{1,8})$/;

/**
 * `grep`, `grep -n`, `zgrep` and `rg` over several files: `etcd-1.log:MSG`, `/var/log/etcd.log.2.gz:123:MSG`,
 * `etcd-1.log-MSG` (lines around a hit), `123:MSG`.
 */
export const filePrefix: Unwrapper = {
  id: 'file-prefix',
  title: 'grep -r, grep -n, zgrep',
  sample: '/var/log/etcd.log:…',
  takes: ['host'],
  begins: '!#-&(-9;-Z\\^-z|~',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (isDate(bytes, start, end) || !mayHave(payload)) return false;
    const head = bytes.toString('latin1', start, Math.min(end, start + 600));
    const found = PREFIX.exec(head);
    if (found === null) return false;
    if (found[1] !== undefined) payload.host = logName(Buffer.from(found[1], 'latin1').toString('utf8'));
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

/** `2024-12-15 `, `2024-12-15T`: no number of a line before a text that begins with month and day. */
const isDate = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at > 10 &&
  bytes[at + 4] === MINUS &&
  bytes[at + 7] === MINUS &&
  (bytes[at + 10] === 32 || bytes[at + 10] === 84) &&
  Math.min(digits(bytes, at, at + 4), digits(bytes, at + 5, at + 7), digits(bytes, at + 8, at + 10)) >= 0;

const COLON = 58;
const MINUS = 45;

/** Whether the first word has a colon, or a minus behind a dot or behind digits alone: nearly all others end here. */
function mayHave({ bytes, start, end }: LinePayload): boolean {
  let dotted = false;
  let digits = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === COLON || (byte === MINUS && (dotted || digits))) return true;
    // latin-1 has a blank beyond ASCII: 0xa0
    if (byte <= 32 || byte === 34 || byte === 39 || byte === 91 || byte === 93 || byte === 123 || byte === 125)
      return false;
    dotted ||= byte === 46;
    digits &&= byte >= 48 && byte <= 57;
  }
  return false;
}

/** What tells one member's log from another's where only the file does: its path without what rotation adds. */
export function logName(file: string): string {
  let name = file.replace(/^(?:\.{0,2}\/)+/, '');
  while (EXTENSION.test(name)) name = name.slice(0, name.lastIndexOf('.'));
  return name || file;
}

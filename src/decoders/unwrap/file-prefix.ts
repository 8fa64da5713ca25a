import type { Unwrapper } from './unwrapper.js';

/** A path, then `:` with perhaps a line number for hits, `-` for lines around them; or the line number alone. */
const PREFIX =
  /^(?:((?:[^\s:"'{}[\]]*\/)?[^\s:"'{}[\]/]*?[A-Za-z][^\s:"'{}[\]/]*?)(?::(?:\d+:)?|(?<=\.[a-z0-9]{1,6})-(?:\d+-(?!\d\d-\d\d[ T]))?)|\d+[:-])(?=[^\s:])/;
const EXTENSIONS = /(?:\.(?:log|txt|gz|out|err|stderr|stdout|json|jsonl|xz|zst|bz2|\d{1,8}))+$/;

/**
 * `grep`, `grep -n`, `zgrep` and `rg` over several files: `etcd-1.log:MSG`, `/var/log/etcd.log.2.gz:123:MSG`,
 * `etcd-1.log-MSG` (lines around a hit), `123:MSG`.
 */
export const filePrefix: Unwrapper = {
  id: 'file-prefix',
  title: 'grep -r, grep -n, zgrep',
  sample: '/var/log/etcd.log:…',
  takes: ['host'],
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const head = bytes.toString('latin1', start, Math.min(end, start + 600));
    const found = PREFIX.exec(head);
    if (found === null) return false;
    if (found[1] !== undefined) payload.host = logName(Buffer.from(found[1], 'latin1').toString('utf8'));
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

/** What tells one member's log from another's where only the file does: its path without what rotation adds. */
export function logName(file: string): string {
  return file.replace(/^(?:\.{0,2}\/)+/, '').replace(EXTENSIONS, '') || file;
}

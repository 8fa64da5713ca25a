import type { LineParser } from '../../model/parser.js';
import { ETCD_KINDS } from './messages/kinds.js';
import { takeEntry } from './zap-entry.js';

const ID = 'etcd-zap-console';
const TAB = 0x09;

/**
 * The same log with `--log-format console`, 3.6 on: time, level, perhaps a logger, caller, message and the fields as
 * JSON, parted by tabs. `server/embed/config_logging.go`, `client/pkg/logutil/log_format.go`.
 */
export const etcdZapConsole: LineParser = {
  id: ID,
  source: 'etcd',
  title: 'etcd server log, console form (zap), 3.6 and 3.7',
  sample:
    '2026-11-22T13:15:18.512345Z\tinfo\tmvcc/kvstore_compaction.go:68\tfinished scheduled compaction\t{"compact-revision": 1200, "took": "1.2ms"}',
  versions: '3.6, 3.7',
  takes: ETCD_KINDS,
  begins: '0-9',
  parse(payload, _context, sink) {
    const { bytes, start, end } = payload;
    const first = bytes[start] ?? 0;
    if (first < 0x30 || first > 0x39 || bytes[start + 10] !== 0x54 || end - start < 30) return false;
    let at = start + 20;
    while (at < start + 36 && bytes[at] !== TAB) at++;
    if (bytes[at] !== TAB) return false;
    const [ts, level, ...rest] = payload.text.split('\t');
    const callerAt = /\.go:\d+$/.test(rest[0] ?? '') ? 0 : 1;
    const caller = rest[callerAt];
    const msg = rest[callerAt + 1];
    if (caller === undefined || msg === undefined || !/\.go:\d+$/.test(caller)) return false;
    const logger = callerAt === 1 ? rest[0] : undefined;
    const fields = fieldsOf(rest.slice(callerAt + 2).join('\t'));
    return takeEntry({ level, ts, logger, caller, msg, fields }, ID, payload, sink);
  },
};

function fieldsOf(text: string): Record<string, unknown> {
  if (!text.startsWith('{')) return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

import type { LineParser, Payload, Sink } from '../../model/parser.js';
import { OPS, PUT } from '../../model/request.js';
import { WordFinder } from '../../model/word-finder.js';
import { SUCCESS, RequestText } from '../etcd/requests/request-text.js';
import { messageRecord } from './output/message-record.js';

const ID = 'etcd-dump-logs';
const TAB = 9;
/** Longest row that is looked into: etcd accepts no request over 1.5 MiB by default. */
const LONGEST = 16 * 1024 * 1024;
const SHOWN = 5;

/**
 * What `etcd-dump-logs` prints of the write-ahead log: what was proposed, applied or not, without times. Which branch
 * of a transaction ran isn't in it. So these are lines of a log and no writes: beside a log of requests they would be
 * the same writes again, and nothing could show. Values are neither kept nor shown.
 *
 *     term	     index	type	data
 *        5	        11	norm	header:<ID:6 > put:<key:"foo1" value:"bar1" lease:1 >
 *        3	         8	norm	method=DELETE path="/path3"
 *        1	         1	conf	method=ConfChangeAddNode id=2
 *
 * etcd, tools/etcd-dump-logs/main.go, 3.1 to 3.7 (up to 3.4 the header is `ID:6 `).
 */
export const etcdDumpLogs: LineParser = {
  id: ID,
  source: 'etcd',
  title: 'etcd-dump-logs: entries of the write-ahead log',
  sample: '   5\t        11\tnorm\theader:<ID:6 > put:<key:"foo1" value:"bar1" lease:1 >',
  versions: '3.1 to 3.7',
  takes: [],
  begins: ' 0-9StnWlE',
  parse(payload, _context, sink) {
    const row = rowOf(payload);
    if (row !== null) {
      emit(sink, payload, `${row.term}/${row.index} ${describe(payload, row)}`);
      return true;
    }
    const message = headOf(payload);
    if (message === null) return false;
    emit(sink, payload, message);
    return true;
  },
};

interface Row {
  readonly term: string;
  readonly index: string;
  readonly type: 'norm' | 'conf';
  /** Where the data begin. */
  readonly at: number;
}

const ROW = /^ {0,3}(\d{1,20})\t {0,9}(\d{1,20})\t(norm|conf)(?:\t|$)/;

function rowOf({ bytes, start, end }: Payload): Row | null {
  const first = bytes[start] ?? 0;
  if (end - start < 11 || !(first === 32 || (first >= 48 && first <= 57))) return null;
  let tab = start + 1;
  while (tab < start + 22 && tab < end && bytes[tab] !== TAB) tab += 1;
  if (bytes[tab] !== TAB) return null;
  const found = ROW.exec(bytes.toString('latin1', start, Math.min(end, start + 50)));
  if (found === null) return null;
  const [whole, term = '', index = '', type] = found;
  return { term, index, type: type === 'conf' ? 'conf' : 'norm', at: start + whole.length };
}

const text = new RequestText();

/** What was proposed: operations with keys and sizes, never a value. */
function describe({ bytes, end }: Payload, { type, at }: Row): string {
  const head = bytes.toString('utf8', at, Math.min(end, at + 300));
  if (type === 'conf') return `conf ${/^method=\w+(?: id=[0-9a-f]+)?/.exec(head)?.[0] ?? '???'}`;
  if (head.startsWith('noop') || head.startsWith('???')) return head.slice(0, 4).trim();
  if (head.startsWith('method=')) return /^method=\w+(?: path="(?:[^"\\]|\\.)*")?/.exec(head)?.[0] ?? 'v2 request';
  const name = NAME.exec(head)?.[1] ?? 'request';
  if (end - at > LONGEST || !DATA.has(name)) return name;
  text.read(bytes, at, end);
  const shown: string[] = [];
  for (let i = 0; i < text.count && shown.length < SHOWN; i += 1) {
    const size = text.valueBytes[i] ?? -1;
    const branch = name === 'txn' ? (text.branches[i] === SUCCESS ? ' if so' : ' if not') : '';
    const bytesOf = text.ops[i] === PUT && size >= 0 ? ` (${size} bytes)` : '';
    shown.push(`${OPS[text.ops[i] ?? 0] ?? ''} ${text.key(i)}${bytesOf}${branch}`);
  }
  const more = text.count > SHOWN ? `, ${text.count - SHOWN} more` : '';
  return shown.length === 0 ? name : `proposed: ${shown.join(', ')}${more}`;
}

/** The request within its header: `header:<ID:7 > put:<`, `ID:6 put:<`, 3.7 `header:{ID:7} put:{`. */
const NAME = /^(?:header:[<{][^>}]*[>}]\s*|ID:\d+\s*|header\s*:\s*)*([a-z_]+):[<{]/;
const DATA: ReadonlySet<string> = new Set(['put', 'txn', 'range', 'delete_range']);

const HEADS: readonly RegExp[] = [
  /^Start d(?:ump|upm)ing log entries from (?:snapshot|index \d+)\.$/,
  /^term=\d+ index=\d+ nodes=\[[0-9a-f ]*\](?: confstate=.*)?$/,
  /^nodeID=[0-9a-f]{1,16} clusterID=[0-9a-f]{1,16} term=\d+ commitIndex=\d+ vote=[0-9a-f]{1,16}$/,
  /^WAL (?:metadata|entries):(?: \d+)?$/,
  /^Snapshot:$/,
  /^lastIndex=\d+$/,
  /^term\t {5}index\ttype\tdata(?:\tdecoder_status\tdecoded_data)?$/,
  /^Entry types \([\w,]*\) count is : \d+$/,
];
const HEAD_STARTS = new WordFinder(
  ['Start d', 'term', 'nodeID=', 'WAL ', 'Snapshot:', 'lastIndex=', 'Entry types '],
  true,
);

function headOf(payload: Payload): string | null {
  const { bytes, start, end } = payload;
  if (!HEAD_STARTS.isAt(bytes, start, end) || end - start > 4000 || end - start < 9) return null;
  const line = payload.text.trimEnd();
  return HEADS.some((head) => head.test(line)) ? line.replaceAll('\t', ' ') : null;
}

function emit(sink: Sink, payload: Payload, message: string): void {
  sink.record(messageRecord(ID, 'etcd', payload.outerTime, message));
}

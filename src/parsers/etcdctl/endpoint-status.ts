import type { Context, LineParser, Payload, Sink } from '../../model/parser.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { isEndpoint, memberId } from './output/addresses.js';
import { emitDocument } from './output/documents.js';
import { isObject, parseJson, textOf, type Json, type JsonObject } from './output/json.js';
import { startsWith, wordBeforeComma } from './output/peek.js';
import { emitStatus, FORMAT, splitErrors, statusOfCells } from './output/status-row.js';

/**
 * `etcdctl endpoint status` on one line: JSON, the simple form, and JSON sampled over time. etcd 3.2 to 3.7.
 *
 *     [{"Endpoint":"127.0.0.1:12379","Status":{"header":{"member_id":10504731706944314076,…},"version":"3.4.23",…}}]
 *     {"t":"2026-11-22T13:08:33.371Z","status":[{"Endpoint":…}]}
 *     127.0.0.1:12379, 91c84dd4bd32dadc, 3.4.23, 67 MB, true, false, 2, 20281, 20281, memberID:4539454061249919681 alarm:NOSPACE
 */
export const endpointStatus: LineParser = {
  id: FORMAT,
  source: 'etcdctl',
  title: 'etcdctl endpoint status: JSON, JSON sampled over time, simple',
  sample: '127.0.0.1:12379, 91c84dd4bd32dadc, 3.4.23, 67 MB, true, false, 2, 20281, 20281, ',
  versions: '3.2 to 3.7',
  takes: ['member-status', 'nospace-alarm-active', 'corrupt-alarm-raised', 'member-identity', 'claim'],
  parse(payload, context, sink) {
    const first = payload.bytes[payload.start] ?? 0;
    if (first === BRACKET || first === BRACE) return parseLine(payload, context, sink);
    return parseSimple(payload, sink);
  },
};

const BRACKET = 91;
const BRACE = 123;

/** Ways to begin, none of them a log line's. */
const DOCUMENTS = ['[{"Endpoint":', '{"Endpoint":'];
const SAMPLES = ['{"t":', '{"ts":', '{"time":', '{"timestamp":', '{"status":['];

function parseLine(payload: Payload, context: Context, sink: Sink): boolean {
  if (DOCUMENTS.some((head) => startsWith(payload, head))) {
    if (!payload.text.includes('"Status":')) return false;
    const value = parseJson(payload.text);
    if (value === undefined) sink.problem('expected the JSON of etcdctl endpoint status, got a part of it. Skipped');
    return value === undefined || emitDocument(value, payload.outerTime, sink);
  }
  if (!SAMPLES.some((head) => startsWith(payload, head))) return false;
  if (!payload.text.includes('"Endpoint"') || !payload.text.includes('"Status"')) return false;
  const value = parseJson(payload.text);
  if (!isObject(value)) return false;
  const list = Object.values(value).find((member) => Array.isArray(member));
  return list !== undefined && emitDocument(list, timeOf(value, context) ?? payload.outerTime, sink);
}

/** The sample's own time: RFC 3339, or a number of seconds, milliseconds or microseconds since the epoch. */
function timeOf(sample: JsonObject, context: Context): EpochMicros | null {
  const value: Json | undefined = sample['t'] ?? sample['ts'] ?? sample['time'] ?? sample['timestamp'];
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,17}(?:\.\d+)?$/.test(value)))
    return sinceEpoch(Number(value));
  const text = textOf(value);
  return text === null ? null : readTime(text, context);
}

function sinceEpoch(value: number): EpochMicros | null {
  if (!(value > 1e8)) return null;
  const micros = value < 1e11 ? value * 1e6 : value < 1e14 ? value * 1e3 : value;
  return epochMicros(Math.round(micros));
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/;

function readTime(text: string, context: Context): EpochMicros | null {
  const match = LOCAL.exec(text.trim());
  if (match === null) return parseRfc3339(text.trim());
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return context.clock.local(
    year,
    month,
    day,
    hour,
    minute,
    second,
    Number((match[7] ?? '').padEnd(6, '0').slice(0, 6)),
  );
}

/** Columns of the simple form, which has no header; which version prints which is in `printers.go`. */
const COLUMNS_3_2 = ['endpoint', 'id', 'version', 'db size', 'is leader', 'raft term', 'raft index'];
const COLUMNS_3_4 = [
  ...COLUMNS_3_2.slice(0, 5),
  'is learner',
  'raft term',
  'raft index',
  'raft applied index',
  'errors',
];
const COLUMNS_3_6 = [
  ...[
    'endpoint',
    'id',
    'version',
    'storage version',
    'db size',
    'in use',
    'percentage not in use',
    'quota',
    'is leader',
    'is learner',
  ],
  ...['raft term', 'raft index', 'raft applied index', 'errors'],
];

function parseSimple(payload: Payload, sink: Sink): boolean {
  const endpoint = wordBeforeComma(payload);
  if (endpoint === null || !isEndpoint(endpoint)) return false;
  const cells = payload.text.split(/,\s|,$/).map((cell) => cell.trim());
  if (cells.length < 7 || memberId(cells[1] ?? '') === null || !/^\d+\.\d+\./.test(cells[2] ?? '')) return false;
  const columns = /^(?:true|false)$/.test(cells[8] ?? '') ? COLUMNS_3_6 : cells.length >= 9 ? COLUMNS_3_4 : COLUMNS_3_2;
  const row = new Map(columns.map((name, i) => [name, cells[i] ?? '']));
  if (row.has('errors')) row.set('errors', errorsOf(cells.slice(columns.length - 1), columns === COLUMNS_3_6));
  const status = statusOfCells(row);
  if (status.size.bytes === null) return false;
  emitStatus(status, payload.outerTime, new Set(), sink);
  return true;
}

/** Errors may hold `, ` themselves; 3.6 prints the downgrade's target version and state behind them. */
function errorsOf(cells: readonly string[], downgrade: boolean): string {
  const end = downgrade && /^(?:true|false)$/.test(cells.at(-1) ?? '') ? -2 : undefined;
  return splitErrors(cells.slice(0, end).join(', ')).join(', ');
}

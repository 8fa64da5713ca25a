import type { RecordRow } from '../pipeline/options.js';
import { csvLines, type Cell } from './csv.js';
import { jsonText } from './escape.js';

interface RecordFormat {
  readonly header: string;
  readonly row: (row: RecordRow, columns?: readonly string[] | null) => string;
}

/** Columns of `records --format csv`: what every record has, then the fields of all kinds. */
const COLUMNS = [
  ...['input', 'line', 'lines', 'time', 'timeEarliest', 'format', 'source', 'kind', 'member'],
  ...[
    'op',
    'key',
    'resource',
    'namespace',
    'name',
    'valueBytes',
    'durationMs',
    'remote',
    'refused',
    'conflict',
    'failed',
  ],
  ...[
    'exceededMs',
    'to',
    'revision',
    'dbSizeBytes',
    'dbSizeInUseBytes',
    'endpoint',
    'freedBytes',
    'appliedIndex',
    'sizeBytes',
  ],
  ...[
    'quotaBytes',
    'mode',
    'retention',
    'disabled',
    'leader',
    'term',
    'version',
    'peer',
    'differenceMs',
    'isLeader',
    'errors',
  ],
  ...['verb', 'code', 'user', 'userAgent', 'reason', 'type', 'objectKind', 'count', 'first', 'level', 'message'],
  ...['unit', 'status', 'restarts', 'process', 'pid', 'anonRssKb'],
];
const KNOWN: ReadonlySet<string> = new Set(COLUMNS);

/** What `--columns` knows of records; `more` has the fields without a column, as JSON. */
export const RECORD_COLUMNS: readonly string[] = [...COLUMNS, 'more'];

/** What `records --format` knows. */
export const RECORD_FORMATS = {
  jsonl: { header: '', row: (row) => `${jsonText(row)}\n` },
  csv: { header: csvLines([RECORD_COLUMNS]), row: csvRow },
} as const satisfies Readonly<Record<string, RecordFormat>>;

/** Fields without a column of their own go to the last one, as JSON. */
function csvRow(row: RecordRow, columns: readonly string[] | null = null): string {
  if (columns !== null) return csvLines([columns.map((name) => (name === 'more' ? moreOf(row) : cell(row[name])))]);
  return csvLines([[...COLUMNS.map((name) => cell(row[name])), moreOf(row)]]);
}

function moreOf(row: RecordRow): string {
  const more = Object.entries(row).filter(([name, value]) => !KNOWN.has(name) && value !== undefined && value !== null);
  return more.length === 0 ? '' : JSON.stringify(Object.fromEntries(more));
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join('; ')
    : JSON.stringify(value);
}

/** The header of some columns only. */
export const recordHeader = (columns: readonly string[]): string => csvLines([columns]);

import type { RecordRow } from '../pipeline/options.js';
import { csvLines, type Cell } from './csv.js';

interface RecordFormat {
  readonly header: string;
  readonly row: (row: RecordRow) => string;
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

/** What `records --format` knows. */
export const RECORD_FORMATS = {
  jsonl: { header: '', row: (row) => `${JSON.stringify(row)}\n` },
  csv: { header: csvLines([[...COLUMNS, 'more']]), row: csvRow },
} as const satisfies Readonly<Record<string, RecordFormat>>;

/** Fields without a column of their own go to the last one, as JSON. */
function csvRow(row: RecordRow): string {
  const more = Object.entries(row).filter(([name, value]) => !KNOWN.has(name) && value !== undefined && value !== null);
  const rest = more.length === 0 ? '' : JSON.stringify(Object.fromEntries(more));
  return csvLines([[...COLUMNS.map((name) => cell(row[name])), rest]]);
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join('; ')
    : JSON.stringify(value);
}

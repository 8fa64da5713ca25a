import type { RecordRow } from '../../pipeline/options.js';
import { RECORD_COLUMNS } from '../record-formats.js';
import { fits, type ColumnType, type ParquetColumn } from './parquet-table.js';

/** Of the columns of `records`, those that aren't text. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  ...of('time', ['time', 'timeEarliest', 'first']),
  ...of('integer', ['line', 'lines', 'valueBytes', 'revision', 'dbSizeBytes', 'dbSizeInUseBytes', 'freedBytes']),
  ...of('integer', [
    'appliedIndex',
    'sizeBytes',
    'quotaBytes',
    'term',
    'code',
    'count',
    'restarts',
    'pid',
    'anonRssKb',
  ]),
  ...of('number', ['durationMs', 'exceededMs', 'differenceMs']),
  ...of('boolean', ['refused', 'conflict', 'failed', 'disabled', 'isLeader']),
};

function of(type: ColumnType, names: readonly string[]): Readonly<Record<string, ColumnType>> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

/** The columns of `records`, as in CSV. */
export const RECORD_TABLE: readonly ParquetColumn[] = RECORD_COLUMNS.map((name) => ({
  name,
  type: TYPES[name] ?? 'text',
}));

const TYPE_OF: ReadonlyMap<string, ColumnType> = new Map(
  RECORD_TABLE.filter(({ name }) => name !== 'more').map(({ name, type }) => [name, type]),
);

/** Of a record the values of some columns; `more` has as JSON what has no column, or doesn't fit its own. */
export function recordValues(row: RecordRow, columns: readonly ParquetColumn[]): unknown[] {
  return columns.map(({ name }) => (name === 'more' ? moreOf(row) : cellOf(row[name])));
}

const cellOf = (value: unknown): unknown =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join('; ') : value;

function moreOf(row: RecordRow): string | null {
  const more = Object.entries(row).filter(([name, value]) => {
    if (value === undefined || value === null) return false;
    const type = TYPE_OF.get(name);
    return type === undefined || !fits(type, cellOf(value));
  });
  return more.length === 0 ? null : JSON.stringify(Object.fromEntries(more));
}

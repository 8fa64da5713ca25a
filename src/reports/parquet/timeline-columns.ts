import { visible } from '../../model/evidence.js';
import type { TimelineEntry } from '../../model/report.js';
import { TIMELINE_COLUMNS } from '../timeline-csv.js';
import type { ColumnType, ParquetColumn } from './parquet-table.js';

const TYPES: Readonly<Record<string, ColumnType>> = { time: 'time', end: 'time', count: 'integer', line: 'integer' };

/** The columns of `timeline.csv`, and `text`: the cited line. */
export const TIMELINE_TABLE: readonly ParquetColumn[] = [...TIMELINE_COLUMNS, 'text'].map((name) => ({
  name,
  type: TYPES[name] ?? 'text',
}));

/** Of an entry the values of some columns; `input`, `line` and `text` are of the first piece of its evidence. */
export function timelineValues(entry: TimelineEntry, columns: readonly ParquetColumn[]): unknown[] {
  const [evidence] = entry.evidence;
  const values: Readonly<Record<string, unknown>> = {
    ...entry,
    summary: visible(entry.summary),
    input: evidence?.input,
    line: evidence?.line,
    text: evidence?.text,
  };
  return columns.map(({ name }) => values[name]);
}

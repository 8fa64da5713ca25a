import { stringify } from 'csv-stringify/sync';
import { visible } from '../model/evidence.js';

export type Cell = string | number | boolean | null | undefined;

const PIECE = 1000;

/**
 * RFC 4180 with a header row. Cells that a spreadsheet would run as a formula get an apostrophe in front;
 * control characters, which some spreadsheets drop before they look, and bidi controls are made visible.
 */
export function* csv(header: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<string> {
  let piece: (readonly Cell[])[] = [header];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < PIECE) continue;
    yield csvLines(piece);
    piece = [];
  }
  if (piece.length > 0) yield csvLines(piece);
}

/** Of each row the cells of some columns. */
export function* chosenCells(
  header: readonly string[],
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Iterable<readonly Cell[]> {
  const at = columns.map((name) => header.indexOf(name));
  for (const row of rows) yield at.map((index) => row[index]);
}

/** Rows without a header. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    escape_formulas: true,
    record_delimiter: '\r\n',
    cast: { string: visible, boolean: (value) => (value ? 'true' : 'false') },
  });
}

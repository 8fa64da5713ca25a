import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null | undefined;

const PIECE = 1000;

/**
 * RFC 4180 with a header row. Cells that a spreadsheet would run as a formula get an apostrophe in front; control
 * characters, which some spreadsheets drop before they look, are made visible by whoever made the text.
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

/** Rows without a header. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    escape_formulas: true,
    record_delimiter: '\r\n',
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });
}

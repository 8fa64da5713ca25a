import { fit, widthOf } from './terminal-text.js';

const KEY_WIDTH = 60;

/** Rows in columns for a terminal: the first to the left, the others to the right. Cells are shown as they are: mask them before. */
export function* textTable(rows: readonly (readonly string[])[]): Iterable<string> {
  const widths =
    rows[0]?.map((_, i) => Math.min(KEY_WIDTH, Math.max(...rows.map((row) => widthOf(row[i] ?? ''))))) ?? [];
  for (const row of rows) {
    const line = row.map((cell, i) => {
      const text = fit(cell, widths[i] ?? 0);
      const pad = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
      return i === 0 ? text + pad : pad + text;
    });
    yield `${line.join('  ').trimEnd()}\n`;
  }
}

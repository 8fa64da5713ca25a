/** Tables as etcdctl draws them: `+---+` and `|` (tablewriter), box drawing in 3.7 and some builds, pipes alone in Markdown. */

const BORDER = /^\s*[+├┌└╭╰┼╞]([-=─━═]{2,}[+┬┼┴┐┤┘╮╯╪╡])+/;
const MARKDOWN_RULE = /^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$/;

/** How much of the line is a border; 0: it is none. Text may be behind it, run together by a copy from a page. */
export function borderLength(text: string): number {
  return BORDER.exec(text)?.[0].length ?? MARKDOWN_RULE.exec(text)?.[0].length ?? 0;
}

/** The cells of `| a | b |`, trimmed; null where the line is no row. */
export function rowCells(text: string): string[] | null {
  const trimmed = text.trim();
  const bar = trimmed[0];
  if (bar !== '|' && bar !== '│' && bar !== '┃') return null;
  const cells = trimmed.split(bar).slice(1);
  if (cells.length < 2) return null;
  return cells.slice(0, -1).map((cell) => cell.trim());
}

/** Header cells as names: lower case, single blanks. */
export function columnNames(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.toLowerCase().replace(/\s+/g, ' ').trim());
}

/** Joins the lines of one row: tablewriter wraps a long cell onto lines whose other cells are empty. */
export function joinRows(lines: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: width }, (_, column) =>
    lines
      .map((line) => line[column] ?? '')
      .filter((cell) => cell !== '')
      .join(' '),
  );
}

const QUOTE = 34;

/**
 * The cells of one record by RFC 4180: quoted cells may hold separators, doubled quotes and line ends. null: a quoted
 * cell isn't closed yet, so the record continues on the next line. A quote inside of a bare cell is a character.
 */
export function csvCells(text: string, separator: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) {
      const end = text.indexOf(separator, at);
      cells.push(end === -1 ? text.slice(at) : text.slice(at, end));
      if (end === -1) return cells;
      at = end + 1;
      continue;
    }
    let cell = '';
    for (let from = at + 1; ;) {
      const quote = text.indexOf('"', from);
      if (quote === -1) return null;
      cell += text.slice(from, quote);
      at = quote + 1;
      if (text.charCodeAt(at) !== QUOTE) break;
      cell += '"';
      from = at + 1;
    }
    const end = text.indexOf(separator, at);
    cells.push(cell + (end === -1 ? text.slice(at) : text.slice(at, end)));
    if (end === -1) return cells;
    at = end + 1;
  }
}

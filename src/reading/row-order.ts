import type { RecordRow } from '../pipeline/options.js';

/** Rows that wait for what is still to come of lines before them; beyond that the first goes out. */
const MOST = 20_000;

/**
 * Puts rows in the order of their lines: what begins a table or a trace is known when it ends. Rows go out as soon as
 * nothing can come before them.
 */
export class RowOrder {
  private rows: RecordRow[] = [];
  private from = 0;

  constructor(private readonly onRow: (row: RecordRow) => void) {}

  add(row: RecordRow): void {
    const { rows } = this;
    const line = row.line ?? 0;
    if (line === 0) return this.onRow(row);
    let at = rows.length;
    while (at > this.from && (rows[at - 1]?.line ?? 0) > line) at -= 1;
    rows.splice(at, 0, row);
    if (rows.length - this.from > MOST) this.release(rows[this.from]?.line ?? 0);
  }

  /** One more line of the entry that begins on this line. */
  extend(line: number): void {
    for (let at = this.rows.length - 1; at >= this.from; at -= 1) {
      const row = this.rows[at] as RecordRow;
      if ((row.line ?? 0) < line) return;
      if (row.line === line) this.rows[at] = longer(row);
    }
  }

  /** Nothing more will come of the lines before this one. */
  settled(before: number): void {
    if (this.from < this.rows.length) this.release(before - 1);
  }

  end(): void {
    this.release(Infinity);
  }

  private release(to: number): void {
    const { rows } = this;
    while (this.from < rows.length && (rows[this.from]?.line ?? 0) <= to) this.onRow(rows[this.from++] as RecordRow);
    if (this.from === rows.length) {
      rows.length = 0;
      this.from = 0;
    } else if (this.from > MOST) {
      this.rows = rows.slice(this.from);
      this.from = 0;
    }
  }
}

/** `lines` follows `line`, wherever it came from. */
function longer({ input, line, ...rest }: RecordRow): RecordRow {
  const lines = typeof rest['lines'] === 'number' ? rest['lines'] + 1 : 2;
  const { lines: _before, ...others } = rest as Readonly<Record<string, unknown>>;
  return { input, line, lines, ...others } as unknown as RecordRow;
}

import type { LineSpan } from '../model/parser.js';

const MOST = 1000;

/** Lines inside of a document that a block took and knows nothing of. */
export class ForeignLines {
  lines = 0;
  private readonly known: LineSpan[] = [];

  /** Where they are; beyond some number of places only how many is kept. */
  get spans(): readonly LineSpan[] {
    return this.known;
  }

  /** Forgets what came after there were so many. */
  keep(lines: number): void {
    while (this.lines > lines) {
      const last = this.known.pop();
      const less = Math.min(last?.lines ?? Infinity, this.lines - lines);
      if (last !== undefined && last.lines > less) this.known.push({ line: last.line, lines: last.lines - less });
      this.lines -= less;
    }
  }

  /** Objects may share a line: it counts once. */
  add(first: number, count: number): void {
    const last = this.known.at(-1);
    const line = Math.max(first, last === undefined ? first : last.line + last.lines);
    const lines = first + count - line;
    if (lines <= 0) return;
    this.lines += lines;
    if (last !== undefined && last.line + last.lines === line)
      this.known[this.known.length - 1] = { line: last.line, lines: last.lines + lines };
    else if (this.known.length < MOST) this.known.push({ line, lines });
  }
}

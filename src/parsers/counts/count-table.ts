import type { Block, BlockParser, LineRef, Payload, Sink } from '../../model/parser.js';
import { countedName } from './names.js';
import { commandAbove } from './last-command.js';
import { isOfAStore, layoutOfHeader, layoutOfRows, recordOf, type Layout } from './layout.js';
import { isRule, isTotal, readHeader, readRow, type Column, type CountRow } from './row.js';

const ID = 'count-table';
/** Rows that are held until it is clear what they are, and how many without a name of Kubernetes end the wait. */
const HELD = 1024;
const PATIENCE = 64;

/**
 * Counts of keys or objects as people paste them, with or without a header, borders and the command above:
 *
 *     181262 reports.wardenpolicy.io/ephemeralreports
 *       1802 pods/prod
 *     RESOURCE        COUNT   SIZE
 *     34156612  291   shootstates
 *
 * What they name distinguishes them from other numbers beside words: keys below /registry, built-in resources.
 */
export const countTable: BlockParser = {
  id: ID,
  source: 'etcdctl',
  title: 'counts of keys or objects: uniq -c, awk, tables of counts and sizes',
  sample: '  37518 secrets\n   1902 events\n    412 pods',
  takes: ['object-count'],
  mayOpen: mayBeRow,
  open(line, context, sink) {
    const text = line.text;
    const command = commandAbove(context, line.line);
    const header = readHeader(text);
    if (header !== null) return new CountTable(line, header, null, command, sink);
    if (BORDER.test(text)) return new CountTable(line, null, null, command, sink);
    const row = readRow(text);
    if (row === null || row.words.every((word) => countedName(word) === null)) return null;
    return new CountTable(line, null, row, command, sink);
  },
};

/** Above a header. */
const BORDER = /^\s*[+┌╭][-─=+┬]{6,}[+┐╮]\s*$/;

/** A number beside few words, or the few words of a header: most lines of a log are longer, or have none. */
function mayBeRow({ bytes, start, end }: Payload): boolean {
  // A border is as wide as the terminal, and of three bytes a character.
  const first = firstByte(bytes, start, end);
  if (first === 43 || first === 226) return true;
  if (end - start > 700) return false;
  let words = 0;
  let isBlank = true;
  for (let at = start; at < end; at += 1) {
    const blank = isSeparator(bytes[at] as number);
    if (!blank && isBlank && (words += 1) > 8) return false;
    isBlank = blank;
  }
  return words >= 2;
}

function firstByte(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at += 1;
  return bytes[at];
}

const isSeparator = (byte: number): boolean =>
  byte === 32 || byte === 9 || byte === 124 || byte === 44 || byte === 59 || byte > 127;

interface Held {
  readonly at: LineRef;
  readonly row: CountRow;
}

class CountTable implements Block {
  private readonly held: Held[] = [];
  private layout: Layout | null = null;
  private shape: string | null = null;
  private taken = 1;
  private sure = 0;

  constructor(
    first: LineRef,
    private header: readonly Column[] | null,
    row: CountRow | null,
    private readonly command: string | null,
    private readonly sink: Sink,
  ) {
    if (row !== null) this.add(row, first);
  }

  take(line: LineRef): 'more' | 'over' {
    const { text } = line;
    if (text.trim() === '') return 'over';
    if (isRule(text)) return this.taken < 3 || /^[+│|└╰]/.test(text.trim()) ? this.more() : 'over';
    if (this.header === null && this.held.length === 0 && this.layout === null) {
      this.header = readHeader(text);
      return this.header === null ? 'over' : this.more();
    }
    const row = readRow(text);
    if (row === null || (row.shape !== this.shape && this.shape !== null && !isTotal(row))) return 'over';
    if (this.layout === null && this.held.length >= PATIENCE && this.sure === 0) return 'over';
    this.add(row, line);
    return this.more();
  }

  close(): number {
    if (this.layout === null && !this.decide()) return this.taken;
    return 0;
  }

  private more(): 'more' {
    this.taken += 1;
    return 'more';
  }

  private add(row: CountRow, at: LineRef): void {
    if (this.layout !== null) {
      this.emit(row, at, this.layout);
      return;
    }
    if (!isTotal(row)) this.shape ??= row.shape;
    if (row.words.some((word) => countedName(word)?.certainty === 'sure')) this.sure += 1;
    this.held.push({ at, row });
    if (this.held.length >= HELD) this.decide();
  }

  /** Whether the rows count what lives in a store; then those that were held are handed over. */
  private decide(): boolean {
    const rows = this.held.map(({ row }) => row).filter((row) => !isTotal(row));
    const [first] = rows;
    if (first === undefined) return false;
    const told = this.header === null ? null : layoutOfHeader(this.header, first);
    const layout = told === null ? layoutOfRows(rows) : withBestName(told, rows);
    if (layout === null || !isOfAStore(rows, layout, told !== null)) return false;
    this.layout = layout;
    for (const { row, at } of this.held) this.emit(row, at, layout);
    this.held.length = 0;
    return true;
  }

  private emit(row: CountRow, at: LineRef, layout: Layout): void {
    const record = isTotal(row) ? null : recordOf(row, layout, null, ID, at.text.trim().slice(0, 300));
    const command = this.command === null ? {} : { command: this.command.slice(0, 500) };
    if (record !== null) this.sink.record({ ...record, ...command }, at);
  }
}

/** `| /registry/pods | Pod | 1.1 MB |` has two names: the key shows more. */
function withBestName(layout: Layout, rows: readonly CountRow[]): Layout {
  const byRows = rows[0]?.words.length === 2 && layout.namespace === -1 ? layoutOfRows(rows) : null;
  return byRows === null ? layout : { ...layout, name: byRows.name };
}

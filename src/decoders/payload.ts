import type { LineRef, Payload } from '../model/parser.js';
import type { EpochMicros } from '../model/units.js';
import { cleanBytes, cleanText, isDirty } from './clean.js';

const NONE = Buffer.alloc(0);

/** What a wrapper says about the text inside. */
export interface Wrapping {
  readonly outerTime: EpochMicros | null;
  readonly outerZoned: boolean;
  readonly host: string | null;
  readonly ident: string | null;
  readonly pid: number | null;
  readonly priority: number | null;
  readonly pkg: string | null;
  readonly unit: string | null;
}

export const BARE: Wrapping = {
  outerTime: null,
  outerZoned: false,
  host: null,
  ident: null,
  pid: null,
  priority: null,
  pkg: null,
  unit: null,
};

/** A state of the cursor, to come back to when what looked like a wrapping wasn't one. */
export interface Mark extends Wrapping {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly exported: boolean;
}

/** An entry that a frame put together from its lines. */
export interface Entry extends Wrapping {
  readonly message: Buffer;
  /** The line that holds the message: what is cited. */
  readonly at: LineRef;
  readonly firstLine: number;
  readonly lines: number;
}

/** The reused cursor over one line, or one entry of several: what the unwrappers found, and the text inside. */
export class LinePayload implements Payload {
  bytes: Buffer = NONE;
  start = 0;
  end = 0;
  outerTime: EpochMicros | null = null;
  outerZoned = false;
  host: string | null = null;
  ident: string | null = null;
  pid: number | null = null;
  priority: number | null = null;
  pkg: string | null = null;
  unit: string | null = null;
  /** The time is that of an export, which comes last. */
  exported = false;
  line = 0;
  byteOffset = 0;
  /** Of an entry: the line that it begins with, and how many it has. */
  firstLine = 0;
  lines = 1;
  /** What holds for the text before any wrapping is off: an entry's fields, the heading above; null: nothing. */
  base: Wrapping | null = null;
  private lineBytes: Buffer = NONE;
  private lineStart = 0;
  private lineEnd = 0;
  private lineEndRaw = 0;
  private whole: Buffer = NONE;
  private wholeStart = 0;
  private wholeEnd = 0;
  private innerText: string | null = null;
  private outerText: string | null = null;

  /** Starts over on a new line. A carriage return before the line feed isn't part of it. */
  reset(bytes: Buffer, start: number, end: number, line = 0, byteOffset = 0): void {
    let trimmed = end > start && bytes[end - 1] === 13 ? end - 1 : end;
    this.lineBytes = this.whole = bytes;
    this.lineStart = this.wholeStart = start;
    this.lineEnd = this.wholeEnd = trimmed;
    this.lineEndRaw = end;
    // what a crash padded the file with: the line is whole before it
    if (bytes[trimmed - 1] === 0) {
      while (trimmed > start && bytes[trimmed - 1] === 0) trimmed -= 1;
      if (trimmed > start) this.wholeEnd = trimmed;
    }
    this.line = this.firstLine = line;
    this.byteOffset = byteOffset;
    this.outerText = null;
    this.unwrapped();
  }

  /** Starts over on an entry that a frame yields. */
  enter(entry: Entry): void {
    this.whole = entry.message;
    this.wholeStart = 0;
    this.wholeEnd = entry.message.length;
    this.line = entry.at.line;
    this.byteOffset = entry.at.byteOffset ?? 0;
    this.firstLine = entry.firstLine;
    this.lines = entry.lines;
    this.base = entry;
    this.outerText = entry.at.raw ?? entry.at.text;
    this.unwrapped();
    if (isDirty(this.bytes, 0, this.end)) this.clean();
  }

  /** Back to before any wrapping. */
  unwrapped(): void {
    this.bytes = this.whole;
    this.start = this.wholeStart;
    this.end = this.wholeEnd;
    this.innerText = null;
    if (this.base === null) {
      if (this.ident === null && this.outerTime === null && this.host === null) return;
      this.wear(BARE);
    } else this.wear(this.base);
    this.exported = false;
  }

  /** An unwrapper moved the start past its wrapping, or put the text into other bytes. */
  inner(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.innerText = null;
  }

  /** Colours, NULs and pasted blanks go; `lineText` stays as it was. */
  clean(): void {
    this.whole = cleanBytes(this.whole, this.wholeStart, this.wholeEnd);
    this.wholeStart = 0;
    this.wholeEnd = this.whole.length;
    this.unwrapped();
  }

  mark(): Mark {
    const { bytes, start, end, outerTime, outerZoned, host, ident, pid, priority, pkg, unit, exported } = this;
    return { bytes, start, end, outerTime, outerZoned, host, ident, pid, priority, pkg, unit, exported };
  }

  restore(mark: Mark): void {
    const { bytes, start, end } = mark;
    if (bytes !== this.bytes || start !== this.start || end !== this.end) this.inner(bytes, start, end);
    this.wear(mark);
    this.exported = mark.exported;
  }

  /**
   * Another wrapping came off inside of `outer`. What it doesn't show, the outer one does; of two times the inner one
   * counts, unless only the outer one has a zone. An export's time comes last.
   */
  under(outer: Mark): void {
    this.host ??= outer.host;
    this.ident ??= outer.ident;
    this.pid ??= outer.pid;
    this.priority ??= outer.priority;
    this.pkg ??= outer.pkg;
    this.unit ??= outer.unit;
    const outerWins = this.outerTime === null || (!this.outerZoned && outer.outerZoned && !outer.exported);
    if (!outerWins) return;
    this.outerTime = outer.outerTime;
    this.outerZoned = outer.outerZoned;
    this.exported = outer.exported;
  }

  get text(): string {
    return (this.innerText ??= this.bytes.toString('utf8', this.start, this.end));
  }

  get lineText(): string {
    return (this.outerText ??= this.lineBytes.toString('utf8', this.lineStart, this.lineEnd));
  }

  /** The line for callers that keep lines. `inner`: the part of a wrapped line to read. */
  ref(inner?: string): LineRef {
    const { line, byteOffset, lineText } = this;
    const text = inner ?? cleanText(lineText);
    return text === lineText ? { line, byteOffset, text } : { line, byteOffset, text, raw: lineText };
  }

  /** The end with the carriage return that may be before the line feed: binary values have such bytes. */
  get rawEnd(): number {
    return this.whole === this.lineBytes ? this.lineEndRaw : this.wholeEnd;
  }

  /** How many bytes precede the text of a line whose wrappings are off. */
  get indent(): number {
    return this.bytes === this.lineBytes ? this.start - this.lineStart : 0;
  }

  private wear(wrapping: Wrapping): void {
    this.outerTime = wrapping.outerTime;
    this.outerZoned = wrapping.outerZoned;
    this.host = wrapping.host;
    this.ident = wrapping.ident;
    this.pid = wrapping.pid;
    this.priority = wrapping.priority;
    this.pkg = wrapping.pkg;
    this.unit = wrapping.unit;
  }
}

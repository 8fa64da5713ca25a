import type { LineRef, LineStretch } from '../../model/parser.js';

/** One object cut out of a JSON document. */
export interface JsonItem {
  readonly text: string;
  readonly at: LineRef;
  readonly lines: number;
}

export interface JsonItemHandler {
  item(item: JsonItem): void;
  /** An object over the limit was passed over. */
  tooLong(at: LineRef): void;
  /** A string value right below the document's top, as written: `kind`, `apiVersion`. False: a stretch is left before its line, and a line in pieces there. */
  header(key: string, value: string): boolean;
  /**
   * Whether a line of a stretch belongs to the document for certain, by its first byte and its first one that is no
   * blank, which may be its line feed. If not, the stretch is left before it.
   */
  goesOn(first: number, text: number): boolean;
}

/** How the document continues after a line. `broken`: what came cannot be JSON. */
export type ScanState = 'inside' | 'ended' | 'broken';

/** What became of a stretch: how many of its lines were taken, and where the next one begins. A line that breaks the document isn't. */
export interface Scanned {
  readonly lines: number;
  readonly to: number;
  readonly state: ScanState;
}

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
/** The one bit that sets a brace apart from the square bracket of its side. */
const BRACE = 32;
const RECORD_SEPARATOR = 30;

/** So much is kept of a string below the top: keys, kinds and versions are short. */
const TOP_STRING = 1024;
/** Of a long line, what is kept for citing it: evidence holds less. */
const SHOWN = 1 << 14;
/** Memory for larger objects than this is released. */
const MOST_HELD = 1 << 20;

/**
 * Cuts the objects out of a JSON document: the elements of a top-level array, or of the array `items` in the top-level
 * object, or the top-level object itself if it has no such array. The document comes line by line, as stretches of whole
 * lines, or as pieces of one line, and alternately. Holds one object at a time, up to `limit` bytes, whatever the size of
 * the document.
 */
export class JsonItems {
  /** Open brackets. */
  private depth = 0;
  private topIsArray = false;
  /** Whether the array `items` of the top-level object is open. */
  private inItems = false;
  /** Whether it was seen: then the top-level object isn't the thing to cut out. */
  private isList = false;
  /** From this depth on only brackets, strings and line ends count. */
  private blind = 2;
  /** The last string right below the top, and whether a colon made it a key. */
  private lastString = '';
  private key = '';
  /** Of a string that continues in the next piece. */
  private inString = false;
  private escaped = false;
  private topText = '';

  private at: LineRef | null = null;
  /** What was kept of it: so many bytes of `held`. */
  private held: Buffer = NOTHING;
  private length = 0;
  private lines = 0;
  private overflowed = false;
  /** Where in the bytes at hand the object at hand begins; -1: nowhere. */
  private from = -1;

  /** The line at hand; within a range it is made on request. */
  private ref: LineRef | null = null;
  private stretch: LineStretch | null = null;
  private lineStart = 0;
  private entered = 0;
  private broken = false;
  /** Whether lines come whole, as opposed to pieces. */
  private whole = true;

  constructor(
    private readonly handler: JsonItemHandler,
    private readonly limit: number,
  ) {}

  /** The object that has begun and not ended. */
  get pending(): LineRef | null {
    return this.at;
  }

  /** Whether the document has or had a list of objects. */
  get isOfList(): boolean {
    return this.isList || this.topIsArray;
  }

  /** Whether another object of the list may begin. */
  get between(): boolean {
    return this.at === null && ((this.inItems && this.depth === 2) || (this.topIsArray && this.depth === 1));
  }

  /** For a document whose first `{` was on a line before this one that somebody else took. */
  assumeObject(line: LineRef): void {
    this.begin(line);
    this.lines = 0;
    this.keep(BRACE_ALONE, 0, 1);
    this.depth = 1;
  }

  line(line: LineRef): ScanState {
    const bytes = Buffer.from(line.text);
    return this.piece(bytes, 0, bytes.length, line, true, true);
  }

  /** A piece of a line, `first` the one that begins it. */
  piece(bytes: Buffer, start: number, end: number, line: LineRef, first: boolean, last: boolean): ScanState {
    this.ref = line;
    this.broken = false;
    this.from = start;
    if (first && this.at !== null) this.lines += 1;
    this.whole = first && last;
    this.scan(bytes, start, end);
    if (this.at !== null) this.keep(bytes, this.from, end);
    if (this.at !== null && last) this.endLine();
    // strings of JSON don't span lines
    if (this.broken || (last && this.inString)) return 'broken';
    return last && this.depth === 0 ? 'ended' : 'inside';
  }

  /** Whole lines, as far as they are taken for certain: the next one is to come by itself. */
  many(stretch: LineStretch): Scanned {
    const { bytes, start, end } = stretch;
    this.stretch = stretch;
    this.ref = null;
    this.whole = true;
    this.broken = false;
    this.entered = 0;
    this.from = start;
    const first = this.enter(bytes, start, end);
    const to = first === -1 ? start : this.scan(bytes, first, end);
    this.stretch = null;
    if (this.broken) return { lines: this.entered - 1, to: this.lineStart, state: 'broken' };
    if (this.at !== null && to > start) this.keep(bytes, this.from, to);
    return { lines: this.entered, to, state: to > start && this.depth === 0 ? 'ended' : 'inside' };
  }

  /** Answers where it stopped: at the end, within what is no JSON, or behind the last line of a stretch that was taken. */
  private scan(bytes: Buffer, start: number, end: number): number {
    let at = this.inString ? this.goOnWithString(bytes, start, end) : start;
    while (at < end && !this.broken) {
      if (this.depth >= this.blind) {
        at = this.pass(bytes, at, end);
        if (at < 0) return -at;
        if (at === end || this.broken) break;
      }
      const c = bytes[at] as number;
      if (c === LINE_FEED && this.stretch !== null) {
        const next = this.depth === 0 ? -1 : this.enter(bytes, at + 1, end);
        if (next === -1) return at + 1;
        at = next;
        continue;
      }
      if (c === QUOTE) at = this.topString(bytes, at + 1, end);
      else if (c === COLON) {
        if (this.depth === 1) this.key = this.lastString;
      } else if ((c | BRACE) === OPEN_OBJECT) this.open(c, at);
      else if ((c | BRACE) === CLOSE_OBJECT) this.close(bytes, at);
      else if (this.depth === 0 && !isSpaceOrComma(c)) this.broken = !isByteOrderMark(bytes, at);
      at += 1;
    }
    return at;
  }

  /**
   * Goes through what is nested deeper than anything that matters. Answers where the bracket stands that ends it, `end`,
   * or less than 0: the stretch is left there.
   */
  private pass(bytes: Buffer, start: number, end: number): number {
    const { blind } = this;
    const lineFeed = this.stretch === null ? -1 : LINE_FEED;
    let { depth } = this;
    let at = start;
    for (; at < end; at += 1) {
      const c = bytes[at] as number;
      if (c === QUOTE) {
        at = this.stringEnd(bytes, at + 1, end);
        if (this.broken) break;
      } else if (c === lineFeed) {
        const next = this.enter(bytes, at + 1, end);
        if (next === -1) {
          this.depth = depth;
          return -(at + 1);
        }
        at = next - 1;
      } else if ((c | BRACE) === OPEN_OBJECT) depth += 1;
      else if ((c | BRACE) === CLOSE_OBJECT) {
        if (depth === blind) break;
        depth -= 1;
      }
    }
    this.depth = depth;
    return Math.min(at, end);
  }

  /** Begins a line of a stretch. Answers where its text begins; -1: it is not taken. */
  private enter(bytes: Buffer, start: number, end: number): number {
    if (start >= end) return -1;
    const first = bytes[start] as number;
    let at = start;
    while (bytes[at] === SPACE || bytes[at] === TAB) at += 1;
    if (!this.handler.goesOn(first, bytes[at] as number)) return -1;
    this.entered += 1;
    this.lineStart = start;
    this.ref = null;
    if (this.at !== null) this.lines += 1;
    return at;
  }

  /** The place of the quote that ends a string, `end` where it continues in the next piece. */
  private stringEnd(bytes: Buffer, start: number, end: number): number {
    const lineFeed = this.stretch === null ? -1 : LINE_FEED;
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] as number;
      if (c === QUOTE) return at;
      if (c === lineFeed) {
        this.broken = true;
        return at;
      }
      if (c !== BACKSLASH || bytes[at + 1] === lineFeed) continue;
      at += 1;
      this.escaped = at === end;
    }
    this.inString = true;
    return end;
  }

  private topString(bytes: Buffer, start: number, end: number): number {
    const quote = this.stringEnd(bytes, start, end);
    if (this.broken || this.depth !== 1) return quote;
    this.topText = bytes.toString('utf8', start, Math.min(quote, start + TOP_STRING));
    if (!this.inString) this.endTopString();
    return quote;
  }

  /** The rest of a string that began in the piece before. Answers what is behind it. */
  private goOnWithString(bytes: Buffer, start: number, end: number): number {
    if (start === end) return end;
    const from = this.escaped ? start + 1 : start;
    this.inString = this.escaped = false;
    const quote = this.stringEnd(bytes, from, end);
    if (this.depth === 1) {
      if (this.topText.length < TOP_STRING)
        this.topText += bytes.toString('utf8', start, Math.min(quote, start + TOP_STRING));
      if (!this.inString) this.endTopString();
    }
    return quote + 1;
  }

  private endTopString(): void {
    const ours = this.key === '' || this.handler.header(this.key, this.topText);
    if (!ours && (this.stretch !== null || !this.whole)) this.broken = true;
    this.key = '';
    this.lastString = this.topText;
  }

  private opensItem(c: number): boolean {
    if (c !== OPEN_OBJECT) return false;
    if (this.depth === 0) return true;
    return this.inItems ? this.depth === 2 : this.topIsArray && this.depth === 1;
  }

  private endsItem(): boolean {
    return this.depth === (this.inItems ? 2 : this.topIsArray ? 1 : 0);
  }

  private open(c: number, at: number): void {
    if (this.opensItem(c)) {
      this.begin(this.lineAtHand());
      this.from = at;
    }
    if (this.depth === 0) {
      this.topIsArray = c === OPEN_ARRAY;
      this.isList = false;
    }
    if (this.depth === 1 && !this.topIsArray) {
      if (c === OPEN_ARRAY && this.key === 'items') {
        // what was kept of the document so far was its beginning and no object of its own
        this.drop();
        this.inItems = true;
        this.isList = true;
        this.blind = 3;
      }
      this.key = '';
    }
    this.depth += 1;
  }

  private close(bytes: Buffer, at: number): void {
    this.broken = this.depth === 0;
    if (this.broken) return;
    this.depth -= 1;
    if (this.inItems && this.depth === 1) {
      this.inItems = false;
      this.blind = 2;
    }
    if (this.at !== null && this.endsItem()) this.end(bytes, at + 1);
  }

  private lineAtHand(): LineRef {
    return (this.ref ??= this.stretch === null ? NOWHERE : lineIn(this.stretch, this.lineStart, this.entered));
  }

  private begin(line: LineRef): void {
    this.drop();
    this.at = line;
    this.lines = 1;
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    this.overflowed ||= this.length + to - from > this.limit;
    if (this.overflowed) return;
    if (this.held.length < this.length + to - from + 1) {
      const larger = Buffer.allocUnsafe(Math.max(1 << 12, (this.length + to - from) * 2));
      this.held.copy(larger, 0, 0, this.length);
      this.held = larger;
    }
    this.length += bytes.copy(this.held, this.length, from, to);
  }

  private endLine(): void {
    this.keep(LINE_END, 0, 1);
  }

  private end(bytes: Buffer, to: number): void {
    const { at, lines, from } = this;
    let text = '';
    if (this.length === 0 && to - from <= this.limit) text = bytes.toString('utf8', from, to);
    else {
      this.keep(bytes, from, to);
      if (!this.overflowed) text = this.held.toString('utf8', 0, this.length);
    }
    const { overflowed } = this;
    this.drop();
    if (at === null || this.isList !== this.inItems) return;
    if (!this.whole) text = cleaned(text);
    if (overflowed) this.handler.tooLong(at);
    else this.handler.item({ text, lines, at });
  }

  private drop(): void {
    this.at = null;
    this.length = 0;
    this.lines = 0;
    this.overflowed = false;
    if (this.held.length > MOST_HELD) this.held = NOTHING;
  }
}

const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.from('\n');
const BRACE_ALONE = Buffer.from('{');
const NOWHERE: LineRef = { line: 0, byteOffset: null, text: '' };

function lineIn({ bytes, start, end, line, byteOffset }: LineStretch, from: number, entered: number): LineRef {
  const lineFeed = bytes.indexOf(LINE_FEED, from);
  const to = lineFeed === -1 ? end : lineFeed;
  const text = bytes.toString('utf8', from, Math.min(bytes[to - 1] === RETURN ? to - 1 : to, from + SHOWN));
  return { line: line + entered - 1, byteOffset: byteOffset + from - start, text };
}

/** What is taken off lines that are held, pieces of lines still have: marks and blanks that only a paste puts there. */
function cleaned(text: string): string {
  return /[\u00a0\ufeff]/.test(text) ? text.replace(/\u00a0/g, ' ').replace(/\ufeff/g, '') : text;
}

function isSpaceOrComma(c: number): boolean {
  return c === SPACE || c === TAB || c === RETURN || c === COMMA || c === RECORD_SEPARATOR;
}

function isByteOrderMark(bytes: Buffer, at: number): boolean {
  const from = at - [0xef, 0xbb, 0xbf].indexOf(bytes[at] as number);
  return from <= at && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
}

import type { LineRef } from '../../model/parser.js';

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
  /** A string value right below the document's top, as written: `kind`, `apiVersion`. */
  header(key: string, value: string): void;
}

/** How the document goes on after a line. `broken`: what came cannot be JSON. */
export type ScanState = 'inside' | 'ended' | 'broken';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;

/**
 * Cuts the objects out of a JSON document that comes line by line: the elements of a top-level array, or of the array
 * `items` in the top-level object, or the top-level object itself if it has no such array. Holds one object at a time,
 * up to `limit` characters, whatever the size of the document.
 */
export class JsonItems {
  /** Open brackets, outermost first: `{` or `[`. */
  private depth = 0;
  private topIsArray = false;
  /** Whether the array `items` of the top-level object is open. */
  private inItems = false;
  /** Whether it was seen: then the top-level object isn't the thing to cut out. */
  private isList = false;
  /** The last string right below the top, and whether a colon made it a key. */
  private lastString = '';
  private key = '';

  private at: LineRef | null = null;
  private parts: string[] = [];
  private length = 0;
  private lines = 0;
  private overflowed = false;

  constructor(
    private readonly handler: JsonItemHandler,
    private readonly limit: number,
  ) {}

  /** Whether an object has begun and not ended. */
  get pending(): LineRef | null {
    return this.at;
  }

  /** Whether another object of the list may begin. */
  get between(): boolean {
    return this.at === null && ((this.inItems && this.depth === 2) || (this.topIsArray && this.depth === 1));
  }

  /** For a document whose first `{` stood on a line before this one that somebody else took. */
  assumeObject(line: LineRef): void {
    this.begin(line);
    this.lines = 0;
    this.keep('{');
    this.depth = 1;
  }

  line(line: LineRef): ScanState {
    const { text } = line;
    let from = this.at === null ? -1 : 0;
    if (this.at !== null) this.lines++;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === QUOTE) {
        const end = stringEnd(text, i + 1);
        // strings of JSON don't span lines
        if (end < 0) return 'broken';
        if (this.depth === 1) this.topString(text.slice(i + 1, end));
        i = end;
      } else if (c === COLON) {
        if (this.depth === 1) this.key = this.lastString;
      } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
        if (this.opensItem(c)) {
          this.begin(line);
          from = i;
        }
        this.open(c);
      } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
        if (this.depth === 0) return 'broken';
        this.close();
        if (this.at !== null && this.endsItem()) {
          this.end(text.slice(from, i + 1));
          from = -1;
        }
        if (this.depth === 0 && isBlank(text, i + 1)) return 'ended';
      } else if (this.depth === 0 && !isSpaceOrComma(c)) {
        return 'broken';
      }
    }
    if (this.at !== null) this.keep(from <= 0 ? text : text.slice(from));
    return this.depth === 0 ? 'ended' : 'inside';
  }

  private topString(value: string): void {
    if (this.key !== '') this.handler.header(this.key, value);
    this.key = '';
    this.lastString = value;
  }

  private opensItem(c: number): boolean {
    if (c !== OPEN_OBJECT) return false;
    if (this.depth === 0) return true;
    return this.inItems ? this.depth === 2 : this.topIsArray && this.depth === 1;
  }

  private endsItem(): boolean {
    return this.depth === (this.inItems ? 2 : this.topIsArray ? 1 : 0);
  }

  private open(c: number): void {
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
      }
      this.key = '';
    }
    this.depth++;
  }

  private close(): void {
    this.depth--;
    if (this.inItems && this.depth === 1) this.inItems = false;
  }

  private begin(line: LineRef): void {
    this.drop();
    this.at = line;
    this.lines = 1;
  }

  private keep(part: string): void {
    this.length += part.length + 1;
    if (this.length > this.limit) {
      this.overflowed = true;
      this.parts = [];
    } else {
      this.parts.push(part);
    }
  }

  private end(last: string): void {
    const at = this.at;
    this.keep(last);
    const item = { text: this.parts.join('\n'), lines: this.lines };
    const overflowed = this.overflowed;
    this.drop();
    if (at === null || this.isList !== this.inItems) return;
    if (overflowed) this.handler.tooLong(at);
    else this.handler.item({ ...item, at });
  }

  private drop(): void {
    this.at = null;
    this.parts = [];
    this.length = 0;
    this.lines = 0;
    this.overflowed = false;
  }
}

/** Where the string that began before `from` has its closing quote; -1: not on this line. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH && at - 1 - slashes >= from) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

function isSpaceOrComma(c: number): boolean {
  return c === 32 || c === 9 || c === 13 || c === 44 || c === 0xfeff || c === 30;
}

function isBlank(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) if (!isSpaceOrComma(text.charCodeAt(i))) return false;
  return true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const BLANK = 0x20;

/** Answered where a text is cut or of another grammar. */
export const MALFORMED = -1;

/**
 * Goes over the text form of protobuf messages: field names, strings, numbers, and what is to be stepped over. It works
 * on bytes and makes no strings; a string with escapes is decoded into `scratch`.
 */
export class TextScanner {
  scratch: Buffer = Buffer.alloc(4096);
  protected bytes: Uint8Array = this.scratch;
  protected at = 0;
  protected end = 0;
  /** The string that was read last: where its bytes lie, and how many it has decoded. */
  protected stringStart = 0;
  protected stringEnd = 0;
  protected stringLength = 0;
  protected stringInScratch = false;
  /** The bytes are the inside of a JSON string: quotes are `\"`. */
  private escaped = false;
  private scratchEnd = 0;

  protected begin(bytes: Uint8Array, start: number, end: number, escaped: boolean): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.escaped = escaped;
    this.scratchEnd = 0;
  }

  /** Steps over a message whose content doesn't matter, minding strings and nesting. */
  protected skip(close: number): number {
    const bytes = this.bytes;
    let depth = 1;
    while (this.at < this.end) {
      const c = bytes[this.at] ?? 0;
      if (c === QUOTE || c === BACKSLASH) {
        if (!this.atQuote() || !this.string(false)) return MALFORMED;
        continue;
      }
      this.at++;
      if (c === 0x3c || c === 0x7b) depth++;
      else if ((c === 0x3e || c === 0x7d) && --depth === 0) return c === close ? 0 : MALFORMED;
    }
    return MALFORMED;
  }

  /** Reads `name`, the colon and blanks behind it. 0: there is no name here. */
  protected fieldName(): number {
    const bytes = this.bytes;
    const start = this.at;
    let at = start;
    while (at < this.end && isNameByte(bytes[at] ?? 0)) at++;
    if (at === start || at - start > 64) return 0;
    const code = ((at - start) << 16) | ((bytes[start] ?? 0) << 8) | (bytes[at - 1] ?? 0);
    const colon = bytes[at] === 0x3a;
    if (colon) at++;
    while (at < this.end && bytes[at] === BLANK) at++;
    if (at > this.end || !(colon || bytes[at] === 0x3c || bytes[at] === 0x7b)) return 0;
    this.at = at;
    return code;
  }

  protected atQuote(): boolean {
    if (!this.escaped) return this.bytes[this.at] === QUOTE;
    return this.bytes[this.at] === BACKSLASH && this.bytes[this.at + 1] === QUOTE;
  }

  /** Reads a string; `keep`: its decoded bytes are wanted. */
  protected string(keep: boolean): boolean {
    const bytes = this.bytes;
    let at = this.at + (this.escaped ? 2 : 1);
    const start = at;
    if (this.escaped) {
      while (at < this.end && bytes[at] !== BACKSLASH && bytes[at] !== QUOTE) at++;
      // another escape than a quote, or the end of the JSON string: not ours
      if (at + 1 >= this.end || bytes[at] !== BACKSLASH || bytes[at + 1] !== QUOTE) return false;
      this.at = at + 2;
    } else {
      while (at < this.end && bytes[at] !== BACKSLASH && bytes[at] !== QUOTE) at++;
      if (at >= this.end) return false;
      if (bytes[at] === BACKSLASH) return this.escapedString(start, keep);
      this.at = at + 1;
    }
    this.stringStart = start;
    this.stringEnd = at;
    this.stringLength = at - start;
    this.stringInScratch = false;
    return true;
  }

  /** Decodes `\n \r \t \" \\`, octal `\001` and the escapes of newer printers, byte by byte. */
  private escapedString(start: number, keep: boolean): boolean {
    const bytes = this.bytes;
    const scratchStart = this.scratchEnd;
    let length = 0;
    let at = start;
    while (at < this.end && bytes[at] !== QUOTE) {
      let c = bytes[at++] ?? 0;
      if (c === BACKSLASH) {
        if (at >= this.end) return false;
        c = bytes[at++] ?? 0;
        if (c >= 0x30 && c <= 0x37) {
          c -= 0x30;
          for (let digits = 1; digits < 3 && at < this.end && isOctal(bytes[at] ?? 0); digits++) {
            c = (c << 3) | ((bytes[at++] ?? 0) - 0x30);
          }
          c &= 0xff;
        } else if (c === 0x78 || c === 0x58) {
          c = 0;
          for (let digits = 0; digits < 2 && at < this.end && hexDigit(bytes[at] ?? 0) >= 0; digits++) {
            c = (c << 4) | hexDigit(bytes[at++] ?? 0);
          }
        } else {
          c = SIMPLE_ESCAPES.get(c) ?? c;
        }
      }
      if (keep) this.keepByte(scratchStart + length, c);
      length++;
    }
    if (at >= this.end) return false;
    this.at = at + 1;
    this.stringStart = scratchStart;
    this.stringEnd = scratchStart + length;
    this.stringLength = length;
    this.stringInScratch = true;
    if (keep) this.scratchEnd = this.stringEnd;
    return true;
  }

  private keepByte(at: number, byte: number): void {
    if (at >= this.scratch.length) {
      const larger = Buffer.alloc(this.scratch.length * 2);
      this.scratch.copy(larger);
      this.scratch = larger;
    }
    this.scratch[at] = byte;
  }

  /** A number, or -1 for a word (`true`, `ASCEND`). */
  protected scalar(): number {
    const bytes = this.bytes;
    let value = 0;
    let word = false;
    for (; this.at < this.end; this.at++) {
      const c = bytes[this.at] ?? 0;
      if (c === BLANK || c === 0x3e || c === 0x7d) break;
      if (c >= 0x30 && c <= 0x39) value = value * 10 + (c - 0x30);
      else word = true;
    }
    return word ? -1 : value;
  }
}

const SIMPLE_ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x61, 0x07],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x76, 0x0b],
]);

function isNameByte(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || c === 0x5f || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39);
}

function isOctal(c: number): boolean {
  return c >= 0x30 && c <= 0x37;
}

function hexDigit(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

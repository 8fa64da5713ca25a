import type { LineRef } from '../../../model/parser.js';

/** One object cut out of a YAML stream, dedented: an item of a list, or a document. */
export interface YamlItem {
  readonly text: string;
  /** Its lines as they are, and where. */
  readonly lines: readonly LineRef[];
  readonly isItem: boolean;
}

export interface YamlItemHandler {
  item(item: YamlItem): void;
  /** An object over the limit was passed over. */
  tooLong(at: LineRef, lines: number): void;
  /** A value right at the document's top, as written: `kind`, `apiVersion`. */
  header(key: string, value: string): void;
}

const TOP_KEY = /^([A-Za-z][\w./-]*):(?:\s+(\S.*)?)?$/;
const DOCUMENT = /^(?:---(?:\s|$)|\.\.\.\s*$)/;
const MANAGED_FIELDS = /^\s*(?:- )?managedFields:\s*$/;

/**
 * Cuts a YAML stream that comes line by line at its documents (`---`) and at the items of a top-level `items`, by
 * indentation alone: long texts are folded onto lines deeper than their key, so no line of a value stands where an item
 * or a key begins. Holds one object at a time, up to `limit` characters. `managedFields`, often half of an object and
 * of no use here, isn't kept.
 */
export class YamlItems {
  private held: LineRef[] = [];
  private parts: string[] = [];
  private length = 0;
  private overflowed = false;
  private inItems = false;
  /** Indentation of the list's dashes; -1: not seen yet. */
  private dash = -1;
  private isList = false;
  /** Indentation of `managedFields` while its value continues; -1: not within. */
  private skipping = -1;

  constructor(
    private readonly handler: YamlItemHandler,
    private readonly limit: number,
  ) {}

  /** False: the line can't be of this stream. */
  line(line: LineRef): boolean {
    const text = line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text;
    if (DOCUMENT.test(text)) {
      this.endDocument();
      return true;
    }
    const indent = indentation(text);
    if (indent === text.length) return this.keep(line, '');
    if (this.inItems && this.startsItem(text, indent)) {
      this.endItem();
      return this.keep(line, ' '.repeat(indent + 2) + text.slice(indent + 2), indent + 2);
    }
    if (indent > 0) return this.keep(line, text, this.inItems ? this.dash + 2 : 0);
    if (text.startsWith('#')) return true;
    return this.topLine(line, text);
  }

  end(): void {
    this.endDocument();
  }

  private startsItem(text: string, indent: number): boolean {
    if (text.charCodeAt(indent) !== 45 || (text.length > indent + 1 && text[indent + 1] !== ' ')) return false;
    if (this.dash === -1) this.dash = indent;
    return indent === this.dash;
  }

  private topLine(line: LineRef, text: string): boolean {
    const found = TOP_KEY.exec(text);
    if (found === null) return false;
    const [, key = '', value = ''] = found;
    if (this.inItems) this.endItem();
    this.inItems = key === 'items' && (value === '' || value === '[]');
    if (this.inItems && !this.isList) {
      // what was above `items` is the list's own
      this.isList = true;
      this.drop();
    }
    this.handler.header(key, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
    return this.isList ? true : this.keep(line, text);
  }

  /** `strip`: how much of the indentation is the item's own. */
  private keep(line: LineRef, text: string, strip = 0): boolean {
    // what is below a list's other keys (`metadata:`) is no object
    if (this.isList && !this.inItems) return true;
    if (this.held.length === 0 && text === '') return true;
    this.held.push(line);
    if (this.skipping >= 0) {
      const indent = indentation(text);
      if (text === '' || indent > this.skipping || (indent === this.skipping && text[indent] === '-')) return true;
      this.skipping = -1;
    }
    if (MANAGED_FIELDS.test(text)) {
      this.skipping = indentation(text);
      return true;
    }
    this.length += text.length + 1;
    if (this.length > this.limit || this.held.length > MOST_LINES) {
      this.overflowed = true;
      this.parts = [];
      if (this.held.length > 1) this.held.length = 1;
    } else {
      this.parts.push(text.slice(Math.min(strip, indentation(text))));
    }
    return true;
  }

  private endItem(): void {
    const { held, parts, overflowed } = this;
    this.drop();
    const [first] = held;
    if (first === undefined) return;
    if (overflowed) this.handler.tooLong(first, held.length);
    else this.handler.item({ text: parts.join('\n'), lines: held, isItem: this.isList });
  }

  private drop(): void {
    this.held = [];
    this.parts = [];
    this.length = 0;
    this.overflowed = false;
    this.skipping = -1;
  }

  private endDocument(): void {
    this.endItem();
    this.inItems = false;
    this.isList = false;
    this.dash = -1;
  }
}

const MOST_LINES = 200_000;

function indentation(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) === 32) at++;
  return at;
}

/** What a document states once for many of its records. */
export interface Around {
  /** Of Loki's streams, OpenTelemetry's resources. */
  readonly labels: string | null;
  /** Of tables of rows (Azure). */
  readonly columns: string | null;
}

export interface ElementHandler {
  /** A whole record, as it is in the document; over `limit` bytes it is null. */
  element(text: string | null, around: Around): void;
  /** A record has begun here, in the bytes at hand. */
  begun(at: number): void;
  /** The first key of the document or of its first record, before anything else is reported. */
  firstKey(key: string): void;
  /** A string right below the top or below `data`: `resultType`. */
  header(key: string, value: string): void;
}

export type ScanState = 'inside' | 'ended' | 'broken';

type Role = 'walk' | 'items' | 'groups' | 'skip';
type Captured = 'item' | 'labels' | 'columns';

/** Objects in which the records are looked for. */
const WALKED: ReadonlySet<string> = new Set(['data', 'hits', 'rawResponse', 'response', 'result', 'body']);
/** Arrays whose elements are records. */
const RECORDS: ReadonlySet<string> = new Set([
  ...['hits', 'events', 'results', 'entries', 'records', 'rows', 'values', 'logs', 'messages', 'logRecords', 'data'],
]);
/** Arrays whose elements have arrays of records. */
const GROUPS: ReadonlySet<string> = new Set([
  ...['result', 'streams', 'tables', 'responses', 'resourceLogs', 'scopeLogs'],
]);
const LABELS: ReadonlySet<string> = new Set(['stream', 'labels', 'resource']);
const DEPTH = 8;
/** Nothing that a log store prints is nested so deep; brackets without end would fill the memory. */
const DEEPEST = 1000;
const KEY_LIMIT = 64;
const LABEL_LIMIT = 1 << 16;
const NO_LABELS: Around = { labels: null, columns: null };

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

interface Level {
  readonly array: boolean;
  readonly role: Role;
}

/**
 * Cuts the records out of a JSON document of a log store that comes in pieces, wherever the pieces end: the elements of
 * a top-level array, or of the arrays in which such documents keep them. Holds one record, up to `limit` bytes, whatever
 * the size of the document.
 */
export class JsonElements {
  private readonly levels: Level[] = [];
  /** Of the brackets that aren't looked into. */
  private skipped = 0;
  private inString = false;
  private escaped = false;
  private keyText = '';
  private lastString = '';
  private key = '';
  private labelled = false;
  private around: Around = NO_LABELS;
  private captured: Captured | null = null;
  private captureDepth = 0;
  private parts: Buffer[] = [];
  private size = 0;
  private seenKey = false;

  constructor(
    private readonly handler: ElementHandler,
    private readonly limit: number,
  ) {}

  /** Whether a record has begun and not ended. */
  get pending(): boolean {
    return this.captured === 'item';
  }

  get depth(): number {
    return this.levels.length;
  }

  /** A piece. `lineEnds`: a line ends behind it, which no string of JSON outlives. */
  write(bytes: Buffer, start: number, end: number, lineEnds: boolean): ScanState {
    let from = start;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (this.inString) {
        at = this.passString(bytes, at, end);
        continue;
      }
      if (byte === QUOTE) {
        this.inString = true;
        this.keyText = '';
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (this.levels.length >= DEEPEST) return 'broken';
        if (this.opens(byte, at)) from = at;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.levels.length === 0) return 'broken';
        if (this.closes()) {
          this.keep(bytes, from, at + 1);
          this.endCapture();
        }
      } else if (byte === COLON) this.key = this.lastString;
      else if (byte === COMMA) this.key = this.lastString = '';
      else if (!isPlain(byte) || this.levels.length === 0) {
        if (!isBlank(byte)) return 'broken';
      }
    }
    if (this.captured !== null) this.keep(bytes, from, end);
    if (lineEnds && this.inString) return 'broken';
    if (lineEnds && this.captured !== null) this.keep(LINE_FEED, 0, 1);
    return this.levels.length === 0 ? 'ended' : 'inside';
  }

  private passString(bytes: Buffer, from: number, end: number): number {
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) break;
    }
    if (this.captured === null && this.skipped === 0 && this.keyText.length < KEY_LIMIT)
      this.keyText += bytes.toString('latin1', from, Math.min(at, from + KEY_LIMIT));
    if (at < end) {
      this.inString = false;
      if (this.captured === null && this.skipped === 0) this.endString(this.keyText);
      else if (!this.seenKey && this.captured === 'item') this.firstOf(bytes.toString('latin1', from, at));
    }
    return at;
  }

  private endString(text: string): void {
    if (!this.seenKey) this.firstOf(text);
    if (this.key !== '') this.handler.header(this.key, text);
    this.lastString = text;
  }

  private firstOf(key: string): void {
    this.seenKey = true;
    this.handler.firstKey(key);
  }

  /** Answers whether what is kept begins here. */
  private opens(byte: number, at: number): boolean {
    const array = byte === OPEN_ARRAY;
    const role = this.skipped > 0 || this.captured !== null ? 'skip' : this.roleOf(array);
    const { key } = this;
    this.levels.push({ array, role: role === 'item' ? 'skip' : role });
    this.key = this.lastString = '';
    if (this.captured !== null || this.skipped > 0) {
      if (this.captured === null) this.skipped += 1;
      return false;
    }
    const capture = this.captureOf(role, array, key);
    if (capture === null) {
      if (role === 'skip') this.skipped = 1;
      return false;
    }
    this.captured = capture;
    this.captureDepth = this.levels.length;
    if (capture === 'item') this.handler.begun(at);
    return true;
  }

  private captureOf(role: Role | 'item', array: boolean, key: string): Captured | null {
    if (role === 'item') return 'item';
    if (role !== 'skip') return null;
    if (array && key === 'columns') return 'columns';
    return !array && this.labelled && LABELS.has(key) ? 'labels' : null;
  }

  private roleOf(array: boolean): Role | 'item' {
    const above = this.levels.at(-1);
    if (above === undefined) return array ? 'items' : 'walk';
    if (above.role === 'items') return 'item';
    if (this.levels.length >= DEPTH) return 'skip';
    if (above.role === 'groups') {
      if (array) return 'skip';
      if (this.levels.filter(({ role }) => role === 'groups').length === 1) this.around = NO_LABELS;
      this.labelled = true;
      return 'walk';
    }
    if (array) return GROUPS.has(this.key) ? 'groups' : RECORDS.has(this.key) ? 'items' : 'skip';
    return WALKED.has(this.key) ? 'walk' : 'skip';
  }

  /** Answers whether what is kept ends here. */
  private closes(): boolean {
    const ends = this.captured !== null && this.levels.length === this.captureDepth;
    if (this.skipped > 0) this.skipped -= 1;
    const level = this.levels.pop();
    if (level?.role === 'groups') this.labelled = this.levels.some(({ role }) => role === 'groups');
    this.key = this.lastString = '';
    return ends;
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    this.size += to - from;
    const limit = this.captured === 'item' ? this.limit : LABEL_LIMIT;
    if (this.size > limit) this.parts = [];
    else this.parts.push(Buffer.from(bytes.subarray(from, to)));
  }

  private endCapture(): void {
    const { captured } = this;
    const over = this.size > (captured === 'item' ? this.limit : LABEL_LIMIT);
    const text = over ? null : Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.size = 0;
    this.captured = null;
    if (captured === 'item') this.handler.element(text, this.around);
    else if (captured !== null) this.around = { ...this.around, [captured]: text };
  }
}

const LINE_FEED = Buffer.from('\n');

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13 || byte === 10;

/** Of numbers, `true`, `false`, `null`. */
function isPlain(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    (byte >= 97 && byte <= 122) ||
    byte === 45 ||
    byte === 43 ||
    byte === 46 ||
    byte === 69
  );
}

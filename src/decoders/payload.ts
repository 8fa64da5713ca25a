import type { Payload } from '../model/parser.js';
import type { EpochMicros } from '../model/units.js';

const NONE = Buffer.alloc(0);

/** The reused cursor over one line: what the unwrappers found, and the text inside. */
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
  private lineBytes: Buffer = NONE;
  private lineStart = 0;
  private lineEnd = 0;
  private innerText: string | null = null;
  private outerText: string | null = null;

  /** Starts over on a new line. A carriage return before the line feed isn't part of it. */
  reset(bytes: Buffer, start: number, end: number): void {
    this.lineBytes = bytes;
    this.lineStart = start;
    this.lineEnd = end > start && bytes[end - 1] === 13 ? end - 1 : end;
    this.unwrapped();
  }

  /** Back to the bare line: no wrapping. */
  unwrapped(): void {
    this.bytes = this.lineBytes;
    this.start = this.lineStart;
    this.end = this.lineEnd;
    this.outerText = null;
    this.innerText = null;
    if (this.ident === null && this.outerTime === null && this.host === null) return;
    this.outerTime = null;
    this.outerZoned = false;
    this.host = null;
    this.ident = null;
    this.pid = null;
    this.priority = null;
    this.pkg = null;
    this.unit = null;
  }

  /** An unwrapper moved the start past its wrapping, or put the text into other bytes. */
  inner(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.innerText = null;
  }

  get text(): string {
    return (this.innerText ??= this.bytes.toString('utf8', this.start, this.end));
  }

  get lineText(): string {
    return (this.outerText ??= this.lineBytes.toString('utf8', this.lineStart, this.lineEnd));
  }
}

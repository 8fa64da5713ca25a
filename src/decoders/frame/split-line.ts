import type { LineRef } from '../../model/parser.js';
import { BARE, type LinePayload } from '../payload.js';
import type { OpenFrame, Yields } from './frame.js';

const OBJECT = Buffer.from('{"level":"');
/** A wrapping before the object is no longer than this. */
const LONGEST_PREFIX = 200;
const BRACE = 0x7d;
/** So many pieces make a line, and so long is one: a screen's width of the longest messages. */
const MOST_PIECES = 60;
const LONGEST = 1 << 18;
/** Nothing, a paste's, or a syslog name: the parts of a container runtime are joined by what it says of them. */
const PREFIX = /^(?:[\s>]*|[^"{]*(?:\[\d+\]|\w): )$/;
/** How a line begins that is no piece of the one above. */
const OWN = /^(?:\{"|\d{4}[-/]\d\d[-/]\d\d|[IWEF]\d{4} |time="|panic: |goroutine |-- |```|\$ |# |$)/;

/**
 * A line of zap that was cut into several: journald splits at LINE_MAX and stores the pieces as entries with the same
 * prefix, and terminals and mail wrap without one. The pieces are joined as soon as they make one object.
 *
 *     Jan 13 17:05:20 cp1 k3s[351]: {"level":"warn","ts":"2021-01-13T17:05:20.744Z",…,"req
 *     Jan 13 17:05:20 cp1 k3s[351]: uest":"key:\"/registry/a\" "}
 *
 * Null: the line is none, or is whole.
 */
export function openSplitLine(line: LinePayload, yields: Yields): OpenFrame | null {
  const { bytes, start, end } = line;
  if (bytes[end - 1] === BRACE || end - start > LONGEST) return null;
  const at = bytes.subarray(start, Math.min(end, start + LONGEST_PREFIX)).indexOf(OBJECT);
  if (at === -1) return null;
  const wrapping = bytes.toString('utf8', start, start + at);
  return PREFIX.test(wrapping) ? new SplitLine(line, wrapping, yields) : null;
}

class SplitLine implements OpenFrame {
  readonly held: LineRef[];
  private readonly parts: string[];
  private readonly prefix: string;
  private size: number;
  private isWhole = false;

  constructor(
    line: LinePayload,
    private readonly wrapping: string,
    private readonly yields: Yields,
  ) {
    const text = line.bytes.toString('utf8', line.start, line.end);
    this.held = [line.ref()];
    this.prefix = withoutClock(wrapping);
    this.parts = [text.slice(wrapping.length)];
    this.size = text.length;
  }

  take(line: LinePayload): 'done' | 'more' | 'refused' {
    const text = line.bytes.toString('utf8', line.start, line.end);
    const piece = this.pieceOf(text);
    if (piece === null || this.parts.length >= MOST_PIECES || (this.size += text.length) > LONGEST) return 'refused';
    this.parts.push(piece);
    this.held.push(line.ref());
    if (!piece.endsWith('}')) return 'more';
    this.isWhole = joined(this.parts) !== null;
    return this.isWhole ? 'done' : 'more';
  }

  close(): number {
    const [at, ...others] = this.held as [LineRef, ...LineRef[]];
    const message = (this.isWhole ? joined(this.parts) : null) ?? (this.parts[0] as string);
    const lines = this.isWhole ? this.held.length : 1;
    const entry = { ...BARE, message: Buffer.from(this.wrapping + message), at, firstLine: at.line, lines };
    return (this.yields(entry) ? 0 : lines) + (this.isWhole ? 0 : others.length);
  }

  /** What the line adds; null: it is a line of its own. */
  private pieceOf(text: string): string | null {
    // seconds may have passed, as many digits as before
    const before = text.slice(0, this.wrapping.length);
    if (withoutClock(before) !== this.prefix) return null;
    const piece = text.slice(before.length);
    return OWN.test(piece) ? null : piece;
  }
}

const withoutClock = (prefix: string): string => prefix.replace(/\d\d:\d\d:\d\d(?:[.,]\d+)?/, '');

/** The pieces as one object: as they are, or with the blanks that a wrapped mail loses. */
function joined(parts: readonly string[]): string | null {
  for (const between of ['', ' ']) {
    const text = parts.join(between);
    try {
      JSON.parse(text);
      return text;
    } catch {
      // cut elsewhere
    }
  }
  return null;
}

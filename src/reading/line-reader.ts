import { isDirty, isPasted } from '../decoders/clean.js';
import { mayBeginTrace } from '../decoders/frame/go-trace.js';
import type { Entry, LinePayload, Wrapping } from '../decoders/payload.js';
import { unwrapOnce, type Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { BlockParser, Context, LinePiece, LineRef, Parsers, Sink } from '../model/parser.js';
import type { UsedClock } from './clock/clock.js';
import { DialectSearch } from './dialect-search.js';
import { LineFrames } from './line-frames.js';
import { LineTraces } from './line-traces.js';
import { ManyLines } from './many-lines.js';
import { OpenBlocks } from './open-blocks.js';
import { PanicGuard } from './panic-guard.js';
import { NEAR, ReaderState, SAMPLES, type LineCounts, type LineEvents } from './reader-state.js';
import { ReleasedLines } from './released-lines.js';
import { UnclaimedLines } from './unclaimed-lines.js';
import type { Chain, ChainState } from './wrapper-stack.js';

const ESC = 27;
const SPACE = 32;
const CLOSING = 0x7d;
/** So much of a line that is too long to be held is shown to those who know theirs by its beginning. */
const PIECE_SHOWN = 1 << 16;

/**
 * Gives each line to the dialect that claims it: an open frame or block first, then the wrappings that the last line had
 * and the dialect that claimed it, then all others in the registries' order, then the frames and the dialects that span
 * lines. Dialects exclude each other, so the shortcut changes nothing but the speed. Synchronous; makes no string for a
 * line that no caller needs.
 */
export class LineReader {
  readonly counts: LineCounts;
  private readonly state: ReaderState;
  private readonly payload: LinePayload;
  private readonly entry: LinePayload;
  private readonly last: Chain;
  private readonly blocks: OpenBlocks;
  private readonly together: ManyLines;
  private readonly unclaimed: UnclaimedLines;
  private readonly frames: LineFrames;
  private readonly traces: LineTraces;
  private readonly panicGuard: PanicGuard;
  private readonly dialects: DialectSearch;
  /** Of the blocks, those that `isBeginning` asks. */
  private beginners: readonly BlockParser[] | null = null;

  constructor(
    parsers: Parsers,
    format: string | null,
    private readonly context: Context & { readonly clock: UsedClock },
    sink: Sink,
    private readonly events: LineEvents,
  ) {
    this.state = new ReaderState(context, events);
    this.counts = this.state.counts;
    this.payload = this.state.payload;
    this.entry = this.state.entry;
    this.last = this.state.last;
    const wanted = <T extends { readonly id: string }>(dialects: readonly T[]): readonly T[] =>
      format === null ? dialects : dialects.filter(({ id }) => id === format);
    const blocks = wanted(parsers.blocks);
    this.blocks = new OpenBlocks(
      blocks,
      context,
      sink,
      (back) => released.takeBack(back),
      (ref) => this.isBeginning(ref),
    );
    this.together = new ManyLines(this.blocks);
    this.unclaimed = new UnclaimedLines(this.counts, events);
    const released: ReleasedLines = new ReleasedLines(this.state, this.blocks, this.unclaimed, (payload, depth) =>
      this.dialects.claim(payload, depth),
    );
    this.frames = new LineFrames(this.state, released, this.yields);
    this.panicGuard = new PanicGuard(sink);
    this.traces = new LineTraces(this.state, this.panicGuard, released, this.unclaimed);
    this.dialects = new DialectSearch(
      this.state,
      wanted(parsers.lines),
      this.panicGuard,
      this.blocks,
      this.frames,
      this.traces,
    );
  }

  /** One line, without its line feed. */
  line(bytes: Buffer, start: number, end: number, byteOffset: number): void {
    const { counts, payload } = this;
    counts.lines += 1;
    if (counts.lines === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
      start = Math.min(start + 3, end);
    payload.reset(bytes, start, end, counts.lines, byteOffset);
    this.events.settled?.(this.openSince);
    this.events.begin(payload, counts.lines, byteOffset);
    if (this.frames.frame !== null && this.frames.offer(this.frames.frame)) return;
    if (this.traces.size > 0 && this.traces.offer()) return;
    if (this.blocks.size > 0 && this.blocks.offer(payload.ref())) {
      counts.inBlocks += 1;
      return;
    }
    if (payload.start === payload.end) return;
    if (this.offerToLast()) {
      if (this.last.joins) counts.framed += 1;
      else counts.claimed += 1;
      this.state.lastKnown = counts.lines;
      if (this.panicGuard.caught !== null) this.traces.openLogged(payload, this.last.wrappings);
      return;
    }
    this.search();
  }

  /**
   * A piece of a line that is too long to be held. Answers whether a frame reads it so; if none wants the first piece,
   * the line comes as a whole, or as much of it as is held.
   */
  piece(bytes: Buffer, start: number, end: number, byteOffset: number, first: boolean, last: boolean): boolean {
    const { counts, payload } = this;
    if (first && this.isOpen) return false;
    if (first && counts.lines === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb) start += 3;
    payload.reset(bytes, start, end, first ? counts.lines + 1 : counts.lines, byteOffset);
    if (!first) return this.frames.frame?.part?.(payload, last) ?? this.blocks.part(this.pieceAt(''), last);
    this.events.begin(payload, payload.line, byteOffset);
    if (this.frames.openPart()) return true;
    const shown = bytes.toString('utf8', payload.start, Math.min(end, payload.start + PIECE_SHOWN));
    if (!this.blocks.beginPart(this.pieceAt(shown))) return false;
    counts.lines += 1;
    counts.inBlocks += 1;
    return true;
  }

  private pieceAt(text: string): LinePiece {
    const { bytes, start, rawEnd: end, line, byteOffset } = this.payload;
    return { bytes, start, end, at: { line, byteOffset, text } };
  }

  /**
   * Whole lines of which a block may take many at once. Answers where the first one begins that it didn't, which is to
   * come by itself.
   */
  many(bytes: Buffer, start: number, end: number, byteOffset: number): number {
    const { counts } = this;
    const { lines, to } = this.together.offer({ bytes, start, end, line: counts.lines + 1, byteOffset });
    counts.lines += lines;
    counts.inBlocks += lines;
    return to;
  }

  /** Whether `many` is worth to be asked. */
  get takesMany(): boolean {
    return this.frames.frame === null && this.traces.size === 0 && this.together.wants(this.counts.lines + 1);
  }

  /**
   * An entry of an input that has no lines: located by its offset, and line 0. The dialect of the last one
   * is asked first.
   */
  message(message: Buffer, wrapping: Wrapping, byteOffset: number): void {
    const { counts, entry: payload } = this;
    counts.lines += 1;
    payload.base = wrapping;
    payload.reset(message, 0, message.length, 0, byteOffset);
    this.events.begin(payload, 0, byteOffset);
    const dirty = isDirty(message, 0, message.length);
    if (dirty) payload.clean();
    if (this.traces.size > 0 && this.traces.offerEntry(payload)) return;
    if (
      !dirty &&
      !mayBeginTrace(payload) &&
      this.dialects.lastOfEntries?.parse(payload, this.context, this.panicGuard) === true
    ) {
      if (this.panicGuard.caught !== null) this.traces.openLogged(payload, []);
      return;
    }
    if (this.dialects.claim(payload, 0) === null && !this.dialects.claimEntry(payload))
      this.unclaimed.giveUp(payload.ref());
  }

  /** The wrappings and the dialect that are asked first, and the last line as they left it. */
  get chain(): Chain {
    return this.last;
  }

  get lastLine(): LinePayload {
    return this.payload;
  }

  /** So many lines were read elsewhere that would have been claimed, by this dialect in these wrappings. */
  passed(lines: number, indent: number, chain: ChainState): void {
    const { counts, last } = this;
    last.become(chain);
    counts.lines += lines;
    if (last.joins) counts.framed += lines;
    else counts.claimed += lines;
    this.state.lastKnown = counts.lines;
    this.state.indent = last.short ? indent : 0;
  }

  /** Whether the next line may belong to what is open: then it is no line that means the same anywhere. */
  get isOpen(): boolean {
    return this.frames.frame !== null || this.traces.size > 0 || this.blocks.size > 0;
  }

  /** The input ended. */
  end(): void {
    if (this.frames.frame !== null) this.frames.close();
    this.traces.close();
    this.blocks.close();
  }

  /** The first line of which something may still come. */
  private get openSince(): number {
    const { frames } = this;
    const { indent, lastKnown } = this.state;
    const { lines } = this.counts;
    return Math.min(
      lines,
      frames.frame === null ? Infinity : frames.since,
      indent > 0 || lines - lastKnown <= NEAR ? lastKnown : Infinity,
      this.traces.since,
      this.blocks.since,
    );
  }

  /** The wrappings and the dialect of the last line. Coloured text is for `search`, which takes the colours off. */
  private offerToLast(): boolean {
    const { payload, last, context } = this;
    const { parser, wrappings } = last;
    if (parser === null) return false;
    const { length } = wrappings;
    if (length === 1 && payload.base === null) {
      if ((wrappings[0] as Unwrapper).unwrap(payload, context.clock) !== true) {
        payload.unwrapped();
        return false;
      }
    } else {
      for (let i = 0; i < length; i += 1) {
        if (unwrapOnce(wrappings[i] as Unwrapper, payload, context.clock, payload.mark()) === true) continue;
        payload.unwrapped();
        return false;
      }
    }
    const isCut = parser.isObject === true && payload.bytes[payload.end - 1] !== CLOSING;
    if (isCut || payload.bytes[payload.start] === ESC || mayBeginTrace(payload)) {
      payload.unwrapped();
      return false;
    }
    if (parser.parse(payload, context, this.panicGuard)) {
      this.state.indent = last.short ? payload.indent : 0;
      return true;
    }
    payload.unwrapped();
    return false;
  }

  private search(): void {
    const { counts, payload } = this;
    if (isDirty(payload.bytes, payload.start, payload.end)) payload.clean();
    if (this.frames.openSplit()) return;
    if (this.continues()) {
      counts.claimed += 1;
      if (this.traces.goOn(this.state.lastKnown, counts.lines)) this.state.lastKnown = counts.lines;
      else this.events.continued?.(this.state.lastKnown);
      return;
    }
    this.state.indent = 0;
    if (this.claimOrPaste()) {
      this.state.lastKnown = counts.lines;
      return;
    }
    if (isBlank(payload) || this.frames.open()) return;
    if (this.blocks.beginAt(payload)) counts.inBlocks += 1;
    else this.unclaimed.giveUpLine(payload);
  }

  private claimOrPaste(): boolean {
    const { counts, payload } = this;
    for (let pass = 0; pass < 2; pass += 1) {
      const claimed = this.dialects.claim(payload, 0);
      if (claimed !== null) {
        counts[claimed] += 1;
        return true;
      }
      if (!isPasted(payload.bytes, payload.start, payload.end)) return false;
      payload.clean();
    }
    return false;
  }

  /** `journalctl -o short` indents the further lines of a message as far as the first begins. */
  private continues(): boolean {
    const { payload } = this;
    const { indent } = this.state;
    if (indent === 0 || payload.bytes[payload.start] !== SPACE || payload.end - payload.start < indent) return false;
    for (let i = payload.start; i < payload.start + indent; i += 1) if (payload.bytes[i] !== SPACE) return false;
    return true;
  }

  private readonly yields = (entry: Entry): boolean => {
    const payload = (this.state.current = this.entry);
    payload.enter(entry);
    this.events.begin(payload, entry.at.line, entry.at.byteOffset ?? 0);
    const claimed =
      (this.traces.size > 0 && this.traces.offerEntry(payload)) ||
      this.dialects.claim(payload, 0) !== null ||
      this.dialects.claimEntry(payload);
    this.state.current = this.payload;
    if (!claimed && this.counts.samples.length < SAMPLES)
      this.counts.samples.push({ line: entry.at.line, message: entry.at.text });
    this.events.begin(this.payload, this.payload.line, this.payload.byteOffset);
    return claimed;
  };

  /** Whether a line begins something that one line identifies: prose and lone brackets may begin anything. */
  private isBeginning(ref: LineRef): boolean {
    const { context } = this;
    const lines = this.dialects.parsers.all;
    const blocks = (this.beginners ??= this.blocks.parsers.filter(
      ({ id }) => id !== 'transcript' && id !== 'etcdctl-json',
    ));
    // a context of its own: what a dialect keeps by it stays as it was
    const reader = new LineReader({ lines, blocks }, null, { ...context }, MUTE, MUTE);
    const bytes = Buffer.from(ref.raw ?? ref.text);
    reader.line(bytes, 0, bytes.length, 0);
    return reader.traces.size === 0 && reader.counts.unrecognised === 0;
  }
}

const MUTE: Sink & LineEvents = {
  record: () => undefined,
  request: () => undefined,
  problem: () => undefined,
  begin: () => undefined,
  plain: () => undefined,
};

function isBlank(payload: LinePayload): boolean {
  for (let i = payload.start; i < payload.end; i += 1) {
    const byte = payload.bytes[i] as number;
    if (byte !== SPACE && byte !== 9) return false;
  }
  return true;
}

import { isDirty, isPasted } from '../decoders/clean.js';
import type { OpenFrame } from '../decoders/frame/frame.js';
import { isStackLine, isStackName, mayBeginTrace, mayBeStack, traceStart } from '../decoders/frame/go-trace.js';
import { FRAMES } from '../decoders/frame/registry.js';
import { openShortMessage } from '../decoders/frame/short-message.js';
import { BARE, type Entry, LinePayload, type Wrapping } from '../decoders/payload.js';
import { UNWRAPPERS } from '../decoders/unwrap/registry.js';
import { unwrapOnce, type Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { BlockParser, Context, LineParser, LinePiece, LineRef, Parsers, Sink } from '../model/parser.js';
import { byFirstByte, type ByFirstByte } from './by-first-byte.js';
import { PanicGuard } from './panic-guard.js';
import { Chain, MOST_WRAPPINGS, type ChainState } from './wrapper-stack.js';
import type { UsedClock } from './clock/clock.js';
import { ManyLines } from './many-lines.js';
import { type GivenBack, OpenBlocks } from './open-blocks.js';
import { OpenTrace, type Owner } from './open-trace.js';
import { placeOf, Traces } from './traces.js';

/** What of a journal is a control plane's: other units' lines are counted as not recognised unless a parser knows them. */
const CONTROL_PLANE = /^(?:etcd|kube|k3s|rke2|containerd|crio|cri-o|docker|podman|systemd|kernel|init|talos)/i;

export interface LineCounts {
  lines: number;
  unrecognised: number;
  /** Lines that a line parser claimed, and that mean the same whatever stands before them. */
  claimed: number;
  /** Lines of entries that frames put together, or of wrappings in which any line may be a part of one. */
  framed: number;
  /** Lines that were taken by blocks. */
  inBlocks: number;
  readonly samples: { line: number; message: string }[];
}

/** Who is told about each line, besides the sink. */
export interface LineEvents {
  /** The line that is about to be parsed. */
  begin(payload: LinePayload, line: number, byteOffset: number): void;
  unrecognised?(line: number, byteOffset: number, text: string, lines: number): void;
  /** A recognised line of a wrapping without a message that anybody knows. */
  plain(payload: LinePayload): void;
  /** One more line of the entry that begins on a line whose record is out. */
  continued?(line: number): void;
  /** Nothing more will come of the lines before this one. */
  settled?(before: number): void;
}

type Claimed = 'claimed' | 'framed' | 'inBlocks';

const SAMPLES = 5;
/** So much is kept of the line that a frame begins with. */
const SHOWN = 1000;
/** A stack goes on with what stands so few lines before it: a blank one may part them. */
const NEAR = 2;
/** How often a line may be given back before it is nobody's. */
const RETURNS = 3;
/** `/registry/secrets/payments/db`: a key alone on its line. */
const KEY_LINE = /^\/[^\s]{1,1000}$/;
const VALUE = '(a line below a key: its value)';
const ESC = 27;
const SPACE = 32;
const SLASH = 47;
/** So much of a line that is too long to be held is shown to those who know theirs by its beginning. */
const PIECE_SHOWN = 1 << 16;
const SURE = byFirstByte(UNWRAPPERS.sure);
const LOOSE = byFirstByte(UNWRAPPERS.loose);
const OPENING = byFirstByte(FRAMES);

/**
 * Gives each line to the dialect that claims it: an open frame or block first, then the wrappings that the last line had
 * and the dialect that claimed it, then all others in the registries' order, then the frames and the dialects that span
 * lines. Dialects exclude each other, so the shortcut changes nothing but the speed. Synchronous; makes no string for a
 * line that nobody asks for.
 */
export class LineReader {
  readonly counts: LineCounts = { lines: 0, unrecognised: 0, claimed: 0, framed: 0, inBlocks: 0, samples: [] };
  private readonly payload = new LinePayload();
  /** The cursor over entries: a line that ends one is still to be read itself. */
  private readonly entry = new LinePayload();
  /** The cursor over lines that were given back, and over what a trace says once it is over. */
  private readonly again = new LinePayload();
  private current: LinePayload = this.payload;
  private readonly blocks: OpenBlocks;
  private readonly together: ManyLines;
  private readonly traces: Traces;
  private readonly panicGuard: PanicGuard;
  private frame: OpenFrame | null = null;
  /** Where it began, and with what. */
  private frameSince = 0;
  private frameText = '';
  /** The last line that anybody knew: what continues it belongs to it. */
  private lastKnown = 0;
  private readonly last = new Chain();
  private lastOfEntries: LineParser | null = null;
  /** Where the text began in the line before, if that was a journal's: lines that continue it are indented as far. */
  private indent = 0;
  /** The line after a key, or after a line of the value below it. */
  private belowKey = NaN;
  private readonly lineParsers: ByFirstByte<LineParser>;
  /** Of the blocks, those that `isBeginning` asks. */
  private beginners: readonly BlockParser[] | null = null;

  constructor(
    parsers: Parsers,
    format: string | null,
    private readonly context: Context & { readonly clock: UsedClock },
    sink: Sink,
    private readonly events: LineEvents,
  ) {
    const wanted = <T extends { readonly id: string }>(dialects: readonly T[]): readonly T[] =>
      format === null ? dialects : dialects.filter(({ id }) => id === format);
    this.lineParsers = byFirstByte(wanted(parsers.lines));
    const blocks = wanted(parsers.blocks);
    this.blocks = new OpenBlocks(
      blocks,
      context,
      sink,
      (back) => this.takeBack(back),
      (ref) => this.isBeginning(ref),
    );
    this.together = new ManyLines(this.blocks);
    this.traces = new Traces(context.clock, {
      ended: (trace) => this.endTrace(trace),
      continued: (line) => events.continued?.(line),
    });
    this.panicGuard = new PanicGuard(sink);
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
    if (this.frame !== null && this.offerToFrame(this.frame)) return;
    if (this.traces.size > 0 && this.offerToTraces()) return;
    if (this.blocks.size > 0 && this.blocks.offer(payload.ref())) {
      counts.inBlocks += 1;
      return;
    }
    if (payload.start === payload.end) return;
    if (this.offerToLast()) {
      if (this.last.joins) counts.framed += 1;
      else counts.claimed += 1;
      this.lastKnown = counts.lines;
      if (this.panicGuard.caught !== null) this.openLogged(payload, this.last.wrappings);
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
    if (!first) return this.frame?.part?.(payload, last) ?? this.blocks.part(this.pieceAt(''), last);
    this.events.begin(payload, payload.line, byteOffset);
    for (const frame of FRAMES) {
      this.frame = frame.openPart?.(payload, this.yields) ?? null;
      if (this.frame === null) continue;
      this.frameSince = payload.line;
      this.frameText = payload.lineText.slice(0, SHOWN);
      counts.lines += 1;
      counts.framed += 1;
      return true;
    }
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
    return this.frame === null && this.traces.size === 0 && this.together.wants(this.counts.lines + 1);
  }

  /**
   * An entry of an input that has no lines: told where it stands by its offset, and line 0. The dialect of the last one
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
    if (this.traces.size > 0 && this.traces.offer(payload, true) !== null) return;
    if (
      !dirty &&
      !mayBeginTrace(payload) &&
      this.lastOfEntries?.parse(payload, this.context, this.panicGuard) === true
    ) {
      if (this.panicGuard.caught !== null) this.openLogged(payload, []);
      return;
    }
    if (this.claim(payload, 0) === null && !this.claimEntry(payload)) this.giveUp(payload.ref());
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
    this.lastKnown = counts.lines;
    this.indent = last.short ? indent : 0;
  }

  /** Whether the next line may belong to what is open: then it is no line that means the same anywhere. */
  get isOpen(): boolean {
    return this.frame !== null || this.traces.size > 0 || this.blocks.size > 0;
  }

  /** The input ended. */
  end(): void {
    if (this.frame !== null) this.closeFrame();
    this.traces.close();
    this.blocks.close();
  }

  /** The first line of which something may still come. */
  private get openSince(): number {
    const { indent, lastKnown, frame, frameSince } = this;
    const { lines } = this.counts;
    return Math.min(
      lines,
      frame === null ? Infinity : frameSince,
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
    if (payload.bytes[payload.start] === ESC || mayBeginTrace(payload)) {
      payload.unwrapped();
      return false;
    }
    if (parser.parse(payload, context, this.panicGuard)) {
      this.indent = last.short ? payload.indent : 0;
      return true;
    }
    payload.unwrapped();
    return false;
  }

  private search(): void {
    const { counts, payload } = this;
    if (isDirty(payload.bytes, payload.start, payload.end)) payload.clean();
    if (this.continues()) {
      counts.claimed += 1;
      if (this.traces.goOn(this.lastKnown, counts.lines)) this.lastKnown = counts.lines;
      else this.events.continued?.(this.lastKnown);
      return;
    }
    this.indent = 0;
    if (this.claimOrPaste()) {
      this.lastKnown = counts.lines;
      return;
    }
    if (isBlank(payload) || this.openFrame()) return;
    if (this.blocks.beginAt(payload)) counts.inBlocks += 1;
    else this.giveUpLine();
  }

  private claimOrPaste(): boolean {
    const { counts, payload } = this;
    for (let pass = 0; pass < 2; pass += 1) {
      const claimed = this.claim(payload, 0);
      if (claimed !== null) {
        counts[claimed] += 1;
        return true;
      }
      if (!isPasted(payload.bytes, payload.start, payload.end)) return false;
      payload.clean();
    }
    return false;
  }

  /**
   * Takes wrappings off until a dialect knows what is inside. null: none does. Otherwise as what the line counts:
   * `framed` where one of the wrappings has lines that are parts of an entry.
   */
  private claim(payload: LinePayload, depth: number): Claimed | null {
    const outer = payload.mark();
    const deeper = depth < MOST_WRAPPINGS;
    if (deeper) {
      for (const unwrapper of SURE.at(payload.bytes, payload.start, payload.end)) {
        const found = unwrapOnce(unwrapper, payload, this.context.clock, outer);
        if (found === false) continue;
        const claimed = this.claimInside(payload, depth, unwrapper, found, true);
        if (claimed !== null) return claimed;
        payload.restore(outer);
        break;
      }
    }
    if (mayBeginTrace(payload) && this.openTrace(payload, depth)) return 'claimed';
    for (const parser of this.lineParsers.at(payload.bytes, payload.start, payload.end)) {
      if (!parser.parse(payload, this.context, this.panicGuard)) continue;
      if (payload === this.entry && depth === 0) this.lastOfEntries = parser;
      const joins = this.last.keep(depth, parser, payload === this.payload);
      if (payload === this.payload && this.last.short) this.indent = payload.indent;
      if (this.panicGuard.caught !== null) this.openLogged(payload, this.last.tried(depth));
      return joins ? 'framed' : 'claimed';
    }
    if (this.openTrace(payload, depth)) return 'claimed';
    if (deeper) {
      for (const unwrapper of LOOSE.at(payload.bytes, payload.start, payload.end)) {
        if (unwrapper.once === true && depth > 0 && this.last.isIn(depth - 1, unwrapper)) continue;
        const found = unwrapOnce(unwrapper, payload, this.context.clock, outer);
        if (found === false) continue;
        const claimed = this.claimInside(payload, depth, unwrapper, found, false);
        if (claimed !== null) return claimed;
        payload.restore(outer);
      }
    }
    return null;
  }

  private claimInside(
    payload: LinePayload,
    depth: number,
    unwrapper: Unwrapper,
    found: true | 'marker',
    sure: boolean,
  ): Claimed | null {
    this.last.enter(depth, unwrapper);
    if (found === true) {
      const inside = sure || payload.ident !== null ? payload.mark() : null;
      const claimed = this.claim(payload, depth + 1);
      if (claimed !== null) return claimed;
      if (inside === null) return null;
      payload.restore(inside);
      if (unwrapper.id === 'journal-short' && depth === 0 && payload === this.payload && this.openShort(payload))
        return 'framed';
      if (sure && payload === this.payload && this.openDocument(payload)) return 'inBlocks';
      if (payload.ident === null || !CONTROL_PLANE.test(payload.ident)) return null;
    } else if (unwrapper.id === 'heading') {
      if (payload === this.payload) payload.base = payload.host === null ? null : { ...BARE, host: payload.host };
      return 'claimed';
    }
    this.events.plain(payload);
    if (unwrapper.id === 'journal-short' && depth === 0) this.indent = payload.indent;
    return unwrapper.joins === true ? 'framed' : 'claimed';
  }

  /** What stands inside of a wrapping may be a whole document, which the blocks know. Counted as the line's. */
  private openDocument(payload: LinePayload): boolean {
    const first = payload.bytes[payload.start];
    if (first !== 123 && first !== 91) return false;
    return this.blocks.begin(payload.ref(payload.text));
  }

  /** A lone bracket of the journal's text modes begins a document over the lines that continue it. */
  private openShort(payload: LinePayload): boolean {
    if (this.frame !== null) return false;
    this.frame = openShortMessage(payload, this.yields);
    this.frameSince = payload.line;
    this.frameText = payload.lineText;
    return this.frame !== null;
  }

  /** Whether the line goes on with a trace. Such lines mean the same wherever an input is cut: what they are shows. */
  private offerToTraces(): boolean {
    const { payload, counts, traces } = this;
    const blank = payload.start === payload.end;
    if (isDirty(payload.bytes, payload.start, payload.end)) payload.clean();
    const answer = traces.offer(payload, false);
    if (answer === null) return false;
    if (!blank) counts.claimed += 1;
    this.indent = traces.indent;
    if (answer === 'line') this.lastKnown = counts.lines;
    return true;
  }

  /** A trace begins with the text at hand, or is in the middle where its beginning was elsewhere. */
  private openTrace(payload: LinePayload, depth: number): boolean {
    if (payload === this.again) return false;
    // of the shortest texts that begin a trace, `panic: ` is one
    const isStart = payload.end - payload.start < 8 || mayBeginTrace(payload);
    if (!isStart && payload.line - this.lastKnown > NEAR && !mayBeStack(payload)) return false;
    const { text } = payload;
    const wrappings = this.last.tried(depth);
    const before = this.ownerBefore(payload, wrappings);
    const start = traceStart(text) ?? (isStackLine(text) || (before !== null && isStackName(text)) ? 'stack' : null);
    if (start === null) return false;
    // a stack below what a logger said belongs to it
    const base = start !== 'death' && before !== null ? this.lastKnown : null;
    const trace = new OpenTrace(placeOf(payload, wrappings, payload === this.entry), start, before, null, base);
    if (base !== null) this.events.continued?.(base);
    if (payload === this.payload && wrappings[0]?.id === 'journal-short') this.indent = payload.indent;
    this.traces.add(trace);
    return true;
  }

  /** Whose log the line before was, if the line at hand stands in the same: then it goes on with it. */
  private ownerBefore(payload: LinePayload, wrappings: readonly Unwrapper[]): Owner | null {
    const { parser, wrappings: known } = this.last;
    if (payload !== this.payload || parser === null || payload.line - this.lastKnown > NEAR) return null;
    if (wrappings.length !== known.length || !wrappings.every((unwrapper, i) => unwrapper === known[i])) return null;
    if (payload.ident !== null && wrappings[0]?.id !== 'kubectl-prefix') return null;
    if (parser.id === 'klog') return 'klog';
    return parser.id === 'etcd-zap' || parser.id === 'etcd-zap-console' || parser.id === 'etcd-capnslog'
      ? 'etcd'
      : null;
  }

  /** A logger said why the process ends: what the runtime prints below belongs to it. */
  private openLogged(payload: LinePayload, wrappings: readonly Unwrapper[]): void {
    const { caught } = this.panicGuard;
    this.panicGuard.caught = null;
    if (caught === null) return;
    if (payload === this.again) this.panicGuard.sink.record(caught);
    else this.traces.add(new OpenTrace(placeOf(payload, wrappings, payload === this.entry), 'logged', null, caught));
  }

  private endTrace(trace: OpenTrace): void {
    const { place, held, lines } = trace;
    const owner = trace.settle() ?? (CONTROL_PLANE.test(place.ident ?? '') ? 'system' : null);
    if (owner === null) {
      // nothing below may go on with a line that turns out to be nobody's
      if (this.lastKnown >= place.at.line) {
        this.lastKnown = -NEAR;
        this.indent = 0;
      }
      for (const { at, lines: several } of held) {
        if (!place.inFrame) {
          this.counts.claimed -= 1;
          this.offerAgain({ ...at, text: at.raw ?? at.text }, 0, null);
          continue;
        }
        if (at.line > 0) this.counts.framed -= several;
        this.giveUp(at, several);
      }
      return;
    }
    const record = trace.says(owner);
    if (record === null) return;
    const { again, current } = this;
    again.enter({ ...place, message: Buffer.from(place.at.text), lines });
    this.events.begin(again, place.at.line, place.at.byteOffset ?? 0);
    if (place.inFrame) this.panicGuard.sink.record(record);
    else this.panicGuard.sink.record(record, place.at, lines);
    this.events.begin(current, current.line, current.byteOffset);
  }

  /** `journalctl -o short` indents the further lines of a message as far as the first begins. */
  private continues(): boolean {
    const { payload, indent } = this;
    if (indent === 0 || payload.bytes[payload.start] !== SPACE || payload.end - payload.start < indent) return false;
    for (let i = payload.start; i < payload.start + indent; i += 1) if (payload.bytes[i] !== SPACE) return false;
    return true;
  }

  private openFrame(): boolean {
    if (this.frame !== null) return false;
    const { payload } = this;
    for (const frame of OPENING.at(payload.bytes, payload.start, payload.end)) {
      this.frame = frame.open(payload, this.context.clock, this.yields);
      if (this.frame === null) continue;
      this.frameSince = payload.line;
      this.frameText = payload.lineText.slice(0, SHOWN);
      this.counts.framed += 1;
      return true;
    }
    return false;
  }

  /** Answers whether the frame took the line. */
  private offerToFrame(frame: OpenFrame): boolean {
    const answer = frame.take(this.payload);
    if (answer === 'more' || answer === 'done') this.counts.framed += 1;
    if (answer === 'done' || answer === 'over') this.closeFrame();
    else if (answer === 'refused') this.giveBack(frame);
    return answer === 'more' || answer === 'done';
  }

  private closeFrame(): void {
    const unknown = this.frame?.close() ?? 0;
    this.frame = null;
    if (unknown === 0) return;
    this.counts.framed -= unknown;
    this.counts.unrecognised += unknown;
    this.events.unrecognised?.(this.frameSince, 0, this.frameText, unknown);
  }

  /** What a frame held before it knew better is offered to the blocks, for no line dialect had wanted it. */
  private giveBack(frame: OpenFrame): void {
    const held = frame.held ?? [];
    this.frame = null;
    this.counts.framed -= held.length;
    for (const ref of held) this.offerAgain(ref, 0, null);
  }

  private readonly yields = (entry: Entry): boolean => {
    const payload = (this.current = this.entry);
    payload.enter(entry);
    this.events.begin(payload, entry.at.line, entry.at.byteOffset ?? 0);
    const claimed =
      (this.traces.size > 0 && this.traces.offer(payload, true) !== null) ||
      this.claim(payload, 0) !== null ||
      this.claimEntry(payload);
    this.current = this.payload;
    if (!claimed && this.counts.samples.length < SAMPLES)
      this.counts.samples.push({ line: entry.at.line, message: entry.at.text });
    this.events.begin(this.payload, this.payload.line, this.payload.byteOffset);
    return claimed;
  };

  private claimEntry(payload: LinePayload): boolean {
    if (!CONTROL_PLANE.test(payload.ident ?? '')) return false;
    this.events.plain(payload);
    return true;
  }

  /** Whether a line begins something that is told by one line: prose and lone brackets may begin anything. */
  private isBeginning(ref: LineRef): boolean {
    const { context } = this;
    const lines = this.lineParsers.all;
    const blocks = (this.beginners ??= this.blocks.parsers.filter(
      ({ id }) => id !== 'transcript' && id !== 'etcdctl-json',
    ));
    // a context of its own: what a dialect keeps by it stays as it was
    const reader = new LineReader({ lines, blocks }, null, { ...context }, MUTE, MUTE);
    const bytes = Buffer.from(ref.raw ?? ref.text);
    reader.line(bytes, 0, bytes.length, 0);
    return reader.traces.size === 0 && reader.counts.unrecognised === 0;
  }

  /** What a block took and nobody knows is offered to all others. */
  private takeBack({ lines, held, spans, by }: GivenBack): void {
    this.counts.inBlocks -= lines;
    for (const { ref, returns } of held) {
      if (returns < RETURNS) this.offerAgain(ref, returns + 1, by);
      else this.giveUp(ref);
    }
    for (const { line, lines: more, text } of spans) this.giveUp({ line, byteOffset: null, text }, more);
  }

  /** A line that was taken and given back. Lines of frames and traces are none of it. */
  private offerAgain(ref: LineRef, returns: number, except: GivenBack['by'] | null): void {
    const { again, counts, current, blocks, events } = this;
    if (blocks.size > 0 && blocks.offer(ref, returns)) {
      counts.inBlocks += 1;
      return;
    }
    const bytes = Buffer.from(ref.raw ?? ref.text);
    again.base = null;
    again.lines = 1;
    again.reset(bytes, 0, bytes.length, ref.line, ref.byteOffset ?? 0);
    if (isDirty(bytes, 0, bytes.length)) again.clean();
    events.begin(again, ref.line, ref.byteOffset ?? 0);
    const claimed = this.claim(again, 0);
    events.begin(current, current.line, current.byteOffset);
    if (claimed !== null) counts[claimed] += 1;
    else if (blocks.begin(ref, except, returns)) counts.inBlocks += 1;
    else if (ref.text.trim() !== '') this.giveUp(ref);
  }

  /** `etcdctl get` and `watch` print the value below its key, over as many lines as it has: what nobody knows there is not shown. */
  private withoutValue(line: number, text: string): string {
    // entries of a binary journal have no lines
    if (line > 0 && KEY_LINE.test(text)) this.belowKey = line + 1;
    else if (line === this.belowKey) {
      this.belowKey = line + 1;
      return VALUE;
    }
    return text;
  }

  /** Nobody knows the line at hand. Most of such lines nobody wants to see either: no text is made of them. */
  private giveUpLine(): void {
    const { counts, events, payload } = this;
    const { bytes, start, line } = payload;
    if (events.unrecognised !== undefined || counts.samples.length < SAMPLES || bytes[start] === SLASH)
      return this.giveUp(payload.ref());
    counts.unrecognised += 1;
    if (line === this.belowKey) this.belowKey = line + 1;
  }

  private giveUp(ref: LineRef, lines = 1): void {
    const { counts } = this;
    const text = this.withoutValue(ref.line, ref.raw ?? ref.text);
    counts.unrecognised += lines;
    this.events.unrecognised?.(ref.line, ref.byteOffset ?? 0, text, lines);
    if (counts.samples.length < SAMPLES) counts.samples.push({ line: ref.line, message: text });
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

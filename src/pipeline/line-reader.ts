import type { OpenFrame } from '../decoders/frame/frame.js';
import { FRAMES } from '../decoders/frame/registry.js';
import { isDirty, isPasted } from '../decoders/clean.js';
import { BARE, type Entry, LinePayload } from '../decoders/payload.js';
import { UNWRAPPERS } from '../decoders/unwrap/registry.js';
import { peel, type Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { Block, BlockParser, Context, LineParser, LineRef, Parsers, Sink } from '../model/parser.js';
import { Chain, MOST_WRAPPINGS } from './chain.js';
import type { UsedClock } from './clock.js';

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
  unrecognised?(line: number, byteOffset: number, text: string): void;
  /** A recognised line of a wrapping without a message that anybody knows. */
  plain(payload: LinePayload): void;
}

type Claimed = 'claimed' | 'framed' | 'inBlocks';

const SAMPLES = 5;
const ESC = 27;
const SPACE = 32;

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
  private readonly open: { readonly parser: BlockParser; readonly block: Block }[] = [];
  private frame: OpenFrame | null = null;
  private readonly last = new Chain();
  /** Where the text began in the line before, if that was a journal's: lines that continue it are indented as far. */
  private indent = 0;
  private readonly lineParsers: readonly LineParser[];
  private readonly blockParsers: readonly BlockParser[];

  constructor(
    parsers: Parsers,
    format: string | null,
    private readonly context: Context & { readonly clock: UsedClock },
    private readonly sink: Sink,
    private readonly events: LineEvents,
  ) {
    const wanted = format === null ? () => true : (dialect: { readonly id: string }) => dialect.id === format;
    this.lineParsers = parsers.lines.filter(wanted);
    this.blockParsers = parsers.blocks.filter(wanted);
  }

  /** One line, without its line feed. */
  line(bytes: Buffer, start: number, end: number, byteOffset: number): void {
    const { counts, payload } = this;
    counts.lines += 1;
    if (counts.lines === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
      start = Math.min(start + 3, end);
    payload.reset(bytes, start, end, counts.lines, byteOffset);
    this.events.begin(payload, counts.lines, byteOffset);
    if (this.frame !== null && this.offerToFrame(this.frame)) return;
    if (this.open.length > 0 && this.offerToBlocks()) {
      counts.inBlocks += 1;
      return;
    }
    if (payload.start === payload.end) return;
    if (this.offerToLast()) {
      if (this.last.joins) counts.framed += 1;
      else counts.claimed += 1;
      return;
    }
    this.search();
  }

  /** Whether the next line may belong to what is open: then it is no line that means the same anywhere. */
  get isOpen(): boolean {
    return this.frame !== null || this.open.length > 0;
  }

  /** The input ended. */
  end(): void {
    if (this.frame !== null) this.closeFrame();
    while (this.open.length > 0) this.closeInnermost();
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
        if (peel(wrappings[i] as Unwrapper, payload, context.clock, payload.mark()) === true) continue;
        payload.unwrapped();
        return false;
      }
    }
    if (payload.bytes[payload.start] !== ESC && parser.parse(payload, context, this.sink)) {
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
      return;
    }
    this.indent = 0;
    if (this.claimOrPaste()) return;
    if (isBlank(payload) || this.openFrame() || this.openBlock(payload.ref())) return;
    this.giveUp(payload.ref());
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
      for (const unwrapper of UNWRAPPERS.sure) {
        const found = peel(unwrapper, payload, this.context.clock, outer);
        if (found === false) continue;
        const claimed = this.claimInside(payload, depth, unwrapper, found, true);
        if (claimed !== null) return claimed;
        payload.restore(outer);
        break;
      }
    }
    for (const parser of this.lineParsers) {
      if (!parser.parse(payload, this.context, this.sink)) continue;
      const joins = this.last.keep(depth, parser, payload === this.payload);
      if (payload === this.payload && this.last.short) this.indent = payload.indent;
      return joins ? 'framed' : 'claimed';
    }
    if (deeper) {
      for (const unwrapper of UNWRAPPERS.loose) {
        const found = peel(unwrapper, payload, this.context.clock, outer);
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
      const inside = payload.mark();
      const claimed = this.claim(payload, depth + 1);
      if (claimed !== null) return claimed;
      payload.restore(inside);
      if (sure && payload === this.payload && this.openDocument(payload)) return 'inBlocks';
      if (!CONTROL_PLANE.test(payload.ident ?? '')) return null;
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
    if (!this.openBlock(payload.ref(payload.text))) return false;
    this.counts.inBlocks -= 1;
    return true;
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
    for (const frame of FRAMES) {
      this.frame = frame.open(this.payload, this.context.clock, this.yields);
      if (this.frame === null) continue;
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
    this.counts.framed -= unknown;
    this.counts.unrecognised += unknown;
  }

  /** What a frame held before it knew better is offered to the blocks, for no line dialect had wanted it. */
  private giveBack(frame: OpenFrame): void {
    const held = frame.held ?? [];
    this.frame = null;
    this.counts.framed -= held.length;
    for (const ref of held) if (!this.openBlock(ref)) this.giveUp(ref);
  }

  private readonly yields = (entry: Entry): boolean => {
    const payload = this.entry;
    payload.enter(entry);
    this.events.begin(payload, entry.at.line, entry.at.byteOffset ?? 0);
    const claimed = this.claim(payload, 0) !== null || this.claimEntry(payload);
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

  /** Answers whether a block took the line. */
  private offerToBlocks(): boolean {
    const ref = this.payload.ref();
    for (let depth = this.open.length - 1; depth >= 0; depth -= 1) {
      const answer = this.open[depth]?.block.take(ref) ?? 'skip';
      if (answer === 'more') return true;
      if (answer === 'skip') continue;
      while (this.open.length > depth) this.closeInnermost();
      if (answer === 'done') return true;
    }
    return false;
  }

  private closeInnermost(): void {
    const notRecognised = this.open.pop()?.block.close() ?? 0;
    this.counts.unrecognised += notRecognised;
    this.counts.inBlocks -= notRecognised;
  }

  private openBlock(ref: LineRef): boolean {
    for (const parser of this.blockParsers) {
      if (this.open.some((entry) => entry.parser === parser)) continue;
      const block = parser.open(ref, this.context, this.sink);
      if (block === null) continue;
      this.open.push({ parser, block });
      this.counts.inBlocks += 1;
      return true;
    }
    return false;
  }

  private giveUp(ref: LineRef): void {
    const { counts } = this;
    const text = ref.raw ?? ref.text;
    counts.unrecognised += 1;
    this.events.unrecognised?.(ref.line, ref.byteOffset ?? 0, text);
    if (counts.samples.length < SAMPLES) counts.samples.push({ line: ref.line, message: text });
  }
}

function isBlank(payload: LinePayload): boolean {
  for (let i = payload.start; i < payload.end; i += 1) {
    const byte = payload.bytes[i] as number;
    if (byte !== SPACE && byte !== 9) return false;
  }
  return true;
}

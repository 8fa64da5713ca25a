import { LinePayload } from '../decoders/payload.js';
import type { Unwrapper } from '../decoders/unwrap/unwrapper.js';
import { UNWRAPPERS } from '../decoders/unwrap/registry.js';
import type { Block, BlockParser, Context, LineParser, LineRef, Parsers, Sink } from '../model/parser.js';
import type { UsedClock } from './clock.js';

/** What of a journal is a control plane's: other units' lines are counted as not recognised unless a parser knows them. */
const CONTROL_PLANE = /^(?:etcd|kube|k3s|rke2|containerd|crio|cri-o|docker|podman|systemd|kernel|init|talos)/i;

export interface LineCounts {
  lines: number;
  unrecognised: number;
  /** Lines that a line parser claimed. */
  claimed: number;
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

const SAMPLES = 5;

/**
 * Gives each line to the dialect that claims it: an open block first, then the wrapping that the last line had and the
 * dialect that claimed it, then all others in the registry's order, then the dialects that span lines. Dialects exclude
 * each other, so the shortcut changes nothing but the speed. Synchronous; makes no string for a line that nobody asks for.
 */
export class LineReader {
  readonly counts: LineCounts = { lines: 0, unrecognised: 0, claimed: 0, inBlocks: 0, samples: [] };
  private readonly payload = new LinePayload();
  private readonly open: { readonly parser: BlockParser; readonly block: Block }[] = [];
  private lastUnwrapper: Unwrapper | null = null;
  private lastParser: LineParser | null = null;
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
    const counts = this.counts;
    counts.lines += 1;
    const payload = this.payload;
    if (
      counts.lines === 1 &&
      end - start >= 3 &&
      bytes[start] === 0xef &&
      bytes[start + 1] === 0xbb &&
      bytes[start + 2] === 0xbf
    )
      start += 3;
    payload.reset(bytes, start, end);
    this.events.begin(payload, counts.lines, byteOffset);
    if (this.open.length > 0 && this.offerToBlocks(byteOffset)) {
      counts.inBlocks += 1;
      return;
    }
    if (payload.start === payload.end) return;
    if (this.offerToLast() || this.offerToLines()) {
      counts.claimed += 1;
      return;
    }
    if (isBlank(payload)) return;
    if (this.openBlock(byteOffset)) {
      counts.inBlocks += 1;
      return;
    }
    counts.unrecognised += 1;
    this.events.unrecognised?.(counts.lines, byteOffset, payload.lineText);
    if (counts.samples.length < SAMPLES) counts.samples.push({ line: counts.lines, message: payload.lineText });
  }

  /** The input ended. */
  end(): void {
    while (this.open.length > 0) this.closeInnermost();
  }

  /** Answers whether a block took the line. */
  private offerToBlocks(byteOffset: number): boolean {
    const ref: LineRef = { line: this.counts.lines, byteOffset, text: this.payload.lineText };
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

  private offerToLast(): boolean {
    const { payload, lastParser, lastUnwrapper } = this;
    if (lastParser === null) return false;
    if (lastUnwrapper !== null && lastUnwrapper.unwrap(payload, this.context.clock) !== true) {
      payload.unwrapped();
      return false;
    }
    if (lastParser.parse(payload, this.context, this.sink)) return true;
    payload.unwrapped();
    return false;
  }

  private offerToLines(): boolean {
    const { payload, context, sink } = this;
    for (const unwrapper of UNWRAPPERS) {
      const found = unwrapper.unwrap(payload, context.clock);
      if (found === false) continue;
      if (found === true) {
        for (const parser of this.lineParsers) {
          if (!parser.parse(payload, context, sink)) continue;
          this.lastUnwrapper = unwrapper;
          this.lastParser = parser;
          return true;
        }
      }
      if (found === 'marker' || CONTROL_PLANE.test(payload.ident ?? '')) {
        this.events.plain(payload);
        return true;
      }
      payload.unwrapped();
      break;
    }
    for (const parser of this.lineParsers) {
      if (!parser.parse(payload, context, sink)) continue;
      this.lastUnwrapper = null;
      this.lastParser = parser;
      return true;
    }
    return false;
  }

  private openBlock(byteOffset: number): boolean {
    const ref: LineRef = { line: this.counts.lines, byteOffset, text: this.payload.lineText };
    for (const parser of this.blockParsers) {
      if (this.open.some((entry) => entry.parser === parser)) continue;
      const block = parser.open(ref, this.context, this.sink);
      if (block === null) continue;
      this.open.push({ parser, block });
      return true;
    }
    return false;
  }
}

function isBlank(payload: LinePayload): boolean {
  for (let i = payload.start; i < payload.end; i += 1) {
    const byte = payload.bytes[i] as number;
    if (byte !== 32 && byte !== 9) return false;
  }
  return true;
}

import { mayBeginTrace } from '../decoders/frame/go-trace.js';
import { BARE, type LinePayload } from '../decoders/payload.js';
import { UNWRAPPERS } from '../decoders/unwrap/registry.js';
import { unwrapOnce, type Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { LineParser } from '../model/parser.js';
import { byFirstByte, type ByFirstByte } from './by-first-byte.js';
import type { LineFrames } from './line-frames.js';
import type { LineTraces } from './line-traces.js';
import type { OpenBlocks } from './open-blocks.js';
import type { PanicGuard } from './panic-guard.js';
import { CONTROL_PLANE, type Claimed, type ReaderState } from './reader-state.js';
import { MOST_WRAPPINGS } from './wrapper-stack.js';

const SURE = byFirstByte(UNWRAPPERS.sure);
const LOOSE = byFirstByte(UNWRAPPERS.loose);

/** Finds the dialect of a line inside any wrappers. */
export class DialectSearch {
  /** The dialect of the entry before. */
  lastOfEntries: LineParser | null = null;
  readonly parsers: ByFirstByte<LineParser>;

  constructor(
    private readonly state: ReaderState,
    parsers: readonly LineParser[],
    private readonly panicGuard: PanicGuard,
    private readonly blocks: OpenBlocks,
    private readonly frames: LineFrames,
    private readonly traces: LineTraces,
  ) {
    this.parsers = byFirstByte(parsers);
  }

  /**
   * Takes wrappings off until a dialect knows what is inside. null: none does. Otherwise as what the line counts:
   * `framed` where one of the wrappings has lines that are parts of an entry.
   */
  claim(payload: LinePayload, depth: number): Claimed | null {
    const outer = payload.mark();
    const deeper = depth < MOST_WRAPPINGS;
    if (deeper) {
      for (const unwrapper of SURE.at(payload.bytes, payload.start, payload.end)) {
        const found = unwrapOnce(unwrapper, payload, this.state.context.clock, outer);
        if (found === false) continue;
        const claimed = this.claimInside(payload, depth, unwrapper, found, true);
        if (claimed !== null) return claimed;
        payload.restore(outer);
        break;
      }
    }
    if (mayBeginTrace(payload) && this.traces.open(payload, depth)) return 'claimed';
    for (const parser of this.parsers.at(payload.bytes, payload.start, payload.end)) {
      if (!parser.parse(payload, this.state.context, this.panicGuard)) continue;
      if (payload === this.state.entry && depth === 0) this.lastOfEntries = parser;
      const joins = this.state.last.keep(depth, parser, payload === this.state.payload);
      if (payload === this.state.payload && this.state.last.short) this.state.indent = payload.indent;
      if (this.panicGuard.caught !== null) this.traces.openLogged(payload, this.state.last.tried(depth));
      return joins ? 'framed' : 'claimed';
    }
    if (this.traces.open(payload, depth)) return 'claimed';
    if (deeper) {
      for (const unwrapper of LOOSE.at(payload.bytes, payload.start, payload.end)) {
        if (unwrapper.once === true && depth > 0 && this.state.last.isIn(depth - 1, unwrapper)) continue;
        const found = unwrapOnce(unwrapper, payload, this.state.context.clock, outer);
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
    this.state.last.enter(depth, unwrapper);
    if (found === true) {
      const inside = sure || payload.ident !== null ? payload.mark() : null;
      const claimed = this.claim(payload, depth + 1);
      if (claimed !== null) return claimed;
      if (inside === null) return null;
      payload.restore(inside);
      if (
        unwrapper.id === 'journal-short' &&
        depth === 0 &&
        payload === this.state.payload &&
        this.frames.openShort(payload)
      )
        return 'framed';
      if (sure && payload === this.state.payload && this.openDocument(payload)) return 'inBlocks';
      if (payload.ident === null || !CONTROL_PLANE.test(payload.ident)) return null;
    } else if (unwrapper.id === 'heading') {
      if (payload === this.state.payload) payload.base = payload.host === null ? null : { ...BARE, host: payload.host };
      return 'claimed';
    }
    this.state.events.plain(payload);
    if (unwrapper.id === 'journal-short' && depth === 0) this.state.indent = payload.indent;
    return unwrapper.joins === true ? 'framed' : 'claimed';
  }

  /** What is inside of a wrapping may be a whole document, which the blocks know. Counted as the line's. */
  private openDocument(payload: LinePayload): boolean {
    const first = payload.bytes[payload.start];
    if (first !== 123 && first !== 91) return false;
    return this.blocks.begin(payload.ref(payload.text));
  }

  /** A unit of the control plane logs an unrecognised line. */
  claimEntry(payload: LinePayload): boolean {
    if (!CONTROL_PLANE.test(payload.ident ?? '')) return false;
    this.state.events.plain(payload);
    return true;
  }
}

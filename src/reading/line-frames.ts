import { FRAMES } from '../decoders/frame/registry.js';
import type { OpenFrame } from '../decoders/frame/frame.js';
import { openSplitLine } from '../decoders/frame/split-line.js';
import { openShortMessage } from '../decoders/frame/short-message.js';
import type { Entry, LinePayload } from '../decoders/payload.js';
import { byFirstByte } from './by-first-byte.js';
import type { ReaderState } from './reader-state.js';
import type { ReleasedLines } from './released-lines.js';

/** So much is kept of the line that a frame begins with. */
const SHOWN = 1000;
const OPENING = byFirstByte(FRAMES);

/** The frame that is open, of which a line reader has one at most. */
export class LineFrames {
  frame: OpenFrame | null = null;
  /** Where it began, and with what. */
  since = 0;
  private text = '';

  constructor(
    private readonly state: ReaderState,
    private readonly released: ReleasedLines,
    private readonly yields: (entry: Entry) => boolean,
  ) {}

  open(): boolean {
    if (this.frame !== null) return false;
    const { payload } = this.state;
    for (const frame of OPENING.at(payload.bytes, payload.start, payload.end)) {
      this.frame = frame.open(payload, this.state.context.clock, this.yields);
      if (this.frame === null) continue;
      this.since = payload.line;
      this.text = payload.lineText.slice(0, SHOWN);
      this.state.counts.framed += 1;
      return true;
    }
    return false;
  }

  /** A lone bracket of the journal's text modes begins a document over the lines that continue it. */
  openShort(payload: LinePayload): boolean {
    if (this.frame !== null) return false;
    this.frame = openShortMessage(payload, this.yields);
    this.since = payload.line;
    this.text = payload.lineText;
    return this.frame !== null;
  }

  /** A line of zap that ends before its object does: what follows may be the rest of it. */
  openSplit(): boolean {
    const { payload } = this.state;
    const frame = openSplitLine(payload, this.yields);
    if (frame === null || this.frame !== null) return false;
    this.frame = frame;
    this.since = payload.line;
    this.text = payload.lineText.slice(0, SHOWN);
    this.state.counts.framed += 1;
    return true;
  }

  /** The first piece of a line that is too long to be held: whether a frame reads it so. */
  openPart(): boolean {
    const { payload, counts } = this.state;
    for (const frame of FRAMES) {
      this.frame = frame.openPart?.(payload, this.yields) ?? null;
      if (this.frame === null) continue;
      this.since = payload.line;
      this.text = payload.lineText.slice(0, SHOWN);
      counts.lines += 1;
      counts.framed += 1;
      return true;
    }
    return false;
  }

  /** Answers whether the frame took the line. */
  offer(frame: OpenFrame): boolean {
    const answer = frame.take(this.state.payload);
    if (answer === 'more' || answer === 'done') this.state.counts.framed += 1;
    if (answer === 'done' || answer === 'over') this.close();
    else if (answer === 'refused') this.giveBack(frame);
    return answer === 'more' || answer === 'done';
  }

  close(): void {
    const unknown = this.frame?.close() ?? 0;
    this.frame = null;
    if (unknown === 0) return;
    this.state.counts.framed -= unknown;
    this.state.counts.unrecognised += unknown;
    this.state.events.unrecognised?.(this.since, 0, this.text, unknown);
  }

  /** What a frame held before it knew better is offered to the blocks, for no line dialect had wanted it. */
  private giveBack(frame: OpenFrame): void {
    const held = frame.held ?? [];
    this.frame = null;
    this.state.counts.framed -= held.length;
    for (const ref of held) this.released.offerAgain(ref, 0, null);
  }
}

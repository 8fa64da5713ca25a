import { cleanUntil } from '../decoders/clean.js';
import type { LineStretch } from '../model/parser.js';
import type { OpenBlocks } from './open-blocks.js';

const LINE_FEED = 10;
/** So many bytes are looked at at once. */
const WINDOW = 1 << 18;
const LONGEST_PAUSE = 256;

/**
 * Gives an open block many lines at once, as bytes: those of a large document, which no other parser would see.
 * A line with colours or pasted blanks comes by itself, for they are to be taken off.
 */
export class ManyLines {
  /** Lines to come by themselves after one that couldn't be taken with others, and which is the next that may. */
  private pause = 1;
  private pausedTo = 0;

  constructor(private readonly blocks: OpenBlocks) {}

  /** Whether a block may want the lines from this one on. */
  wants(line: number): boolean {
    return this.blocks.size > 0 && line >= this.pausedTo && this.blocks.takesMany;
  }

  /** Answers how many whole lines were taken, and where the next one begins, which is to come by itself. */
  offer(stretch: LineStretch): { readonly lines: number; readonly to: number } {
    const taken = this.take(stretch);
    // such lines one after another aren't searched for on each
    this.pause = taken.lines > this.pause ? 1 : Math.min(2 * this.pause, LONGEST_PAUSE);
    if (taken.lines === 0) this.pausedTo = stretch.line + this.pause;
    return taken;
  }

  private take(stretch: LineStretch): { readonly lines: number; readonly to: number } {
    const { bytes, start } = stretch;
    const clean = cleanUntil(bytes, start, Math.min(stretch.end, start + WINDOW));
    const end = clean > start ? bytes.lastIndexOf(LINE_FEED, clean - 1) + 1 : start;
    return end > start ? this.blocks.offerMany({ ...stretch, end }) : { lines: 0, to: start };
  }
}

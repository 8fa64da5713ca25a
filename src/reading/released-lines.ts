import { isDirty } from '../decoders/clean.js';
import type { LinePayload } from '../decoders/payload.js';
import type { LineRef } from '../model/parser.js';
import type { GivenBack, OpenBlocks } from './open-blocks.js';
import type { Claimed, ReaderState } from './reader-state.js';
import type { UnclaimedLines } from './unclaimed-lines.js';

/** How often a line may be released before it counts as unrecognised. */
const RETURNS = 3;

/** Lines that were taken and released: offered to all others, each as often as it pays. */
export class ReleasedLines {
  constructor(
    private readonly state: ReaderState,
    private readonly blocks: OpenBlocks,
    private readonly unclaimed: UnclaimedLines,
    private readonly claim: (payload: LinePayload, depth: number) => Claimed | null,
  ) {}

  /** What a block took without recognising it is offered to all other parsers. */
  takeBack({ lines, held, spans, by }: GivenBack): void {
    this.state.counts.inBlocks -= lines;
    for (const { ref, returns } of held) {
      if (returns < RETURNS) this.offerAgain(ref, returns + 1, by);
      else this.unclaimed.giveUp(ref);
    }
    for (const { line, lines: more, text } of spans) this.unclaimed.giveUp({ line, byteOffset: null, text }, more);
  }

  /** A line that was taken and released. Lines of frames and traces are none of it. */
  offerAgain(ref: LineRef, returns: number, except: GivenBack['by'] | null): void {
    const { blocks } = this;
    const { again, counts, current, events } = this.state;
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
    else if (ref.text.trim() !== '') this.unclaimed.giveUp(ref);
  }
}

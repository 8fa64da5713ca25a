import type { LinePayload } from '../decoders/payload.js';
import type { LineRef } from '../model/parser.js';
import { SAMPLES, type LineCounts, type LineEvents } from './reader-state.js';

/** `/registry/secrets/payments/db`: a key alone on its line. */
const KEY_LINE = /^\/[^\s]{1,1000}$/;
const VALUE = '(a line below a key: its value)';
const SLASH = 47;

/** Unrecognised lines: counted, and a few of them shown. */
export class UnclaimedLines {
  /** The line after a key, or after a line of the value below it. */
  private belowKey = NaN;

  constructor(
    private readonly counts: LineCounts,
    private readonly events: LineEvents,
  ) {}

  /** The current line is unrecognised. Most of these lines are not shown, so no text is made of them. */
  giveUpLine(payload: LinePayload): void {
    const { counts, events } = this;
    const { bytes, start, line } = payload;
    if (events.unrecognised !== undefined || counts.samples.length < SAMPLES || bytes[start] === SLASH)
      return this.giveUp(payload.ref());
    counts.unrecognised += 1;
    if (line === this.belowKey) this.belowKey = line + 1;
  }

  giveUp(ref: LineRef, lines = 1): void {
    const { counts } = this;
    const text = this.withoutValue(ref.line, ref.raw ?? ref.text);
    counts.unrecognised += lines;
    this.events.unrecognised?.(ref.line, ref.byteOffset ?? 0, text, lines);
    if (counts.samples.length < SAMPLES) counts.samples.push({ line: ref.line, message: text });
  }

  /** `etcdctl get` and `watch` print the value below its key, over as many lines as it has: unrecognised lines there are not shown. */
  private withoutValue(line: number, text: string): string {
    // entries of a binary journal have no lines
    if (line > 0 && KEY_LINE.test(text)) this.belowKey = line + 1;
    else if (line === this.belowKey) {
      this.belowKey = line + 1;
      return VALUE;
    }
    return text;
  }
}

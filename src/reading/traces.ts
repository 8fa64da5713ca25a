import type { LinePayload } from '../decoders/payload.js';
import { unwrapOnce, type Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { UsedClock } from './clock/clock.js';
import type { OpenTrace } from './open-trace.js';

/** Traces that may be open at a time, of as many processes. */
const MOST = 16;

/** Receives how traces end. */
export interface TraceEnds {
  /** It is over, and was somebody's that matters, or not. */
  ended(trace: OpenTrace): void;
  /** A line of a trace that belongs to a line whose record is out. */
  continued(line: number): void;
}

/** The traces whose lines are still coming in, each between the lines of other processes. */
export class Traces {
  /** How far the text of the line that was taken last is indented, if lines that continue it are indented as far. */
  indent = 0;
  private readonly open: OpenTrace[] = [];

  constructor(
    private readonly clock: UsedClock,
    private readonly ends: TraceEnds,
  ) {}

  get size(): number {
    return this.open.length;
  }

  /** The first line that any of them has. */
  get since(): number {
    let since = Infinity;
    for (const { place, base } of this.open) since = Math.min(since, base ?? place.firstLine);
    return since;
  }

  add(trace: OpenTrace): void {
    if (this.open.length >= MOST) this.closeAt(0);
    this.open.push(trace);
  }

  /** Whether the line continues with one of them. One of the same process that doesn't, ends it. */
  offer(payload: LinePayload, inFrame: boolean): 'line' | 'blank' | null {
    for (let i = 0; i < this.open.length; i += 1) {
      const trace = this.open[i] as OpenTrace;
      if (trace.place.inFrame !== inFrame) continue;
      const answer = this.peelTo(trace, payload) ? trace.take(payload.text, () => refOf(payload), payload.lines) : null;
      this.indent = trace.place.wrappings[0]?.id === 'journal-short' ? payload.indent : 0;
      payload.unwrapped();
      if (answer === 'line' || answer === 'blank') {
        trace.lastLine = payload.line;
        if (trace.base !== null && answer === 'line') this.ends.continued(trace.base);
        return answer;
      }
      if (answer === null && !trace.pass()) continue;
      this.closeAt(i);
      i -= 1;
    }
    return null;
  }

  /** A line that only its indentation shows to belong to the entry whose last line was this. */
  goOn(last: number, line: number): boolean {
    const trace = this.open.find(({ lastLine }) => lastLine === last);
    if (trace === undefined) return false;
    trace.lines += 1;
    trace.lastLine = line;
    return true;
  }

  close(): void {
    while (this.open.length > 0) this.closeAt(0);
  }

  private closeAt(index: number): void {
    for (const trace of this.open.splice(index, 1)) this.ends.ended(trace);
  }

  private peelTo(trace: OpenTrace, payload: LinePayload): boolean {
    for (const unwrapper of trace.place.wrappings)
      if (unwrapOnce(unwrapper, payload, this.clock, payload.mark()) !== true) return false;
    return trace.isOf(payload);
  }
}

/** Where a trace began, by the cursor that is at its first text. */
export function placeOf(
  payload: LinePayload,
  wrappings: readonly Unwrapper[],
  inFrame: boolean,
): ConstructorParameters<typeof OpenTrace>[0] {
  const { outerTime, outerZoned, host, ident, pid, priority, pkg, unit, firstLine, lines } = payload;
  const wrapping = { outerTime, outerZoned, host, ident, pid, priority, pkg, unit };
  return { ...wrapping, wrappings, at: refOf(payload), firstLine, lines, inFrame };
}

/** What is kept of a line of a trace: its text without the wrapping, and the line as it is. */
const refOf = (payload: LinePayload): ReturnType<LinePayload['ref']> => payload.ref(payload.text.slice(0, 65_536));

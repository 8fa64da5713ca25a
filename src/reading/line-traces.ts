import { isDirty } from '../decoders/clean.js';
import { isStackLine, isStackName, mayBeginTrace, mayBeStack, traceStart } from '../decoders/frame/go-trace.js';
import type { LinePayload } from '../decoders/payload.js';
import type { Unwrapper } from '../decoders/unwrap/unwrapper.js';
import { OpenTrace, type Owner } from './open-trace.js';
import type { PanicGuard } from './panic-guard.js';
import { CONTROL_PLANE, NEAR, type ReaderState } from './reader-state.js';
import type { ReleasedLines } from './released-lines.js';
import { placeOf, Traces } from './traces.js';
import type { UnclaimedLines } from './unclaimed-lines.js';

/** What a line reader does with stack traces: where they begin, what belongs to them, whose they were. */
export class LineTraces {
  private readonly traces: Traces;

  constructor(
    private readonly state: ReaderState,
    private readonly panicGuard: PanicGuard,
    private readonly released: ReleasedLines,
    private readonly unclaimed: UnclaimedLines,
  ) {
    this.traces = new Traces(state.context.clock, {
      ended: (trace) => this.endTrace(trace),
      continued: (line) => state.events.continued?.(line),
    });
  }

  get size(): number {
    return this.traces.size;
  }

  /** The first line that any of them has. */
  get since(): number {
    return this.traces.since;
  }

  close(): void {
    this.traces.close();
  }

  /** A line that only its indentation shows to belong to the entry whose last line was this. */
  goOn(last: number, line: number): boolean {
    return this.traces.goOn(last, line);
  }

  /** Whether the entry continues with a trace. */
  offerEntry(payload: LinePayload): boolean {
    return this.traces.offer(payload, true) !== null;
  }

  /** Whether the line continues with a trace. Such lines mean the same wherever an input is cut: what they are shows. */
  offer(): boolean {
    const { state, traces } = this;
    const { payload, counts } = state;
    const blank = payload.start === payload.end;
    if (isDirty(payload.bytes, payload.start, payload.end)) payload.clean();
    const answer = traces.offer(payload, false);
    if (answer === null) return false;
    if (!blank) counts.claimed += 1;
    state.indent = traces.indent;
    if (answer === 'line') state.lastKnown = counts.lines;
    return true;
  }

  /** A trace begins with the text at hand, or is in the middle where its beginning was elsewhere. */
  open(payload: LinePayload, depth: number): boolean {
    if (payload === this.state.again) return false;
    // of the shortest texts that begin a trace, `panic: ` is one
    const isStart = payload.end - payload.start < 8 || mayBeginTrace(payload);
    if (!isStart && payload.line - this.state.lastKnown > NEAR && !mayBeStack(payload)) return false;
    const { text } = payload;
    const wrappings = this.state.last.tried(depth);
    const before = this.ownerBefore(payload, wrappings);
    const start = traceStart(text) ?? (isStackLine(text) || (before !== null && isStackName(text)) ? 'stack' : null);
    if (start === null) return false;
    // a stack below what a logger said belongs to it
    const base = start !== 'death' && before !== null ? this.state.lastKnown : null;
    const trace = new OpenTrace(placeOf(payload, wrappings, payload === this.state.entry), start, before, null, base);
    if (base !== null) this.state.events.continued?.(base);
    if (payload === this.state.payload && wrappings[0]?.id === 'journal-short') this.state.indent = payload.indent;
    this.traces.add(trace);
    return true;
  }

  /** Whose log the line before was, if the line at hand is in the same: then it continues with it. */
  private ownerBefore(payload: LinePayload, wrappings: readonly Unwrapper[]): Owner | null {
    const { parser, wrappings: known } = this.state.last;
    if (payload !== this.state.payload || parser === null || payload.line - this.state.lastKnown > NEAR) return null;
    if (wrappings.length !== known.length || !wrappings.every((unwrapper, i) => unwrapper === known[i])) return null;
    if (payload.ident !== null && wrappings[0]?.id !== 'kubectl-prefix') return null;
    if (parser.id === 'klog') return 'klog';
    return parser.id === 'etcd-zap' || parser.id === 'etcd-zap-console' || parser.id === 'etcd-capnslog'
      ? 'etcd'
      : null;
  }

  /** A logger said why the process ends: what the runtime prints below belongs to it. */
  openLogged(payload: LinePayload, wrappings: readonly Unwrapper[]): void {
    const { caught } = this.panicGuard;
    this.panicGuard.caught = null;
    if (caught === null) return;
    if (payload === this.state.again) this.panicGuard.sink.record(caught);
    else
      this.traces.add(new OpenTrace(placeOf(payload, wrappings, payload === this.state.entry), 'logged', null, caught));
  }

  private endTrace(trace: OpenTrace): void {
    const { place, held, lines } = trace;
    const owner = trace.settle() ?? (CONTROL_PLANE.test(place.ident ?? '') ? 'system' : null);
    if (owner === null) {
      // nothing below may continue with a line that turns out to be unrecognised
      if (this.state.lastKnown >= place.at.line) {
        this.state.lastKnown = -NEAR;
        this.state.indent = 0;
      }
      for (const { at, lines: several } of held) {
        if (!place.inFrame) {
          this.state.counts.claimed -= 1;
          this.released.offerAgain({ ...at, text: at.raw ?? at.text }, 0, null);
          continue;
        }
        if (at.line > 0) this.state.counts.framed -= several;
        this.unclaimed.giveUp(at, several);
      }
      return;
    }
    const record = trace.says(owner);
    if (record === null) return;
    const { again, current } = this.state;
    again.enter({ ...place, message: Buffer.from(place.at.text), lines });
    this.state.events.begin(again, place.at.line, place.at.byteOffset ?? 0);
    if (place.inFrame) this.panicGuard.sink.record(record);
    else this.panicGuard.sink.record(record, place.at, lines);
    this.state.events.begin(current, current.line, current.byteOffset);
  }
}

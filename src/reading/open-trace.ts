import { GoTrace, isAskedFor, soundsLikeEtcd, traceOwner, type TraceStart } from '../decoders/frame/go-trace.js';
import type { Wrapping } from '../decoders/payload.js';
import type { Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { LineRef } from '../model/parser.js';
import type { AnyRecord } from '../model/record.js';
import { isEtcdStream } from '../parsers/etcd/ident.js';

/** Whose a trace is: etcd's, one of Kubernetes' programs, or that of a unit of the control plane. */
export type Owner = 'etcd' | 'klog' | 'system';

/** How many lines of a trace of an unknown program are kept until a line names the program. */
const HELD = 256;
/** So many lines of others may be between two lines of a trace. */
const PATIENCE = 1000;
/** A dump of all goroutines may be as long as this; what follows is a trace of its own. */
const LONGEST = 100_000;

/** Where a trace began, and what tells it from those beside it. */
export interface TracePlace extends Wrapping {
  readonly wrappings: readonly Unwrapper[];
  /** Its first line, and the text in it. */
  readonly at: LineRef;
  readonly firstLine: number;
  readonly lines: number;
  /** Its lines are entries that a frame put together. */
  readonly inFrame: boolean;
}

/** A stack trace while its lines come in, between those of others: it belongs to one process of one host. */
export class OpenTrace {
  lines: number;
  owner: Owner | null;
  /** Where it was when it continued last. */
  lastLine: number;
  /** Lines that aren't anybody's yet. */
  held: { readonly at: LineRef; readonly lines: number }[] = [];
  private foreign = 0;
  private blanks = 0;
  private isOther = false;
  private readonly trace: GoTrace;

  /**
   * `record`: what a logger said before it, which is handed over when the trace is over. `base`: the line that it
   * belongs to, whose record was handed over already. `weak`: whose it is if nothing in it says otherwise.
   */
  constructor(
    readonly place: TracePlace,
    private readonly start: TraceStart | 'logged',
    private readonly weak: Owner | null,
    private readonly record: AnyRecord | null = null,
    readonly base: number | null = null,
  ) {
    this.trace = new GoTrace(start);
    this.lines = place.lines;
    this.lastLine = place.at.line;
    this.owner = record !== null ? 'etcd' : base !== null ? weak : ownerOf(place);
    if (this.owner === null) this.hold(place.at, place.lines);
    if (record === null) for (const line of place.at.text.split('\n', 1000)) this.note(line);
  }

  /** Whether the trace is that of a process. */
  isOf({ host, ident, pid, unit }: Wrapping): boolean {
    const { place } = this;
    return place.host === host && place.ident === ident && place.pid === pid && place.unit === unit;
  }

  /** Whether the text continues with the trace. Blank lines count once something follows them. */
  take(text: string, at: () => LineRef, lines: number): 'line' | 'blank' | 'over' {
    this.foreign = 0;
    if (this.lines >= LONGEST || this.isLost) return 'over';
    for (const line of text.split('\n', 1000)) if (!this.trace.take(line)) return 'over';
    if (text.trim() === '') {
      this.blanks += lines;
      return 'blank';
    }
    this.lines += this.blanks + lines;
    this.blanks = 0;
    if (this.owner === null) this.hold(at(), lines);
    this.note(text);
    return 'line';
  }

  /** A line of somebody else: whether so many came that nothing more is to be expected. */
  pass(): boolean {
    this.foreign += 1;
    return this.foreign > PATIENCE;
  }

  /** The program is unknown, and no more lines can be kept. */
  get isLost(): boolean {
    return this.owner === null && this.held.length >= HELD;
  }

  /** The program of the ended trace; null: none of the control plane. */
  settle(): Owner | null {
    if (this.owner === null && !this.isOther) {
      const said = this.start === 'death' && soundsLikeEtcd(this.place.at.text) ? 'etcd' : null;
      this.owner = this.weak ?? said;
    }
    return this.owner;
  }

  /** What it says, as one record; null where it belongs to a line whose record is out already. */
  says(owner: Owner): AnyRecord | null {
    if (this.base !== null) return null;
    if (this.record !== null) return this.record;
    const { place } = this;
    const { ident, pid, outerTime: time } = place;
    const message = (place.at.text.split('\n', 1)[0] ?? '').trim().slice(0, 1000);
    const common = SOURCES[owner];
    if (this.start !== 'death' || isAskedFor(message)) return { ...common, time, kind: 'log', level: null, message };
    const process = owner === 'etcd' ? 'etcd' : ident;
    return { ...common, time, kind: 'panic', process, ...(pid === null ? {} : { pid }), message };
  }

  private note(text: string): void {
    const owner = traceOwner(text);
    if (owner === 'other') this.isOther = true;
    else if (owner !== null && this.owner === null) {
      this.owner = owner === 'etcd' ? 'etcd' : 'klog';
      this.held = [];
    }
  }

  private hold(at: LineRef, lines: number): void {
    if (this.held.length < HELD) this.held.push({ at, lines });
  }
}

const SOURCES = {
  etcd: { format: 'etcd-capnslog', source: 'etcd' },
  klog: { format: 'klog', source: 'kubernetes' },
  system: { format: 'journal', source: 'system' },
} as const;

function ownerOf({ ident, unit }: Wrapping): Owner | null {
  if (isEtcdStream(ident, unit)) return 'etcd';
  return ident !== null && /^(?:kube|hyperkube)/.test(ident) ? 'klog' : null;
}

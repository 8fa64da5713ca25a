import type { EpochMicros, Micros } from '../units.js';

export interface Span {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
}

/** What the inputs could have shown. Silence is evidence only inside it. */
export interface Coverage {
  /** Stretches for which a member's own log lies at hand, one entry a stream. */
  readonly etcdLogs: readonly LogCoverage[];
  /** For which request lines (or a plain request log) lie at hand; null: none. */
  readonly requests: Span | null;
  /** For which the source of `writes` speaks, whichever it is; null: none shows a write; absent: as `requests`. */
  readonly writers?: Span | null;
  /** The inputs that any source of `attribution` counts; absent: not looked for. */
  readonly writerInputs?: readonly string[];
  /** For which event dumps speak; null: none. */
  readonly events: Span | null;
  /** For which status samples lie at hand; null: none. */
  readonly status: Span | null;
  /** Logs of etcd's clients (API servers, kubelets, etcdctl's own zap lines); null: none. */
  readonly clients: Span | null;
}

export interface LogCoverage {
  readonly input: string;
  readonly member: string | null;
  readonly span: Span;
  readonly format: string;
  /** Whether debug lines occur in it. */
  readonly debug: boolean;
  /** Whether info lines occur in it. */
  readonly info: boolean;
  /** Whether lines are of the JSON logger: its equal lines are sampled. */
  readonly sampled: boolean;
  readonly version: string | null;
}

/** How one clock goes beside the middle of all those that saw the same things. */
export interface ClockOffset {
  /** The member's, else the host or the input. */
  readonly name: string;
  readonly member: string | null;
  readonly inputs: readonly string[];
  /** By how much it runs ahead (negative: behind); 0 where that is within the error. */
  readonly offset: Micros;
  readonly error: Micros;
  /** Whether the order of the timeline takes it into account. */
  readonly applied: boolean;
  /** What it rests on: `3 compactions, 2 elections`. */
  readonly basis: string;
  /** The clocks that it is held against. */
  readonly reference: readonly string[];
}

/** There were more things of a kind than are counted separately. */
export interface Bound {
  readonly of: 'keys' | 'workloads' | 'clients' | 'updated-objects' | 'writers' | 'events';
  /** How many are counted separately. */
  readonly limit: number;
  /** What was counted of the others: their sum is exact. */
  readonly rest: number;
  /** No count of what is listed lacks more. */
  readonly missing: number;
}

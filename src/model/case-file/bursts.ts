import type { Exemplar } from '../origin.js';
import type { AnyRecord, Kind, Source } from '../record.js';
import type { EpochMicros, Micros } from '../units.js';

/** Occurrences of one kind on one member, closer to each other than a gap: one line of the timeline. */
export interface Burst {
  readonly kind: Kind | 'put-storm';
  readonly member: string | null;
  readonly source: Source;
  /** null: the record carries no time (a configuration file). */
  readonly start: EpochMicros | null;
  readonly end: EpochMicros | null;
  readonly count: number;
  /** The first record, whole. */
  readonly record: AnyRecord;
  readonly first: Exemplar;
  /** The one with the longest duration, where the kind has durations, else the last. */
  readonly worst: Exemplar;
  readonly worstRecord: AnyRecord;
  /** By how much the clock that stamped it runs ahead, where that is known; absent: as far as known not at all. */
  readonly skew?: Micros;
}

/** Something that took long, with its line. */
export interface SlowPoint {
  readonly kind: 'slow-apply' | 'slow-request' | 'slow-fsync' | 'read-index-slow';
  readonly member: string | null;
  readonly time: EpochMicros;
  readonly duration: Micros;
  readonly exemplar: Exemplar;
}

/** Slow requests, counted one by one. */
export interface SlowRequestCount {
  readonly all: number;
  readonly reads: number;
  /** Reads with a large answer, at least, and those of them without a limit. */
  readonly large: number;
  readonly unlimited: number;
}

import type { Exemplar } from '../origin.js';
import type { Source } from '../record.js';
import type { EpochMicros, Micros } from '../units.js';

/** What a line says that has no kind of its own. */
export type IndicatorName =
  | 'snapshot-applied'
  | 'snapshot-restored'
  | 'message-dropped'
  | 'member-removed'
  | 'new-cluster-forced'
  | 'hash-mismatch'
  | 'cpu-stalled'
  | 'clock-set'
  | 'future-revision'
  | 'watch-slow'
  | 'relist'
  | 'raft-log-lost'
  | 'removed-member'
  | 'cluster-id-mismatch'
  | 'version-refused'
  | 'learner-waiting'
  | 'learner-promoted'
  | 'auth-refused'
  | 'files-damaged'
  | 'files-repaired'
  | 'settings-refused'
  | 'setting-ignored'
  | 'leader-moved'
  | 'member-joined'
  | 'tick-missed'
  | 'liveness-killed';

/** Sightings of one indicator on one member (of a client: null), near each other. */
export interface Indicator {
  readonly name: IndicatorName;
  readonly member: string | null;
  readonly source: Source;
  readonly start: EpochMicros;
  readonly end: EpochMicros;
  readonly count: number;
  readonly first: Exemplar;
  readonly last: Exemplar;
}

/** The compactions of one member's log. */
export interface MemberCadence {
  readonly member: string | null;
  readonly count: number;
  /** Median time from one to the next; null: fewer than three. */
  readonly usual: Micros | null;
  readonly longest: Micros | null;
  readonly first: Exemplar;
  readonly last: Exemplar;
  /** Gaps far longer than usual, inside what the member's log covers; `to` null: none came up to its end. */
  readonly holes: readonly { readonly from: EpochMicros; readonly to: EpochMicros; readonly isOpen: boolean }[];
}

import type { Exemplar } from './origin.js';
import type { EpochMicros } from './units.js';

/** A leader's time, from its election to the next one. */
export interface LeaderTerm {
  readonly term: number;
  /** The member's name where it is known, else its id. */
  readonly leader: string | null;
  readonly from: EpochMicros;
  /** The next election; null: none is in the inputs. */
  readonly to: EpochMicros | null;
  readonly evidence: readonly Exemplar[];
}

/** A stretch in which no leader was known. */
export interface WithoutLeader {
  readonly from: EpochMicros;
  /** null: no election is in the inputs. */
  readonly to: EpochMicros | null;
  /** The last line that reports it: so long it was without one at the least. */
  readonly last: EpochMicros;
  /** The term that ended it, or the last that was tried. */
  readonly term: number | null;
  /** A majority of the members said so. Else a member may only have been cut off, and this is the most it can have been. */
  readonly isMajority: boolean;
  /** Elections that were started in it. */
  readonly elections: number;
  readonly evidence: readonly Exemplar[];
}

export interface Leadership {
  readonly terms: readonly LeaderTerm[];
  readonly without: readonly WithoutLeader[];
}

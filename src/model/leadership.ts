import type { Exemplar } from './origin.js';
import type { EpochMicros } from './units.js';

/** A leader's time, from its election to the next one or to its end. */
export interface LeaderTerm {
  readonly term: number;
  /** The member's name where it is known, else its id. */
  readonly leader: string | null;
  readonly from: EpochMicros;
  /** The next election, or the end of its process; null: neither is in the inputs. */
  readonly to: EpochMicros | null;
  readonly evidence: readonly Exemplar[];
}

/** A stretch in which no leader was known. Its true beginning lies between `earliest` and `from`. */
export interface WithoutLeader {
  /** From when on it is certain: a majority said so, or was down. Else when the first member said so. */
  readonly from: EpochMicros;
  /** Members say that they lost their leader after an election timeout: it was gone no earlier than this. */
  readonly earliest: EpochMicros;
  /** null: no election is in the inputs. */
  readonly to: EpochMicros | null;
  /** The last line that reports it: so long it was without one at the least. */
  readonly last: EpochMicros;
  /** The term that ended it, or the last that was tried. */
  readonly term: number | null;
  /** A majority of the members said so, or was down. Else a member may only have been cut off. */
  readonly isMajority: boolean;
  /** The members whose end made it so, by their own logs; empty: only lines on elections tell of it. */
  readonly down: readonly string[];
  /** Elections that were started in it. */
  readonly elections: number;
  readonly evidence: readonly Exemplar[];
  /** Of these, what shows the ends of `down`: another kind of evidence than what the others say. */
  readonly ends: readonly Exemplar[];
}

/** How long it was without a leader, at the least and at the most, in microseconds. */
export function lengthWithout({ from, earliest, to, last, isMajority }: WithoutLeader): {
  readonly least: number;
  readonly most: number;
} {
  const end = to ?? last;
  return { least: isMajority ? Math.max(0, end - from) : 0, most: Math.max(0, end - earliest) };
}

export interface Leadership {
  readonly terms: readonly LeaderTerm[];
  readonly without: readonly WithoutLeader[];
}

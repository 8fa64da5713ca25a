import type { StoreFacts } from './store-facts.js';
import { epochMicros, type EpochMicros } from './units.js';

/** With less of it free, nothing of note was released since the last write. */
const RELEASED = 0.1;

/** Whether the file refuses writes: its bucket of alarms has one for lack of space. */
export const isArmed = ({ alarms }: Pick<StoreFacts, 'alarms'>): boolean =>
  alarms.some(({ alarm }) => alarm === 'NOSPACE');

/**
 * The moment that a file shows: that of its last renewal of a lease, which cluster components write every few seconds.
 * While writes are refused there are no renewals: a file with free pages may be of any later time, after a compaction.
 * null: not known.
 */
export function momentOf(facts: Pick<StoreFacts, 'alarms' | 'split' | 'compacted' | 'dated'>): EpochMicros | null {
  const { split, compacted, dated } = facts;
  if (dated === null) return null;
  if (isArmed(facts) && compacted !== null && split.free >= RELEASED * split.file) return null;
  return epochMicros(Math.round(dated.to));
}

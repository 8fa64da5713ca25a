import type { StoreFacts } from './store-facts.js';
import { epochMicros, type EpochMicros } from './units.js';

/** With less of it free, nothing of note was released since the last write. */
const RELEASED = 0.1;

/** Whether the file refuses writes: its bucket of alarms has one for lack of space. */
export const isArmed = ({ alarms }: Pick<StoreFacts, 'alarms'>): boolean =>
  alarms.some(({ alarm }) => alarm === 'NOSPACE');

/** Stamps of creations may end long before the last write: this part of the revisions may follow the last stamp. */
const BEHIND = 0.01;

type Dated = Pick<StoreFacts, 'dated' | 'firstRevision' | 'lastRevision'>;

/** When the last revision was written, as far as the objects tell. null: they do not. */
export function lastWriteOf({ dated, firstRevision, lastRevision }: Dated): EpochMicros | null {
  if (dated === null) return null;
  const last = lastRevision ?? 0;
  const behind = last - (dated.course.points.at(-1)?.[0] ?? last);
  if (dated.by === 'stamps' && behind > BEHIND * (last - (firstRevision ?? 0))) return null;
  return epochMicros(Math.round(dated.to));
}

/**
 * The moment that a file shows: that of its last renewal of a lease, which cluster components write every few seconds.
 * While writes are refused there are no renewals: a file with free pages may be of any later time, after a compaction.
 * null: not known.
 */
export function momentOf(facts: Dated & Pick<StoreFacts, 'alarms' | 'split' | 'compacted'>): EpochMicros | null {
  const { split, compacted } = facts;
  if (isArmed(facts) && compacted !== null && split.free >= RELEASED * split.file) return null;
  return lastWriteOf(facts);
}

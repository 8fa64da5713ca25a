import type { CaseFile, StoredFile } from '../../model/case-file.js';
import type { GroupSums } from '../../model/store-facts.js';
import type { Argument, Basis } from '../judging/confidence.js';
import { percent } from './phrases.js';

/** A database as it was when writes were refused: armed, and nothing was released since. */
export interface FullStore {
  readonly file: StoredFile;
  /** Of keys, values and their places in pages, all revisions together. */
  readonly revisionBytes: number;
  /** Parts of `revisionBytes`. */
  readonly live: number;
  readonly history: number;
  readonly deleted: number;
  /** What an argument from it is called, with its line. */
  readonly base: Pick<Argument, 'basis' | 'evidence'>;
}

/** null: no such file is at hand. Members hold the same: the largest file speaks. */
export function fullStore(file: CaseFile): FullStore | null {
  const armed = (file.stored ?? []).filter((one) => one.isArmed && !isReleased(one));
  const [best] = [...armed].sort((a, b) => b.facts.split.file - a.facts.split.file);
  if (best === undefined) return null;
  const { live, history, deleted } = best.facts.split;
  const revisionBytes = live + history + deleted;
  if (revisionBytes <= 0) return null;
  const of = (part: number): number => part / revisionBytes;
  return {
    ...{ file: best, revisionBytes, live: of(live), history: of(history), deleted: of(deleted) },
    base: { basis: basisOfFiles(file), evidence: [best.exemplar] },
  };
}

/** A database that refuses writes although much of it is free since a compaction; the largest such file. */
export function releasedStore(file: CaseFile): StoredFile | null {
  const [best] = (file.stored ?? [])
    .filter((one) => one.isArmed && isReleased(one))
    .sort((a, b) => b.facts.split.file - a.facts.split.file);
  return best ?? null;
}

/** `RELEASED` of model/store-moment.ts, which leaves the moment of such a file open. */
const isReleased = ({ facts: { split, compacted } }: StoredFile): boolean =>
  compacted !== null && split.free >= 0.1 * split.file;

/** Where the writes are the file's own revisions, what it holds and what was written are one kind of evidence. */
export const basisOfFiles = ({ writes }: CaseFile): Basis =>
  writes.source === 'store' || writes.source === 'wal' ? 'request lines' : 'database';

/** How much of an argument remains where the writes say the same: they were weighed already. */
export const besideWrites = (file: CaseFile, factor: number): number => (file.writes.count > 0 ? 3 : factor);

export const chiefBy = (groups: readonly GroupSums[], size: (group: GroupSums) => number): GroupSums | null =>
  groups.reduce<GroupSums | null>((best, one) => (best === null || size(one) > size(best) ? one : best), null);

/** Of the file, in words: `58 % of the file`. */
export const ofFile = ({ file }: FullStore, bytes: number): string =>
  `${percent(bytes / Math.max(1, file.facts.split.file))} of the file`;

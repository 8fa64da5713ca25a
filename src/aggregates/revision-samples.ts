import { mergeMaps } from '../mergeable/merge-maps.js';
import { addThinned, emptyThinned, mergeThinned, type Thinned, type ThinnedRules } from '../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { AnyRecord } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate } from './aggregate.js';

/** What shows how far the store has come: a compaction the revision, a snapshot on disk the raft index. */
export type RevisionOrigin = 'compaction' | 'snapshot';

export interface RevisionSample {
  readonly origin: RevisionOrigin;
  readonly stream: string;
  /** Microseconds. */
  readonly time: number;
  readonly value: number;
  readonly exemplar: Exemplar;
}

/** By origin and stream. */
export type RevisionTally = Map<string, Thinned<RevisionSample>>;

export const REVISION_RULES: ThinnedRules<RevisionSample> = {
  limit: 2048,
  width: SECOND,
  time: ({ time }) => time,
  compare: (a, b) => compareExemplars(a.exemplar, b.exemplar),
};

function valueOf(record: AnyRecord): Pick<RevisionSample, 'origin' | 'value'> | null {
  if (record.kind === 'compaction-finished' && record.revision !== null)
    return { origin: 'compaction', value: record.revision };
  if (record.kind === 'snapshot-saved' && record.appliedIndex !== null)
    return { origin: 'snapshot', value: record.appliedIndex };
  return null;
}

/**
 * Revisions and raft indexes over time, of logs that show no request:
 * - `finished scheduled compaction` with `compact-revision`
 * - `saved snapshot` with `snapshot-index`
 */
export const revisionSamples: Aggregate<RevisionTally> = {
  name: 'revision-samples',
  empty: () => new Map(),
  record(tally, record, sight) {
    const { time } = record;
    const found = valueOf(record);
    if (time === null || found === null) return;
    const { origin, value } = found;
    const key = `${origin}\0${sight.stream}`;
    let series = tally.get(key);
    if (series === undefined) tally.set(key, (series = emptyThinned(REVISION_RULES)));
    const exemplar = sight.exemplar(time, record.excerpt);
    addThinned(series, { origin, stream: sight.stream, time, value, exemplar }, REVISION_RULES);
  },
  merge: (a, b) => mergeMaps(a, b, (into, other) => mergeThinned(into, other, REVISION_RULES)),
};

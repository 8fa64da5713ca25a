import { mergeMaps } from '../mergeable/merge-maps.js';
import { addThinned, emptyThinned, mergeThinned, type Thinned, type ThinnedRules } from '../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { CompactionRecord, DefragmentationRecord, MemberStatus } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate } from './aggregate.js';

export interface KeptSize {
  readonly record: MemberStatus | CompactionRecord | DefragmentationRecord;
  readonly stream: string;
  readonly exemplar: Exemplar;
}

export interface SizeSeries {
  readonly timed: Thinned<KeptSize>;
  untimed: KeptSize[];
}

export type SizeTally = Map<string, SizeSeries>;

const RULES: ThinnedRules<KeptSize> = {
  limit: 4096,
  width: SECOND / 4,
  time: (item) => item.record.time ?? 0,
  compare: (a, b) => compareExemplars(a.exemplar, b.exemplar),
};

/** Sizes, revisions and leadership over time, a series a member as far as the line shows which. */
export const sizeSamples: Aggregate<SizeTally> = {
  name: 'size-samples',
  empty: () => new Map(),
  record(tally, record, sight) {
    const status = record.kind === 'member-status';
    if (
      !status &&
      !(
        (record.kind === 'compaction-finished' || record.kind.startsWith('defragmentation-')) &&
        'dbSizeBytes' in record &&
        record.dbSizeBytes !== undefined
      )
    )
      return;
    const key = `${record.kind}\0${record.about?.id ?? record.about?.endpoint ?? ''}\0${sight.stream}`;
    let series = tally.get(key);
    if (series === undefined) tally.set(key, (series = { timed: emptyThinned(RULES), untimed: [] }));
    const kept: KeptSize = {
      record: record,
      stream: sight.stream,
      exemplar: sight.exemplar(record.time, record.excerpt),
    };
    if (record.time === null)
      series.untimed = [...series.untimed, kept].sort((a, b) => RULES.compare(a, b)).slice(0, 200);
    else addThinned(series.timed, kept, RULES);
  },
  merge: (a, b) =>
    mergeMaps(a, b, (into, other) => {
      mergeThinned(into.timed, other.timed, RULES);
      into.untimed = [...into.untimed, ...other.untimed].sort((x, y) => RULES.compare(x, y)).slice(0, 200);
    }),
};

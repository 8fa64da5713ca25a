import { mergeMaps } from '../mergeable/merge-maps.js';
import { addThinned, emptyThinned, mergeThinned, type Thinned, type ThinnedRules } from '../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { SlowRecord } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate } from './aggregate.js';

/** What took long, and how long. */
export interface SlowSighting {
  readonly kind: SlowRecord['kind'];
  readonly stream: string;
  /** EpochMicros, as written. */
  readonly time: number;
  /** Microseconds. */
  readonly duration: number;
  readonly exemplar: Exemplar;
}

/** The longest of each second (or of a wider bucket, where there are many) by kind and stream. */
export type SlowTally = Map<string, Thinned<SlowSighting>>;

export const SLOW_RULES: ThinnedRules<SlowSighting> = {
  limit: 600,
  width: SECOND,
  time: (item) => item.time,
  compare: (a, b) => b.duration - a.duration || compareExemplars(a.exemplar, b.exemplar),
};

const SLOW: ReadonlySet<string> = new Set<SlowRecord['kind']>([
  'slow-apply',
  'slow-request',
  'slow-fsync',
  'read-index-slow',
]);
const isSlow = (record: { readonly kind: string }): record is SlowRecord => SLOW.has(record.kind);

/** How long applies, requests and syncs took over time: bursts keep the first and the worst of each only. */
export const slowDurations: Aggregate<SlowTally> = {
  name: 'slow-durations',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (!isSlow(record) || record.time === null || record.duration === null) return;
    const { kind, time, duration } = record;
    const key = `${kind}\0${sight.stream}`;
    let series = tally.get(key);
    if (series === undefined) tally.set(key, (series = emptyThinned(SLOW_RULES)));
    // The line is a string of its own: not for one that a longer one of its second outdoes.
    const held = series.items.get(Math.floor(time / series.width));
    if (held !== undefined && held.duration > duration) return;
    const exemplar = sight.exemplar(time, record.excerpt);
    addThinned(series, { kind, stream: sight.stream, time, duration, exemplar }, SLOW_RULES);
  },
  merge: (a, b) => mergeMaps(a, b, (into, other) => mergeThinned(into, other, SLOW_RULES)),
};

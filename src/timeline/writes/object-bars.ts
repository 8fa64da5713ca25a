import { groupNumber, objectName } from '../../aggregates/write-objects.js';
import type { WriteTally } from '../../aggregates/write-tally.js';
import type { ObjectBars, WorkloadShare } from '../../model/case-file.js';
import { epochMicros, SECOND } from '../../model/units.js';
import { objectLives } from './object-lives.js';
import { pairName, type WriteSums } from './write-sums.js';

/** A workload below this share is not what the picture is about. */
const LEAST_SHARE = 0.1;
const WORKLOADS = 2;
const BARS = 24;
/** What has one object needs no bars: when it wrote is in the lane of writes. */
const LEAST_OBJECTS = 2;

interface Life {
  readonly object: number;
  readonly from: number;
  readonly to: number;
}

/**
 * From the first to the last write of each pod of the workloads that wrote most: pods that are recreated make a
 * staircase, restarts in place long bars. Of many, some are kept, evenly over the times at which they began. Where only
 * events show writes, they stand for the pods that they are about.
 */
export function objectBars(tally: WriteTally, sums: WriteSums, byWorkload: readonly WorkloadShare[]): ObjectBars[] {
  const chosen = byWorkload.filter(({ key, share }) => key !== '(other)' && share >= LEAST_SHARE).slice(0, WORKLOADS);
  if (chosen.length === 0) return [];
  const lives = new Map<string, Life[]>(chosen.map(({ key }) => [key, []]));
  const hasPods = tally.objects.pairs.some((pair) => pair.startsWith('pods\0'));
  const shown = hasPods ? 'pods' : 'events';
  for (const { object, first, last } of objectLives(sums)) {
    const group = tally.objects.groups[groupNumber(tally.objects, object)];
    const own = group === undefined ? undefined : lives.get(tally.objects.workloads[group.workload] ?? '');
    if (group === undefined || own === undefined || first < 0 || pairName(tally, group.pair).resource !== shown)
      continue;
    own.push({ object, from: first, to: last });
  }
  return chosen.flatMap(({ key }): ObjectBars[] => {
    const all = (lives.get(key) ?? []).sort((a, b) => a.from - b.from || a.object - b.object);
    if (all.length < LEAST_OBJECTS) return [];
    const step = Math.max(1, all.length / BARS);
    const kept = Array.from({ length: Math.min(BARS, all.length) }, (_, i) => all[Math.floor(i * step)] as Life);
    const bars = kept.map(({ object, from, to }) => ({
      name: objectName(tally.objects, object).split('/').at(-1) ?? '',
      from: epochMicros(from * SECOND),
      to: epochMicros((to + 1) * SECOND),
    }));
    return [{ workload: key, total: all.length, bars }];
  });
}

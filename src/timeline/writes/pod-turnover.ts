import type { Tally } from '../../aggregates/registry.js';
import { groupNumber } from '../../aggregates/write-objects.js';
import type { PodTurnover, Span } from '../../model/case-file.js';
import { micros, SECOND } from '../../model/units.js';
import { objectLives } from './object-lives.js';
import { pairName, type WriteSums } from './write-sums.js';

const LISTED = 20;

interface Turnover {
  pods: number;
  created: number;
  readonly spans: number[];
}

/**
 * How many pods of each workload came to be in a stretch, how many of those went again, and how long they lived: from
 * the first write of a pod to its delete. Pods past the limit of exact keys are not counted. Most new pods first.
 */
export function podTurnover(tally: Tally['write-volume'], sums: WriteSums, within: Span | null): PodTurnover[] {
  const podPairs = tally.objects.pairs.map((_, pair) => pairName(tally, pair).resource === 'pods');
  const found = new Map<string, Turnover>();
  const byGroup: Turnover[] = [];
  const turnoverOf = (group: number): Turnover => {
    const workload = tally.objects.workloads[tally.objects.groups[group]?.workload ?? 0] as string;
    let sum = found.get(workload);
    if (sum === undefined) found.set(workload, (sum = { pods: 0, created: 0, spans: [] }));
    return (byGroup[group] = sum);
  };
  for (const { object, first, last, isDeleted } of objectLives(sums)) {
    if (object >= tally.objects.keys.limit) continue;
    const group = groupNumber(tally.objects, object);
    if (podPairs[tally.objects.groups[group]?.pair ?? 0] !== true) continue;
    if (within !== null && !((last + 1) * SECOND > within.from && first * SECOND < within.to)) continue;
    const sum = byGroup[group] ?? turnoverOf(group);
    sum.pods += 1;
    if (within !== null && (first + 1) * SECOND <= within.from) continue;
    sum.created += 1;
    if (isDeleted) sum.spans.push(last - first);
  }
  return [...found]
    .map(([workload, { pods, created, spans }]): PodTurnover => {
      const sorted = spans.sort((a, b) => a - b);
      const middle = sorted[Math.floor(sorted.length / 2)];
      return {
        workload,
        pods,
        created,
        deleted: sorted.length,
        medianLife: middle === undefined ? null : micros(middle * SECOND),
      };
    })
    .sort((a, b) => b.created - a.created || b.pods - a.pods || (a.workload < b.workload ? -1 : 1))
    .slice(0, LISTED);
}

import type { Tally } from '../../aggregates/registry.js';
import { groupNumber } from '../../aggregates/write-objects.js';
import type { ObjectGrowth, Span } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import { objectLives } from './object-lives.js';
import { pairName, type WriteSums } from './write-sums.js';

interface Sum {
  puts: number;
  bytes: number;
  deletes: number;
  objects: number;
  created: number;
}

/** The namespace of keys outside the Kubernetes prefix (`namespaceLabel`). */
const FOREIGN = '(none)';

/**
 * What tells objects that pile up from objects that are written again and again: of each resource, the puts and deletes
 * within a stretch, the different objects, and how many of them were new in it. Most bytes first.
 */
export function objectGrowth(tally: Tally['write-volume'], sums: WriteSums, within: Span | null): ObjectGrowth[] {
  const found = new Map<string, Sum>();
  const byPair: Sum[] = [];
  const sumOf = (pair: number): Sum => byPair[pair] ?? (byPair[pair] = newSumOf(pair));
  const newSumOf = (pair: number): Sum => {
    const { resource, namespace } = pairName(tally, pair);
    const key = `${resource}\0${namespace === FOREIGN ? FOREIGN : ''}`;
    let sum = found.get(key);
    if (sum === undefined) found.set(key, (sum = { puts: 0, bytes: 0, deletes: 0, objects: 0, created: 0 }));
    return sum;
  };
  for (const cell of sums.pairs) {
    const inside = portion(cell.second * SECOND, (cell.second + cell.width) * SECOND, within);
    if (inside === 0) continue;
    const sum = sumOf(cell.pair);
    sum.puts += cell.corrected * inside;
    sum.bytes += cell.correctedBytes * inside;
    sum.deletes += cell.correctedDeletes * inside;
  }
  for (const { object, first, last } of objectLives(sums)) {
    if (within !== null && !((last + 1) * SECOND > within.from && first * SECOND < within.to)) continue;
    const sum = sumOf(tally.objects.groups[groupNumber(tally.objects, object)]?.pair ?? 0);
    sum.objects += 1;
    // A second is the grain: what was first written in the second of the onset counts as new.
    if (within === null || (first + 1) * SECOND > within.from) sum.created += 1;
  }
  return [...found]
    .filter(([key, sum]) => !key.startsWith('\0') && sum.puts + sum.deletes > 0)
    .map(([key, sum]): ObjectGrowth => {
      const [resource = '', place] = key.split('\0');
      return {
        resource,
        foreign: place === FOREIGN,
        puts: Math.round(sum.puts),
        bytes: sums.bytes === null ? null : Math.round(sum.bytes),
        deletes: Math.round(sum.deletes),
        objects: sum.objects,
        created: sum.created,
      };
    })
    .sort((a, b) => (b.bytes ?? b.puts) - (a.bytes ?? a.puts) || (a.resource < b.resource ? -1 : 1));
}

/**
 * Bytes of the objects that were deleted in a stretch: the deletes of each resource times the mean of its values. What a
 * compaction then takes away was live before them.
 */
export function deletedBytes(sums: WriteSums, within: Span): number {
  const means = new Map<number, { puts: number; bytes: number; deletes: number }>();
  for (const cell of sums.pairs) {
    let sum = means.get(cell.pair);
    if (sum === undefined) means.set(cell.pair, (sum = { puts: 0, bytes: 0, deletes: 0 }));
    sum.puts += cell.corrected;
    sum.bytes += cell.correctedBytes;
    sum.deletes += cell.correctedDeletes * portion(cell.second * SECOND, (cell.second + cell.width) * SECOND, within);
  }
  return [...means.values()].reduce(
    (total, { puts, bytes, deletes }) => total + (puts > 0 ? (deletes * bytes) / puts : 0),
    0,
  );
}

/** Which part of [from, to) lies within the span; cells without a time count whole where there is no span. */
function portion(from: number, to: number, span: Span | null): number {
  if (span === null) return 1;
  const inside = Math.min(to, span.to) - Math.max(from, span.from);
  return inside > 0 ? Math.min(1, inside / (to - from)) : 0;
}

import type { WriteTally } from '../../aggregates/write-tally.js';
import { SECOND } from '../../model/units.js';
import { LISTED, OTHER, portion, type Cuts, type Sum } from './write-shares.js';
import { objectName, type WriteSums } from './write-sums.js';

/** Objects are summed without time: how much of one lies before the onset isn't known, unless all or nothing does. */
export function objectSums(tally: WriteTally, sums: WriteSums, cuts: Cuts): Map<string, Sum> {
  const found = new Map<string, Sum>();
  const names = listedObjects(tally, totalsOf(sums));
  for (const { object, puts, bytes, first, last } of sums.objects) {
    // Hundreds of thousands of objects: those that won't be listed are summed as one from the start.
    const key = names.get(object) ?? OTHER;
    let sum = found.get(key);
    if (sum === undefined)
      found.set(key, (sum = { count: 0, bytes: 0, before: 0, during: 0, duringBytes: 0, series: [] }));
    sum.count += puts;
    sum.bytes += bytes;
    const from = first * SECOND;
    const to = (last + 1) * SECOND;
    if (cuts.onset !== null && !(from >= cuts.onset)) sum.before += to <= cuts.onset ? puts : NaN;
    const inside =
      cuts.pressure === null || Number.isNaN(first) ? 1 : portion(from, to, cuts.pressure.from, cuts.pressure.to);
    sum.during += puts * inside;
    sum.duringBytes += bytes * inside;
  }
  return found;
}

/** Puts by object, over all streams. */
function totalsOf(sums: WriteSums): Float64Array {
  let totals = new Float64Array(1024);
  for (const { object, puts } of sums.objects) {
    if (object >= totals.length) {
      const larger = new Float64Array(Math.max(object + 1, totals.length * 2));
      larger.set(totals);
      totals = larger;
    }
    totals[object] = (totals[object] as number) + puts;
  }
  return totals;
}

/** The names of the objects that are listed: by total, then by name. */
function listedObjects(tally: WriteTally, totals: Float64Array): ReadonlyMap<number, string> {
  const least = leastListed(totals);
  const listed = new Map<number, string>();
  const tied: { object: number; name: string }[] = [];
  totals.forEach((total, object) => {
    if (total === 0 || total < least) return;
    const name = objectName(tally, object);
    // nor is `/registry/pods/etl/` an object
    if (name.startsWith('/') && name.endsWith('/')) return;
    if (total > least) listed.set(object, name);
    else tied.push({ object, name });
  });
  tied.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { object, name } of tied.slice(0, LISTED - listed.size)) listed.set(object, name);
  return listed;
}

/** The least total that is listed: of the largest, the last; 0 where there are fewer. Found without sorting them all. */
function leastListed(totals: Float64Array): number {
  const largest = new Float64Array(LISTED);
  for (const total of totals) {
    if (total <= (largest[0] as number)) continue;
    let at = 0;
    for (; at + 1 < LISTED && (largest[at + 1] as number) < total; at += 1) largest[at] = largest[at + 1] as number;
    largest[at] = total;
  }
  return largest[0] as number;
}

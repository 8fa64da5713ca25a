import { groupNumber } from '../../aggregates/write-objects.js';
import type { WriteTally } from '../../aggregates/write-tally.js';
import { UNTIMED } from '../../mergeable/cell-table.js';
import { SECOND } from '../../model/units.js';
import { portion, type Cuts } from './write-shares.js';
import { pairName, type WriteSums } from './write-sums.js';

/** Puts in the pressure and different objects by resource, of each workload that is listed. */
export function workloadResources(
  tally: WriteTally,
  sums: WriteSums,
  cuts: Cuts,
  listed: ReadonlySet<string>,
): Map<string, { counts: Record<string, number>; objects: Record<string, number> }> {
  interface Entry {
    readonly counts: Map<string, number>;
    /** How many different objects. */
    readonly objects: Map<string, { count: number }>;
  }
  const found = new Map<string, Entry>();
  const entryOf = (group: number): { entry: Entry; resource: string } | null => {
    const { pair, workload } = tally.objects.groups[group] ?? { pair: 0, workload: 0 };
    const name = tally.objects.workloads[workload] as string;
    if (!listed.has(name)) return null;
    let entry = found.get(name);
    if (entry === undefined) found.set(name, (entry = { counts: new Map(), objects: new Map() }));
    return { entry, resource: pairName(tally, pair).resource };
  };
  for (const cell of sums.groups) {
    const inside =
      cuts.pressure === null || cell.second === UNTIMED
        ? 1
        : portion(cell.second * SECOND, (cell.second + cell.width) * SECOND, cuts.pressure.from, cuts.pressure.to);
    if (inside === 0) continue;
    const into = entryOf(cell.key);
    if (into === null) continue;
    const { entry, resource } = into;
    entry.counts.set(resource, (entry.counts.get(resource) ?? 0) + cell.puts * inside);
  }
  // Objects are many and groups few: where an object counts is looked up once a group.
  const counters: ({ count: number } | null)[] = [];
  const seen = new Uint8Array(tally.objects.keys.limit + tally.objects.stems.limit);
  for (const { object, first, last } of sums.objects) {
    const inside =
      cuts.pressure === null ||
      Number.isNaN(first) ||
      ((last + 1) * SECOND > cuts.pressure.from && first * SECOND < cuts.pressure.to);
    if (!inside || seen[object] === 1) continue;
    seen[object] = 1;
    const group = groupNumber(tally.objects, object);
    let counter = counters[group];
    if (counter === null) continue;
    if (counter === undefined) {
      const into = entryOf(group);
      if (into === null) {
        counters[group] = null;
        continue;
      }
      const { entry, resource } = into;
      counter = entry.objects.get(resource) ?? { count: 0 };
      entry.objects.set(resource, counter);
      counters[group] = counter;
    }
    counter.count += 1;
  }
  return new Map(
    [...found].map(([workload, { counts, objects }]) => [
      workload,
      {
        counts: Object.fromEntries([...counts].map(([resource, count]) => [resource, Math.round(count)])),
        objects: Object.fromEntries([...objects].map(([resource, { count }]) => [resource, count])),
      },
    ]),
  );
}

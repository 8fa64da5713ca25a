import { thinnedItems } from '../../mergeable/thinned.js';
import { UNTIMED } from '../../mergeable/cell-table.js';
import { EXEMPLAR_RULES, type WriteTally } from '../../aggregates/write-tally.js';
import type { Rise, Span, WorkloadShare, WriteShare, WriteStory } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { compareExemplars } from '../../model/origin.js';
import type { Thresholds } from '../../model/thresholds.js';
import { epochMicros, micros, SECOND, type EpochMicros } from '../../model/units.js';
import { groupNumber } from '../../aggregates/write-objects.js';
import { sizeDistribution } from './value-sizes.js';
import { pairTable } from './write-pairs.js';
import { spread, type WriteSeries } from './write-series.js';
import { clientName, objectName, pairName, type WriteSums } from './write-sums.js';

const LISTED = 100;
const OTHER = '(other)';

/** What the shares are cut by: the onset, and the stretch of the pressure. */
export interface Cuts {
  readonly onset: EpochMicros | null;
  readonly pressure: Span | null;
}

interface Sum {
  count: number;
  bytes: number;
  before: number;
  during: number;
  duringBytes: number;
  series: number[];
}

export function describeWrites(
  tally: WriteTally,
  sums: WriteSums,
  series: WriteSeries,
  cuts: Cuts,
  rises: readonly Rise[],
  thresholds: Thresholds,
): WriteStory {
  const fullWindows = sums.fullWindows;
  const total = fullWindows > 0 ? sums.corrected : sums.puts;
  const collect = <T extends { readonly second: number; readonly width: number }>(
    cells: readonly T[],
    keyOf: (cell: T) => string,
    count: (cell: T) => number,
    bytes: (cell: T) => number,
  ): Map<string, Sum> => {
    const found = new Map<string, Sum>();
    for (const cell of cells) {
      const key = keyOf(cell);
      let sum = found.get(key);
      if (sum === undefined)
        found.set(key, (sum = { count: 0, bytes: 0, before: 0, during: 0, duringBytes: 0, series: [] }));
      addCell(sum, cell, count(cell), bytes(cell), cuts);
    }
    // A series for each of thousands of keys would be all memory: only listed keys get one.
    const listed = new Map([...found].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).slice(0, LISTED));
    for (const sum of listed.values()) sum.series = new Array<number>(series.puts.length).fill(0);
    for (const cell of cells) {
      const sum = listed.get(keyOf(cell));
      if (sum !== undefined) spread(sum.series, cell, count(cell), series);
    }
    return found;
  };
  const exemplarsOf = (workload: string): Exemplar[] => {
    const kept = tally.exemplars.get(workload);
    return kept === undefined ? [] : thinnedItems(kept, EXEMPLAR_RULES);
  };
  const pairKey = tally.objects.pairs.map((_, pair) => pairName(tally, pair));
  const workloadKey = (group: number): string =>
    tally.objects.workloads[tally.objects.groups[group]?.workload ?? 0] as string;
  const byResource = collect(
    sums.pairs,
    (cell) => pairKey[cell.pair]?.resource ?? '',
    (c) => c.corrected,
    (c) => c.correctedBytes,
  );
  const byNamespace = collect(
    sums.pairs,
    (cell) => pairKey[cell.pair]?.namespace ?? '',
    (c) => c.corrected,
    (c) => c.correctedBytes,
  );
  const byWorkload = collect(
    sums.groups,
    (cell) => workloadKey(cell.key),
    (c) => c.puts,
    (c) => c.bytes,
  );
  const byObject = objectSums(tally, sums, cuts);
  const byClient = collect(
    sums.clients,
    (cell) => clientName(tally, cell.key),
    (c) => c.puts,
    (c) => c.bytes,
  );
  const allBytes = [...byResource.values()].reduce((sum, s) => sum + s.bytes, 0);
  const pressureTotal = [...byResource.values()].reduce((sum, s) => sum + s.during, 0);
  const pressureBytes = [...byResource.values()].reduce((sum, s) => sum + s.duringBytes, 0);
  const context = {
    total,
    allBytes: sums.bytes === null ? null : allBytes,
    pressureTotal,
    pressureBytes,
    onset: cuts.onset,
  };
  const workloadShares = shares(byWorkload, context, exemplarsOf);
  const resources = resourcesByWorkload(tally, sums, cuts, new Set(workloadShares.map(({ key }) => key)));
  const resourceExemplars = exemplarsByResource(tally);
  return {
    count: sums.puts,
    deletes: sums.deletes,
    bytes: sums.bytes,
    refused: sums.refused,
    conflicts: sums.knowsConflicts ? sums.conflicts : null,
    duplicates: sums.duplicates,
    estimate: fullWindows > 0 ? estimateOf(sums) : null,
    bucket: micros(series.width * SECOND),
    start: series.start === null ? null : epochMicros(series.start * SECOND),
    puts: apportion(series.puts),
    putBytes: series.bytes === null ? null : apportion(series.bytes),
    deletesSeries: apportion(series.deletes),
    refusedSeries: apportion(series.refused),
    byResource: shares(byResource, context, (key) => resourceExemplars.get(key) ?? []),
    byNamespace: shares(byNamespace, context, () => []),
    byWorkload: workloadShares.map((share): WorkloadShare => ({
      ...share,
      resources: resources.get(share.key)?.counts ?? {},
      objects: resources.get(share.key)?.objects ?? {},
    })),
    byObject: shares(byObject, context, () => []),
    byClient: shares(byClient, context, () => []),
    pairs: pairTable(tally, sums, series),
    sizes: sizeDistribution(tally, thresholds),
    rises,
    firstRefused: edge(tally, 'firstRefused'),
    lastRefused: edge(tally, 'lastRefused'),
  };
}

function addCell(
  sum: Sum,
  cell: { readonly second: number; readonly width: number },
  count: number,
  bytes: number,
  cuts: Cuts,
): void {
  sum.count += count;
  sum.bytes += bytes;
  if (cell.second === UNTIMED) return;
  const from = cell.second * SECOND;
  const to = from + cell.width * SECOND;
  if (cuts.onset !== null) sum.before += count * portion(from, to, -Infinity, cuts.onset);
  const inside = cuts.pressure === null ? 1 : portion(from, to, cuts.pressure.from, cuts.pressure.to);
  sum.during += count * inside;
  sum.duringBytes += bytes * inside;
}

/** Objects are summed without time: how much of one lies before the onset isn't known, unless all or nothing does. */
function objectSums(tally: WriteTally, sums: WriteSums, cuts: Cuts): Map<string, Sum> {
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

/** Which part of [from, to) lies in [start, end). */
function portion(from: number, to: number, start: number, end: number): number {
  const inside = Math.min(to, end) - Math.max(from, start);
  return inside <= 0 ? 0 : Math.min(1, inside / (to - from));
}

interface ShareContext {
  readonly total: number;
  readonly allBytes: number | null;
  readonly pressureTotal: number;
  readonly pressureBytes: number;
  readonly onset: EpochMicros | null;
}

const byCount = (a: { key: string; count: number }, b: { key: string; count: number }): number =>
  (a.key === OTHER ? 1 : 0) - (b.key === OTHER ? 1 : 0) ||
  b.count - a.count ||
  (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function shares(
  sums: ReadonlyMap<string, Sum>,
  context: ShareContext,
  exemplarsOf: (key: string) => readonly Exemplar[],
): WriteShare[] {
  const named = [...sums]
    .filter(([key, sum]) => sum.count > 0 && key !== OTHER)
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  const list = named.splice(0, LISTED);
  const rest = [...named, ...[...sums].filter(([key]) => key === OTHER)];
  if (rest.length > 0) {
    const joined: Sum = { count: 0, bytes: 0, before: 0, during: 0, duringBytes: 0, series: [] };
    for (const [, sum] of rest) {
      joined.count += sum.count;
      joined.bytes += sum.bytes;
      joined.before += sum.before;
      joined.during += sum.during;
      joined.duringBytes += sum.duringBytes;
    }
    list.push([OTHER, joined]);
  }
  const counts = apportion(list.map(([, sum]) => sum.count));
  return list
    .map(([key, sum], i): WriteShare => ({
      key,
      count: counts[i] as number,
      bytes: context.allBytes === null ? null : Math.round(sum.bytes),
      share: context.total === 0 ? 0 : sum.count / context.total,
      shareOfBytes: context.allBytes === null || context.allBytes === 0 ? null : sum.bytes / context.allBytes,
      countBeforeOnset: context.onset === null || Number.isNaN(sum.before) ? null : Math.round(sum.before),
      duringPressure: {
        count: Math.round(sum.during),
        bytes: Math.round(sum.duringBytes),
        share: context.pressureTotal === 0 ? 0 : sum.during / context.pressureTotal,
        shareOfBytes:
          context.allBytes === null || context.pressureBytes === 0 ? null : sum.duringBytes / context.pressureBytes,
      },
      series: key === OTHER ? [] : sum.series,
      exemplars: key === OTHER ? [] : exemplarsOf(key),
    }))
    .sort(byCount);
}

/** Whole numbers that add up to the rounded sum: each rounded by what the ones before it left over. */
export function apportion(values: readonly number[]): number[] {
  let exact = 0;
  let given = 0;
  return values.map((value) => {
    exact += value;
    const whole = Math.round(exact) - given;
    given += whole;
    return whole;
  });
}

function estimateOf(sums: WriteSums): WriteStory['estimate'] {
  return {
    count: sums.corrected,
    low: Math.max(sums.puts, Math.floor(sums.corrected - sums.uncertainty)),
    high: Math.ceil(sums.corrected + sums.uncertainty),
    because: `etcd's JSON logger writes the first 100 equal lines of a second and then every 100th; ${sums.fullWindows} seconds were full, so ${sums.puts} puts seen stand for about ${sums.corrected}, by the rate at which the first 100 came`,
  };
}

function resourcesByWorkload(
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
  const counters: { count: number }[] = [];
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
    if (counter === undefined) {
      const into = entryOf(group);
      if (into === null) continue;
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

/** Exemplars are kept by workload: a resource's are those whose excerpt names a key of it. */
function exemplarsByResource(tally: WriteTally): Map<string, Exemplar[]> {
  const found = new Map<string, Exemplar[]>();
  for (const { pair, workload } of tally.objects.groups) {
    const exemplars = tally.exemplars.get(tally.objects.workloads[workload] as string);
    if (exemplars === undefined) continue;
    const { resource } = pairName(tally, pair);
    const fitting = thinnedItems(exemplars, EXEMPLAR_RULES).filter((exemplar) =>
      exemplar.excerpt.includes(`/${resource}/`),
    );
    found.set(resource, [...(found.get(resource) ?? []), ...fitting.slice(0, 2)].sort(compareExemplars).slice(0, 8));
  }
  return found;
}

function edge(tally: WriteTally, which: 'firstRefused' | 'lastRefused'): Exemplar | null {
  const found = [...tally.streams.values()]
    .map((stream) => stream[which])
    .filter((exemplar) => exemplar !== null)
    .sort(compareExemplars);
  return (which === 'firstRefused' ? found[0] : found.at(-1)) ?? null;
}

import { EXEMPLAR_RULES, type WriteTally } from '../../aggregates/write-tally.js';
import { thinnedItems } from '../../mergeable/thinned.js';
import type { Rise, WorkloadShare, WriteStory } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { compareExemplars } from '../../model/origin.js';
import type { Thresholds } from '../../model/thresholds.js';
import { epochMicros, micros, SECOND } from '../../model/units.js';
import { objectSums } from './object-sums.js';
import { sizeDistribution } from './value-sizes.js';
import { workloadResources } from './workload-resources.js';
import { pairTable } from './write-pairs.js';
import { spread, type WriteSeries } from './write-series.js';
import { addCell, apportion, firstOf, LISTED, mostPuts, OTHER, shares, type Cuts, type Sum } from './write-shares.js';
import { clientName, pairName, type WriteSums } from './write-sums.js';

/** An audit log shows no name where the server made it: `etl/Pod` is no workload. */
const NAMELESS = /^(?!\(none\)\/)[^/]+\/[^/]+$/;

/** Exemplars of a resource. */
const KEPT = 8;

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
  /** By name; `numberOf` a cell is what it is called in the tally, and `nameOf` is asked once a number. */
  const collect = <T extends { readonly second: number; readonly width: number }>(
    cells: readonly T[],
    numberOf: (cell: T) => number,
    nameOf: (number: number) => string,
    count: (cell: T) => number,
    bytes: (cell: T) => number,
  ): Map<string, Sum> => {
    const found = new Map<string, Sum>();
    const byNumber: Sum[] = [];
    const sumOf = (number: number): Sum => {
      const name = nameOf(number);
      let sum = found.get(name);
      if (sum === undefined)
        found.set(name, (sum = { count: 0, bytes: 0, before: 0, during: 0, duringBytes: 0, series: [] }));
      return (byNumber[number] = sum);
    };
    for (const cell of cells) {
      const number = numberOf(cell);
      addCell(byNumber[number] ?? sumOf(number), cell, count(cell), bytes(cell), cuts);
    }
    // A series for each of thousands of keys would be all memory: only listed keys get one.
    const listed = new Set(firstOf(found, LISTED, mostPuts).map(([, sum]) => sum));
    for (const sum of listed) sum.series = new Array<number>(series.puts.length).fill(0);
    for (const cell of cells) {
      const sum = byNumber[numberOf(cell)] as Sum;
      if (listed.has(sum)) spread(sum.series, cell, count(cell), series);
    }
    return found;
  };
  const exemplarsOf = (workload: string): Exemplar[] => {
    const kept = tally.exemplars.get(workload);
    return kept === undefined ? [] : thinnedItems(kept, EXEMPLAR_RULES);
  };
  const pairKey = tally.objects.pairs.map((_, pair) => pairName(tally, pair));
  const workloadKey = (group: number): string => {
    const workload = tally.objects.workloads[tally.objects.groups[group]?.workload ?? 0] as string;
    return NAMELESS.test(workload) ? OTHER : workload;
  };
  const byResource = collect(
    sums.pairs,
    (cell) => cell.pair,
    (pair) => pairKey[pair]?.resource ?? '',
    (c) => c.corrected,
    (c) => c.correctedBytes,
  );
  const byNamespace = collect(
    sums.pairs,
    (cell) => cell.pair,
    (pair) => pairKey[pair]?.namespace ?? '',
    (c) => c.corrected,
    (c) => c.correctedBytes,
  );
  const byWorkload = collect(
    sums.groups,
    (cell) => cell.key,
    workloadKey,
    (c) => c.puts,
    (c) => c.bytes,
  );
  const byObject = objectSums(tally, sums, cuts);
  const byClient = collect(
    sums.clients,
    (cell) => cell.key,
    (client) => clientName(tally, client),
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
  const resources = workloadResources(tally, sums, cuts, new Set(workloadShares.map(({ key }) => key)));
  const resourceExemplars = exemplarsByResource(
    tally,
    pairKey.map(({ resource }) => resource),
  );
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

function estimateOf(sums: WriteSums): WriteStory['estimate'] {
  return {
    count: sums.corrected,
    low: Math.max(sums.puts, Math.floor(sums.corrected - sums.uncertainty)),
    high: Math.ceil(sums.corrected + sums.uncertainty),
    because: `the JSON logger of etcd writes the first 100 equal lines of a second and then every 100th; ${sums.fullWindows} seconds reached that limit, so the ${sums.puts} logged puts represent about ${sums.corrected}, based on the rate of the first 100`,
  };
}

/** Exemplars are kept by workload: a resource's are those whose excerpt names a key of it. */
function exemplarsByResource(tally: WriteTally, resources: readonly string[]): Map<string, Exemplar[]> {
  const found = new Map<string, Exemplar[]>();
  for (const { pair, workload } of tally.objects.groups) {
    const exemplars = tally.exemplars.get(tally.objects.workloads[workload] as string);
    if (exemplars === undefined) continue;
    const resource = resources[pair] ?? '';
    const kept = found.get(resource) ?? [];
    const last = kept.length === KEPT ? (kept[KEPT - 1]?.time ?? null) : null;
    const isLate = ({ time }: Exemplar): boolean => last !== null && (time === null || time > last);
    if ([...exemplars.items.values()].every(isLate)) continue;
    const fitting = thinnedItems(exemplars, EXEMPLAR_RULES).filter((exemplar) =>
      exemplar.excerpt.includes(`/${resource}/`),
    );
    found.set(resource, [...kept, ...fitting.slice(0, 2)].sort(compareExemplars).slice(0, KEPT));
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

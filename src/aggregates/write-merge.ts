import { mergeCells } from '../mergeable/cell-table.js';
import { mergeColumns } from '../mergeable/column-table.js';
import { mergeKeyTables } from '../mergeable/key-table.js';
import { addTimes } from '../mergeable/packed-times.js';
import { mergeThinned } from '../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { topValues } from './large-values.js';
import { mergeObjects } from './write-objects.js';
import { emptyStream, EXEMPLAR_RULES, SIZE_CLASSES, type StreamWrites, type WriteTally } from './write-tally.js';

/** Adds b to a. */
export function mergeWrites(a: WriteTally, b: WriteTally): WriteTally {
  const { objectOf, pairIds, groupIds } = mergeObjects(a.objects, b.objects);
  const clientIds = mergeKeyTables(a.clients, b.clients);
  for (const [key, other] of b.streams) {
    let into = a.streams.get(key);
    if (into === undefined) a.streams.set(key, (into = emptyStream(other.stream, other.input, other.format)));
    addStream(into, other, {
      pair: (id) => pairIds[id] ?? -1,
      group: (id) => groupIds[id] ?? -1,
      object: objectOf,
      client: (id) => clientIds[id] ?? -1,
    });
  }
  for (const [name, series] of b.exemplars) {
    const workload = a.objects.workloads[a.objects.workloadIds.get(name) ?? 0] as string;
    const into = a.exemplars.get(workload);
    a.exemplars.set(workload, into === undefined ? series : mergeThinned(into, series, EXEMPLAR_RULES));
  }
  for (let i = 0; i < SIZE_CLASSES; i += 1) {
    a.sizeCounts[i] = (a.sizeCounts[i] as number) + (b.sizeCounts[i] as number);
    a.sizeBytes[i] = (a.sizeBytes[i] as number) + (b.sizeBytes[i] as number);
  }
  a.largest = topValues([...a.largest, ...b.largest]);
  return a;
}

/** What the numbers of another tally are in this one. */
interface Renumbering {
  readonly pair: (id: number) => number;
  readonly group: (id: number) => number;
  readonly object: (id: number) => number;
  readonly client: (id: number) => number;
}

const same = (id: number): number => id;
/** Within one tally. */
export const AS_NUMBERED: Renumbering = { pair: same, group: same, object: same, client: same };

/** Adds what one stream holds to another. */
export function addStream(into: StreamWrites, other: StreamWrites, ids: Renumbering): void {
  mergeCells(into.pairs, other.pairs, ids.pair);
  mergeCells(into.groups, other.groups, ids.group);
  mergeColumns(into.objects, other.objects, ids.object);
  mergeCells(into.clients, other.clients, ids.client);
  mergeCells(into.marks, other.marks, (id) => id);
  mergeCells(into.grants, other.grants, (id) => id);
  // pieces are joined in the order of lines
  if (other.requests > 0) into.grantAt = other.grantAt;
  into.requests += other.requests;
  into.first = Math.min(into.first, other.first);
  into.last = Math.max(into.last, other.last);
  addTimes(into.stamps, other.stamps);
  into.firstRefused = lesser(into.firstRefused, other.firstRefused, 1);
  into.lastRefused = lesser(into.lastRefused, other.lastRefused, -1);
}

function lesser(a: Exemplar | null, b: Exemplar | null, sign: 1 | -1): Exemplar | null {
  if (a === null || b === null) return a ?? b;
  return sign * compareExemplars(a, b) <= 0 ? a : b;
}

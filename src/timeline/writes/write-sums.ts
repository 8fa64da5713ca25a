import { eachCell, UNTIMED } from '../../mergeable/cell-table.js';
import { keyAt } from '../../mergeable/key-table.js';
import {
  BYTES,
  CONFLICTS,
  DELETES,
  MARKED_PUTS,
  PUTS,
  REFUSED,
  UNSIZED,
  type WriteTally,
} from '../../aggregates/write-tally.js';
import { groupNumber, objectName as nameOf, objectNumbers } from '../../aggregates/write-objects.js';
import { keepOnce, type Kept } from './duplicates.js';
import { accountForSampling, type SamplingAccount } from './sampling.js';

/** Sums of one pair in one second (or wider bucket): what was seen, and what follows it after correction. */
export interface PairCell {
  readonly pair: number;
  /** Start in seconds; UNTIMED without time. */
  readonly second: number;
  readonly width: number;
  readonly puts: number;
  readonly corrected: number;
  readonly bytes: number;
  readonly correctedBytes: number;
  readonly deletes: number;
  readonly correctedDeletes: number;
  readonly conflicts: number;
  readonly refused: number;
}

/** Sums of one group or client in one bucket, corrected. */
export interface KeyCell {
  readonly key: number;
  readonly second: number;
  readonly width: number;
  readonly puts: number;
  readonly bytes: number;
}

/** Sums of one object, corrected as its workload is. */
export interface ObjectSum {
  readonly object: number;
  readonly puts: number;
  readonly bytes: number;
  readonly deletes: number;
  /** Seconds; NaN without a time. */
  readonly first: number;
  readonly last: number;
}

const COLUMNS = 6;

/**
 * Sums of objects in columns: there may be hundreds of thousands. A caller that iterates over them gets one object that is reused by the
 * next step.
 */
export class ObjectSums implements Iterable<ObjectSum> {
  private readonly columns: Float64Array;
  private size = 0;

  /** Room for so many. */
  constructor(room: number) {
    this.columns = new Float64Array(room * COLUMNS);
  }

  add(object: number, puts: number, bytes: number, deletes: number, first: number, last: number): void {
    const at = this.size * COLUMNS;
    this.columns[at] = object;
    this.columns[at + 1] = puts;
    this.columns[at + 2] = bytes;
    this.columns[at + 3] = first;
    this.columns[at + 4] = last;
    this.columns[at + 5] = deletes;
    this.size += 1;
  }

  [Symbol.iterator](): Iterator<ObjectSum> {
    const { columns, size } = this;
    let at = 0;
    const value = { object: 0, puts: 0, bytes: 0, deletes: 0, first: 0, last: 0 };
    const step = { done: false as boolean, value };
    return {
      next(): IteratorResult<ObjectSum> {
        if (at >= size * COLUMNS) return { done: true, value: undefined };
        value.object = columns[at] as number;
        value.puts = columns[at + 1] as number;
        value.bytes = columns[at + 2] as number;
        value.first = columns[at + 3] as number;
        value.last = columns[at + 4] as number;
        value.deletes = columns[at + 5] as number;
        at += COLUMNS;
        return step as IteratorResult<ObjectSum>;
      },
    };
  }
}

/** Accepted puts over time alone, on the finest grid there is. */
export interface TotalCell {
  readonly second: number;
  readonly width: number;
  readonly puts: number;
}

/** Lease grants in one bucket behind which no refused write came. */
export interface GrantCell {
  readonly second: number;
  readonly width: number;
  readonly count: number;
}

/** The writes of all streams, each counted once and corrected for what the sampler dropped. */
export interface WriteSums {
  readonly total: readonly TotalCell[];
  readonly pairs: readonly PairCell[];
  readonly groups: readonly KeyCell[];
  readonly objects: Iterable<ObjectSum>;
  readonly clients: readonly KeyCell[];
  readonly grants: readonly GrantCell[];
  readonly puts: number;
  readonly corrected: number;
  readonly uncertainty: number;
  readonly fullWindows: number;
  readonly bytes: number | null;
  readonly deletes: number;
  readonly refused: number;
  readonly conflicts: number;
  readonly duplicates: number;
  /** Whether any stream shows conflicts (a plain request log doesn't). */
  readonly knowsConflicts: boolean;
}

/** Adds up what the streams hold, copies left out, sampled seconds weighted. `counted`: what of a stream is known to count. */
export function sumWrites(
  tally: WriteTally,
  memberOf: (stream: string) => string | null,
  counted?: (stream: string) => Kept['share'] | null,
): WriteSums {
  const kept = keepOnce(tally, memberOf).map((entry) => within(entry, counted?.(entry.stream.stream) ?? null));
  const total: TotalCell[] = [];
  const pairs: PairCell[] = [];
  const groups: KeyCell[] = [];
  const objects = new ObjectSums(kept.reduce((room, { stream }) => room + stream.objects.first.length, 0));
  const clients: KeyCell[] = [];
  const grants: GrantCell[] = [];
  const totals = {
    puts: 0,
    corrected: 0,
    uncertainty: 0,
    fullWindows: 0,
    bytes: 0,
    deletes: 0,
    refused: 0,
    conflicts: 0,
    duplicates: 0,
    unsized: 0,
  };
  let knowsConflicts = false;
  for (const entry of kept) {
    const { stream } = entry;
    if (stream.format !== 'request-log') knowsConflicts = true;
    const sampling = accountForSampling(stream.stamps);
    const factor = weigher(sampling);
    let correctedHere = 0;
    let droppedDeletes = false;
    eachCell(stream.marks, (_id, second, at) => {
      const puts =
        (stream.marks.values[at + MARKED_PUTS] as number) *
        entry.share(second, stream.marks.width) *
        factor(second, stream.marks.width);
      if (puts > 0) total.push({ second, width: stream.marks.width, puts });
    });
    eachCell(stream.pairs, (pair, second, at) => {
      const value = (column: number): number => stream.pairs.values[at + column] as number;
      const share = entry.share(second, stream.pairs.width);
      const weight = factor(second, stream.pairs.width);
      totals.duplicates += Math.round(value(PUTS) * (1 - share));
      if (share === 0) return;
      const puts = value(PUTS) * share;
      pairs.push({
        pair,
        second,
        width: stream.pairs.width,
        puts,
        corrected: puts * weight,
        bytes: value(BYTES) * share,
        correctedBytes: value(BYTES) * share * weight,
        deletes: value(DELETES) * share,
        correctedDeletes: value(DELETES) * share * weight,
        conflicts: value(CONFLICTS) * share,
        refused: value(REFUSED) * share,
      });
      totals.puts += puts;
      totals.corrected += puts * weight;
      correctedHere += weight > 1 ? puts * weight : 0;
      droppedDeletes ||= weight > 1 && value(DELETES) > 0;
      totals.bytes += value(BYTES) * share;
      totals.deletes += value(DELETES) * share * weight;
      totals.refused += value(REFUSED) * share;
      totals.conflicts += value(CONFLICTS) * share;
      totals.unsized += value(UNSIZED) * share;
    });
    if (sampling.estimated > 0 && (correctedHere > 0 || droppedDeletes)) {
      totals.fullWindows += sampling.fullWindows;
      totals.uncertainty += Math.max(sampling.uncertainty * (correctedHere / sampling.estimated), correctedHere * 0.03);
    }
    const raw = new Map<number, number>();
    const corrected = new Map<number, number>();
    eachCell(stream.groups, (key, second, at) => {
      const puts = stream.groups.values[at] as number;
      const weight = factor(second, stream.groups.width) * entry.share(second, stream.groups.width);
      raw.set(key, (raw.get(key) ?? 0) + puts);
      corrected.set(key, (corrected.get(key) ?? 0) + puts * weight);
      if (weight > 0)
        groups.push({
          key,
          second,
          width: stream.groups.width,
          puts: puts * weight,
          bytes: (stream.groups.values[at + 1] as number) * weight,
        });
    });
    eachCell(stream.grants, (_id, second, at) => {
      const [granted = 0, followed = 0] = stream.grants.values.subarray(at, at + 2);
      const count = Math.max(0, granted - followed) * entry.share(second, stream.grants.width);
      if (count > 0 && second !== UNTIMED) grants.push({ second, width: stream.grants.width, count });
    });
    eachCell(stream.clients, (key, second, at) => {
      const weight = factor(second, stream.clients.width) * entry.share(second, stream.clients.width);
      if (weight > 0)
        clients.push({
          key,
          second,
          width: stream.clients.width,
          puts: (stream.clients.values[at] as number) * weight,
          bytes: (stream.clients.values[at + 1] as number) * weight,
        });
    });
    for (const object of objectNumbers(tally.objects)) {
      if (object >= stream.objects.first.length) continue;
      const at = object * stream.objects.columns;
      const puts = stream.objects.values[at] as number;
      if (puts === 0) continue;
      const group = groupNumber(tally.objects, object);
      const weight = (corrected.get(group) ?? 0) / (raw.get(group) ?? 1);
      if (weight > 0) {
        const bytes = (stream.objects.values[at + 1] as number) * weight;
        const first = stream.objects.first[object] as number;
        const deletes = stream.objects.values[at + DELETES] as number;
        objects.add(object, puts * weight, bytes, deletes, first, stream.objects.last[object] as number);
      }
    }
  }
  return {
    total,
    pairs,
    groups,
    objects,
    clients,
    grants,
    puts: Math.round(totals.puts),
    corrected: Math.round(totals.corrected),
    uncertainty: totals.uncertainty,
    fullWindows: totals.fullWindows,
    bytes: totals.unsized > totals.puts / 2 ? null : Math.round(totals.bytes),
    deletes: Math.round(totals.deletes),
    refused: Math.round(totals.refused),
    conflicts: Math.round(totals.conflicts),
    duplicates: totals.duplicates,
    knowsConflicts,
  };
}

const within = (entry: Kept, own: Kept['share'] | null): Kept =>
  own === null
    ? entry
    : { stream: entry.stream, share: (second, width) => entry.share(second, width) * own(second, width) };

/** How many lines follow each line of a bucket, by the lines of its seconds. */
function weigher(sampling: SamplingAccount): (second: number, width: number) => number {
  if (sampling.seconds.size === 0) return () => 1;
  const known = new Map<number, Map<number, { lines: number; corrected: number }>>();
  return (second, width) => {
    if (second === UNTIMED) return 1;
    let buckets = known.get(width);
    if (buckets === undefined) {
      buckets = new Map();
      for (const [at, { lines, corrected }] of sampling.seconds) {
        const bucket = Math.floor(at / width) * width;
        const sum = buckets.get(bucket) ?? { lines: 0, corrected: 0 };
        buckets.set(bucket, { lines: sum.lines + lines, corrected: sum.corrected + corrected });
      }
      known.set(width, buckets);
    }
    const sum = buckets.get(second);
    return sum === undefined ? 1 : sum.corrected / sum.lines;
  };
}

/** By the table of pairs: asked for once an object, they would be taken apart hundreds of thousands of times. */
const names = new WeakMap<readonly string[], { resource: string; namespace: string }[]>();

export function pairName(tally: WriteTally, pair: number): { resource: string; namespace: string } {
  const { pairs } = tally.objects;
  let known = names.get(pairs);
  if (known === undefined) names.set(pairs, (known = []));
  return (known[pair] ??= nameOfPair(pairs[pair]));
}

function nameOfPair(text = '\0'): { resource: string; namespace: string } {
  const [resource = '', namespace = ''] = text.split('\0');
  return { resource, namespace };
}

export const objectName = (tally: WriteTally, object: number): string => nameOf(tally.objects, object);
export const clientName = (tally: WriteTally, client: number): string => keyAt(tally.clients, client);

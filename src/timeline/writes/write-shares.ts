import { UNTIMED } from '../../mergeable/cell-table.js';
import type { Span, WriteShare } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { SECOND, type EpochMicros } from '../../model/units.js';

/** So many of each kind are listed; the others are summed as one. */
export const LISTED = 100;
export const OTHER = '(other)';

/** What the shares are cut by: the onset, and the stretch of the pressure. */
export interface Cuts {
  readonly onset: EpochMicros | null;
  readonly pressure: Span | null;
}

/** Puts and bytes of one key: in all, before the onset, in the pressure, and puts by bucket. */
export interface Sum {
  count: number;
  bytes: number;
  before: number;
  during: number;
  duringBytes: number;
  series: number[];
}

export function addCell(
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

/** Which part of [from, to) lies in [start, end). */
export function portion(from: number, to: number, start: number, end: number): number {
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

/** The first so many of a list by an order, in that order: names are many, and those that are listed few. */
export function firstOf<T>(list: Iterable<T>, most: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = [];
  for (const item of list) {
    if (first.length === most && compare(item, first[most - 1] as T) >= 0) continue;
    if (first.length === most) first.pop();
    let at = first.length;
    while (at > 0 && compare(item, first[at - 1] as T) < 0) at -= 1;
    first.splice(at, 0, item);
  }
  return first;
}

export const mostPuts = ([a, x]: readonly [string, Sum], [b, y]: readonly [string, Sum]): number =>
  y.count - x.count || (a < b ? -1 : 1);

/** An order in which a sum of parts is the same whatever order they come in: what it leaves as it was is equal. */
const bySize = (a: Sum, b: Sum): number =>
  b.count - a.count || b.bytes - a.bytes || b.before - a.before || b.during - a.during || b.duringBytes - a.duringBytes;

/** The first `LISTED` sums as shares, and the others as one. */
export function shares(
  sums: ReadonlyMap<string, Sum>,
  context: ShareContext,
  exemplarsOf: (key: string) => readonly Exemplar[],
): WriteShare[] {
  const named = [...sums].filter(([key, sum]) => sum.count > 0 && key !== OTHER);
  const list = firstOf(named, LISTED, mostPuts);
  const listed = new Set(list.map(([, sum]) => sum));
  const other = sums.get(OTHER);
  if (named.length > list.length || other !== undefined) {
    const joined: Sum = { count: 0, bytes: 0, before: 0, during: 0, duringBytes: 0, series: [] };
    const rest = named.flatMap(([, sum]) => (listed.has(sum) ? [] : [sum])).sort(bySize);
    for (const sum of other === undefined ? rest : [...rest, other]) {
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

import { UNTIMED } from '../../mergeable/cell-table.js';
import type { WriteSums } from './write-sums.js';

const LONGEST_SERIES = 1440;

/** The series of accepted writes on a grid of their own, before anybody knows what they mean. */
export interface WriteSeries {
  /** Seconds. */
  readonly width: number;
  /** Seconds since the epoch; null: no writes with a time. */
  readonly start: number | null;
  readonly puts: readonly number[];
  readonly bytes: readonly number[] | null;
  readonly deletes: readonly number[];
  readonly refused: readonly number[];
}

export function seriesOf(sums: WriteSums): WriteSeries {
  const timed = sums.pairs.filter((cell) => cell.second !== UNTIMED);
  const total = sums.total.filter((cell) => cell.second !== UNTIMED);
  let first = Infinity;
  let last = -Infinity;
  let width = 1;
  for (const cell of total) {
    first = Math.min(first, cell.second);
    last = Math.max(last, cell.second + cell.width - 1);
    width = Math.max(width, cell.width);
  }
  // Refusals may continue where no put was accepted any more.
  for (const cell of timed) {
    if (cell.refused === 0 && cell.deletes === 0 && cell.puts === 0) continue;
    if (total.length === 0) width = Math.max(width, cell.width);
    if (cell.width > width) continue;
    first = Math.min(first, cell.second);
    last = Math.max(last, cell.second + cell.width - 1);
  }
  if (!Number.isFinite(first)) return { width: 1, start: null, puts: [], bytes: null, deletes: [], refused: [] };
  while ((last - first) / width > LONGEST_SERIES) width *= 2;
  const start = Math.floor(first / width) * width;
  const length = Math.floor((last - start) / width) + 1;
  const sum = <T extends { readonly second: number; readonly width: number }>(
    cells: readonly T[],
    value: (cell: T) => number,
  ): number[] => {
    const series = new Array<number>(length).fill(0);
    for (const cell of cells) {
      const amount = value(cell);
      if (amount !== 0) spread(series, cell, amount, { start, width });
    }
    return series;
  };
  return {
    width,
    start,
    puts: sum(total, (cell) => cell.puts),
    bytes: sums.bytes === null ? null : sum(timed, (cell) => cell.correctedBytes),
    deletes: sum(timed, (cell) => cell.correctedDeletes),
    refused: sum(timed, (cell) => cell.refused),
  };
}
/** A cell wider than the story's buckets is spread evenly over those that it covers. */
export function spread(
  into: number[],
  cell: { readonly second: number; readonly width: number },
  count: number,
  series: { readonly start: number | null; readonly width: number },
): void {
  if (series.start === null || cell.second === UNTIMED) return;
  const first = Math.max(0, Math.floor((cell.second - series.start) / series.width));
  const last = Math.min(
    into.length - 1,
    Math.max(first, Math.floor((cell.second + cell.width - 1 - series.start) / series.width)),
  );
  for (let i = first; i <= last; i += 1) into[i] = (into[i] as number) + count / (last - first + 1);
}

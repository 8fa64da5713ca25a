import type { WriteTally } from '../../aggregates/write-tally.js';
import { SECOND } from '../../model/units.js';
import type { WriteSeries } from '../writes/write-series.js';

/** Less than this part of a bucket shows nothing about its level: the neighbour's stands for it. */
const TELLING = 0.25;

/**
 * The series as it would be had the log begun and ended on the grid. A log that begins in the middle of a bucket shows
 * half of its writes there; taken as it is, that would be a low before a rise.
 */
export function evenEdges(series: WriteSeries, tally: WriteTally): WriteSeries {
  const streams = [...tally.streams.values()].filter((stream) => stream.first <= stream.last);
  if (series.start === null || series.puts.length < 3 || streams.length === 0) return series;
  const { start, width } = series;
  const from = Math.min(...streams.map((stream) => stream.first)) / SECOND;
  const to = Math.max(...streams.map((stream) => stream.last)) / SECOND;
  const last = series.puts.length - 1;
  const head = Math.min(1, (start + width - from) / width);
  const tail = Math.min(1, (to - (start + last * width)) / width);
  const even = (values: readonly number[]): number[] =>
    values.map((value, i) => {
      const covered = i === 0 ? head : i === last ? tail : 1;
      if (covered >= 1) return value;
      return covered < TELLING ? (values[i === 0 ? 1 : last - 1] as number) : value / covered;
    });
  return { ...series, puts: even(series.puts), bytes: series.bytes === null ? null : even(series.bytes) };
}

import { EXEMPLAR_RULES, type WriteTally } from '../../aggregates/write-tally.js';
import { thinnedItems } from '../../mergeable/thinned.js';
import type { Point, Span } from '../../model/case-file.js';
import { compareExemplars, type Exemplar } from '../../model/origin.js';
import type { Attribution, AttributionSource } from '../../model/report.js';
import { epochMicros } from '../../model/units.js';
import { seriesOf, type WriteSeries } from '../writes/write-series.js';
import type { WriteSums } from '../writes/write-sums.js';
import type { Unchanged } from './unchanged-writes.js';

/** One source that shows writes, its sums on the common keys and grid. Sources are compared, never added up. */
export interface SourceSums {
  readonly source: AttributionSource;
  readonly unit: Attribution['unit'];
  readonly tally: WriteTally;
  readonly sums: WriteSums;
  readonly series: WriteSeries;
  /** What its lines cover; null: none has a time. */
  readonly span: Span | null;
  /** What it can and cannot show. */
  readonly because: string;
  /** Seconds at which a write was accepted for certain, where the series holds estimates too. */
  readonly accepted?: readonly number[];
  /** What is known of a moment no better than by the samples around it; absent: the grid is all that blurs it. */
  readonly grain?: (point: Point) => Point;
  /** Updates that wrote nothing, and are left out of the sums; absent: none are known. */
  readonly unchanged?: Unchanged;
  /** Bounds of the true count. */
  readonly low: number;
  readonly high: number;
}

export function sourceSums(
  told: Pick<SourceSums, 'source' | 'unit' | 'tally' | 'sums' | 'because' | 'accepted'> & {
    low?: number;
    high?: number;
  },
): SourceSums {
  const count = told.sums.fullWindows > 0 ? told.sums.corrected : told.sums.puts;
  return {
    ...told,
    low: told.low ?? count,
    high: told.high ?? count,
    series: seriesOf(told.sums),
    span: spanOf(told.tally),
  };
}

export function spanOf({ streams }: WriteTally): Span | null {
  const seen = [...streams.values()].filter(({ first, last }) => first <= last);
  if (seen.length === 0) return null;
  return {
    from: epochMicros(Math.min(...seen.map(({ first }) => first))),
    to: epochMicros(Math.max(...seen.map(({ last }) => last))),
  };
}

/** The lines that were kept of it, in order. */
export const linesOf = ({ exemplars }: WriteTally): Exemplar[] =>
  [...exemplars.values()].flatMap((kept) => thinnedItems(kept, EXEMPLAR_RULES)).sort(compareExemplars);

/** Whether it shows any write at all. */
export const hasWrites = ({ sums }: SourceSums): boolean => sums.puts + sums.deletes + sums.refused > 0;

/** The inputs whose lines are counted, each once. */
export function inputsOf(events: Iterable<{ readonly exemplar: Exemplar }>, sources: readonly SourceSums[]): string[] {
  const found = new Set<string>();
  for (const { source, tally } of sources)
    if (source === 'events') for (const { exemplar } of events) found.add(exemplar.input);
    else for (const { input } of tally.streams.values()) found.add(input);
  return [...found].sort();
}

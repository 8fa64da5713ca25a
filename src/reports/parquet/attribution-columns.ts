import { ATTRIBUTION_LISTS } from '../../model/attribution-lists.js';
import type { Attribution, Share } from '../../model/report.js';
import type { ParquetColumn } from './parquet-table.js';

/** A row a key of a dimension of a source, so that one file holds the whole attribution. */
export const ATTRIBUTION_TABLE: readonly ParquetColumn[] = [
  { name: 'source', type: 'text' },
  { name: 'leads', type: 'boolean' },
  { name: 'unit', type: 'text' },
  { name: 'dimension', type: 'text' },
  { name: 'rank', type: 'integer' },
  { name: 'key', type: 'text' },
  { name: 'count', type: 'integer' },
  { name: 'share', type: 'number' },
  { name: 'bytes', type: 'integer' },
  { name: 'shareOfBytes', type: 'number' },
  { name: 'countBeforeOnset', type: 'integer' },
  { name: 'firstSeen', type: 'time' },
  { name: 'lastSeen', type: 'time' },
];

/** One list of shares, and what it is a list of. */
export interface ShareList {
  readonly source: string | null;
  /** Whether `writes` of the report is of this source. */
  readonly leads: boolean | null;
  readonly unit: string;
  readonly by: string;
  readonly shares: readonly Share[];
  readonly from: string | null;
  readonly to: string | null;
}

export function* attributionRows(lists: readonly ShareList[]): Iterable<readonly unknown[]> {
  for (const { source, leads, unit, by, shares, from, to } of lists)
    for (const [at, { key, count, share, bytes, shareOfBytes, countBeforeOnset }] of shares.entries())
      yield [source, leads, unit, by, at + 1, key, count, share, bytes, shareOfBytes, countBeforeOnset, from, to];
}

/** Every dimension of every source of a report. */
export function allLists(attribution: readonly Attribution[], leading: Attribution['source'] | null): ShareList[] {
  return attribution.flatMap((one) =>
    Object.entries(ATTRIBUTION_LISTS).map(([by, list]) => ({
      source: one.source,
      leads: one.source === leading,
      unit: one.unit,
      by,
      shares: one[list],
      from: one.from,
      to: one.to,
    })),
  );
}

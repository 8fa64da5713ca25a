import type { WriteTally } from '../../aggregates/write-tally.js';
import { UNTIMED } from '../../mergeable/cell-table.js';
import type { WritePair } from '../../model/case-file.js';
import type { WriteSeries } from './write-series.js';
import { pairName, type WriteSums } from './write-sums.js';

const LISTED = 100;
const OTHER = '(other)';

/** The rows of writes.csv: the first 100 pairs of resource and namespace, and the rest as one, by bucket of the series. */
export function pairTable(tally: WriteTally, sums: WriteSums, series: WriteSeries): WritePair[] {
  const start = series.start;
  if (start === null) return [];
  interface Cell {
    count: number;
    bytes: number;
    deletes: number;
    refused: number;
  }
  const table = new Map<number, { count: number; cells: Map<number, Cell> }>();
  for (const cell of sums.pairs) {
    if (cell.second === UNTIMED) continue;
    let row = table.get(cell.pair);
    if (row === undefined) table.set(cell.pair, (row = { count: 0, cells: new Map() }));
    row.count += cell.corrected + cell.deletes + cell.refused;
    const bucket = Math.floor((cell.second - start) / series.width);
    const held = row.cells.get(bucket) ?? { count: 0, bytes: 0, deletes: 0, refused: 0 };
    held.count += cell.corrected;
    held.bytes += cell.correctedBytes;
    held.deletes += cell.correctedDeletes;
    held.refused += cell.refused;
    row.cells.set(bucket, held);
  }
  const named = [...table]
    .map(([pair, row]) => ({ ...pairName(tally, pair), ...row }))
    .sort((a, b) => b.count - a.count || (`${a.resource}\0${a.namespace}` < `${b.resource}\0${b.namespace}` ? -1 : 1));
  const rest = named.splice(LISTED);
  if (rest.length > 0) {
    const cells = new Map<number, Cell>();
    for (const row of rest)
      for (const [bucket, cell] of row.cells) {
        const held = cells.get(bucket) ?? { count: 0, bytes: 0, deletes: 0, refused: 0 };
        cells.set(bucket, {
          count: held.count + cell.count,
          bytes: held.bytes + cell.bytes,
          deletes: held.deletes + cell.deletes,
          refused: held.refused + cell.refused,
        });
      }
    named.push({ resource: OTHER, namespace: OTHER, count: rest.reduce((sum, row) => sum + row.count, 0), cells });
  }
  return named.map(({ resource, namespace, count, cells }) => ({
    resource: resource === '' ? '(unknown)' : resource,
    namespace: namespace === '' ? '(unknown)' : namespace,
    count: Math.round(count),
    cells: [...cells]
      .sort(([a], [b]) => a - b)
      .map(([bucket, cell]) => ({
        bucket,
        count: Math.round(cell.count),
        bytes: Math.round(cell.bytes),
        deletes: Math.round(cell.deletes),
        refused: Math.round(cell.refused),
      })),
  }));
}

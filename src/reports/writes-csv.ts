import { epochMicros } from '../model/units.js';
import type { Postmortem } from '../pipeline/options.js';
import { csv, type Cell } from './csv.js';
import type { Output } from './output.js';
import { formatTime } from './times.js';

const HEADER = ['time', 'resource', 'namespace', 'count', 'bytes', 'deletes', 'refused'] as const;

/** Writes by bucket, resource and namespace, in the order of time; buckets in which a pair has nothing are left out. */
export const writesCsv: Output = {
  name: 'writes-csv',
  file: 'writes.csv',
  *render(postmortem) {
    yield* csv(HEADER, rows(postmortem));
  },
};

function* rows({ file: { writes } }: Postmortem): Iterable<readonly Cell[]> {
  const { start, bucket, pairs } = writes;
  if (start === null) return;
  const cells = pairs.flatMap((pair, rank) => pair.cells.map((cell) => ({ pair, rank, cell })));
  cells.sort((a, b) => a.cell.bucket - b.cell.bucket || a.rank - b.rank);
  for (const { pair, cell } of cells) {
    yield [
      formatTime(epochMicros(start + cell.bucket * bucket)),
      pair.resource,
      pair.namespace,
      cell.count,
      writes.bytes === null ? null : cell.bytes,
      cell.deletes,
      cell.refused,
    ];
  }
}

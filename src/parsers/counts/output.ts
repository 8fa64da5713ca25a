import type { AnyRecord, ObjectCount } from '../../model/record.js';
import type { Counting } from './command.js';
import { recordOf } from './layout.js';
import { isTotal, readRow } from './row.js';

/** One line of what a counting command printed; null: none of its rows. */
export function readCounted(text: string, counting: Counting, format: string): readonly AnyRecord[] | null {
  if (counting.prints === 'number') return null;
  const row = readRow(text);
  if (row === null || row.numbers.length !== 1 || !/^n?wn?$|^nww$|^wwn$/.test(row.shape)) return null;
  if (isTotal(row)) return [];
  const isPair = row.words.length === 2;
  if (isPair && counting.label !== 'path') return null;
  const layout = { name: isPair ? 1 : 0, namespace: isPair ? 0 : -1, count: 0, bytes: -1, versions: -1 };
  const record = recordOf(row, layout, counting, format, text.trim().slice(0, 300));
  return record === null ? null : [record];
}

/** The number of a `… | wc -l`; null: it counts nothing that has a name. */
export function readCount(value: number, counting: Counting, format: string): ObjectCount | null {
  if (counting.prints !== 'number' || counting.resource === null) return null;
  const count = Math.max(0, value - (value > 0 ? counting.extra : 0));
  const { resource, namespace } = counting;
  const part = counting.label === 'part' ? { key: filterOf(counting.command) } : {};
  return {
    ...{ kind: 'object-count', format, source: 'etcdctl', time: null, of: counting.of },
    resource,
    ...(namespace === null ? {} : { namespace }),
    ...part,
    count,
    command: counting.command.slice(0, 500),
    excerpt: `${count} ${resource}${namespace === null ? '' : ` in ${namespace}`}`,
  };
}

/** What a command greps for before it counts. */
const filterOf = (command: string): string =>
  (/\|\s*(?:grep|egrep|rg|awk)\s+([^|]*)/.exec(command)?.[1] ?? '').trim().slice(0, 80);

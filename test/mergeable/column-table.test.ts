import { expect } from 'chai';
import fc from 'fast-check';
import { columnAt, emptyColumnTable, mergeColumns, type ColumnTable } from '../../src/mergeable/column-table.js';

type Point = readonly [id: number, second: number, amount: number];
interface Sum {
  count: number;
  amount: number;
  first: number | null;
  last: number | null;
}

/** Ids beyond the first growth, and beyond its double. */
const points = fc.array(fc.tuple(fc.oneof(fc.nat(3), fc.nat(400)), fc.integer({ min: -1, max: 50 }), fc.nat(9)), {
  maxLength: 100,
});

function filled(list: readonly Point[]): ColumnTable {
  const table = emptyColumnTable(2);
  for (const [id, second, amount] of list) {
    const at = columnAt(table, id, second);
    table.values[at] = (table.values[at] as number) + 1;
    table.values[at + 1] = (table.values[at + 1] as number) + amount;
  }
  return table;
}

const told = (table: ColumnTable): ReadonlyMap<number, Sum> => {
  const found = new Map<number, Sum>();
  const moment = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  for (let id = 0; id < table.first.length; id += 1) {
    const count = table.values[id * 2] as number;
    if (count > 0)
      found.set(id, {
        count,
        amount: table.values[id * 2 + 1] as number,
        first: moment(table.first[id]),
        last: moment(table.last[id]),
      });
  }
  return found;
};

function plainly(list: readonly Point[]): ReadonlyMap<number, Sum> {
  const found = new Map<number, Sum>();
  for (const [id, second, amount] of list) {
    const sum = found.get(id) ?? { count: 0, amount: 0, first: null, last: null };
    sum.count += 1;
    sum.amount += amount;
    if (second >= 0) {
      sum.first = Math.min(sum.first ?? second, second);
      sum.last = Math.max(sum.last ?? second, second);
    }
    found.set(id, sum);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

describe('column sums, compared with sums in a map', () => {
  it('are the same, with the first and the last second', () => {
    fc.assert(
      fc.property(points, (list) => {
        expect([...told(filled(list))]).to.deep.equal([...plainly(list)]);
      }),
    );
  });

  it('merge by the ids that the other table is told', () => {
    fc.assert(
      fc.property(points, points, (one, two) => {
        const a = filled(one);
        const asked = new Set<number>();
        mergeColumns(a, filled(two), (id) => {
          asked.add(id);
          return id % 5 === 0 ? -1 : id + 3;
        });
        const moved = two.flatMap(([id, at, n]): Point[] => (id % 5 === 0 ? [] : [[id + 3, at, n]]));
        expect([...told(a)]).to.deep.equal([...plainly([...one, ...moved])]);
        expect(asked, 'only of ids that have sums').to.deep.equal(new Set(two.map(([id]) => id)));
      }),
    );
  });

  it('an id of which only the second column is used has sums too', () => {
    const b = emptyColumnTable(2);
    b.values[columnAt(b, 1, 7) + 1] = 4;
    const a = emptyColumnTable(2);
    mergeColumns(a, b, (id) => id);
    expect([...a.values.subarray(2, 4), a.first[1], a.last[1]]).to.deep.equal([0, 4, 7, 7]);
  });
});

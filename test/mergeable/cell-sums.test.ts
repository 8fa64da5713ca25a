import { expect } from 'chai';
import fc from 'fast-check';
import {
  CellCache,
  CellPairCache,
  cellAt,
  coarsenCells,
  eachCell,
  emptyCellTable,
  mergeCells,
  takeCells,
  UNTIMED,
  type CellTable,
} from '../../src/mergeable/cell-table.js';

type Point = readonly [id: number, second: number, amount: number];
type MetadataField = readonly (readonly [id: number, second: number, ...sums: number[]])[];

/** Of one hour, of years, and without a time; many ids, so that tables grow. */
const second = fc.oneof(
  fc.constant(-1),
  fc.integer({ min: 1_700_000_000, max: 1_700_003_600 }),
  fc.integer({ min: 0, max: 2 ** 31 - 2 }),
);
const points = fc.array(fc.tuple(fc.nat(120), second, fc.nat(50)), { maxLength: 600, size: 'max' });
const limits = fc.constantFrom(1, 3, 40, 150, 1000);
const steps = fc.constantFrom(2, 4, 8);

const told = (table: CellTable): MetadataField => {
  const cells: [number, number, ...number[]][] = [];
  eachCell(table, (id, at, from) => cells.push([id, at, ...table.values.subarray(from, from + table.columns)]));
  return cells.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
};

function filled(list: readonly Point[], limit: number, step: number, columns = 2): CellTable {
  const table = emptyCellTable(columns, limit, step);
  for (const [id, at, amount] of list) {
    const from = cellAt(table, id, at);
    table.values[from] = (table.values[from] as number) + 1;
    table.values[from + 1] = (table.values[from + 1] as number) + amount;
  }
  return table;
}

function sums(list: readonly Point[], width: number): MetadataField {
  const cells = new Map<string, [number, number, number, number]>();
  for (const [id, at, amount] of list) {
    const start = at < 0 ? UNTIMED : at - (at % width);
    const cell = cells.get(`${id} ${start}`) ?? [id, start, 0, 0];
    cell[2] += 1;
    cell[3] += amount;
    cells.set(`${id} ${start}`, cell);
  }
  return [...cells.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** What is summed without thought: the finest grid of those allowed whose cells are few enough. */
function plainly(
  list: readonly Point[],
  limit: number,
  step: number,
): { readonly width: number; readonly cells: MetadataField } {
  for (let width = 1; ; width *= step) {
    const cells = sums(list, width);
    if (cells.length <= limit || width >= 2 ** 31 / step) return { width, cells };
  }
}

describe('cell sums, compared with sums in a map', () => {
  it('are the same, in the finest grid that fits', () => {
    fc.assert(
      fc.property(points, limits, steps, (list, limit, step) => {
        const table = filled(list, limit, step);
        expect({ width: table.width, cells: told(table) }).to.deep.equal(plainly(list, limit, step));
        expect(table.size).to.equal(plainly(list, limit, step).cells.length);
      }),
    );
  });

  it('are the same when taken or merged, whichever table holds more or is coarser', () => {
    fc.assert(
      fc.property(points, points, limits, steps, (one, two, limit, step) => {
        const expected = plainly([...one, ...two], limit, step);
        for (const join of [takeCells, (a: CellTable, b: CellTable) => mergeCells(a, b, (id) => id)]) {
          const a = filled(one, limit, step);
          join(a, filled(two, limit, step));
          expect({ width: a.width, cells: told(a) }).to.deep.equal(expected);
          // What was joined is a table like any other: more is added to it.
          for (const [id, at] of [...one, ...two]) cellAt(a, id, at);
          expect(told(a)).to.deep.equal(expected.cells);
        }
      }),
    );
  });

  it('go where the ids of the other table say, and what has none is left out', () => {
    fc.assert(
      fc.property(points, points, (one, two) => {
        const a = filled(one, 1000, 2);
        mergeCells(a, filled(two, 1000, 2), (id) => (id % 3 === 0 ? -1 : id + 7));
        const moved = two.flatMap(([id, at, n]): Point[] => (id % 3 === 0 ? [] : [[id + 7, at, n]]));
        expect(told(a).reduce((sum, [, , count = 0]) => sum + count, 0)).to.equal(one.length + moved.length);
        expect(told(a)).to.deep.equal(sums([...one, ...moved], a.width));
      }),
    );
  });

  it('of more columns than one stay beside each other when a grid is made coarser', () => {
    fc.assert(
      fc.property(points, fc.constantFrom(1, 2, 16, 4096), (list, width) => {
        const table = filled(list, 10_000, 2);
        coarsenCells(table, width);
        expect(table.width).to.equal(width);
        expect(told(table)).to.deep.equal(sums(list, width));
        // Places that became free hold nothing of what stood in them.
        const fresh = cellAt(table, 999, 5);
        expect([...table.values.subarray(fresh, fresh + 2)]).to.deep.equal([0, 0]);
        coarsenCells(table, 1);
        expect(table.width, 'a grid is never made finer').to.equal(width);
      }),
    );
  });

  it('remember the last cell of one id', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constant(0), second, fc.nat(9)), { maxLength: 300 }), limits, (list, limit) => {
        // Each time twice and its neighbour, so that what is remembered is used, at both ends of a bucket too.
        const all = list.flatMap(([id, at, n]): Point[] => [
          [id, at, n],
          [id, at, n],
          [id, at < 0 ? at : at + 1, n],
        ]);
        const cache = new CellCache();
        const table = emptyCellTable(2, limit);
        for (const [id, at, amount] of all) {
          const from = cache.at(table, id, at);
          table.values[from] = (table.values[from] as number) + 1;
          table.values[from + 1] = (table.values[from + 1] as number) + amount;
        }
        expect(told(table)).to.deep.equal(plainly(all, limit, 2).cells);
        const other = emptyCellTable(1, limit);
        cache.forget();
        expect(cache.at(other, 0, 1_700_000_000)).to.equal(0);
        expect(other.size).to.equal(1);
      }),
    );
  });

  it('remember the two cells of each group', () => {
    fc.assert(
      fc.property(points, limits, limits, (list, few, many) => {
        const all = list.flatMap(([id, at, n]): Point[] => [
          [id, at, n],
          [id, at < 0 ? at : at + 1, n],
        ]);
        const pairOf = (group: number): number => group % 7;
        const cache = new CellPairCache();
        const [pairs, groups] = [emptyCellTable(2, few), emptyCellTable(2, many, 8)];
        for (const [group, at, amount] of all) {
          cache.seek(pairs, groups, group, pairOf(group), at);
          for (const [table, from] of [
            [pairs, cache.pairAt],
            [groups, cache.groupAt],
          ] as const) {
            table.values[from] = (table.values[from] as number) + 1;
            table.values[from + 1] = (table.values[from + 1] as number) + amount;
          }
        }
        expect(told(groups)).to.deep.equal(plainly(all, many, 8).cells);
        const paired = all.map(([group, at, n]): Point => [pairOf(group), at, n]);
        expect(told(pairs)).to.deep.equal(plainly(paired, few, 2).cells);
      }),
    );
  });

  it('a pair of cells is searched once while the times stay in one bucket, and again in other tables', () => {
    const cache = new CellPairCache();
    const tables = [emptyCellTable(1, 10), emptyCellTable(1, 10)] as const;
    cache.seek(...tables, 3, 5, 100);
    // Were it looked for again, it would be made again.
    for (const table of tables) table.slots.fill(0);
    cache.seek(...tables, 3, 5, 100);
    expect(tables.map(({ size }) => size)).to.deep.equal([1, 1]);
    cache.forget();
    cache.seek(...tables, 3, 5, 100);
    expect(tables.map(({ size }) => size)).to.deep.equal([2, 2]);
    cache.seek(...tables, 3, 5, 101);
    expect(tables.map(({ size }) => size)).to.deep.equal([3, 3]);
  });

  it('a cell is looked for once while the times stay in one bucket', () => {
    for (const at of [100, -1]) {
      const cache = new CellCache();
      const table = emptyCellTable(1, 10);
      cache.at(table, 0, at);
      table.slots.fill(0);
      cache.at(table, 0, at);
      expect(table.size).to.equal(1);
      cache.forget();
      cache.at(table, 0, at);
      expect(table.size).to.equal(2);
    }
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import {
  CellCache,
  cellAt,
  eachCell,
  emptyCellTable,
  mergeCells,
  UNTIMED,
  type CellTable,
} from '../../src/mergeable/cell-table.js';

type Point = readonly [id: number, second: number, amount: number];

const points = fc.array(
  fc.tuple(fc.nat(6), fc.oneof(fc.constant(-1), fc.integer({ min: 1_700_000_000, max: 1_700_000_400 })), fc.nat(50)),
  { maxLength: 200 },
);

function filled(list: readonly Point[], limit: number, step: number): CellTable {
  const table = emptyCellTable(1, limit, step);
  for (const [id, second, amount] of list) {
    const at = cellAt(table, id, second);
    table.values[at] = (table.values[at] ?? 0) + amount;
  }
  return table;
}

/** What a table says, whatever the order of its cells. */
function told(table: CellTable): unknown {
  const cells: string[] = [];
  eachCell(table, (id, second, at) => cells.push(`${id} ${second} ${table.values[at]}`));
  return { width: table.width, cells: cells.sort() };
}

describe('cell table', () => {
  it('merges parts to the whole, whatever the limit and the step', () => {
    fc.assert(
      fc.property(points, fc.nat(200), fc.constantFrom(8, 32, 512), fc.constantFrom(2, 8), (list, cut, limit, step) => {
        const whole = filled(list, limit, step);
        const parts = filled(list.slice(0, cut), limit, step);
        mergeCells(parts, filled(list.slice(cut), limit, step), (id) => id);
        expect(told(parts)).to.deep.equal(told(whole));
      }),
    );
  });

  it('ends in the same grid whatever the order', () => {
    fc.assert(
      fc.property(points, fc.constantFrom(8, 32), (list, limit) => {
        expect(told(filled([...list].reverse(), limit, 2))).to.deep.equal(told(filled(list, limit, 2)));
      }),
    );
  });

  it('keeps every amount, timed or not', () => {
    fc.assert(
      fc.property(points, (list) => {
        const table = filled(list, 16, 2);
        let sum = 0;
        let untimed = 0;
        eachCell(table, (_id, second, at) => {
          sum += table.values[at] ?? 0;
          if (second === UNTIMED) untimed += table.values[at] ?? 0;
        });
        expect(sum).to.equal(list.reduce((total, [, , amount]) => total + amount, 0));
        expect(untimed).to.equal(
          list.filter(([, second]) => second < 0).reduce((total, [, , amount]) => total + amount, 0),
        );
      }),
    );
  });

  it('remembers the last cell without changing what is summed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1_700_000_000, max: 1_700_000_100 }), fc.nat(9)), { maxLength: 100 }),
        (list) => {
          const cache = new CellCache();
          const table = emptyCellTable(1, 8);
          for (const [second, amount] of list) {
            const at = cache.at(table, 0, second);
            table.values[at] = (table.values[at] ?? 0) + amount;
          }
          expect(told(table)).to.deep.equal(
            told(
              filled(
                list.map(([second, amount]): Point => [0, second, amount]),
                8,
                2,
              ),
            ),
          );
        },
      ),
    );
  });
});

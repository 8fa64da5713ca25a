import { expect } from 'chai';
import fc from 'fast-check';
import {
  emptyMostCounted,
  keepMost,
  mergeMostCounted,
  settleMost,
  type CountRules,
  type MostCounted,
} from '../../src/mergeable/most-counted.js';

interface Item {
  count: number;
}

const RULES: CountRules<Item> = { limit: 8, count: ({ count }) => count };

function fold(names: readonly string[]): MostCounted<Item> {
  const most = emptyMostCounted<Item>();
  for (const name of names) {
    const held = most.items.get(name);
    if (held === undefined) most.items.set(name, { count: 1 });
    else held.count += 1;
    keepMost(most, RULES);
  }
  settleMost(most, RULES);
  return most;
}

const merge = (a: MostCounted<Item>, b: MostCounted<Item>): MostCounted<Item> => {
  mergeMostCounted(a, b, (into, added) => void (into.count += added.count), RULES);
  return a;
};

const trueCounts = (names: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

/** Few names that come often, and many that don't. */
const names = fc.array(
  fc.nat(400).map((n) => `n-${n < 200 ? n % 5 : n}`),
  { maxLength: 400 },
);

describe('mergeable/most-counted', () => {
  it('never counts too much, lacks no more than it says, and keeps the sum', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), (parts) => {
        const merged = parts.map(fold).reduce(merge, emptyMostCounted<Item>());
        const all = parts.flat();
        let held = 0;
        expect(merged.items.size).to.be.at.most(RULES.limit);
        for (const [name, count] of trueCounts(all)) {
          const told = merged.items.get(name)?.count ?? 0;
          held += told;
          expect(told).to.be.at.most(count);
          expect(count - told).to.be.at.most(merged.missing);
        }
        expect(held + merged.rest).to.equal(all.length);
      }),
    );
  });

  it('is exact as long as all fit, in any order of parts', () => {
    const few = fc.array(fc.nat(7).map((n) => `n-${n}`));
    fc.assert(
      fc.property(few, few, (a, b) => {
        const merged = merge(fold(b), fold(a));
        expect([merged.missing, merged.rest]).to.deep.equal([0, 0]);
        expect(new Map([...merged.items].map(([name, { count }]) => [name, count]))).to.deep.equal(
          trueCounts([...a, ...b]),
        );
      }),
    );
  });
});

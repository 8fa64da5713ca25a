import { expect } from 'chai';
import fc from 'fast-check';
import {
  addTime,
  addTimes,
  emptyPackedTimes,
  sortedTimes,
  TimeReader,
  type PackedTimes,
} from '../../src/mergeable/packed-times.js';

function packed(all: readonly number[]): PackedTimes {
  const times = emptyPackedTimes();
  for (const one of all) addTime(times, one);
  return times;
}

function unpacked(times: PackedTimes): number[] {
  const all: number[] = [];
  const reader = new TimeReader(times);
  for (let time = reader.next(); !Number.isNaN(time); time = reader.next()) all.push(time);
  return all;
}

/** Up to the year 2100, in any order, near each other and far. */
const TIMES = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), { maxLength: 40 }),
  fc.array(fc.integer({ min: 1_734_231_600_000_000, max: 1_734_231_600_300_000 }), { maxLength: 200 }),
);

describe('packed times', () => {
  it('gives back what it was given, in order', () => {
    fc.assert(
      fc.property(TIMES, (all) => {
        expect(unpacked(packed(all))).to.deep.equal(all);
      }),
    );
  });

  it('joins two as if one had been given both', () => {
    fc.assert(
      fc.property(TIMES, TIMES, TIMES, (a, b, c) => {
        const joined = packed(a);
        addTimes(joined, packed(b));
        addTimes(joined, packed(c));
        expect(unpacked(joined)).to.deep.equal([...a, ...b, ...c]);
        expect(joined.sorted).to.equal(packed([...a, ...b, ...c]).sorted);
      }),
    );
  });

  it('sorts, and knows when there is nothing to sort', () => {
    fc.assert(
      fc.property(TIMES, (all) => {
        const ascending = [...all].sort((a, b) => a - b);
        expect(unpacked(sortedTimes(packed(all)))).to.deep.equal(ascending);
        const times = packed(ascending);
        expect(sortedTimes(times)).to.equal(times);
      }),
    );
  });

  it('takes three bytes where lines come some milliseconds after each other', () => {
    const times = packed(Array.from({ length: 10_000 }, (_, i) => 1_734_231_600_000_000 + i * 20_011));
    expect(times.bytes.length).to.be.below(10_000 * 3 * 1.5 + 1024);
  });
});

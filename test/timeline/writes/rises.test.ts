import { expect } from 'chai';
import fc from 'fast-check';
import { clearestRiseInto, findRises, riseInto } from '../../../src/timeline/writes/rises.js';
import { segment } from '../../../src/timeline/writes/segments.js';

/** Poisson-like counts around the levels, from a seeded generator. */
function noisy(levels: readonly (readonly [level: number, buckets: number])[], seed = 5): number[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) + 0.5) / 4294967296;
  };
  return levels.flatMap(([level, buckets]) =>
    Array.from({ length: buckets }, () => {
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return Math.max(0, Math.round(level + normal * Math.sqrt(level)));
    }),
  );
}

describe('rises', () => {
  it('cuts a series into stretches that cover it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (counts) => {
        const found = segment(counts);
        expect(found.reduce((sum, s) => sum + s.to - s.from, 0)).to.equal(counts.length);
        found.slice(1).forEach((s, i) => expect(s.from).to.equal(found[i]?.to));
      }),
    );
  });

  it('finds where a step began', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const [rise] = findRises(
        noisy(
          [
            [8, 60],
            [120, 90],
          ],
          seed,
        ),
        1,
      );
      expect(rise?.from).to.be.within(58, 62);
      expect(rise?.during).to.be.within(100, 140);
    }
  });

  it('finds nothing in a level, a slow wave or a lone spike', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      expect(findRises(noisy([[20, 300]], seed), 1)).to.deep.equal([]);
      expect(
        findRises(
          noisy(
            [
              [20, 60],
              [26, 60],
              [22, 60],
              [18, 60],
            ],
            seed,
          ),
          1,
        ),
      ).to.deep.equal([]);
      expect(
        findRises(
          noisy(
            [
              [10, 100],
              [300, 1],
              [10, 100],
            ],
            seed,
          ),
          1,
        ),
      ).to.deep.equal([]);
    }
  });

  it('goes back from the refusal over a ramp to the step that started it', () => {
    const counts = noisy([
      [8, 58],
      [90, 12],
      [140, 30],
      [200, 50],
    ]);
    expect(riseInto(counts, counts.length, 1)?.from).to.be.within(56, 60);
  });

  it('takes a short pause for part of the pressure', () => {
    const counts = noisy([
      [8, 60],
      [150, 40],
      [0, 4],
      [150, 40],
    ]);
    expect(riseInto(counts, counts.length, 1)?.from).to.be.within(58, 62);
  });

  it('takes the last of two storms that a long calm parts', () => {
    const counts = noisy([
      [8, 60],
      [150, 30],
      [8, 90],
      [150, 40],
    ]);
    expect(riseInto(counts, counts.length, 1)?.from).to.be.within(178, 182);
  });

  it('says that a series begins inside the rise', () => {
    expect(riseInto(noisy([[150, 60]]), 60, 1)?.atStart).to.equal(true);
  });

  it('takes no burst of some writes just before the refusal for the rise', () => {
    const counts = noisy([[2, 600]]);
    counts.push(6, 7, 5, 6);
    expect(riseInto(counts, counts.length, 1)?.atStart ?? true).to.equal(true);
  });

  it('finds the rise of few large amounts behind the pauses between them', () => {
    const calm = noisy([[1, 600]]);
    // one amount in two seconds or so, and now and then none for seven
    const large = Array.from({ length: 420 }, (_, i) => (i % 37 > 30 ? 0 : i % 2 === 0 ? 700 : 1));
    const counts = [...calm, ...large];
    expect(clearestRiseInto(counts, counts.length, 1)?.from).to.be.within(595, 605);
  });

  it('begin where the first stage leaves the old level, and not at a level that lasted longer', () => {
    const of = (...levels: readonly (readonly [number, number])[]): number | undefined => {
      const counts = levels.flatMap(([level, length]) =>
        Array.from({ length }, (_, i) => level + (((i * 7) % 5) - 2) * Math.sqrt(level / 4)),
      );
      return riseInto(counts, counts.length, 1)?.from;
    };
    expect(of([10, 40], [60, 20], [180, 45])).to.be.within(39, 41);
    expect(of([10, 40], [25, 10], [60, 20], [180, 45])).to.be.within(39, 41);
    expect(of([10, 40], [60, 200], [180, 45])).to.be.within(239, 241);
    expect(of([60, 100], [10, 40], [180, 45])).to.be.within(139, 141);
  });
});

import { expect } from 'chai';
import type { Point } from '../../../src/model/case-file.js';
import { epochMicros, SECOND } from '../../../src/model/units.js';
import type { Refusal } from '../../../src/timeline/onsets.js';
import { pressuresOf } from '../../../src/timeline/writes/pressures.js';
import type { WriteSeries } from '../../../src/timeline/writes/write-series.js';

const START = 1_000_000;
/** A jitter that is the same in every run. */
const wobble = (i: number): number => [0, 2, -1, 1, 3, -2, 0, 1, -3, 2][i % 10] ?? 0;
const level = (puts: number, seconds: number): number[] =>
  Array.from({ length: seconds }, (_, i) => Math.max(0, puts + Math.min(puts / 3, 1) * wobble(i)));

function series(puts: readonly number[], bytes: readonly number[] | null = null): WriteSeries {
  const zeros = puts.map(() => 0);
  return { width: 1, start: START, puts, bytes, deletes: zeros, refused: zeros };
}

const point = (second: number): Point => ({
  time: epochMicros((START + second) * SECOND),
  earliest: null,
  latest: null,
  member: null,
  evidence: [],
});
const refusal = (from: number, to: number | null): Refusal => ({
  start: point(from),
  end: to === null ? null : point(to),
  last: epochMicros((START + (to ?? from)) * SECOND),
});
const seconds = (found: readonly (Point | null)[]): (number | null)[] =>
  found.map((one) => (one === null ? null : one.time / SECOND - START));

describe('pressures', () => {
  it('lead to each refusal from the level that the recovery before it had', () => {
    const puts = [
      ...level(8, 40),
      ...level(92, 56),
      ...level(0, 10),
      ...level(8, 26),
      ...level(90, 53),
      ...level(0, 5),
    ];
    const { pressures, rises } = pressuresOf(series(puts), [], [refusal(96, 106), refusal(185, null)]);
    expect(seconds(pressures)).to.deep.equal([40, 132]);
    expect(rises.map((rise) => rise.start / SECOND - START)).to.include.members([40, 132]);
  });

  it('are told in bytes where few large values do not show among the puts', () => {
    const small = level(8, 140);
    const bytes = small.map((puts, i) => puts * 900 + (i >= 45 && i % 2 === 0 ? 600_000 : 0));
    const { pressures, rises } = pressuresOf(series(small, bytes), [], [refusal(139, null)]);
    expect(seconds(pressures)[0]).to.be.within(44, 48);
    expect(rises[0]?.bytes?.during).to.be.above(200_000);
    expect(rises[0]?.during).to.be.below(12);
  });

  it('are found in bursts some seconds apart', () => {
    const puts = level(8, 200).map((value, i) => (i >= 60 && i % 4 === 0 ? value + 170 : value));
    const [onset] = seconds(pressuresOf(series(puts), [], []).pressures);
    expect(onset).to.be.within(55, 65);
  });

  it('begin with the first burst of a load that comes in bursts a minute apart', () => {
    const puts = [...level(8, 120), ...[0, 1, 2, 3, 4].flatMap(() => [...level(140, 12), ...level(8, 48)])];
    expect(seconds(pressuresOf(series(puts), [], []).pressures)).to.deep.equal([120]);
    expect(seconds(pressuresOf(series(puts), [], [refusal(418, null)]).pressures)).to.deep.equal([120]);
  });

  it('do not reach back to a burst long before, nor to a small one', () => {
    const busy = [0, 1, 2, 3].flatMap(() => [...level(300, 12), ...level(8, 48)]);
    const puts = [...level(8, 60), ...level(140, 12), ...level(8, 400), ...busy];
    expect(seconds(pressuresOf(series(puts), [], []).pressures)).to.deep.equal([472]);
  });

  it('are none where a burst is over in seconds, or where nothing rises', () => {
    const burst = level(8, 200).map((value, i) => (i >= 100 && i < 104 ? value + 80 : value));
    for (const puts of [burst, level(8, 200)]) {
      const bytes = puts.map((value) => value * 900);
      expect(pressuresOf(series(puts, bytes), [], []).pressures).to.deep.equal([null]);
    }
  });

  it('are none in an empty series', () => {
    const empty = { ...series([]), start: null };
    expect(pressuresOf(empty, [], [refusal(3, null)])).to.deep.equal({ pressures: [null], rises: [] });
  });
});

import { expect } from 'chai';
import { goDuration } from '../../src/dev/go-duration.js';

describe('goDuration', () => {
  const table: readonly (readonly [micros: number, expected: string])[] = [
    [0.5, '0.5µs'],
    [620.502, '620.502µs'],
    [1000, '1ms'],
    [1506.538, '1.506538ms'],
    [2_357_658, '2.357658s'],
    [60_000_000, '1m0s'],
    [2_472_418_332, '41m12.418332s'],
    [3_661_500_000, '1h1m1.5s'],
  ];
  for (const [micros, expected] of table) {
    it(expected, () => {
      expect(goDuration(micros)).to.equal(expected);
    });
  }
});

import { expect } from 'chai';
import { datesIn } from '../../src/parsers/dates.js';

describe('datesIn', () => {
  const CASES: readonly (readonly [string, readonly (readonly [number, number, number])[]])[] = [
    ['2024-12-15', [[2024, 12, 15]]],
    ['2024\u201112\u201115 03:17 \u2013 while the engineer slept', [[2024, 12, 15]]],
    [
      'from 2024/02/29 to 2024.03.01',
      [
        [2024, 2, 29],
        [2024, 3, 1],
      ],
    ],
    ['2024-12-15T03:15:23.190Z', [[2024, 12, 15]]],
    ['2023-02-29 2024-13-01 2024-00-10 12024-12-15 2024-12-155', []],
    ['v2024-1-1, 10.2024-12-15 9', []],
    ['', []],
  ];
  for (const [text, expected] of CASES) {
    it(JSON.stringify(text), () => {
      expect(datesIn(text)).to.deep.equal(expected.map(([year, month, day]) => ({ year, month, day })));
    });
  }
});

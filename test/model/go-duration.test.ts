import { expect } from 'chai';
import fc from 'fast-check';
import { parseGoDuration } from '../../src/model/go-duration.js';

describe('model/go-duration', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['1h2m3.5s', 3_723_500_000],
    ['1m0s', 60_000_000],
    ['157.6ms', 157_600],
    ['2.357658s', 2_357_658],
    ['124.836µs', 125],
    ['22.5\u00b5s', 23],
    ['22\u03bcs', 22],
    ['22Âµs', 22],
    ['22us', 22],
    ['123ns', 0],
    ['1999ns', 2],
    ['0s', 0],
    ['0', 0],
    ['-1.5s', -1_500_000],
    ['5m', 300_000_000],
    ['168h0m0s', 604_800_000_000],
    ['', null],
    ['now', null],
    ['2 seconds ago', null],
    ['5', null],
    ['1.2.3s', null],
    ['s', null],
    ['5d', null],
    ['-', null],
    ['1e9s', null],
  ];
  for (const [text, expected] of cases) {
    it(`${JSON.stringify(text)} is ${expected}`, () => expect(parseGoDuration(text)).to.equal(expected));
  }

  it('never throws and gives whole numbers', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseGoDuration(text);
        expect(value === null || Number.isInteger(value)).to.equal(true);
      }),
    );
  });
});

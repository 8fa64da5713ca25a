import { expect } from 'chai';
import fc from 'fast-check';
import { bar, resample, sparkline } from '../../src/reports/charts.js';
import { duration } from '../../src/reports/durations.js';
import { exactSize, number, percent, rate, size } from '../../src/reports/sizes.js';
import { fit, widthOf, wrap } from '../../src/reports/terminal-text.js';
import { formatTime, millisBetween, parseTime, timesOf } from '../../src/reports/times.js';

const table = <Value>(
  name: string,
  write: (value: Value) => string,
  rows: readonly (readonly [Value, string])[],
): void => {
  for (const [value, text] of rows) it(`${name}: ${text}`, () => expect(write(value)).to.equal(text));
};

describe('reports: words for numbers', () => {
  table('duration', duration, [
    [0, '0 ms'],
    [340, '340 ms'],
    [9400, '9.4 s'],
    [9960, '10 s'],
    [59_600, '1 min'],
    [74_204, '1 min 14 s'],
    [3_599_900, '1 h'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-1500, '-1.5 s'],
    [NaN, 'unknown'],
  ]);
  table('size', size, [
    [0, '0 B'],
    [1023, '1023 B'],
    [67_108_864, '64 MiB'],
    [51_000_000, '48.6 MiB'],
    [8_589_934_592, '8 GiB'],
    [-2048, '-2 KiB'],
  ]);
  table('exact size', exactSize, [
    [67_108_864, '64 MiB (67,108,864 B)'],
    [12, '12 B'],
  ]);
  table('percent', percent, [
    [0, '0 %'],
    [1, '100 %'],
    [0.923, '92 %'],
    [0.9996, '99.9 %'],
    [0.004, '0.4 %'],
    [0.0001, 'below 0.1 %'],
  ]);
  table('rate', rate, [
    [0, '0'],
    [225.4, '225'],
    [8, '8'],
    [8.34, '8.3'],
    [0.041, '0.04'],
  ]);
  table('number', number, [
    [22_602, '22,602'],
    [-1234.5, '-1,234.5'],
  ]);
});

describe('reports: times', () => {
  it('keeps microseconds', () => {
    expect(formatTime(parseTime('2026-11-22T13:11:09.402123Z'))).to.equal('2026-11-22T13:11:09.402123Z');
    expect(millisBetween('2026-11-22T13:11:09.402Z', '2026-11-22T13:12:23.606Z')).to.equal(74_204);
  });
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000_000_000_000_000 }), (time) => {
        expect(parseTime(formatTime(time as ReturnType<typeof parseTime>))).to.equal(time);
      }),
    );
  });
  it('writes the date only where the report has more than one', () => {
    const one = timesOf({ start: '2026-11-22T13:00:00Z', end: '2026-11-22T14:00:00Z' });
    expect(one.date).to.equal('2026-11-22');
    expect(one.exact('2026-11-22T13:11:09.402123Z')).to.equal('13:11:09.402');
    expect(one.brief('2026-11-23T13:11:09Z')).to.equal('2026-11-23 13:11:09');
    const two = timesOf({ start: '2026-11-22T13:00:00Z', end: '2026-11-23T14:00:00Z' });
    expect(two.date).to.equal(null);
    expect(two.brief('2026-11-22T13:11:09Z')).to.equal('2026-11-22 13:11:09');
    expect(timesOf(null).brief('soon')).to.equal('soon');
  });
});

describe('reports: charts', () => {
  it('draws from zero to the largest, and gaps as gaps', () => {
    expect(sparkline([0, 1, 4, 8, null], 10)).to.equal(' ▁▄█ ');
    expect(resample([1, 3, null, null, 5, 7], 3)).to.deep.equal([2, null, 6]);
    expect(bar(1, 1000, 10)).to.equal('▏');
    expect(bar(1000, 1000, 3)).to.equal('███');
    expect(bar(0, 0, 3)).to.equal('');
  });
});

describe('reports: terminal text', () => {
  it('fits any text into its columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 80 }), (text, columns) => {
        expect(widthOf(fit(text, columns))).to.be.at.most(columns);
        for (const line of wrap(text, columns, 3)) expect(widthOf(line)).to.be.at.most(columns);
      }),
    );
  });
  it('cuts with a indicator', () => {
    expect(fit('abcdef', 4)).to.equal('abc…');
    expect(wrap('one two three four', 8, 2)).to.deep.equal(['one two', 'three …']);
  });
});

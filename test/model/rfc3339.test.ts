import { expect } from 'chai';
import fc from 'fast-check';
import { parseRfc3339 } from '../../src/model/rfc3339.js';

/** Stamps as Kubernetes writes them, and as others write the same moments: the two are read by different ways. */
const digits = (value: number, width: number): string => String(value).padStart(width, '0');

describe('parseRfc3339', () => {
  it('reads the same moment in every form', () => {
    const part = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most });
    const parts = fc.tuple(part(9999), part(14), part(33), part(25), part(61), part(61), part(999_999));
    fc.assert(
      fc.property(parts, ([year, month, day, hour, minute, second, micros]) => {
        const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
        const time = `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}`;
        expect(parseRfc3339(`${date}T${time}Z`)).to.equal(parseRfc3339(`${date}T${time}+00:00`));
        const fraction = digits(micros, 6);
        expect(parseRfc3339(`${date}T${time}.${fraction}Z`)).to.equal(
          parseRfc3339(`${date}T${time}.${fraction}+00:00`),
        );
      }),
      { numRuns: 1000 },
    );
  });

  for (const [name, text, expected] of [
    ['whole seconds', '2024-12-15T03:15:23Z', Date.UTC(2024, 11, 15, 3, 15, 23) * 1000],
    ['microseconds', '2024-12-15T03:15:23.000042Z', Date.UTC(2024, 11, 15, 3, 15, 23) * 1000 + 42],
    ['another zone', '2024-12-15T03:15:23+01:00', Date.UTC(2024, 11, 15, 2, 15, 23) * 1000],
    ['the 29th of February', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29) * 1000],
    ['a leap second', '2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1) * 1000],
    ['a day that is none', '2023-02-29T00:00:00Z', null],
    ['a month that is none', '2024-13-01T00:00:00Z', null],
    ['an hour that is none', '2024-12-15T24:00:00Z', null],
    ['no zone', '2024-12-15T03:15:23', null],
    ['a letter amid the digits', '2024-12-15T03:1x:23Z', null],
  ] as const)
    it(name, () => expect(parseRfc3339(text)).to.equal(expected));
});

import { expect } from 'chai';
import fc from 'fast-check';
import { parseAge } from '../../src/model/age.js';

const SECOND = 1_000_000;
const [M, H, D, Y] = [60, 3600, 86400, 365 * 86400];

/** [text, form, low, high] in seconds */
const AGES: readonly (readonly [string, 'human' | 'short', number, number])[] = [
  ['0s', 'human', -2, 1],
  ['1s', 'human', 1, 2],
  ['119s', 'human', 119, 120],
  ['2m', 'human', 120, 121],
  ['5m', 'human', 300, 301],
  ['7m32s', 'human', 452, 453],
  ['10m', 'human', 600, 660],
  ['179m', 'human', 179 * M, 180 * M],
  ['3h', 'human', 3 * H, 3 * H + M],
  ['5h14m', 'human', 5 * H + 14 * M, 5 * H + 15 * M],
  ['26h', 'human', 26 * H, 27 * H],
  ['7d5h', 'human', 7 * D + 5 * H, 7 * D + 6 * H],
  ['3d', 'human', 3 * D, 3 * D + H],
  ['370d', 'human', 370 * D, 371 * D],
  ['2y5d', 'human', 2 * Y + 5 * D, 2 * Y + 6 * D],
  ['3y', 'human', 3 * Y, 3 * Y + D],
  ['8y', 'human', 8 * Y, 9 * Y],
  ['5m', 'short', 300, 360],
  ['2h', 'short', 2 * H, 3 * H],
  ['7d', 'short', 7 * D, 8 * D],
  ['1y', 'short', Y, 2 * Y],
];

describe('parseAge', () => {
  for (const [text, form, low, high] of AGES) {
    it(`${text} (${form})`, () => {
      expect(parseAge(text, form)).to.deep.equal({ low: low * SECOND, high: high * SECOND });
    });
  }

  for (const text of ['<unknown>', '<invalid>', '', '5', 'm', '5m5m', '5s5m', '5w', '-5m', '5m ', '2026-11-22']) {
    it(`${JSON.stringify(text)} is no age`, () => expect(parseAge(text, 'human')).to.equal(null));
  }

  for (const [form, print] of [['human', humanDuration] as const, ['short', shortDuration] as const]) {
    it(`the interval holds the age that was printed (${form})`, () => {
      const spans = [200, 30 * M, 12 * H, 80 * D, 12 * Y].map((max) => fc.double({ min: -1.9, max, noNaN: true }));
      fc.assert(
        fc.property(fc.oneof(...spans), (seconds) => {
          const age = parseAge(print(seconds), form);
          expect(age?.low).to.be.at.most(seconds * SECOND);
          expect(age?.high).to.be.greaterThan(seconds * SECOND);
        }),
        { numRuns: 1000 },
      );
    });
  }
});

/** apimachinery, pkg/util/duration: HumanDuration. */
function humanDuration(d: number): string {
  const seconds = Math.trunc(d);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${Math.abs(seconds)}s`;
  const minutes = Math.trunc(d / M);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(d / H);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`;
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return days % 365 === 0 ? `${years}y` : `${years}y${days % 365}d`;
  return `${years}y`;
}

/** The same file: ShortHumanDuration. */
function shortDuration(d: number): string {
  const seconds = Math.trunc(d);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < M) return `${Math.abs(seconds)}s`;
  if (seconds < H) return `${Math.trunc(seconds / M)}m`;
  if (seconds < D) return `${Math.trunc(seconds / H)}h`;
  if (seconds < Y) return `${Math.trunc(seconds / D)}d`;
  return `${Math.trunc(seconds / Y)}y`;
}

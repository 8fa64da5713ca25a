import { DAY, HOUR, MINUTE, SECOND, micros, type Micros } from './units.js';

/** How long ago: at least `low`, less than `high`. */
export interface AgeInterval {
  readonly low: Micros;
  readonly high: Micros;
}

type UnitLetter = 's' | 'm' | 'h' | 'd' | 'y';

const UNITS: Readonly<Record<UnitLetter, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, y: 365 * DAY };
const FINER: Readonly<Record<UnitLetter, number>> = { s: SECOND, m: SECOND, h: MINUTE, d: HOUR, y: DAY };

/**
 * For which numbers `HumanDuration` prints a second unit. Without one it is zero then, so `5m` is exact to the second
 * and `12m` is not (apimachinery, pkg/util/duration).
 */
const TWO_UNITS: Readonly<Record<UnitLetter, readonly [number, number]>> = {
  s: [1, 0],
  m: [2, 9],
  h: [3, 7],
  d: [2, 7],
  y: [2, 7],
};

const AGE = /^(\d{1,9})([smhdy])(?:(\d{1,9})([smhdy]))?$/;

/**
 * The interval behind a printed age, which is truncated: `5m` is 300 to 301 s as kubectl prints ages since 1.12
 * (`human`), 300 to 360 s as it did before (`short`, one unit always). `<unknown>` (no stamp), `<invalid>` (in the
 * future by the printing clock) and anything that is not an age: null.
 */
export function parseAge(text: string, form: 'human' | 'short'): AgeInterval | null {
  const match = AGE.exec(text);
  if (match === null) return null;
  const value = Number(match[1]);
  const unit = match[2] as UnitLetter;
  if (match[3] !== undefined) {
    const second = match[4] as UnitLetter;
    if (UNITS[second] >= UNITS[unit]) return null;
    const low = value * UNITS[unit] + Number(match[3]) * UNITS[second];
    return interval(low, low + UNITS[second]);
  }
  // A clock that runs up to two seconds behind still prints 0s.
  if (value === 0) return interval(unit === 's' ? -2 * SECOND : 0, UNITS[unit]);
  const [from, to] = TWO_UNITS[unit];
  const width = form === 'human' && value >= from && value <= to ? FINER[unit] : UNITS[unit];
  return interval(value * UNITS[unit], value * UNITS[unit] + width);
}

function interval(low: number, high: number): AgeInterval {
  return { low: micros(low), high: micros(high) };
}

import { DAY, HOUR, type EpochMicros } from '../../model/units.js';

/** Which year a stamp without one is of. */
export type YearSpec =
  /** This one. */
  | { readonly fixed: number }
  /** The one that puts it into the year that begins here: a log that continues over a new year. */
  | { readonly from: EpochMicros }
  /** The latest that puts it no more than 24 h after a moment. */
  | { readonly notAfter: EpochMicros }
  /** The nearest to a moment that the inputs themselves name. */
  | { readonly near: EpochMicros };

/** `local`: the stamp in a year, as a moment. NaN: no year that comes into question has the day. */
export type YearRule = (month: number, day: number, moment: (year: number) => number) => number;

/** Leap years are at most eight years apart (1896, 1904; 2096, 2104). */
const REACH = 8;

export function yearRule(spec: YearSpec): YearRule {
  if ('fixed' in spec) return (month, day) => (isDay(spec.fixed, month, day) ? spec.fixed : NaN);
  const known = new Map<number, number>();
  const choose = 'from' in spec ? within(spec.from) : 'near' in spec ? nearest(spec.near) : latest(spec.notAfter + DAY);
  return (month, day, moment) => {
    const key = month * 32 + day;
    const found = known.get(key);
    if (found !== undefined) return found;
    const { year, sure } = choose(month, day, moment);
    if (sure) known.set(key, year);
    return year;
  };
}

export function isDay(year: number, month: number, day: number): boolean {
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

type Choice = (
  month: number,
  day: number,
  moment: (year: number) => number,
) => { readonly year: number; readonly sure: boolean };

const startOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) * 1000;

/** Years about a moment that have the day, in order. */
function years(about: number, month: number, day: number): number[] {
  const base = new Date(about / 1000).getUTCFullYear();
  const found: number[] = [];
  for (let year = base - REACH; year <= base + REACH; year += 1) if (isDay(year, month, day)) found.push(year);
  return found;
}

const nearest =
  (near: number): Choice =>
  (month, day) => {
    const apart = (year: number): number => Math.abs(startOf(year, month, day) - near);
    const year = years(near, month, day).reduce((best, one) => (apart(one) < apart(best) ? one : best));
    return { year, sure: true };
  };

function within(from: number): Choice {
  const base = new Date(from / 1000).getUTCFullYear();
  return (month, day) => {
    const year = startOf(base, month, day) >= from ? base : base + 1;
    return { year: isDay(year, month, day) ? year : NaN, sure: true };
  };
}

/** Zones are at most 14 hours from UTC: on the last day, the time of the day decides too. */
const latest =
  (limit: number): Choice =>
  (month, day, moment) => {
    const found = years(limit, month, day).filter((year) => startOf(year, month, day) <= limit + 15 * HOUR);
    const year = found.at(-1) ?? NaN;
    if (startOf(year, month, day) + DAY + 15 * HOUR <= limit) return { year, sure: true };
    return { year: moment(year) <= limit ? year : (found.at(-2) ?? NaN), sure: false };
  };

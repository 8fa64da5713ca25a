import { epochMicros, type EpochMicros } from './units.js';

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:([Zz])|([+-])(\d\d):?(\d\d))$/;

/** `2026-11-22T12:35:17Z`, `2026-11-22T12:35:17.030123+01:00` in UTC; null for anything else, and for days that don't exist. */
export function parseRfc3339(text: string): EpochMicros | null {
  const match = text.length <= 40 ? STAMP.exec(text) : null;
  if (match === null) return null;
  const field = (at: number): number => Number(match[at] ?? 0);
  const [year, month, day, hour, minute, second] = [field(1), field(2), field(3), field(4), field(5), field(6)];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (year < 100) date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 && second < 60) return null;
  const fraction = Number((match[7] ?? '').padEnd(6, '0').slice(0, 6));
  const offset = (field(10) * 60 + field(11)) * (match[9] === '-' ? -1 : 1);
  return epochMicros((date.getTime() - offset * 60_000) * 1000 + fraction);
}

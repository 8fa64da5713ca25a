import { epochMicros, type EpochMicros } from './units.js';

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:([Zz])|([+-])(\d\d):?(\d\d))$/;

/** `2026-11-22T12:35:17Z`, `2026-11-22T12:35:17.030123+01:00` in UTC; null for anything else, and for days that don't exist. */
export function parseRfc3339(text: string): EpochMicros | null {
  const plain = plainStamp(text);
  if (plain !== null) return plain;
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

const SECONDS = 'YYYY-MM-DDThh:mm:ssZ'.length;
const MICROS = 'YYYY-MM-DDThh:mm:ss.uuuuuuZ'.length;
/** What is at the places of `YYYY-MM-DDThh:mm:ss` that hold no digit. */
const MARKS: readonly (readonly [number, number])[] = [...'-4 -7 T10 :13 :16'.split(' ')].map((mark) => [
  Number(mark.slice(1)),
  mark.charCodeAt(0),
]);
const Z = 90;
const DOT = 46;

/** The day of the last stamp: one comes after another, and most are of the same day. */
const day = { digits: -1, start: 0 };

/** Whole seconds or microseconds in UTC, as Kubernetes writes nearly all of its stamps; null: to be looked at more closely. */
function plainStamp(text: string): EpochMicros | null {
  const { length } = text;
  if ((length !== SECONDS && length !== MICROS) || text.charCodeAt(length - 1) !== Z) return null;
  for (const [at, mark] of MARKS) if (text.charCodeAt(at) !== mark) return null;
  const digits = number(text, 0, 4) * 10_000 + number(text, 5, 7) * 100 + number(text, 8, 10);
  const hour = number(text, 11, 13);
  const minute = number(text, 14, 16);
  const second = number(text, 17, 19);
  const micros = length === SECONDS ? 0 : text.charCodeAt(19) === DOT ? number(text, 20, 26) : NaN;
  // what isn't all digits is NaN, and so is the sum
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1e6 + micros;
  if (!(hour < 24 && minute < 60 && second < 60 && ofDay >= 0)) return null;
  if (digits !== day.digits && !turnTo(digits)) return null;
  return epochMicros(day.start + ofDay);
}

function turnTo(digits: number): boolean {
  const [year, month] = [Math.floor(digits / 10_000), Math.floor(digits / 100) % 100];
  const date = new Date(Date.UTC(year, month - 1, digits % 100));
  if (!(year >= 100) || date.getUTCMonth() !== month - 1) return false;
  day.digits = digits;
  day.start = date.getTime() * 1000;
  return true;
}

function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

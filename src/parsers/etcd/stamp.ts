const MICROS_PER_DAY = 86_400_000_000;
const FRACTION_SCALE = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

let cachedDay = -1;
let cachedMidnight = 0;

/**
 * A stamp with a zone in microseconds since the epoch, NaN if it isn't one. Both forms that etcd's logs hold:
 * `2026-11-22T13:08:33.411Z`, `2021-02-11T09:55:45.914+0800` (zap: offsets without a colon), and what Go prints:
 * `2026-11-22 12:30:03.805391528 +0000 UTC m=+2.778108938` (1 to 9 digits of a fraction, or none).
 */
export function zonedStampAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20) return NaN;
  const separator = bytes[start + 10];
  if (separator !== 0x54 && separator !== 0x20) return NaN;
  const clock = wallClockAt(bytes, start);
  if (Number.isNaN(clock)) return NaN;
  let at = start + 19;
  let micro = 0;
  if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
    let digits = 0;
    for (at++; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      if (digits < 6) micro = micro * 10 + digit;
      digits++;
    }
    if (digits === 0) return NaN;
    micro *= FRACTION_SCALE[Math.min(digits, 6)] ?? 1;
  }
  if (bytes[at] === 0x20) at++;
  const zone = bytes[at];
  if (zone === 0x5a) return clock + micro;
  if ((zone !== 0x2b && zone !== 0x2d) || at + 5 > end) return NaN;
  const hours = twoDigits(bytes, at + 1);
  const minutes = twoDigits(bytes, bytes[at + 3] === 0x3a ? at + 4 : at + 3);
  if (Number.isNaN(hours + minutes) || hours > 18 || minutes > 59) return NaN;
  const offset = (hours * 60 + minutes) * 60_000_000;
  return clock + micro - (zone === 0x2b ? offset : -offset);
}

/** `ts` of a zap line: a stamp with a zone, or a float of epoch seconds (3.5.0 to 3.5.2 at start-up, old etcdctl). */
export function zapTime(value: unknown): number {
  if (typeof value === 'number') return epochSeconds(value);
  if (typeof value !== 'string') return NaN;
  if (/^\d{9,11}(?:\.\d+)?$/.test(value)) return epochSeconds(Number(value));
  const bytes = Buffer.from(value, 'latin1');
  return zonedStampAt(bytes, 0, bytes.length);
}

export function epochSeconds(seconds: number): number {
  return seconds > 1e8 && seconds < 1e10 ? Math.round(seconds * 1e6) : NaN;
}

/** `YYYY-MM-DD?HH:MM:SS` as if it were UTC. The day's midnight is kept from the last line. */
function wallClockAt(bytes: Uint8Array, start: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61)) return NaN;
  if (Number.isNaN(year) || bytes[start + 4] !== 0x2d || bytes[start + 13] !== 0x3a) return NaN;
  const key = (year * 100 + month) * 100 + day;
  if (key !== cachedDay) {
    const midnight = Date.UTC(year, month - 1, day);
    // 30 February is no day
    if (new Date(midnight).getUTCDate() !== day) return NaN;
    cachedDay = key;
    cachedMidnight = (midnight / 86_400_000) * MICROS_PER_DAY;
  }
  return cachedMidnight + ((hour * 60 + minute) * 60 + second) * 1_000_000;
}

/** Two digits as a number, NaN if they aren't. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 48;
  const ones = (bytes[at + 1] ?? 0) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

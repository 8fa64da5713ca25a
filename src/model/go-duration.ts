import { micros, type Micros } from './units.js';

const MICRO_SECOND = 1_000_000;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

/**
 * Reads what Go's `time.Duration` prints: `1h2m3.5s`, `157.611ms`, `22.5µs`, `123ns`, `0s`, `-1.5s`, and `0`.
 * The micro sign may be U+00B5, U+03BC, a plain `u`, or the `Âµ` of text that was decoded twice. `m` is minutes.
 * Rounded to whole microseconds; null for anything else.
 */
export function parseGoDuration(text: string): Micros | null {
  if (text.length > 64) return null;
  const utf8 = Buffer.from(text.trim(), 'utf8');
  const value = goDurationAt(utf8, 0, utf8.length);
  return Number.isNaN(value) ? null : micros(value);
}

/** The same on bytes, for the hot loop: microseconds, or NaN. */
export function goDurationAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let negative = false;
  if (at < end && (bytes[at] === 0x2d || bytes[at] === 0x2b)) {
    negative = bytes[at] === 0x2d;
    at++;
  }
  if (end - at === 1 && bytes[at] === DIGIT_0) return 0;
  let total = 0;
  let parts = 0;
  while (at < end) {
    const numberStart = at;
    let value = 0;
    let scale = 1;
    let digits = 0;
    let fraction = false;
    for (; at < end; at++) {
      const c = bytes[at] ?? 0;
      if (c >= DIGIT_0 && c <= DIGIT_9) {
        digits++;
        value = value * 10 + (c - DIGIT_0);
        if (fraction) scale *= 10;
      } else if (c === 0x2e && !fraction) {
        fraction = true;
      } else break;
    }
    if (digits === 0 || at - numberStart > 24) return NaN;
    const unitStart = at;
    while (at < end && !isNumberByte(bytes[at] ?? 0)) at++;
    const unit = unitMicros(bytes, unitStart, at);
    if (unit === 0) return NaN;
    total += (value / scale) * unit;
    parts++;
  }
  if (parts === 0) return NaN;
  // `+ 0` because a rounded -0.4 is -0
  return (negative ? -Math.round(total) : Math.round(total)) + 0;
}

function isNumberByte(c: number): boolean {
  return (c >= DIGIT_0 && c <= DIGIT_9) || c === 0x2e;
}

/** Microseconds in a unit, 0 if it isn't one. */
function unitMicros(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start];
  if (end - start === 1) {
    if (first === 0x73) return MICRO_SECOND;
    if (first === 0x6d) return 60 * MICRO_SECOND;
    if (first === 0x68) return 3600 * MICRO_SECOND;
    return 0;
  }
  if (bytes[end - 1] !== 0x73) return 0;
  if (end - start === 2)
    return first === 0x6d ? 1000 : first === 0x75 || first === 0xb5 ? 1 : first === 0x6e ? 0.001 : 0;
  const second = bytes[start + 1];
  // U+00B5 is C2 B5, U+03BC is CE BC, `Âµ` is C3 82 C2 B5
  if (end - start === 3) return (first === 0xc2 && second === 0xb5) || (first === 0xce && second === 0xbc) ? 1 : 0;
  if (end - start === 5) return first === 0xc3 && second === 0x82 && bytes[start + 2] === 0xc2 ? 1 : 0;
  return 0;
}

/** Stamps and plain texts in lines. */
import { TIME_MICRO, TIME_SECOND } from './layout';
import { digitsAt, isRealDay, minuteAt, number, two } from './digits';

/** The first sixteen bytes of the last stamp, and the second that they mean. */
let minuteText: v128 = i8x16.splat(10);
let minuteStart: i32 = 0;

/** The first byte from `at` on that is `stop`, a backslash or no printable ASCII; `end`: none. */
export function tokenEnd(from: i32, end: i32, stop: i32): i32 {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const quotes = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>stop)), i8x16.eq(bytes, i8x16.splat(92)));
    // Bytes from 128 on are negative.
    const others = v128.or(i8x16.lt_s(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(127)));
    const mask = i8x16.bitmask(v128.or(quotes, others));
    if (mask != 0) return at + ctz(mask);
  }
  return end;
}

/**
 * Reads a stamp without its zone into the entry, and answers what is behind it; -1: it is none. `ahead`: by how many seconds
 * its zone is ahead.
 */
export function stamp(start: i32, ahead: i32, separator: i32, entry: i32): i32 {
  const text = v128.load(start);
  if (v128.any_true(v128.xor(text, minuteText))) {
    const minute = minuteAt(start, separator);
    // The first days of 1970 may be before it elsewhere.
    if (minute < 172_800 || !isRealDay(start)) return -1;
    minuteStart = minute;
    minuteText = text;
  }
  const second = two(start + 17);
  if (load<u8>(start, 16) != 58 || second > 59) return -1;
  let at = start + 19;
  let micro: u32 = 0;
  if (separator == 32 && (load<u8>(at) != 46 || digitsAt(at + 1) != 6)) return -1;
  if (load<u8>(at) == 46) {
    const digits = digitsAt(++at);
    if (digits == 0 || digits > 9) return -1;
    micro = number(at, min(digits, 6));
    for (let i = digits; i < 6; i++) micro *= 10;
    at += digits;
  }
  store<i32>(entry, minuteStart + <i32>second - ahead, TIME_SECOND);
  store<i32>(entry, micro, TIME_MICRO);
  return at;
}

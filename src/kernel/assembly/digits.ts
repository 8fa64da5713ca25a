/** Numbers and dates in bytes. */

/** Two digits; a number over 99 where they aren't. */
export function two(at: i32): u32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at, 1) - 48;
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/** The second at which the minute begins that is at `at` (`2024-12-15T03:15`); -1: there is none. */
export function minuteAt(at: i32, separator: u32): i32 {
  const century = two(at);
  const years = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  if (load<u8>(at, 4) != 45 || load<u8>(at, 7) != 45 || load<u8>(at, 10) != separator || load<u8>(at, 13) != 58)
    return -1;
  const year = century * 100 + years;
  // Seconds must fit into 31 bits.
  if (years > 99 || year < 1970 || year > 2037 || hour > 23 || minute > 59) return -1;
  if (month < 1 || month > 12 || day < 1 || day > 31) return -1;
  return ((daysUntil(year, month) + <i32>day - 1) * 24 + <i32>hour) * 3600 + <i32>minute * 60;
}

/** Whether the month of the date at `at` has such a day: what is after it is of the same month. */
export function isRealDay(at: i32): bool {
  const day = two(at + 8);
  if (day <= 28) return true;
  const year = two(at) * 100 + two(at + 2);
  const month = two(at + 5);
  const next = month == 12 ? daysUntil(year + 1, 1) : daysUntil(year, month + 1);
  return <i32>day <= next - daysUntil(year, month);
}

/** Days from the start of 1970 to the start of a month: years counted from March, so that a leap day comes last. */
export function daysUntil(year: u32, month: u32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const monthsSinceMarch = month <= 2 ? month + 9 : month - 3;
  return <i32>(y * 365 + y / 4 - y / 100 + y / 400 + (monthsSinceMarch * 153 + 2) / 5) - 719468;
}

/** How many digits there are from `at` on, 16 for more. */
export function digitsAt(at: i32): i32 {
  const isDigit = i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(48)), i8x16.splat(10));
  return ctz(~i8x16.bitmask(isDigit));
}

/** The number of one to eight digits: all at once, pairs, then pairs of pairs. */
export function number(at: i32, digits: i32): u32 {
  let sum = (load<u64>(at) << ((8 - digits) << 3)) & 0x0f0f_0f0f_0f0f_0f0f;
  sum = (sum * 10 + (sum >> 8)) & 0x00ff_00ff_00ff_00ff;
  sum = (sum * 100 + (sum >> 16)) & 0x0000_ffff_0000_ffff;
  return <u32>(sum * 10000 + (sum >> 32));
}

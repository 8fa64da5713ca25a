/**
 * Steps over JSON as Go's encoder writes it, without blanks. What passes is certainly JSON: a caller that reads it
 * otherwise parses it as well.
 */
import { digitsAt } from './digits';
import { matches, word } from './words';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
/** A bit each: objects, or lists. */
const DEPTH = 64;

const TRUE = word('true');
const FALSE = word('false');
const NULL = word('null');

let odd: bool = false;

/** Whether a string held an escape that Go's encoder doesn't write, since this was asked last. */
export function wasOdd(): bool {
  const was = odd;
  odd = false;
  return was;
}

/** What is behind the closing quote of the string whose text begins at `from`; -1: it isn't whole, or no JSON. */
export function stringEnd(from: i32, end: i32): i32 {
  for (let at = from; at < end;) {
    const bytes = v128.load(at);
    const stops = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)));
    const mask = i8x16.bitmask(v128.or(stops, i8x16.lt_u(bytes, i8x16.splat(32))));
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte != BACKSLASH || escaped(at) < 0) return -1;
    at += load<u8>(at, 1) == 117 ? 6 : 2;
  }
  return -1;
}

/** The code unit that the escape at `at` stands for; -1: it is none. Notes those that Go's encoder doesn't write. */
export function escaped(at: i32): i32 {
  switch (load<u8>(at, 1)) {
    case 34:
      return 34;
    case 92:
      return 92;
    case 47:
      return 47;
    case 98:
      return 8;
    case 102:
      return 12;
    case 110:
      return 10;
    case 114:
      return 13;
    case 116:
      return 9;
    case 117: {
      const unit = (hex(at + 2) << 12) | (hex(at + 3) << 8) | (hex(at + 4) << 4) | hex(at + 5);
      if (unit < 0) return -1;
      if (unit > 31 && unit != 60 && unit != 62 && unit != 38 && unit != 0x2028 && unit != 0x2029) odd = true;
      return unit;
    }
    default:
      return -1;
  }
}

function hex(at: i32): i32 {
  const byte = <u32>load<u8>(at);
  if (byte - 48 < 10) return byte - 48;
  const letter = (byte | 32) - 97;
  return letter < 6 ? letter + 10 : -1;
}

/** What is behind `true`, `false`, `null` or a number; -1: it is none of these. */
export function atomEnd(from: i32): i32 {
  const byte = <u32>load<u8>(from);
  if (byte == 116) return matches(from, TRUE) ? from + 4 : -1;
  if (byte == 102) return matches(from, FALSE) ? from + 5 : -1;
  if (byte == 110) return matches(from, NULL) ? from + 4 : -1;
  return numberEnd(from);
}

function numberEnd(from: i32): i32 {
  let at = load<u8>(from) == 45 ? from + 1 : from;
  const zero = load<u8>(at) == 48;
  const whole = digitsEnd(at);
  if (whole == at || (zero && whole > at + 1)) return -1;
  at = whole;
  if (load<u8>(at) == 46) {
    const fraction = digitsEnd(at + 1);
    if (fraction == at + 1) return -1;
    at = fraction;
  }
  if ((load<u8>(at) | 32) == 101) {
    at++;
    if (load<u8>(at) == 43 || load<u8>(at) == 45) at++;
    const exponent = digitsEnd(at);
    if (exponent == at) return -1;
    at = exponent;
  }
  return at;
}

function digitsEnd(from: i32): i32 {
  for (let at = from; ; at += 16) {
    const digits = digitsAt(at);
    if (digits < 16) return at + digits;
  }
  return from; // never comes here
}

/** What is behind the value at `from`; -1: it isn't whole within `end`, or nothing that Go's encoder writes. */
export function valueEnd(from: i32, end: i32): i32 {
  let at = from;
  let depth = 0;
  let objects: u64 = 0;
  for (;;) {
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) at = stringEnd(at + 1, end);
    else if (byte == OPEN || byte == 91) {
      if (load<u8>(at, 1) == byte + 2) at += 2;
      else {
        if (depth == DEPTH) return -1;
        depth++;
        objects = (objects << 1) | (<u64>(byte == OPEN));
        at++;
        if (byte == OPEN) {
          at = nameEnd(at, end);
          if (at < 0) return -1;
        }
        continue;
      }
    } else at = atomEnd(at);
    if (at < 0 || at >= end) return -1;
    for (;;) {
      if (depth == 0) return at;
      const next = <u32>load<u8>(at++);
      const inObject = (objects & 1) != 0;
      if (next == COMMA) {
        if (inObject) {
          at = nameEnd(at, end);
          if (at < 0) return -1;
        }
        break;
      }
      if (next != <u32>(inObject ? CLOSE : 93)) return -1;
      objects >>= 1;
      depth--;
    }
    if (at >= end) return -1;
  }
  return -1; // never comes here
}

/** What is behind the name and the colon at `from`. */
export function nameEnd(from: i32, end: i32): i32 {
  if (load<u8>(from) != QUOTE) return -1;
  const at = stringEnd(from + 1, end);
  return at >= 0 && load<u8>(at) == 58 ? at + 1 : -1;
}

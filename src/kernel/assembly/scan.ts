/**
 * Finds the lines of a plain request log that have the common shape, byte for byte, and reads their numbers:
 *
 *     2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s 3456 1.118822ms
 *
 * A time in UTC with up to nine digits behind its point, PUT, DELETE, RANGE or GET, a key below `/registry/` of
 * printable ASCII, and perhaps a size and a duration, each behind one blank. Every line is noted in order; one that isn't proven to be of
 * this shape is listed besides, for the exact parser (`parsers/etcd/requests/request-log.ts`), which is what decides what this may
 * claim: it reads everything proven here in the same way. Each distinct key gets a small number until the keys are forgotten,
 * so that a caller can keep what it knows of a key in an array.
 */

import {
  ASIDES,
  ENTRIES,
  ENTRY_LIMIT,
  WINDOW,
  KEY_LIMIT,
  SLOTS,
  SLOT_MASK,
  ARENA,
  ARENA_END,
  PROBES,
  LINE_START,
  KEY_START,
  KEY_END,
  KEY_NUMBER,
  TIME_SECOND,
  TIME_MICRO,
  OPERATION,
  VALUE_BYTES,
  DURATION_START,
  REMOTE_START,
  REMOTE_END,
  CLIENT,
  ENTRY_BYTES,
  OP_PUT,
  OP_DELETE,
  OP_RANGE,
} from './layout';
import { forgetTexts, isTextFull } from './intern';
import { isAudit, isOfShape, isPlain, matchLine } from './shape';
import { digitsAt, minuteAt, number, two } from './digits';
import { isText, textTag } from './texts';

let keys: i32 = 0;
let arenaEnd: i32 = ARENA;
let full: bool = false;
let asides: i32 = 0;
let stopped: i32 = 0;

/** The first sixteen bytes of the last time, to the minute, and the second that they mean. */
let minuteText: v128 = i8x16.splat(10); // no line holds a line feed
let minuteStart: i32 = 0;

/** Marks a line in `ASIDES` that has the shape given by the caller, but of a request that isn't read here. */
const OF_SHAPE: u32 = 0x8000_0000;

/** How many lines of the last call are in `ASIDES`. */
export function asideCount(): i32 {
  return asides;
}

/** Where the last call stopped: the start of the first line that it didn't take. */
export function stoppedAt(): i32 {
  return stopped;
}

/** Whether the last call stopped because it has no number left for a new key. */
export function isFull(): bool {
  return full || isTextFull();
}

/** How many keys have a number. */
export function keyCount(): i32 {
  return keys;
}

/** Forgets all keys: numbers start at 0 again. */
export function forgetKeys(): void {
  memory.fill(SLOTS, 0, (SLOT_MASK + 1) << 4);
  keys = 0;
  arenaEnd = ARENA;
  full = false;
  forgetTexts();
}

/** Notes the complete lines in [from, to) of the window, `most` at most, and answers how many there are. */
export function scan(from: i32, to: i32, most: i32): i32 {
  const end = WINDOW + to;
  let start = WINDOW + from;
  let entry = ENTRIES;
  let count = 0;
  asides = 0;
  most = min(most, ENTRY_LIMIT);
  while (count < most) {
    let newline = isPlain() ? -1 : matchLine(start, end, entry, count);
    let proven = newline >= 0;
    if (proven) proven = isAudit() || numberKey(entry);
    else {
      newline = lineEnd(start, end);
      if (newline < 0) break;
      proven = isPlain() && note(start, newline, entry);
    }
    if (isFull()) break;
    store<i32>(entry, start - WINDOW, LINE_START);
    if (!proven) {
      store<u32>(ASIDES + (asides << 2), !isPlain() && isOfShape() ? count | OF_SHAPE : count);
      asides++;
    }
    count++;
    entry += ENTRY_BYTES;
    start = newline + 1;
  }
  store<i32>(entry, start - WINDOW, LINE_START);
  stopped = start - WINDOW;
  return count;
}

/** Gives the key of an entry its number. */
function numberKey(entry: i32): bool {
  const start = load<i32>(entry, KEY_START);
  const id = numberOf(WINDOW + start, load<i32>(entry, KEY_END) - start);
  store<i32>(entry, id, KEY_NUMBER);
  return id >= 0;
}

/** The first line feed in [from, end); -1: none. */
function lineEnd(from: i32, end: i32): i32 {
  for (let at = from; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(10)));
    if (mask != 0) {
      const found = at + ctz(mask);
      return found < end ? found : -1;
    }
  }
  return -1;
}

/** The first byte in [from, end) that is a blank or no printable ASCII; `end`: none. */
function wordEnd(from: i32, end: i32): i32 {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    // Bytes from 128 on are negative.
    const mask = i8x16.bitmask(v128.or(i8x16.le_s(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(127))));
    if (mask != 0) return min(at + ctz(mask), end);
  }
  return end;
}

let earliest: f64 = 0;
let latest: f64 = 0;

/** Finds the first and the last time of the entries [from, to), in microseconds. */
export function findSpan(from: i32, to: i32): void {
  let first: i64 = i64.MAX_VALUE;
  let last: i64 = i64.MIN_VALUE;
  for (let entry = ENTRIES + from * ENTRY_BYTES; entry < ENTRIES + to * ENTRY_BYTES; entry += ENTRY_BYTES) {
    const time = <i64>load<i32>(entry, TIME_SECOND) * 1_000_000 + load<i32>(entry, TIME_MICRO);
    first = min(first, time);
    last = max(last, time);
  }
  earliest = <f64>first;
  latest = <f64>last;
}

export function spanFirst(): f64 {
  return earliest;
}

export function spanLast(): f64 {
  return latest;
}

/** Reads the line [start, newline) into the entry, as far as it goes. Answers whether all of it is proven. */
function note(start: i32, newline: i32, entry: i32): bool {
  const end = newline > start && load<u8>(newline - 1) == 13 ? newline - 1 : newline;
  // The shortest one: 2024-12-15T03:15:23Z PUT /registry/a
  if (end - start < 36) return false;

  const text = v128.load(start);
  if (v128.any_true(v128.xor(text, minuteText))) {
    const minute = minuteAt(start, 84);
    if (minute < 0) return false;
    minuteStart = minute;
    minuteText = text;
  }
  const second = two(start + 17);
  if (load<u8>(start, 16) != 58 || second > 59) return false;
  let at = start + 19;
  let micro: u32 = 0;
  if (load<u8>(at) == 46) {
    const digits = digitsAt(++at);
    if (digits == 0 || digits > 9) return false;
    micro = number(at, min(digits, 6));
    for (let i = digits; i < 6; i++) micro *= 10;
    at += digits;
  }
  if (load<u16>(at) != 0x205a) return false; // Z and a blank
  at += 2;

  let op = OP_PUT;
  const verb = load<u64>(at);
  if (<u32>verb == 0x20545550)
    at += 4; // PUT
  else if ((verb & 0x00ff_ffff_ffff_ffff) == 0x0020_4554_454c_4544) {
    op = OP_DELETE;
    at += 7;
  } else if ((verb & 0x0000_ffff_ffff_ffff) == 0x0000_2045_474e_4152) {
    op = OP_RANGE;
    at += 6;
  } else if (<u32>verb == 0x20544547) {
    op = OP_RANGE; // GET
    at += 4;
  } else return false;

  const keyStart = at;
  if (load<u64>(at) != 0x7274_7369_6765_722f || load<u16>(at, 8) != 0x2f79) return false; // /registr y/
  // What was compared to here has no line feed in it, so all of it is within the line.
  const keyEnd = wordEnd(at + 10, end);
  if (keyEnd - keyStart < 11 || (keyEnd < end && load<u8>(keyEnd) != 32)) return false;

  let valueBytes = -1;
  let durationStart = 0;
  if (keyEnd < end) {
    const first = keyEnd + 1;
    const digits = digitsAt(first);
    if (digits == 0 || digits > 9) return false;
    const size = digits < 9 ? number(first, digits) : number(first, 8) * 10 + load<u8>(first, 8) - 48;
    at = first + digits;
    if (at == end) valueBytes = size;
    else if (load<u8>(at) == 32) {
      valueBytes = size;
      durationStart = at + 1;
    } else durationStart = first;
    if (durationStart != 0 && !isDuration(durationStart, end)) return false;
  }

  const id = numberOf(keyStart, keyEnd - keyStart);
  if (id < 0) return false;
  store<i32>(entry, keyStart - WINDOW, KEY_START);
  store<i32>(entry, keyEnd - WINDOW, KEY_END);
  store<i32>(entry, id, KEY_NUMBER);
  store<i32>(entry, minuteStart + <i32>second, TIME_SECOND);
  store<i32>(entry, micro, TIME_MICRO);
  store<i32>(entry, op, OPERATION);
  store<i32>(entry, valueBytes, VALUE_BYTES);
  store<i32>(entry, durationStart == 0 ? 0 : durationStart - WINDOW, DURATION_START);
  store<i32>(entry, 0, REMOTE_START);
  store<i32>(entry, 0, REMOTE_END);
  store<i32>(entry, -1, CLIENT);
  return true;
}

/** Digits, perhaps with a point, and a unit: `1.118822ms`, `606.12µs`, `2s`. What else Go prints is left aside. */
function isDuration(start: i32, end: i32): bool {
  const whole = digitsAt(start);
  if (whole == 0 || whole > 9) return false;
  let at = start + whole;
  if (load<u8>(at) == 46) {
    const fraction = digitsAt(at + 1);
    if (fraction > 9) return false;
    at += 1 + fraction;
  }
  const unit = load<u32>(at);
  switch (end - at) {
    case 1:
      return (unit & 0xff) == 0x73; // s
    case 2:
      return (unit & 0xffff) == 0x736d || (unit & 0xffff) == 0x7375 || (unit & 0xffff) == 0x736e; // ms, us, ns
    case 3:
      return (unit & 0xffffff) == 0x73b5c2 || (unit & 0xffffff) == 0x73bcce; // µs, with either sign
    default:
      return false;
  }
}

/** The number of the key, a new one where it is new; -1: leave it aside. Sets `full` where there is no number left. */
function numberOf(start: i32, length: i32): i32 {
  const tag = textTag(start, length);
  let slot = tag & SLOT_MASK;
  for (let probe = 0; probe < PROBES; probe++) {
    const place = SLOTS + (slot << 4);
    const id = load<i32>(place);
    if (id == 0) return insert(place, tag, start, length);
    if (load<u32>(place, 4) == tag && load<i32>(place, 12) == length && isText(load<i32>(place, 8), start, length))
      return id - 1;
    slot = (slot + 1) & SLOT_MASK;
  }
  return -1;
}

function insert(place: i32, tag: u32, start: i32, length: i32): i32 {
  if (keys == KEY_LIMIT || arenaEnd + length > ARENA_END) {
    full = true;
    return -1;
  }
  const id = keys++;
  memory.copy(arenaEnd, start, length);
  store<i32>(place, id + 1);
  store<u32>(place, tag, 4);
  store<i32>(place, arenaEnd, 8);
  store<i32>(place, length, 12);
  arenaEnd += length;
  return id;
}

/**
 * The hash of an answered object's content, as `parsers/kube-audit/content-hash.ts` takes it from the parsed one. What
 * would be parsed to something else than it reads (names that are numbers, names that are there twice, numbers that are
 * printed otherwise) is left to it.
 */
import { NAMES, NAMES_END } from './layout';
import { digitsAt } from './digits';
import { atomEnd, escaped, nameEnd, stringEnd, valueEnd, wasOdd } from './json';
import { matches, word } from './words';

const PRIME: u32 = 0x0100_0193;
/** As there. */
const DEPTH = 40;
/** Names of one object: with more of them, telling whether one is there twice takes too long. */
const MOST_NAMES = 256;

const MANAGED_FIELDS = word('"managedFields":');
const RESOURCE_VERSION = word('"resourceVersion":');
const GENERATION = word('"generation":');
const SELF_LINK = word('"selfLink":');
const KIND = word('"kind":');
const METADATA = word('"metadata":');
const STATUS = word('"Status"');

let a: u32 = 0;
let b: u32 = 0;
let hasMetadata: bool = false;
let isStatus: bool = false;

/** What is behind the object at `from`; -1: leave the line. */
export function bodyEnd(from: i32, end: i32): i32 {
  a = 0x811c_9dc5;
  b = 0x050c_5d1f;
  hasMetadata = false;
  isStatus = false;
  wasOdd();
  const at = mix(from, end, 0, NAMES);
  return wasOdd() ? -1 : at;
}

/** Of the object that `bodyEnd` went over last; NaN: it was none that was stored. */
export function bodyHash(): f64 {
  return isStatus || !hasMetadata ? NaN : <f64>a * 2_097_152 + <f64>(b >> 11);
}

function add(unit: u32): void {
  a = (a ^ unit) * PRIME;
  b = (b ^ unit) * PRIME;
}

function stop(): void {
  a = (a ^ 0xff) * PRIME;
  b = (b ^ (a >> 16)) * 0x85eb_ca6b;
}

function mix(from: i32, end: i32, depth: i32, names: i32): i32 {
  if (from >= end || depth > DEPTH) return -1;
  const byte = <u32>load<u8>(from);
  if (byte == 34) return mixString(from + 1, end);
  if (byte == 123) return mixObject(from, end, depth, names);
  if (byte == 91) return mixList(from, end, depth, names);
  const at = atomEnd(from);
  if (at < 0 || (byte < 97 && !isPrintedSo(from, at))) return -1;
  for (let i = from; i < at; i++) add(load<u8>(i));
  stop();
  return at;
}

/** Whether a number is printed as it is: one of up to fifteen digits, and no negative zero. */
function isPrintedSo(from: i32, to: i32): bool {
  const first = load<u8>(from) == 45 ? from + 1 : from;
  return digitsAt(first) == to - first && to - first <= 15 && (first == from || load<u8>(first) != 48);
}

function mixList(from: i32, end: i32, depth: i32, names: i32): i32 {
  add(91);
  stop();
  let at = from + 1;
  if (load<u8>(at) == 93) at++;
  else
    for (;;) {
      at = mix(at, end, depth + 1, names);
      if (at < 0) return -1;
      const next = <u32>load<u8>(at++);
      if (next == 93) break;
      if (next != 44) return -1;
    }
  add(93);
  stop();
  return at;
}

/** `names`: where the names of this object may be noted, behind those of what it is in. */
function mixObject(from: i32, end: i32, depth: i32, names: i32): i32 {
  add(123);
  stop();
  let at = from + 1;
  let namesEnd = names;
  let seen: u64 = 0;
  if (load<u8>(at) == 125) at++;
  else
    for (;;) {
      const start = at;
      at = nameEnd(start, end);
      if (at < 0 || hasEscape(start + 1, at - 2)) return -1;
      const tag = nameTag(start + 1, at - 2);
      const bit = (<u64>1) << (tag & 63);
      if ((seen & bit) != 0 && isAmong(tag, names, namesEnd)) return -1;
      if (namesEnd == NAMES_END || namesEnd - names == MOST_NAMES << 2) return -1;
      seen |= bit;
      store<u32>(namesEnd, tag);
      namesEnd += 4;
      if (depth == 0) noteName(start, at);
      if (isBookkeeping(start)) at = valueEnd(at, end);
      else {
        if (isNumber(start + 1, at - 2) || mixText(start + 1, at - 2) < 0) return -1;
        add(58);
        stop();
        at = mix(at, end, depth + 1, namesEnd);
      }
      if (at < 0) return -1;
      const next = <u32>load<u8>(at++);
      if (next == 125) break;
      if (next != 44) return -1;
    }
  add(125);
  stop();
  return at;
}

/** Errors are answered by a Status; what was stored has metadata. */
function noteName(start: i32, value: i32): void {
  if (matches(start, KIND)) isStatus = matches(value, STATUS);
  else if (matches(start, METADATA)) {
    const first = load<u8>(value);
    hasMetadata = first == 123 || first == 91 || first == 110;
  }
}

function isBookkeeping(start: i32): bool {
  return (
    matches(start, MANAGED_FIELDS) ||
    matches(start, RESOURCE_VERSION) ||
    matches(start, GENERATION) ||
    matches(start, SELF_LINK)
  );
}

function isAmong(tag: u32, from: i32, to: i32): bool {
  for (let at = from; at < to; at += 4) if (load<u32>(at) == tag) return true;
  return false;
}

function nameTag(from: i32, to: i32): u32 {
  let tag: u32 = 0;
  for (let at = from; at < to; at++) tag = (tag ^ load<u8>(at)) * PRIME + 1;
  return tag ^ (tag >> 15);
}

/** One name may be written in several ways then. */
function hasEscape(from: i32, to: i32): bool {
  for (let at = from; at < to; at++) if (load<u8>(at) == 92) return true;
  return false;
}

function isNumber(from: i32, to: i32): bool {
  for (let at = from; at < to; at++) if (<u32>load<u8>(at) - 48 > 9) return false;
  return to > from;
}

function mixString(from: i32, end: i32): i32 {
  add(34);
  if (isTime(from)) {
    add(116); // time
    add(105);
    add(109);
    add(101);
    stop();
    return stringEnd(from, end);
  }
  const at = mixText(from, end);
  if (at < 0 || at >= end) return -1;
  stop();
  return at + 1;
}

/** `2024-12-15T03:15:23` and what may follow. */
function isTime(at: i32): bool {
  return (
    load<u8>(at, 4) == 45 &&
    load<u8>(at, 7) == 45 &&
    load<u8>(at, 10) == 84 &&
    load<u8>(at, 13) == 58 &&
    load<u8>(at, 16) == 58 &&
    digitsAt(at) == 4 &&
    digitsAt(at + 5) == 2 &&
    digitsAt(at + 8) == 2 &&
    digitsAt(at + 11) == 2 &&
    digitsAt(at + 14) == 2 &&
    digitsAt(at + 17) >= 2
  );
}

/** Adds a string's text in UTF-16, and answers where its quote is, or `end`; -1: leave the line. */
function mixText(from: i32, end: i32): i32 {
  let x = a;
  let y = b;
  let at = from;
  while (at < end) {
    let unit = <u32>load<u8>(at);
    if (unit == 34) break;
    if (unit < 32) return -1;
    if (unit < 128) {
      if (unit == 92) {
        const meant = escaped(at);
        if (meant < 0) return -1;
        at += load<u8>(at, 1) == 117 ? 6 : 2;
        unit = meant;
      } else at++;
    } else {
      const length = utf8Length(at, end);
      if (length == 0) return -1;
      unit = utf8At(at, length);
      at += length;
      if (unit > 0xffff) {
        const high = 0xd800 + ((unit - 0x1_0000) >> 10);
        x = (x ^ high) * PRIME;
        y = (y ^ high) * PRIME;
        unit = 0xdc00 + (unit & 0x3ff);
      }
    }
    x = (x ^ unit) * PRIME;
    y = (y ^ unit) * PRIME;
  }
  a = x;
  b = y;
  return at;
}

/** Bytes of the character at `at`; 0: it is none, as the Unicode standard has it (table 3-7). */
function utf8Length(at: i32, end: i32): i32 {
  const first = <u32>load<u8>(at);
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first - 0xf0 < 5 ? 4 : 0;
  if (length == 0 || at + length > end) return 0;
  const second = <u32>load<u8>(at, 1);
  if (first == 0xe0 && second < 0xa0) return 0;
  if (first == 0xed && second > 0x9f) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < length; i++) if ((load<u8>(at + i) & 0xc0) != 0x80) return 0;
  return length;
}

function utf8At(at: i32, length: i32): u32 {
  let point = (<u32>load<u8>(at)) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) point = (point << 6) | (load<u8>(at + i) & 0x3f);
  return point;
}

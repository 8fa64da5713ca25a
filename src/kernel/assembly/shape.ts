/**
 * Recognises lines of a shape that the caller took from one of them (`reading/accelerated/line-shape.ts`): literals, and between them
 * the few values that may differ. So one matcher serves etcd's request stats however they are wrapped:
 *
 *     Dec 15 03:15:23 cp1 etcd[1234]: {"level":"debug","ts":"…","caller":"…","msg":"request stats",…}
 *     {"__CURSOR":"…","__REALTIME_TIMESTAMP":"1734232523123456",…,"MESSAGE":"{\"level\":\"debug\",\"ts\":…}"}
 *
 * What is proven here the exact parser (`parsers/etcd/etcd-zap.ts`) reads the same: one put, delete or read that was accepted.
 */
import { DURATION_START, SHAPE, SHAPE_LIMIT, SHAPE_OF, WINDOW } from './layout';
import { isAuditHead, matchAudit } from './audit';
import { readCall, readContent, setRegister, storeRequest } from './calls';
import { remote } from './clients';
import { digitsAt, number, two } from './digits';
import { stamp, tokenEnd } from './stamps';
import { same } from './words';

// Items of a shape: what comes next, its parameter, and the literal behind it (address and length).
const NOTHING = 0;
/** Two digits up to 59. */
const SIXTIETH = 1;
/** So many digits; 0: one to nine. */
const DIGITS = 2;
/** A number of up to nine digits, for the register. */
const NUMBER = 3;
/** Printable ASCII up to a backslash or the byte of the parameter. */
const TOKEN = 4;
/** `2024-12-15T03:15:23.190` and by how many seconds its zone is ahead. */
const STAMP = 5;
/** A duration: as a token, but it may hold a `µ`. */
const SPENT = 6;
/** The address of a client, perhaps with a port. */
const REMOTE = 7;
/** `KV/Txn`, `KV/Put`, `KV/Range`. */
const CALL = 8;
/** The text of the request; the parameter is the length of a quote in it. */
const CONTENT = 9;
/** As STAMP, but `2024-12-15 03:15:23.190000`, always with six digits. */
const BLANK_STAMP = 10;
/** An audit line to its end (`audit.ts`). */
const AUDIT = 11;

let plain: bool = true;
/** How many shapes there are, and how many items each has: eight bytes. */
let shapes: i32 = 0;
let items: u64 = 0;
/** Which shapes are tried, a byte each: the one that was met last comes first. */
let order: u64 = 0;
let sameShape: bool = false;
let auditLine: bool = false;

/** Whether the last line that was proven is one of an audit log. */
export function isAudit(): bool {
  return auditLine;
}

/** Forgets all shapes. From now on lines are plain request lines, or of shapes yet to come. */
export function forgetShapes(toPlain: bool): void {
  plain = toPlain;
  shapes = 0;
  items = 0;
  order = 0;
}

/** A shape was put into memory, of so many items: in the place of another, or behind the last. */
export function setShape(shape: i32, count: i32): void {
  if (shape == shapes) {
    shapes++;
    order = (order << 8) | shape;
  }
  const shift = shape << 3;
  items = (items & ~((<u64>0xff) << shift)) | ((<u64>count) << shift);
}

/** Whether lines are plain request lines. */
export function isPlain(): bool {
  return plain;
}

/** Puts the shape that is at a place of the order to its front. */
function prefer(place: i32): void {
  if (place == 0) return;
  const shift = (<u64>place) << 3;
  const shape = (order >> shift) & 0xff;
  const before = order & (((<u64>1) << shift) - 1);
  const behind = place == 7 ? 0 : (order >> (shift + 8)) << (shift + 8);
  order = behind | (before << 8) | shape;
}

/** Whether the last line that wasn't proven was one of request stats of a shape, of another request. */
export function isOfShape(): bool {
  return sameShape;
}

/**
 * Reads the line at `start` into the entry but for the number of its key, and answers where its line feed is; -1 if it
 * is of no shape, or not whole within [start, end).
 */
export function matchLine(start: i32, end: i32, entry: i32, index: i32): i32 {
  let known = false;
  for (let place = 0; place < shapes; place++) {
    const shape = (<i32>(order >> ((<u64>place) << 3))) & 0xff;
    const newline = matchShape(shape, start, end, entry);
    if (newline < 0) {
      known = known || sameShape;
      continue;
    }
    store<u8>(SHAPE_OF + index, <u8>shape);
    prefer(place);
    return newline;
  }
  sameShape = known;
  return -1;
}

function matchShape(shape: i32, start: i32, end: i32, entry: i32): i32 {
  let at = start;
  sameShape = false;
  auditLine = false;
  const first = SHAPE + ((shape * SHAPE_LIMIT) << 4);
  const last = first + (((<i32>(items >> ((<u64>shape) << 3))) & 0xff) << 4);
  for (let item = first; item < last; item += 16) {
    const parameter = load<i32>(item, 4);
    switch (load<i32>(item)) {
      case NOTHING:
        break;
      case AUDIT:
        sameShape = isAuditHead(at);
        auditLine = true;
        return matchAudit(at, end, entry);
      case SIXTIETH:
        if (two(at) > 59) return -1;
        at += 2;
        break;
      case DIGITS: {
        const digits = digitsAt(at);
        if (parameter != 0 ? digits != parameter : digits == 0 || digits > 9) return -1;
        at += digits;
        break;
      }
      case NUMBER: {
        const digits = digitsAt(at);
        if (digits == 0 || digits > 9) return -1;
        const value = digits < 9 ? number(at, digits) : number(at, 8) * 10 + load<u8>(at, 8) - 48;
        setRegister(parameter, value);
        at += digits;
        break;
      }
      case TOKEN:
        at = tokenEnd(at, end, parameter);
        break;
      case STAMP:
      case BLANK_STAMP:
        at = stamp(at, parameter, load<i32>(item) == STAMP ? 84 : 32, entry);
        if (at < 0) return -1;
        break;
      case SPENT:
        store<i32>(entry, at - WINDOW, DURATION_START);
        at = spentEnd(at, end, parameter);
        break;
      case REMOTE:
        at = remote(at, end, parameter, entry);
        if (at < 0) return -1;
        break;
      case CALL:
        sameShape = true;
        at = readCall(at);
        if (at < 0) return -1;
        break;
      case CONTENT:
        at = readContent(at, end, parameter);
        if (at < 0) return -1;
        // what is behind it may show another log
        sameShape = false;
        break;
    }
    const length = load<i32>(item, 12);
    if (!same(at, load<i32>(item, 8), length)) return -1;
    at += length;
    if (at >= end) return -1;
  }
  if (load<u8>(at) == 13) at++;
  if (at >= end || load<u8>(at) != 10) return -1;
  storeRequest(entry);
  return at;
}

/** As `tokenEnd`, but bytes from 128 on go with it. */
function spentEnd(from: i32, end: i32, stop: i32): i32 {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const quotes = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>stop)), i8x16.eq(bytes, i8x16.splat(92)));
    const others = v128.or(i8x16.lt_u(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(127)));
    const mask = i8x16.bitmask(v128.or(quotes, others));
    if (mask != 0) return at + ctz(mask);
  }
  return end;
}

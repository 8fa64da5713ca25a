/**
 * Recognises lines of a shape that the caller took from one of them (`reading/accelerated/line-shape.ts`): literals, and between them
 * the few values that may differ. So one matcher serves etcd's request stats however they are wrapped:
 *
 *     Dec 15 03:15:23 cp1 etcd[1234]: {"level":"debug","ts":"…","caller":"…","msg":"request stats",…}
 *     {"__CURSOR":"…","__REALTIME_TIMESTAMP":"1734232523123456",…,"MESSAGE":"{\"level\":\"debug\",\"ts\":…}"}
 *
 * What is proven here the exact parser (`parsers/etcd/etcd-zap.ts`) reads the same: one put, delete or read that was accepted.
 */
import {
  CLIENT,
  CLIENT_ROOM,
  CLIENT_ROW,
  CLIENTS,
  DURATION_START,
  KEY_END,
  KEY_START,
  OP_DELETE,
  OP_PUT,
  OP_RANGE,
  OPERATION,
  REMOTE_END,
  REMOTE_START,
  SHAPE,
  SHAPE_LIMIT,
  SHAPE_OF,
  VALUE_BYTES,
  WINDOW,
} from './layout';
import { isAuditHead, matchAudit } from './audit';
import { digitsAt, number, two } from './digits';
import { stamp, tokenEnd } from './stamps';
import { matches, same, word } from './words';

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

// Registers of NUMBER.
const REQUEST_COUNT = 1;
const REQUEST_SIZE = 2;
const RESPONSE_SIZE = 3;

const CALL_TXN = 1;
const CALL_PUT = 2;
const CALL_RANGE = 3;

let plain: bool = true;
/** How many shapes there are, and how many items each has: eight bytes. */
let shapes: i32 = 0;
let items: u64 = 0;
/** Which shapes are tried, a byte each: the one that was met last comes first. */
let order: u64 = 0;
let sameShape: bool = false;
let auditLine: bool = false;
let requestCount: i32 = 0;
let requestSize: i32 = 0;
let responseSize: i32 = 0;
let call: i32 = 0;

let key: i32 = 0;
let keyEnd: i32 = 0;
let op: i32 = 0;
let valueBytes: i32 = 0;

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

/** Puts the shape that stands at a place of the order to its front. */
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
        if (parameter == REQUEST_COUNT) requestCount = value;
        else if (parameter == REQUEST_SIZE) requestSize = value;
        else if (parameter == RESPONSE_SIZE) responseSize = value;
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
        at = call == CALL_TXN ? transaction(at, end, parameter) : single(at, end, parameter);
        if (at < 0) return -1;
        // what is behind it may tell another log
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
  store<i32>(entry, key - WINDOW, KEY_START);
  store<i32>(entry, keyEnd - WINDOW, KEY_END);
  store<i32>(entry, op, OPERATION);
  store<i32>(entry, valueBytes, VALUE_BYTES);
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

function readCall(start: i32): i32 {
  if ((load<u32>(start) & 0xff_ffff) != 0x2f_564b) return -1; // KV/
  const at = start + 3;
  const name = load<u32>(at) & 0xff_ffff;
  if (name == 0x6e_7854) {
    call = CALL_TXN; // Txn
    return at + 3;
  }
  if (name == 0x74_7550) {
    call = CALL_PUT; // Put
    return at + 3;
  }
  if (name == 0x6e_6152 && load<u16>(at, 3) == 0x6567) {
    call = CALL_RANGE; // Range
    return at + 5;
  }
  return -1;
}

const COMPARE = word('compare:<target:MOD key:');
const MOD_REVISION = word(' mod_revision:');
const THEN_PUT = word(' > success:<request_put:<key:');
const THEN_DELETE = word(' > success:<request_delete_range:<key:');
const VALUE_SIZE = word(' value_size:');
const LEASE = word(' lease:');
const ELSE_OF_PUT = word(' >> failure:<');
const ELSE_OF_DELETE = word(' > > failure:<');
const READ_KEY = word('request_range:<key:');
const END_OF_READ = word(' > >');
const KEY = word('key:');
const RANGE_END = word(' range_end:');

/** The length of a delete's answer but for the object, which only a failed compare gives (`parsers/etcd/requests/request-stats.ts`). */
const DELETE_ANSWER_BYTES = 100;

/**
 * `compare:<target:MOD key:"K" mod_revision:7 > success:<request_put:<key:"K" value_size:950 >> failure:<request_range:<key:"K" > >`
 * with one key, and with sizes that fit: then its success branch was taken.
 */
function transaction(start: i32, end: i32, quote: i32): i32 {
  if (requestCount != 1 || responseSize == 0 || !matches(start, COMPARE)) return -1;
  let at = start + 24;
  const quoted = at;
  if (!isQuote(at, quote)) return -1;
  key = at + quote;
  keyEnd = tokenEnd(key, end, 34);
  const length = keyEnd - key;
  if (length < 8 || !isQuote(keyEnd, quote)) return -1;
  const quotedLength = length + 2 * quote;
  at = keyEnd + quote;
  if (!matches(at, MOD_REVISION)) return -1;
  at += 14;
  const digits = digitsAt(at);
  if (digits == 0 || digits > 15) return -1;
  at += digits;
  let size = 1 + varintLength(length) + length;
  if (matches(at, THEN_PUT)) {
    at += 29;
    if (!same(at, quoted, quotedLength)) return -1;
    at = value(at + quotedLength);
    if (at < 0) return -1;
    size += putSize;
    if (!matches(at, ELSE_OF_PUT)) return -1;
    at += 13;
    op = OP_PUT;
  } else if (matches(at, THEN_DELETE)) {
    at += 38;
    if (!same(at, quoted, quotedLength) || responseSize > DELETE_ANSWER_BYTES + length) return -1;
    at += quotedLength;
    if (!matches(at, ELSE_OF_DELETE)) return -1;
    at += 14;
    valueBytes = -1;
    op = OP_DELETE;
  } else return -1;
  if (1 + varintLength(size) + size != requestSize) return -1;
  if (load<u8>(at) == 62) return at + 1; // failure:<>
  if (!matches(at, READ_KEY)) return -1;
  at += 19;
  if (!same(at, quoted, quotedLength)) return -1;
  at += quotedLength;
  return matches(at, END_OF_READ) ? at + 4 : -1;
}

/** `key:"K" value_size:1 lease:7 ` of a Put, `key:"K" range_end:"L" limit:500 ` of a Range. */
function single(start: i32, end: i32, quote: i32): i32 {
  if (!matches(start, KEY)) return -1;
  let at = start + 4;
  if (!isQuote(at, quote)) return -1;
  key = at + quote;
  keyEnd = tokenEnd(key, end, 34);
  if (keyEnd - key < 8 || !isQuote(keyEnd, quote)) return -1;
  at = keyEnd + quote;
  valueBytes = -1;
  if (call == CALL_PUT) {
    if (responseSize == 0) return -1;
    op = OP_PUT;
    at = value(at);
    return at >= 0 && load<u8>(at) == 32 ? at + 1 : -1;
  }
  op = OP_RANGE;
  if (matches(at, RANGE_END)) {
    at += 11;
    if (!isQuote(at, quote)) return -1;
    at = tokenEnd(at + quote, end, 34);
    if (!isQuote(at, quote)) return -1;
    at += quote;
  }
  if (load<u8>(at) != 32) return -1;
  for (at++; isLower(load<u8>(at));) {
    while (isLower(load<u8>(at))) at++;
    if (load<u8>(at++) != 58) return -1;
    const from = at;
    while (isWordByte(load<u8>(at))) at++;
    if (at == from || load<u8>(at++) != 32) return -1;
  }
  return at;
}

let putSize: i32 = 0;

/** ` value_size:950 lease:7` up to the blank behind it. Sets what the fields take on the wire. */
function value(start: i32): i32 {
  if (!matches(start, VALUE_SIZE)) return -1;
  let at = start + 12;
  let digits = digitsAt(at);
  if (digits == 0 || digits > 8) return -1;
  valueBytes = number(at, digits);
  putSize = 1 + varintLength(valueBytes) + valueBytes;
  at += digits;
  if (!matches(at, LEASE)) return at;
  at += 7;
  // As the exact reader does: a lease has more digits than a double can hold.
  let lease: f64 = 0;
  const from = at;
  for (; at < from + 20; at++) {
    const digit = <u32>load<u8>(at) - 48;
    if (digit > 9) break;
    lease = lease * 10 + <f64>digit;
  }
  if (at == from || at == from + 20) return -1;
  putSize += 1 + longVarintLength(lease);
  return at;
}

/** Bytes of a protobuf varint below 2^28. */
function varintLength(value: i32): i32 {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}

function longVarintLength(value: f64): i32 {
  let length = 1;
  for (let rest = value; rest >= 128; rest /= 128) length++;
  return length;
}

function isQuote(at: i32, quote: i32): bool {
  if (quote == 2) return load<u16>(at) == 0x225c;
  if (quote == 4) return load<u32>(at) == 0x225c_5c5c;
  return load<u8>(at) == 34;
}

function isLower(byte: u32): bool {
  return byte - 97 < 26 || byte == 95;
}

function isWordByte(byte: u32): bool {
  return (byte | 32) - 97 < 26 || byte - 48 < 10 || byte == 95;
}

const LONGEST_CLIENT = CLIENT_ROW - 4;
const CLIENT_PROBES = 16;
let clients: i32 = 0;
let lastClient: i32 = 0;
let lastLength: i32 = -1;

/** Notes the address, and the client's number by it without the port, which changes with every connection. */
function remote(start: i32, end: i32, last: i32, entry: i32): i32 {
  const stop = tokenEnd(start, end, last);
  store<i32>(entry, start - WINDOW, REMOTE_START);
  store<i32>(entry, stop - WINDOW, REMOTE_END);
  if (stop == start) {
    store<i32>(entry, -1, CLIENT);
    return stop;
  }
  let to = stop;
  for (let i = stop - 1; i > start; i--) {
    const byte = <u32>load<u8>(i);
    if (byte == 58) {
      to = i;
      break;
    }
    if (byte - 48 > 9) break;
  }
  const client = clientOf(start, to - start);
  store<i32>(entry, client, CLIENT);
  return client < 0 ? -1 : stop;
}

/** The number of a client; -1: there is no room for it. */
function clientOf(start: i32, length: i32): i32 {
  if (length > LONGEST_CLIENT || length == 0) return -1;
  if (length == lastLength && same(start, CLIENTS + lastClient * CLIENT_ROW + 4, length)) return lastClient;
  let hash: u32 = length;
  if (length >= 4) {
    for (let i = 0; i + 4 < length; i += 4) hash = (hash ^ load<u32>(start + i)) * 0x9e37_79b1;
    hash = (hash ^ load<u32>(start + length - 4)) * 0x9e37_79b1;
  } else hash = (hash << 8) ^ load<u8>(start) ^ (load<u8>(start + length - 1) << 4);
  hash ^= hash >> 15;
  for (let probe = 0; probe < CLIENT_PROBES; probe++) {
    const number = (hash + probe) & (CLIENT_ROOM - 1);
    const row = CLIENTS + number * CLIENT_ROW;
    const known = load<i32>(row);
    if (known == 0) {
      if (clients == CLIENT_ROOM / 2) return -1;
      clients++;
      store<i32>(row, length);
      memory.copy(row + 4, start, length);
      return number;
    }
    if (known == length && same(start, row + 4, length)) {
      lastClient = number;
      lastLength = length;
      return number;
    }
  }
  return -1;
}

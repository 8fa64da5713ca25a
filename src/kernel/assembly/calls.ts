/** The requests of etcd's request stats: what was called, the text of it, and whether its sizes fit. */
import { KEY_END, KEY_START, OP_DELETE, OP_PUT, OP_RANGE, OPERATION, VALUE_BYTES, WINDOW } from './layout';
import { digitsAt, number } from './digits';
import { tokenEnd } from './stamps';
import { matches, same, word } from './words';

// Registers of NUMBER.
const REQUEST_COUNT = 1;
const REQUEST_SIZE = 2;
const RESPONSE_SIZE = 3;

const CALL_TXN = 1;
const CALL_PUT = 2;
const CALL_RANGE = 3;

let requestCount: i32 = 0;
let requestSize: i32 = 0;
let responseSize: i32 = 0;
let call: i32 = 0;

let key: i32 = 0;
let keyEnd: i32 = 0;
let op: i32 = 0;
let valueBytes: i32 = 0;

/** Notes a number that precedes the text. */
export function setRegister(register: i32, value: i32): void {
  if (register == REQUEST_COUNT) requestCount = value;
  else if (register == REQUEST_SIZE) requestSize = value;
  else if (register == RESPONSE_SIZE) responseSize = value;
}

/** Reads the text of the call that was noted, with quotes of a length. Answers where it ends; -1: it isn't proven. */
export function readContent(start: i32, end: i32, quote: i32): i32 {
  return call == CALL_TXN ? transaction(start, end, quote) : single(start, end, quote);
}

/** Puts what was read into the entry. */
export function storeRequest(entry: i32): void {
  store<i32>(entry, key - WINDOW, KEY_START);
  store<i32>(entry, keyEnd - WINDOW, KEY_END);
  store<i32>(entry, op, OPERATION);
  store<i32>(entry, valueBytes, VALUE_BYTES);
}

/** Notes what is called: `KV/Txn`, `KV/Put`, `KV/Range`. Answers where the text continues; -1: another call. */
export function readCall(start: i32): i32 {
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

/**
 * Audit lines of kube-apiserver, with the fields of `audit.Event` in the order in which Go's encoder writes them
 * (k8s.io/apiserver/pkg/apis/audit/v1/types.go):
 *
 *     {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"…","stage":"ResponseComplete","requestURI":"…","verb":"patch","user":{"username":"…",…},…}
 *
 * All of the line is stepped over, bodies too, so that it is JSON beyond doubt. Left to the exact parser
 * (`parsers/kube-audit/kube-audit.ts`) is whatever isn't so, and what must be read otherwise than from `objectRef`: names that only
 * the path shows, dry runs, what was refused because the database was full.
 */
import {
  AGENT,
  BODIES,
  CODE,
  DETAILS,
  ENTRIES,
  ENTRY_BYTES,
  OP_AUDITED,
  OP_EARLY,
  OPERATION,
  REFERENCE,
  WHO,
} from './layout';
import { bodyEnd, bodyHash } from './body';
import { digitsAt, number } from './digits';
import { textNumber } from './intern';
import { nameEnd, stringEnd, valueEnd, wasOdd } from './json';
import { stamp, tokenEnd } from './stamps';
import { matches, word } from './words';

const HEAD = word('{"kind":"Event","apiVersion":"audit.k8s.io/v');
const LEVEL = word('","level":"');
const AUDIT_ID = word('","auditID":"');
const STAGE = word('","stage":"');
const URI = word('","requestURI":"');
const VERB = word('","verb":"');
const USER = word('","user":{"username":"');
const IMPERSONATED = word(',"impersonatedUser":{"username":"');
const AUTHENTICATION = word(',"authenticationMetadata":');
const SOURCE_IPS = word(',"sourceIPs":');
const USER_AGENT = word(',"userAgent":"');
const OBJECT = word(',"objectRef":{"resource":"');
const NAMESPACE = word(',"namespace":"');
const NAME = word(',"name":"');
const UID = word(',"uid":"');
const API_GROUP = word(',"apiGroup":"');
const API_VERSION = word(',"apiVersion":"');
const RESOURCE_VERSION = word(',"resourceVersion":"');
const SUBRESOURCE = word(',"subresource":"');
const STATUS = word(',"responseStatus":{');
const SENT = word(',"requestObject":');
const ANSWERED = word(',"responseObject":');
const RECEIVED = word(',"requestReceivedTimestamp":"');
const REACHED = word(',"stageTimestamp":"');
const ANNOTATIONS = word(',"annotations":');

const USERNAME = word('"username":');
const CODE_FIELD = word('"code":');
const COMPLETE = word('ResponseComplete"');
const PANIC = word('Panic"');
const REQUEST_RECEIVED = word('RequestReceived"');
const RESPONSE_STARTED = word('ResponseStarted"');

// Verbs, with the quote behind them.
const GET = word('get"');
const LIST = word('list"');
const WATCH = word('watch"');
const CREATE = word('create"');
const DELETE = word('delete"');
const DELETE_COLLECTION = word('deletecollection"');

const SPACE_EXCEEDED = word('exceeded');
const NAMESPACES = word('namespaces');
const DRY_RUN = word('dryRun');

/** As the exact parser has it. */
const SHORTEST = 100;
/** In place of a hash: there is an object, which no caller needs. */
const UNKNOWN: f64 = -1;

/** What a field holds that was found last. */
let fieldFrom: i32 = 0;
let fieldTo: i32 = 0;

/** Whether an audit line begins so, if not one that is read here. */
export function isAuditHead(at: i32): bool {
  return matches(at, HEAD);
}

/**
 * Reads the audit line at `start` into the entry, and answers where its line feed is; -1 if it isn't proven, or not
 * whole within [start, end).
 */
export function matchAudit(start: i32, end: i32, entry: i32): i32 {
  if (!matches(start, HEAD)) return -1;
  let at = start + 44;
  while (isVersion(load<u8>(at))) at++;
  at = text(text(at, LEVEL, end), AUDIT_ID, end);
  if (at < 0 || !matches(at, STAGE)) return -1;
  wasOdd();
  const stage = at + 11;
  at = tokenEnd(stage, end, 34);
  const early = matches(stage, REQUEST_RECEIVED) || matches(stage, RESPONSE_STARTED);
  if (!early && !matches(stage, COMPLETE) && !matches(stage, PANIC)) return -1;

  if (!matches(at, URI)) return -1;
  const uri = at + 16;
  at = stringEnd(uri, end) - 1;
  // `?watch=true\u0026limit=500`; any other escape may hide what is looked for
  if (at < 0 || wasOdd() || has(uri, at, DRY_RUN)) return -1;
  const uriEnd = at;

  at = text(at, VERB, end);
  if (at < 0 || fieldTo == fieldFrom) return -1;
  const verb = fieldFrom;
  const verbNumber = textNumber(verb - 8, fieldTo - verb + 8); // "verb":"patch
  const reads = matches(verb, GET) || matches(verb, LIST) || matches(verb, WATCH);
  const creates = matches(verb, CREATE);
  const deletes = matches(verb, DELETE) || matches(verb, DELETE_COLLECTION);

  at = text(at, USER, end);
  if (at < 0 || fieldTo == fieldFrom) return -1;
  let user = fieldFrom;
  let userEnd = fieldTo;
  at = restOfUser(at + 1, end);
  if (at < 0) return -1;
  const impersonated = text(at, IMPERSONATED, end);
  if (impersonated >= 0) {
    user = fieldFrom;
    userEnd = fieldTo;
    if (user == userEnd) return -1;
    at = restOfUser(impersonated + 1, end);
    if (at < 0) return -1;
  }
  const userNumber = textNumber(user - 12, userEnd - user + 12); // "username":"…
  if (verbNumber < 0 || userNumber < 0) return -1;
  store<i32>(entry, (verbNumber + 1) | ((userNumber + 1) << 16), WHO);

  at = optional(optional(at, AUTHENTICATION, end), SOURCE_IPS, end);
  if (at < 0) return -1;
  store<i32>(entry, -1, AGENT);
  if (matches(at, USER_AGENT)) {
    at = text(at, USER_AGENT, end);
    if (at < 0 || fieldTo == fieldFrom) return -1;
    const agent = textNumber(fieldFrom - 13, fieldTo - fieldFrom + 13);
    if (agent < 0) return -1;
    store<i32>(entry, agent, AGENT);
    at++;
  }

  isSubresource = false;
  at = reference(at, end, entry);
  if (at < 0) return -1;
  if (!reads && !isWhole(creates ? isSubresource : !deletes, uri, uriEnd)) return -1;

  at = answerStatus(at, end, entry);
  if (at < 0) return -1;
  at = optional(at, SENT, end);
  if (at < 0) return -1;
  let hash: f64 = NaN;
  if (matches(at, ANSWERED)) {
    at += 18;
    if (!reads && !deletes && (!creates || isSubresource) && load<u8>(at) == 123) {
      at = bodyEnd(at, end);
      hash = bodyHash();
    } else {
      if (load<u8>(at) == 123) hash = UNKNOWN;
      at = valueEnd(at, end);
    }
    if (at < 0) return -1;
  }
  store<f64>(BODIES + (((entry - ENTRIES) / ENTRY_BYTES) << 3), hash);

  at = text(at, RECEIVED, end);
  if (at < 0 || !matches(at + 1, REACHED)) return -1;
  at = stamp(at + 20, 0, 84, entry);
  if (at < 0 || load<u16>(at) != 0x225a) return -1; // Z"
  at = optional(at + 2, ANNOTATIONS, end);
  if (at < 0 || load<u8>(at) != 125) return -1;
  at++;
  if (load<u8>(at) == 13) at++;
  if (at >= end || load<u8>(at) != 10 || at - start < SHORTEST) return -1;
  store<i32>(entry, early ? OP_EARLY : OP_AUDITED, OPERATION);
  return at;
}

/** Where the quote follows the plain text of a field that begins with the literal; -1: it isn't there, or not plain. */
function text(at: i32, literal: i32, end: i32): i32 {
  if (at < 0 || !matches(at, literal)) return -1;
  fieldFrom = at + (literal & 255);
  // what lies behind the end is of lines long gone
  if (fieldFrom >= end) return -1;
  fieldTo = tokenEnd(fieldFrom, end, 34);
  return fieldTo < end && load<u8>(fieldTo) == 34 ? fieldTo : -1;
}

/** The same within an object, for a field that may be left out: behind its quote; the place itself if it isn't there. */
function member(at: i32, literal: i32, end: i32): i32 {
  if (at < 0 || !matches(at, literal)) return at;
  const quote = text(at, literal, end);
  return quote < 0 || fieldTo == fieldFrom ? -1 : quote + 1;
}

/** Steps over a field of any value that may be left out. */
function optional(at: i32, literal: i32, end: i32): i32 {
  return at < 0 || !matches(at, literal) ? at : valueEnd(at + (literal & 255), end);
}

/** What is behind the rest of a user, which is of no interest. */
function restOfUser(from: i32, end: i32): i32 {
  let at = from;
  wasOdd();
  while (load<u8>(at) == 44) {
    if (matches(at + 1, USERNAME)) return -1;
    at = nameEnd(at + 1, end);
    if (at < 0) return -1;
    // an escape may hide a name, but values are free to have any
    if (wasOdd()) return -1;
    at = valueEnd(at, end);
    if (at < 0) return -1;
    wasOdd();
  }
  return load<u8>(at) == 125 ? at + 1 : -1;
}

let isSubresource: bool = false;
let hasObject: bool = false;
let hasNamespace: bool = false;
let hasName: bool = false;

/** `,"objectRef":{"resource":"pods","namespace":"a","name":"b","uid":…,"apiGroup":…,"apiVersion":"v1","resourceVersion":…,"subresource":…}` */
function reference(from: i32, end: i32, entry: i32): i32 {
  store<i32>(entry, -1, REFERENCE);
  store<i32>(entry, 0, DETAILS);
  hasObject = false;
  if (!matches(from, OBJECT)) return from;
  hasObject = true;
  let at = member(from, OBJECT, end);
  if (at < 0) return -1;
  const start = from + 14; // "resource":"…
  const named = member(at, NAMESPACE, end);
  hasNamespace = named != at;
  at = member(named, NAME, end);
  hasName = at != named;
  if (at < 0) return -1;
  const object = textNumber(start, at - start);
  if (object < 0) return -1;
  store<i32>(entry, object, REFERENCE);

  let group = -1;
  let subresource = -1;
  at = member(at, UID, end);
  const before = at;
  at = member(at, API_GROUP, end);
  if (at < 0) return -1;
  if (at != before) {
    group = textNumber(fieldFrom - 12, fieldTo - fieldFrom + 12);
    if (group < 0) return -1;
  }
  at = member(member(at, API_VERSION, end), RESOURCE_VERSION, end);
  const last = at;
  at = member(at, SUBRESOURCE, end);
  if (at < 0) return -1;
  if (at != last) {
    subresource = textNumber(fieldFrom - 15, fieldTo - fieldFrom + 15);
    if (subresource < 0) return -1;
    isSubresource = true;
  }
  store<i32>(entry, (group + 1) | ((subresource + 1) << 16), DETAILS);
  return load<u8>(at) == 125 ? at + 1 : -1;
}

/** Whether `objectRef` shows all that is to be known of a write; `updates`: of what object it is, too. */
function isWhole(updates: bool, uri: i32, uriEnd: i32): bool {
  if (!hasObject) return false;
  if (!updates) return true;
  return hasName && (hasNamespace || !has(uri, uriEnd, NAMESPACES));
}

/** `,"responseStatus":{"metadata":{},"status":"Failure","message":"…","code":409}` */
function answerStatus(from: i32, end: i32, entry: i32): i32 {
  store<i32>(entry, -1, CODE);
  if (!matches(from, STATUS)) return from;
  const start = from + 19;
  let at = start;
  let seen = false;
  wasOdd();
  if (load<u8>(at) != 125)
    for (;;) {
      const name = at;
      at = nameEnd(at, end);
      if (at < 0) return -1;
      const value = at;
      at = valueEnd(at, end);
      if (at < 0) return -1;
      if (matches(name, CODE_FIELD)) {
        const digits = digitsAt(value);
        if (seen || digits == 0 || digits > 8 || value + digits != at) return -1;
        store<i32>(entry, number(value, digits), CODE);
        seen = true;
      }
      if (load<u8>(at) != 44) break;
      at++;
    }
  if (load<u8>(at) != 125 || wasOdd() || has(start, at, SPACE_EXCEEDED)) return -1;
  return at + 1;
}

/** Whether the literal stands anywhere in [from, to). */
function has(from: i32, to: i32, literal: i32): bool {
  const first = v128.splat<u8>(load<u8>(literal >> 8));
  const second = v128.splat<u8>(load<u8>(literal >> 8, 1));
  for (let at = from; at < to; at += 16) {
    let mask = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at, 1), second)));
    for (; mask != 0; mask &= mask - 1) {
      const found = at + ctz(mask);
      if (found + (literal & 255) <= to && matches(found, literal)) return true;
    }
  }
  return false;
}

function isVersion(byte: u32): bool {
  return (byte | 32) - 97 < 26 || byte - 48 < 10;
}

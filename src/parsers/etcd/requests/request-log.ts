import type { Context, LineParser, Payload, Sink } from '../../../model/parser.js';
import { DELETE, PUT, RANGE, RequestView, TXN } from '../../../model/request.js';
import { goDurationAt } from '../../../model/go-duration.js';
import { MINUTE, SECOND } from '../../../model/units.js';

/**
 * The plain access-log form of an etcd request log, as gateways and home-made interceptors write it:
 *
 *     2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s 3456 1.118822ms
 *     [2024-12-15 03:15:23] PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s
 *     PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s
 *
 * `[time] VERB key [size] [duration]`; time, size and duration are optional. The form is not a standard, so a line
 * is claimed only where verb and key say etcd: a Kubernetes key, or a verb that only etcd has; other keys only in an
 * input whose head has such lines. An HTTP access log has neither.
 */
export const requestLog: LineParser = {
  id: 'request-log',
  source: 'etcd',
  title: 'plain request log: [time] VERB key [value bytes] [duration]',
  sample: '2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s 3456 1.118822ms',
  takes: ['request'],
  begins: '0-9A-Z[',
  parse,
};

const view = new RequestView();
const SPACE = 32;
const SLASH = 47;

function parse(payload: Payload, context: Context, sink: Sink): boolean {
  const { bytes, start, end } = payload;
  const first = bytes[start] as number;
  let at = start;
  let time = NaN;
  if ((first >= 48 && first <= 57) || first === 91) {
    at = readTime(bytes, start, end, context);
    if (at === -1) return false;
    time = stamps[STAMP] as number;
  } else if (first < 65 || first > 90) {
    return false;
  } else if (payload.outerTime !== null) {
    time = payload.outerTime;
  }
  // RANGE and TXN are etcd's words; GET, PUT and DELETE are everybody's.
  const sure = bytes[at] === 82 || bytes[at] === 84;
  const op = verbAt(bytes, at, end);
  if (op === -1) return false;
  at = verbEnd;
  const keyStart = at;
  while (at < end && bytes[at] !== SPACE) at += 1;
  if (at === keyStart || !isKey(bytes, keyStart, at, sure, context)) return false;
  const keyEnd = at;
  let valueBytes = -1;
  let durationStart = 0;
  while (at < end && bytes[at] === SPACE) at += 1;
  if (at < end) {
    const from = at;
    let number = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    if (at === from) return false;
    if (at === end || bytes[at] === SPACE) {
      valueBytes = number;
      while (at < end && bytes[at] === SPACE) at += 1;
      if (at < end) durationStart = at;
    } else durationStart = from;
  }
  if (durationStart > 0 && !isDuration(bytes, durationStart, end)) return false;
  view.reset();
  view.format = 'request-log';
  view.op = op;
  view.time = time;
  view.keyBytes = bytes;
  view.keyStart = keyStart;
  view.keyEnd = keyEnd;
  view.valueBytes = valueBytes;
  if (durationStart > 0) view.durationAt(bytes, durationStart, end);
  sink.request(view);
  return true;
}

let verbEnd = 0;

/** PUT, DELETE, RANGE, GET or TXN and a blank at `at`, else -1; sets `verbEnd`. */
function verbAt(bytes: Buffer, at: number, end: number): number {
  if (end - at < 6) return -1;
  const first = bytes[at] as number;
  if (first === 80 && bytes[at + 1] === 85 && bytes[at + 2] === 84 && bytes[at + 3] === SPACE)
    return ((verbEnd = at + 4), PUT);
  if (first === 82 && bytes[at + 5] === SPACE && bytes.toString('latin1', at, at + 5) === 'RANGE')
    return ((verbEnd = at + 6), RANGE);
  if (first === 68 && bytes[at + 6] === SPACE && bytes.toString('latin1', at, at + 6) === 'DELETE')
    return ((verbEnd = at + 7), DELETE);
  if (first === 84 && bytes[at + 3] === SPACE && bytes.toString('latin1', at, at + 3) === 'TXN')
    return ((verbEnd = at + 4), TXN);
  if (first === 71 && bytes[at + 3] === SPACE && bytes.toString('latin1', at, at + 3) === 'GET')
    return ((verbEnd = at + 4), RANGE);
  return -1;
}

const OTHER_PREFIXES = ['/kubernetes.io/', '/openshift.io/'];

function isKey(bytes: Buffer, start: number, end: number, sure: boolean, context: Context): boolean {
  // `/registry/`, byte for byte: as good as every line has it.
  if (
    bytes[start + 9] === SLASH &&
    bytes[start] === SLASH &&
    bytes[start + 1] === 114 &&
    bytes[start + 2] === 101 &&
    bytes[start + 3] === 103 &&
    bytes[start + 4] === 105 &&
    bytes[start + 5] === 115 &&
    bytes[start + 6] === 116 &&
    bytes[start + 7] === 114 &&
    bytes[start + 8] === 121 &&
    end - start > 10
  )
    return true;
  if ((sure || context.hints.has('request-log')) && end - start > 1) return true;
  return (
    bytes[start] === SLASH &&
    OTHER_PREFIXES.some(
      (prefix) => bytes.toString('latin1', start, Math.min(end - 1, start + prefix.length)) === prefix,
    )
  );
}

/** Numbers that a call hands back beside its answer. In an array: a double in a variable of the module is a new object each time. */
const stamps = new Float64Array(2);
const STAMP = 0;
const DAY_START = 1;
let cachedDate = -1;

/** An ISO-like stamp with or without zone, in brackets or not, and the blank behind it; sets `stamps[STAMP]`. -1: none. */
function readTime(bytes: Buffer, start: number, end: number, context: Context): number {
  const bracket = bytes[start] === 91 ? 1 : 0;
  const at = start + bracket;
  if (end - at < 20) return -1;
  const dash = bytes[at + 4];
  if ((dash !== 45 && dash !== SLASH) || bytes[at + 7] !== dash || bytes[at + 13] !== 58 || bytes[at + 16] !== 58)
    return -1;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  if (!(
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60
  ))
    return -1;
  let next = at + 19;
  let micro = 0;
  if (bytes[next] === 46 || bytes[next] === 44) {
    let scale = 100_000;
    for (next += 1; next < end; next += 1) {
      const digit = (bytes[next] as number) - 48;
      if (digit < 0 || digit > 9) break;
      micro += digit * scale;
      scale = scale >= 10 ? scale / 10 : 0;
    }
  }
  const zone = bytes[next];
  if (zone === 90 || zone === 43 || zone === 45) {
    const date = (year * 100 + month) * 100 + day;
    if (date !== cachedDate) {
      cachedDate = date;
      stamps[DAY_START] = Date.UTC(year, month - 1, day) * 1000;
    }
    let stamp = (stamps[DAY_START] as number) + ((hour * 60 + minute) * 60 + second) * SECOND + micro;
    next += 1;
    if (zone !== 90) {
      const colon = bytes[next + 2] === 58 ? 1 : 0;
      const offset = two(bytes, next) * 60 + two(bytes, next + 2 + colon);
      if (!(offset <= 18 * 60)) return -1;
      stamp -= (zone === 43 ? offset : -offset) * MINUTE;
      next += 4 + colon;
    }
    stamps[STAMP] = stamp;
  } else {
    stamps[STAMP] = context.clock.local(year, month, day, hour, minute, second, micro);
  }
  if (bracket === 1) {
    if (bytes[next] !== 93) return -1;
    next += 1;
  }
  return bytes[next] === SPACE ? next + 1 : -1;
}

/** Two digits; NaN if they aren't. */
function two(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** The rest of the line is one duration (`55.420496ms`, `606.12µs`): looked at its ends, read only where that is unusual. */
function isDuration(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] as number;
  if (first < 48 || first > 57 || bytes[end - 1] !== 115) return false;
  const unit = bytes[end - 2] as number;
  return (
    (unit === 109 && bytes[end - 3] !== SPACE && end - start < 16) || !Number.isNaN(goDurationAt(bytes, start, end))
  );
}

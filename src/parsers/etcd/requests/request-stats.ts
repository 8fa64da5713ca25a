import type { Sink } from '../../../model/parser.js';
import {
  COMPACT,
  DELETE,
  LEASE_GRANT,
  LEASE_REVOKE,
  OTHER,
  PUT,
  RANGE,
  RequestView,
  TXN,
} from '../../../model/request.js';
import { matches } from '../byte-scan.js';
import { FAILURE, RequestText, SUCCESS } from './request-text.js';

/**
 * A refusal at the quota gate answers at once, one at the apply step as soon as the entries before it are applied (up to
 * 0.7 s in recordings of a 3.4.23 at its quota); a request that waits for raft in vain fails after 5 s and two election
 * time-outs (`config.ReqTimeout`). What failed sooner than this was refused.
 */
const REFUSAL_MICROS = 2_000_000;

/**
 * The fields of one `request stats` line, as offsets into its bytes. Both dialects fill one of these, so that what
 * they mean is defined in one place (`server/etcdserver/api/v3rpc/interceptor.go`, logExpensiveRequestStats).
 */
export class RequestStats {
  bytes: Uint8Array = new Uint8Array(0);
  /** EpochMicros, NaN: none. */
  time = NaN;
  /** Microseconds, -1: none. */
  duration = -1;
  format = 'etcd-zap';
  sampled = false;
  remoteStart = 0;
  remoteEnd = 0;
  typeStart = 0;
  typeEnd = 0;
  /** Operations and bytes of the branch taken; -1 where the RPC isn't one of KV. */
  requestCount = -1;
  requestSize = -1;
  /** 0: the request failed. */
  responseSize = -1;
  contentStart = 0;
  contentEnd = 0;
  /** The content is the inside of a JSON string, not decoded yet. */
  escaped = false;
}

const text = new RequestText();
const view = new RequestView();

/**
 * Hands the requests of one stats line to the sink: a transaction gives one for each put and delete, any other
 * request one. False: the content is of no known grammar, or was cut. What could be read was handed over, but for
 * escaped content nothing: decode the whole line and come again.
 */
export function emitRequests(stats: RequestStats, sink: Sink): boolean {
  const op = operationOf(stats.bytes, stats.typeStart, stats.typeEnd);
  if (op === TXN) return emitTransaction(stats, sink);
  start(stats, op);
  let whole = true;
  if (op === PUT || op === DELETE || op === RANGE) {
    view.failed = stats.responseSize === 0;
    view.refused = op === PUT && view.failed && isRefusal(stats);
    whole = stats.contentEnd === stats.contentStart || readContent(stats, op);
    if (!whole && stats.escaped) return false;
    if (text.count > 0 && stats.contentEnd > stats.contentStart) useOperation(0);
  } else if (op === OTHER) {
    view.opName = operationName(stats);
  }
  sink.request(view);
  return whole;
}

function emitTransaction(stats: RequestStats, sink: Sink): boolean {
  if (stats.contentEnd === stats.contentStart) {
    // a transaction that failed has no content: its keys are lost
    start(stats, TXN);
    view.failed = stats.responseSize <= 0;
    view.refused = view.failed && stats.requestCount === 0 && stats.requestSize === 0 && isRefusal(stats);
    sink.request(view);
    return true;
  }
  const whole = readContent(stats, TXN);
  if (!whole && stats.escaped) return false;
  start(stats, TXN);
  view.failed = stats.responseSize === 0;
  const tookFailure = text.tookFailure(stats.requestCount, stats.requestSize) || answersWithObject(stats);
  const taken = tookFailure ? FAILURE : SUCCESS;
  let emitted = 0;
  for (let i = 0; i < text.count; i++) {
    const operation = text.ops[i];
    if (operation !== PUT && operation !== DELETE) continue;
    const conflict = text.branches[i] !== taken;
    // what is in a failure branch that wasn't taken was never meant to happen
    if (conflict && !tookFailure) continue;
    useOperation(i);
    view.op = operation;
    view.conflict = conflict;
    view.first = emitted++ === 0;
    sink.request(view);
  }
  if (emitted === 0) {
    const shown = firstOf(taken);
    if (shown >= 0) useOperation(shown);
    view.op = TXN;
    sink.request(view);
  }
  return whole;
}

/** The answer to a delete is some 45 bytes: headers and a count. */
const DELETE_ANSWER_BYTES = 100;

/**
 * Kubernetes deletes by `success:<request_delete_range:<key:K>> failure:<request_range:<key:K>>`: both branches are of
 * one size, so only the answer tells. One that has room for the object came from the read: the compare failed.
 */
function answersWithObject(stats: RequestStats): boolean {
  if (stats.requestCount !== 1 || text.ops[0] !== DELETE || text.count === 0 || text.prevKv) return false;
  const keyLength = (text.keyEnds[0] ?? 0) - (text.keyStarts[0] ?? 0);
  return stats.responseSize > DELETE_ANSWER_BYTES + keyLength;
}

function start(stats: RequestStats, op: number): void {
  view.reset();
  view.format = stats.format;
  view.op = op;
  view.time = stats.time;
  view.duration = stats.duration;
  view.sampled = stats.sampled;
  view.remoteBytes = stats.bytes;
  view.remoteStart = stats.remoteStart;
  view.remoteEnd = stats.remoteEnd;
}

function isRefusal(stats: RequestStats): boolean {
  return stats.duration >= 0 && stats.duration < REFUSAL_MICROS;
}

function useOperation(index: number): void {
  view.keyBytes = text.keySource(index);
  view.keyStart = text.keyStarts[index] ?? 0;
  view.keyEnd = text.keyEnds[index] ?? 0;
  view.valueBytes = text.valueBytes[index] ?? -1;
}

function firstOf(branch: number): number {
  for (let i = 0; i < text.count; i++) if (text.branches[i] === branch) return i;
  return -1;
}

/** Reads the content in place; where it has escapes beyond quotes, decoded (1 line in thousands). */
function readContent(stats: RequestStats, op: number): boolean {
  const { bytes, contentStart, contentEnd, escaped, requestCount, requestSize } = stats;
  if (text.read(bytes, contentStart, contentEnd, escaped, op, requestCount, requestSize)) return true;
  if (!escaped) return false;
  const json = `"${Buffer.from(bytes.buffer, bytes.byteOffset + contentStart, contentEnd - contentStart).toString('utf8')}"`;
  let decoded: unknown;
  try {
    decoded = JSON.parse(json);
  } catch {
    return false;
  }
  if (typeof decoded !== 'string') return false;
  const content = Buffer.from(decoded, 'utf8');
  return text.read(content, 0, content.length, false, op, requestCount, requestSize);
}

// `/etcdserverpb.KV/Txn`: the length and one character tell the hot ones apart, the rest is compared in full.
const PREFIX = Buffer.from('/etcdserverpb.', 'latin1');
const NAMES: readonly (readonly [Buffer, number])[] = (
  [
    ['KV/Txn', TXN],
    ['KV/Put', PUT],
    ['KV/Range', RANGE],
    ['KV/DeleteRange', DELETE],
    ['KV/Compact', COMPACT],
    ['Lease/LeaseGrant', LEASE_GRANT],
    ['Lease/LeaseRevoke', LEASE_REVOKE],
  ] as const
).map(([name, op]) => [Buffer.from(name, 'latin1'), op] as const);

function operationOf(bytes: Uint8Array, start: number, end: number): number {
  if (!matches(bytes, start, end, PREFIX)) return OTHER;
  const at = start + PREFIX.length;
  for (const [name, op] of NAMES) if (end - at === name.length && matches(bytes, at, end, name)) return op;
  return OTHER;
}

/** `Maintenance/Status`: there are few, but each comes often. */
function operationName(stats: RequestStats): string {
  const { bytes, typeStart, typeEnd } = stats;
  const at = matches(bytes, typeStart, typeEnd, PREFIX) ? typeStart + PREFIX.length : typeStart;
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(typeEnd - at, 80)).toString('latin1');
}

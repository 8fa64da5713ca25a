import { goDurationAt } from '../../model/go-duration.js';
import type { Clock, Context, LineParser, Payload, Sink } from '../../model/parser.js';
import { type EpochMicros, epochMicros } from '../../model/units.js';
import { wallClockOffset } from '../two-stamps.js';
import { isEtcdStream } from './ident.js';
import { ETCD_KINDS } from './messages/kinds.js';
import type { EtcdLine } from './line.js';
import { recordsOf } from './messages/messages.js';
import { byteFrom, matches, NumberScan } from './byte-scan.js';
import { emitRequests, RequestStats } from './requests/request-stats.js';
import { twoDigits, zonedStampAt } from './stamp.js';

const ID = 'etcd-capnslog';
const BLANK = 0x20;
const COMMA = 0x2c;
const BAR = 0x7c;

const literal = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const STATS_PACKAGE = literal('etcdserver/api/v3rpc: ');
const START_TIME = literal('start time = ');
const TIME_SPENT = literal(', time spent = ');
const REMOTE = literal(', remote = ');
const RESPONSE_TYPE = literal(', response type = ');
const REQUEST_COUNT = literal(', request count = ');
const REQUEST_SIZE = literal(', request size = ');
const RESPONSE_COUNT = literal(', response count = ');
const RESPONSE_SIZE = literal(', response size = ');
const CONTENT = literal(', request content = ');

/** Letters of capnslog, words of raft's and gRPC's own loggers. */
const LEVELS: Readonly<Record<string, string>> = {
  ...{ C: 'critical', E: 'error', W: 'warn', N: 'notice', I: 'info', D: 'debug', T: 'debug' },
  ...{ INFO: 'info', WARN: 'warn', WARNING: 'warn', ERROR: 'error', DEBUG: 'debug', FATAL: 'fatal', PANIC: 'panic' },
};
const PRIORITIES = ['critical', 'critical', 'critical', 'error', 'warn', 'notice', 'info', 'debug'] as const;

/** First parts of the packages that log in etcd 3.0 to 3.4. Other programs use the same logger (Rook: `op-mon`). */
const PACKAGES: ReadonlySet<string> = new Set([
  ...['alarm', 'auth', 'client', 'clientv3', 'compactor', 'discovery', 'embed', 'etcd', 'etcdctl', 'etcdmain'],
  ...['etcdserver', 'grpcproxy', 'httpproxy', 'lease', 'membership', 'mvcc', 'pkg', 'proxy', 'raft', 'rafthttp'],
  ...['security', 'snap', 'snapshot', 'store', 'tcpproxy', 'transport', 'v2http', 'v3rpc', 'version', 'wal'],
]);

const scan = new NumberScan();
const stats = new RequestStats();
stats.format = 'etcd-capnslog';

/**
 * etcd's old text log: always up to 3.3, by default in 3.4, and a few lines of 3.4 with zap.
 * `2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE raised by peer bf540a8e48c22b85`; raft's lines of 3.4
 * (`raft2026/11/22 13:13:01 INFO: …`); those of etcd 2 (`2015/11/12 19:33:43 etcdserver: …`); and, where etcd speaks to journald itself, the bare message.
 * coreos/pkg `capnslog/{formatters,journald_formatter}.go`.
 */
export const etcdCapnslog: LineParser = {
  id: ID,
  source: 'etcd',
  title: 'etcd server log, old text form (capnslog), up to 3.4',
  sample: '2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE raised by peer bf540a8e48c22b85',
  versions: '3.0 to 3.4',
  takes: ETCD_KINDS,
  parse(payload, context, sink) {
    const { bytes, start, end } = payload;
    const first = bytes[start] ?? 0;
    if (end - start > 30 && first >= 0x30 && first <= 0x39) {
      if (bytes[start + 4] === 0x2d && bytes[start + 19] === 0x2e && bytes[start + 26] === BLANK) {
        if (takeStamped(payload, start + 27, stampAt(bytes, start, context.clock), sink)) return true;
      } else if (bytes[start + 4] === 0x2d && bytes[start + 10] === 0x54) {
        if (takeZoned(payload, sink)) return true;
      } else if (bytes[start + 4] === 0x2f && bytes[start + 7] === 0x2f && bytes[start + 10] === BLANK) {
        if (takeSlashed(payload, context, sink, OLDEST_LINE)) return true;
      }
    } else if (first === 0x72 && bytes[start + 8] === 0x2f && bytes[start + 11] === 0x2f) {
      // raft2026/11/22 13:13:01 INFO: bf540a8e48c22b85 became follower at term 0
      if (takeSlashed(payload, context, sink, RAFT_LINE)) return true;
    } else if (first === 0x57 || first === 0x49 || first === 0x45 || first === 0x46) {
      if (payload.ident === null && takeSlashed(payload, context, sink, GRPC_LINE)) return true;
    }
    if (payload.ident !== null) {
      // zap's lines are somebody else's, also those that are cut
      return first !== 0x7b && isEtcdStream(payload.ident, payload.unit) && takeBare(payload, context, sink);
    }
    return (first === 0x5b || first === 0x70 || first === 0x66) && takeUnwrapped(payload, sink);
  },
};

/** The same with an RFC 3339 stamp, as builds of vendors print it: `2019-03-01T12:47:31.408479+11:00 W | mvcc: …` */
function takeZoned(payload: Payload, sink: Sink): boolean {
  const { bytes, start, end } = payload;
  const blank = byteFrom(bytes, start + 19, Math.min(end, start + 40), BLANK);
  if (bytes[blank] !== BLANK) return false;
  const time = zonedStampAt(bytes, start, blank);
  return !Number.isNaN(time) && takeStamped(payload, blank + 1, epochMicros(time), sink);
}

/** `YYYY-MM-DD HH:MM:SS.uuuuuu L | pkg: message`, perhaps with `[file.go:123] ` before the level, which is at `from`. */
function takeStamped(payload: Payload, from: number, time: EpochMicros | null, sink: Sink): boolean {
  const { bytes, start, end } = payload;
  let at = from;
  if (bytes[at] === 0x5b) {
    while (at < end && bytes[at] !== BLANK) at++;
    at++;
  }
  if (bytes[at + 1] !== BLANK || bytes[at + 2] !== BAR || bytes[at + 3] !== BLANK) return false;
  const level = LEVELS[String.fromCharCode(bytes[at] ?? 0)];
  if (level === undefined) return false;
  const message = at + 4;
  if (matches(bytes, message, end, STATS_PACKAGE) && time !== null) {
    if (takeStats(bytes, message + STATS_PACKAGE.length, end, time, sink)) return true;
  }
  const text = bytes.toString('utf8', message, end);
  // what a terminal wrote over it
  if (text.includes('\r') && /\r\d{4}-/.test(text)) return false;
  const colon = text.indexOf(': ');
  const pkg = colon < 0 ? '' : text.slice(0, colon);
  // other servers with the same logger call a package so too (Clair)
  const capabilities = text.startsWith('api: enabled capabilities for version ');
  const known = capabilities || (/^[\w./-]+$/.test(pkg) && PACKAGES.has(pkg.split('/', 1)[0] ?? ''));
  if (!known && !isEtcdStream(payload.ident, payload.unit)) return false;
  if (time === null) {
    sink.problem(`expected a time YYYY-MM-DD HH:MM:SS, got "${bytes.toString('latin1', start, start + 26)}"`);
    return true;
  }
  hand({ format: ID, time, level, message: known ? text.slice(colon + 2) : text, fields: {} }, sink);
  return true;
}

const RAFT_LINE = /^raft(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? ([A-Z]+): (.*)$/s;
// WARNING: 2020/03/10 06:52:52 grpc: Server.processUnaryRPC failed to write status …
const GRPC_LINE =
  /^(?:[A-Z]+): (\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?( )(.*(?:grpc|transport|\[core\]|addrConn|ccResolver|balancer).*)$/s;

// etcd 2: 2015/11/12 19:33:43 etcdserver: heartbeat = 100ms
const OLDEST_LINE =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (?:etcd|etcdhttp|etcdmain|etcdserver|discovery|membership|proxy|raft|rafthttp|security|snap|snapshot|store|transport|wal)(:) (.*)$/s;

function takeSlashed(payload: Payload, context: Context, sink: Sink, shape: RegExp): boolean {
  const text = payload.text;
  const found = shape.exec(text);
  if (found === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  if (!isDate(month, day, hour, minute, second)) return false;
  const micro = Number((found[7] ?? '').padEnd(6, '0'));
  const time = timeWithin(payload, [year, month, day, hour, minute, second, micro], context.clock);
  const level =
    shape === OLDEST_LINE
      ? null
      : (LEVELS[shape === RAFT_LINE ? (found[8] ?? '') : text.slice(0, text.indexOf(':'))] ?? null);
  hand({ format: ID, time, level, message: found[9] ?? '', fields: {} }, sink);
  return true;
}

/**
 * A wrapping that shows the zone shows that of the stamp inside. Journald puts no stamp before etcd's other lines, so
 * nothing else does.
 */
function timeWithin(
  { outerTime, outerZoned }: Payload,
  [year, month, day, hour, minute, second, micro]: readonly [number, number, number, number, number, number, number],
  clock: Clock,
): EpochMicros {
  if (outerTime !== null && outerZoned) {
    const utc = Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + micro;
    const offset = wallClockOffset(utc, outerTime);
    if (offset !== null) return epochMicros(utc - offset);
  }
  return clock.local(year, month, day, hour, minute, second, micro);
}

/** A message as journald got it: its time, level and package are in fields of the journal, if at all. */
function takeBare(payload: Payload, context: Context, sink: Sink): boolean {
  const { bytes, start, end, outerTime } = payload;
  if (matches(bytes, start, end, START_TIME)) {
    if (takeStats(bytes, start, end, null, sink, outerTime)) return true;
  }
  const text = payload.text;
  // an ISO stamp begins a line of zap's console form
  if (text.trim() === '' || /^\d{4}-\d\d-\d\dT\d/.test(text)) return false;
  if (takeSlashed(payload, context, sink, GRPC_LINE)) return true;
  const level = payload.priority === null ? flaggedLevel(text) : (PRIORITIES[payload.priority] ?? null);
  hand({ format: ID, time: outerTime, level, message: text, fields: {} }, sink);
  return true;
}

/** What etcd prints to stderr without any logger. */
function takeUnwrapped(payload: Payload, sink: Sink): boolean {
  const { outerTime } = payload;
  if (payload.end - payload.start > 2000) return false;
  const text = payload.text;
  // [WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead
  const own = /^\[WARNING\] Deprecated '--[\w-]+(?:=\w+)?' flag is set/.test(text);
  const died =
    /^(?:panic|fatal error): .*(?:etcd|raft|tocommit|state\.commit|mvcc|wal|freepages|bolt|backend|lease|snapshot|failed to open database: |page \d+ |cannot free page)/i.test(
      text,
    );
  if (!own && !died) return false;
  hand({ format: ID, time: outerTime, level: flaggedLevel(text), message: text, fields: {} }, sink);
  return true;
}

function flaggedLevel(text: string): string | null {
  return text.startsWith('[WARNING]') ? 'warn' : null;
}

function hand(line: EtcdLine, sink: Sink): void {
  for (const record of recordsOf(line)) sink.record(record);
}

function stampAt(bytes: Uint8Array, start: number, clock: Clock): EpochMicros | null {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  const micro =
    (twoDigits(bytes, start + 20) * 100 + twoDigits(bytes, start + 22)) * 100 + twoDigits(bytes, start + 24);
  if (Number.isNaN(year + micro) || !isDate(month, day, hour, minute, second)) return null;
  return clock.local(year, month, day, hour, minute, second, micro);
}

function isDate(month: number, day: number, hour: number, minute: number, second: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
}

/**
 * `start time = 2026-11-22 13:13:02.498143221 +0000 UTC m=+0.755604582, time spent = 994.582µs, remote = …, response
 * type = …, request count = -1, …, request content = …`. `own`: the stamp that the line itself has; without one the
 * start and the time spent tell when it was written, finer than the journal does. Nothing is handed over where the
 * answer is false.
 */
function takeStats(
  bytes: Buffer,
  start: number,
  end: number,
  own: EpochMicros | null,
  sink: Sink,
  outer: EpochMicros | null = null,
): boolean {
  if (!matches(bytes, start, end, START_TIME)) return false;
  const begun = start + START_TIME.length;
  let at = byteFrom(bytes, begun, end, COMMA);
  const begunEnd = at;
  if (!matches(bytes, at, end, TIME_SPENT)) return false;
  const spentStart = at + TIME_SPENT.length;
  at = byteFrom(bytes, spentStart, end, COMMA);
  const spent = goDurationAt(bytes, spentStart, at);
  if (!matches(bytes, at, end, REMOTE)) return false;
  stats.remoteStart = at + REMOTE.length;
  at = byteFrom(bytes, stats.remoteStart, end, COMMA);
  // a unix socket's path may hold a comma
  while (at < end && !matches(bytes, at, end, RESPONSE_TYPE)) at = byteFrom(bytes, at + 1, end, COMMA);
  stats.remoteEnd = at;
  if (at >= end) return false;
  stats.typeStart = at + RESPONSE_TYPE.length;
  stats.typeEnd = at = byteFrom(bytes, stats.typeStart, end, COMMA);
  at = scan.after(bytes, at, end, REQUEST_COUNT);
  stats.requestCount = scan.value;
  at = scan.after(bytes, at, end, REQUEST_SIZE);
  stats.requestSize = scan.value;
  at = scan.after(bytes, at, end, RESPONSE_COUNT);
  at = scan.after(bytes, at, end, RESPONSE_SIZE);
  stats.responseSize = scan.value;
  // a trailing blank gets lost on many a way
  if (!matches(bytes, at, end, CONTENT.subarray(0, CONTENT.length - 1))) return false;
  stats.contentStart = Math.min(at + CONTENT.length, end);
  stats.contentEnd = end;
  while (stats.contentEnd > stats.contentStart && bytes[stats.contentEnd - 1] === BLANK) stats.contentEnd--;
  stats.duration = Number.isNaN(spent) ? -1 : spent;
  stats.time = own ?? writtenAt(zonedStampAt(bytes, begun, begunEnd), spent) ?? outer ?? NaN;
  stats.bytes = bytes;
  if (!emitRequests(stats, sink)) sink.problem('request content is cut or of an unknown grammar');
  return true;
}

function writtenAt(begun: number, spent: number): EpochMicros | null {
  return Number.isNaN(begun + spent) ? null : epochMicros(begun + spent);
}

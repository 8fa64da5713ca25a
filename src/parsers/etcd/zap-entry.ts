import { parseGoDuration } from '../../model/go-duration.js';
import type { Payload, Sink } from '../../model/parser.js';
import type { SlowRecord } from '../../model/record.js';
import { DELETE, OPS, PUT, RANGE } from '../../model/request.js';
import { bytes, epochMicros } from '../../model/units.js';
import { clientRecord, isClientLine } from './messages/client.js';
import { isEtcdStream } from './ident.js';
import { type EtcdLine, excerptOf, keyFields } from './line.js';
import { recordsOf } from './messages/messages.js';
import { emitRequests, RequestStats } from './requests/request-stats.js';
import { gistOf } from './requests/request-text.js';
import { zapTime } from './stamp.js';

/**
 * Folders whose files log in etcd 3.4 to 3.7, as zap's short caller shows them (`etcdserver/raft.go:440`). Other
 * programs write JSON of the same keys with the same library, so the caller decides.
 */
const FOLDERS: ReadonlySet<string> = new Set([
  ...['adapters', 'api', 'apply', 'auth', 'backend', 'balancer', 'capability', 'client', 'clientv3', 'cmd', 'cobrautl'],
  // 3.6 on: the storage engine, which is given etcd's own logger
  'bbolt',
  ...['compactor', 'concurrency', 'config', 'contention', 'credentials', 'discovery', 'e2e', 'embed', 'errors'],
  ...['etcd', 'etcdctl', 'etcdhttp', 'etcdmain', 'etcdserver', 'etcdutl', 'expect', 'fileutil', 'flags', 'gofail'],
  ...['grpclog', 'grpcproxy', 'health', 'httpproxy', 'httputil', 'idutil', 'index', 'ioutil', 'lease', 'leasehttp'],
  ...['logutil', 'membership', 'mvcc', 'namespace', 'netutil', 'notify', 'osutil', 'pbutil', 'picker', 'rafthttp'],
  ...['raft', 'read', 'recover', 'report', 'resolver', 'runtime', 'schedule', 'schema', 'server', 'snap', 'snapshot'],
  ...[
    'srv',
    'stats',
    'storage',
    'systemd',
    'tcpproxy',
    'testutil',
    'tlsutil',
    'traceutil',
    'transport',
    'txn',
    'v2auth',
  ],
  ...['v2discovery', 'v2error', 'v2http', 'v2stats', 'v2store', 'v2v3', 'v3', 'v3alarm', 'v3client', 'v3compactor'],
  ...['v3discovery', 'v3election', 'v3lock', 'v3rpc', 'verify', 'version', 'wait', 'wal', 'walpb', 'watch', 'zapgrpc'],
]);

/** A line of zap taken apart; `fields` are those that follow the message. */
export interface ZapEntry {
  readonly level: unknown;
  readonly ts: unknown;
  readonly logger: unknown;
  readonly caller: unknown;
  readonly msg: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Hands over what an entry says. False: it isn't etcd's. */
export function takeEntry(
  entry: ZapEntry,
  format: string,
  stream: Pick<Payload, 'ident' | 'unit' | 'outerTime'>,
  sink: Sink,
): boolean {
  const { level, ts, msg } = entry;
  if (typeof level !== 'string' || typeof msg !== 'string') return false;
  const caller = typeof entry.caller === 'string' ? entry.caller : '';
  const logger = typeof entry.logger === 'string' ? entry.logger : '';
  if (!isEtcdCaller(caller) && !isEtcdStream(stream.ident, stream.unit)) return false;
  const time = ts === undefined ? (stream.outerTime ?? null) : zapTime(ts);
  // without a stamp only what it says tells it from other programs' lines
  if (ts === undefined && !isKnown({ format, time: null, level, message: msg, fields: entry.fields })) return false;
  if (Number.isNaN(time)) {
    sink.problem(`expected an RFC 3339 time after "ts", got ${JSON.stringify(ts)?.slice(0, 60)}`);
    return true;
  }
  const line: EtcdLine = {
    format,
    time: time === null ? null : epochMicros(time),
    level,
    message: msg,
    fields: entry.fields,
  };
  if (isClientLine(caller, logger)) {
    const record = clientRecord(line);
    sink.record({ ...record, excerpt: excerptOf(line) });
  } else if (msg === 'request stats') {
    takeStats(line, sink);
  } else {
    for (const record of recordsOf(line)) {
      const plain = record.excerpt === undefined && record.kind !== 'member-identity';
      sink.record(plain ? { ...record, excerpt: excerptOf(line) } : record);
    }
  }
  return true;
}

const isKnown = (line: EtcdLine): boolean => recordsOf(line).some(({ kind }) => kind !== 'log');

function isEtcdCaller(caller: string): boolean {
  const found = /(?:^|\/)([\w.-]+)(?:@[\w.+-]+)?\/[\w.-]+\.go:\d+$/.exec(caller);
  return found?.[1] !== undefined && FOLDERS.has(found[1]);
}

const stats = new RequestStats();

/** The exact way for stats lines: those with escapes, of other field orders, and the slow ones at level warn. */
function takeStats(line: EtcdLine, sink: Sink): void {
  const { fields } = line;
  const field = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const count = (name: string): number => {
    const value = fields[name];
    return typeof value === 'number' ? value : -1;
  };
  const [remote, type, content] = [field('remote'), field('response type'), field('request content')];
  stats.bytes = Buffer.from(remote + type + content, 'utf8');
  stats.time = line.time ?? NaN;
  stats.duration = parseGoDuration(field('time spent')) ?? -1;
  stats.format = line.format;
  stats.sampled = true;
  stats.escaped = false;
  stats.remoteStart = 0;
  stats.remoteEnd = stats.typeStart = Buffer.byteLength(remote, 'utf8');
  stats.typeEnd = stats.contentStart = stats.typeStart + Buffer.byteLength(type, 'utf8');
  stats.contentEnd = stats.bytes.length;
  stats.requestCount = count('request count');
  stats.requestSize = count('request size');
  stats.responseSize = count('response size');
  if (!emitRequests(stats, sink)) sink.problem('request content is cut or of an unknown grammar');
  if (line.level === 'warn') sink.record(slowRequest(line, type, content));
}

/** From 3.5 on, an RPC slower than 300 ms is logged at level warn (at debug, if that is on). */
export function slowRequest(line: EtcdLine, type: string, content: string): SlowRecord {
  const duration = parseGoDuration(String(line.fields['time spent']));
  const gist = gistOf(content, type.endsWith('/Put') ? PUT : type.endsWith('/DeleteRange') ? DELETE : RANGE);
  const key = gist.key;
  const op = content === '' ? undefined : OPS[gist.op];
  const responseBytes = line.fields['response size'];
  const took = duration === null ? '' : ` took ${Math.round(duration / 1000)} ms`;
  return {
    kind: 'slow-request',
    format: line.format,
    source: 'etcd',
    time: line.time,
    duration,
    ...(op === undefined || op === 'other' ? {} : { op }),
    ...keyFields(key),
    ...(gist.valueBytes === null ? {} : { valueBytes: bytes(gist.valueBytes) }),
    ...(typeof responseBytes === 'number' && responseBytes > 0 ? { responseBytes: bytes(responseBytes) } : {}),
    excerpt: `${type.replace('/etcdserverpb.', '')}${took}${key === null ? '' : `: ${key}`}`.slice(0, 300),
  };
}

import { parseGoDuration } from '../../../model/go-duration.js';
import type { AnyRecord, SlowRecord } from '../../../model/record.js';
import { bytes, type Micros, SECOND } from '../../../model/units.js';
import { LEASE_REVOKE, OPS } from '../../../model/request.js';
import { common, durationField, type EtcdLine, keyFields, memberId, type MessageRow, textField } from '../line.js';
import { gistOf } from '../requests/request-text.js';
import { unquoteGo } from '../go-quote.js';
import { refused } from './space.js';

const READ_INDEX = [
  /^waiting for ReadIndex response took too long, retrying(?: \(.*retry-timeout: ([^)\s]+)\))?/,
  /^timed out waiting for read index response(?: \(local node might have slow network\))?(?: timeout: (\S+))?/,
  /^ignored out-of-date read index response()/,
  /^timed out sending read state()/,
] as const;

/** Everything that took too long: `etcdserver/{util,raft,v3_server}.go`, `server/etcdserver/txn/util.go`, `wal/wal.go`. */
export const latencyRows: readonly MessageRow[] = [
  {
    // {"msg":"apply request took too long","took":"127.470473ms","expected-duration":"100ms","prefix":"","request":…}
    text: 'apply request took too long',
    records: (line) => {
      const request = textField(line, 'request');
      const response = textField(line, 'response');
      const slow = slowApply(line, durationField(line, 'took'), textField(line, 'prefix') ?? '', request, response);
      return withTimeout(line, slow, textField(line, 'error'));
    },
  },
  {
    // read-only range request "key:\"/registry/health\" " with result "range_response_count:0 size:5" took too long (106.450182ms) to execute
    text: /^(read-only \w+ )?request (?=").* took too long \(([^()\s]+)\) to execute/s,
    records: (line, [, prefix, took]) => {
      const request = unquoteGo(line.message, line.message.indexOf('"'));
      const result = RESULT.exec(line.message)?.[1] ?? null;
      const slow = slowApply(line, parseGoDuration(took ?? ''), prefix ?? '', request, result);
      return withTimeout(line, slow, result?.startsWith('error:') === true ? result : null);
    },
  },
  {
    // 3.0 to 3.3.0: [2.357658s for 1 entries]; a paraphrase that is about: [2.357658s] for 1 entries
    text: /^apply entries took too long \[\s*([^\s\]]+)(?:\s+for \d+ entries)?\s*\]/,
    records: (line, [, took]) => slowApply(line, parseGoDuration(took ?? ''), '', null, null),
  },
  {
    // failed to apply request "header:<…>" with response "" took (3.185µs) to execute, err is etcdserver: no space
    text: /^failed to apply request (?=").*? took \(([^()\s]+)\) to execute, err is etcdserver: no space(?! left)/s,
    records: (line, [, took]) =>
      refused(line, unquoteGo(line.message, line.message.indexOf('"')), parseGoDuration(took ?? '')),
  },
  {
    // 3.3.21 on: failed to apply request,took 12µs,request header:<…>,resp ,err is etcdserver: no space
    text: /^failed to apply request,took ([^,]*),request (.*),resp .*,err is etcdserver: no space(?! left)/s,
    records: (line, [, took, request]) => refused(line, request ?? null, parseGoDuration(took ?? '')),
  },
  {
    text: 'slow fdatasync',
    records: (line) => ({ ...common(line), kind: 'slow-fsync', duration: durationField(line, 'took') }),
  },
  {
    // 3.0 shows every sync, at warning too: wal/wal.go: WAL.sync: sync duration of 1.7s
    text: /^wal\/wal\.go: WAL\.sync: sync duration of ([^\s,]+)/,
    records: (line, [, took]) => {
      const duration = parseGoDuration(took ?? '');
      return duration === null || duration < SECOND ? null : { ...common(line), kind: 'slow-fsync', duration };
    },
  },
  {
    text: /^sync duration of ([^\s,]+), expected less than/,
    records: (line, [, took]) => ({ ...common(line), kind: 'slow-fsync', duration: parseGoDuration(took ?? '') }),
  },
  {
    text: /^leader failed to send out heartbeat on time/,
    records: (line) => ({
      ...common(line),
      kind: 'heartbeat-late',
      exceeded: durationField(line, 'exceeded-duration'),
      to: memberId(textField(line, 'to')),
    }),
  },
  {
    // failed to send out heartbeat on time (exceeded the 100ms timeout for 24.1ms, to 6773685d12f086fe)
    text: /^failed to send out heartbeat on time \(exceeded the \S+ timeout for ([^\s,)]+)(?:, to ([0-9a-fA-F]+))?\)/,
    records: (line, [, exceeded, to]) => ({
      ...common(line),
      kind: 'heartbeat-late',
      exceeded: parseGoDuration(exceeded ?? ''),
      to: memberId(to),
    }),
  },
  ...READ_INDEX.map((text) => ({
    text,
    records: (line: EtcdLine, [, waited]: readonly string[]): AnyRecord => ({
      ...common(line),
      kind: 'read-index-slow',
      duration: durationField(line, 'retry-timeout') ?? durationField(line, 'timeout') ?? parseGoDuration(waited ?? ''),
    }),
  })),
  { text: /^trace(?:\[\d+\])?(?: (.*))?$/, records: (line, [, operation]) => trace(line, operation ?? '') },
];

/** `" with result "range_response_count:500 size:1340201" took too long` */
const RESULT = /" with result "([^"]{0,4000})" took too long \(/;

/** A read that was slow until it was given up is both. */
function withTimeout(line: EtcdLine, slow: SlowRecord, error: string | null): readonly AnyRecord[] {
  if (error === null || !/request timed out|context deadline exceeded/.test(error)) return [slow];
  return [slow, { ...common(line), kind: 'request-timeout', duration: slow.duration }];
}

function slowApply(
  line: EtcdLine,
  duration: Micros | null,
  prefix: string,
  request: string | null,
  response: string | null,
): SlowRecord {
  const gist = request === null ? null : gistOf(request);
  const key = gist?.key ?? null;
  const size = gist?.valueBytes == null ? '' : ` (${gist.valueBytes} bytes)`;
  const told = duration === null ? '' : ` ${Math.round(duration / 1000)} ms`;
  const op = gist === null ? undefined : OPS[gist.op];
  return {
    ...common(line),
    kind: 'slow-apply',
    duration,
    ...(prefix === '' ? {} : { prefix }),
    ...(op === undefined || op === 'other' ? {} : { op }),
    ...(gist?.op === LEASE_REVOKE ? { operation: 'lease-revoke' as const } : {}),
    ...keyFields(key),
    ...(gist?.valueBytes == null ? {} : { valueBytes: bytes(gist.valueBytes) }),
    ...answerFields(response),
    ...limitOf(request),
    ...(key === null ? {} : { excerpt: `${prefix}apply took${told}: ${key}${size}`.slice(0, 300) }),
  };
}

/** `range_response_count:500 size:1340201`, `size:5`, `responses:<range_response_count:1 > size:1501`; empty: unknown. */
function answerFields(response: string | null): Pick<SlowRecord, 'responseBytes' | 'responseCount'> {
  if (response === null) return {};
  const size = /(?:^|\s)size:(\d{1,12})\s*$/.exec(response)?.[1];
  const count = /\brange_response_count:(\d{1,12})\b/.exec(response)?.[1];
  return {
    ...(size === undefined ? {} : { responseBytes: bytes(Number(size)) }),
    ...(count === undefined ? {} : { responseCount: Number(count) }),
  };
}

/** The limit of a read, outside of the keys, which may hold any text. */
function limitOf(request: string | null): Pick<SlowRecord, 'limit'> {
  if (request === null || !request.includes('limit:')) return {};
  const limit = /\blimit:(\d{1,12})\b/.exec(request.slice(0, 4000).replace(/"(?:[^"\\]|\\.)*"/g, '""'))?.[1];
  return limit === undefined ? {} : { limit: Number(limit) };
}

const TRACED: ReadonlyMap<string, string> = new Map([
  ['put', 'put'],
  ['range', 'range'],
  ['transaction', 'txn'],
  ['delete_range', 'delete'],
  ['compact', 'compact'],
]);

/**
 * A request that took over 100 ms, step by step: `trace[977760219] put` with `detail` (up to 3.6), or `trace` with
 * `operation` (3.7). `detail` is `{key:s/52; req_size:9; }`, not escaped: a key ends before the next `; name:`. What
 * a transaction does is in its steps: `{req_type:put; key:/registry/…; req_size:1380; }`.
 */
function trace(line: EtcdLine, titled: string): AnyRecord | null {
  const duration = durationField(line, 'duration');
  if (duration === null) return null;
  const operation = textField(line, 'operation') ?? titled;
  if (operation === 'linearizableReadLoop') return { ...common(line), kind: 'read-index-slow', duration };
  const detail = textField(line, 'detail') ?? '';
  const step = stepWithKey(line.fields['steps']);
  const key = keyOfDetail(detail) ?? (step === null ? null : keyOfDetail(step));
  const op = TRACED.get(/[{;]\s*req_type:(\w+);/.exec(step ?? '')?.[1] ?? operation) ?? TRACED.get(operation);
  const count = /[{;]\s*response_count:(\d{1,12});/.exec(detail)?.[1];
  return {
    ...common(line),
    kind: 'slow-request',
    duration,
    ...(op === undefined ? {} : { op }),
    ...keyFields(key),
    ...(count === undefined ? {} : { responseCount: Number(count) }),
    excerpt: `${operation} took ${Math.round(duration / 1000)} ms${key === null ? '' : `: ${key}`}`.slice(0, 300),
  };
}

function keyOfDetail(detail: string): string | null {
  return /(?:^|[{;]\s*)(?:key|range_begin):(.*?); (?:\w+:|\})/.exec(detail)?.[1] ?? null;
}

/** The fields of the first step that names a key; that of a write before that of a read. */
function stepWithKey(steps: unknown): string | null {
  if (!Array.isArray(steps)) return null;
  let first: string | null = null;
  for (const step of steps) {
    const fields = typeof step === 'string' ? step.slice(step.indexOf('{')) : '';
    if (keyOfDetail(fields) === null) continue;
    if (/[{;]\s*req_type:(?:put|delete_range);/.test(fields)) return fields;
    first ??= fields;
  }
  return first;
}

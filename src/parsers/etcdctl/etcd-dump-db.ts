import type { LineParser, Payload } from '../../model/parser.js';
import type { AnyRecord } from '../../model/record.js';
import { unquoteGo } from '../etcd/go-quote.js';
import { alarmRecord } from './output/alarms.js';
import { startsWith } from './output/peek.js';
import { clipped, messageRecord } from './output/message-record.js';

const ID = 'etcd-dump-db';
/** Of a row, what is looked at: values follow it. */
const HEAD = 4096;

/**
 * What `etcd-dump-db` prints of a database file: keys with their revisions, leases, the rows of other buckets. A
 * revision has no time, and many of them are history; so these are lines of a log and no writes. A row of the bucket
 * `alarm` shows that the alarm was on when the file was copied. Values are neither kept nor shown.
 *
 *     key="\b\xb8\x82…\x10\x01", value=""
 *     rev={Revision:{Main:16589739 Sub:0} tombstone:false}, value=[key "/registry/configmaps/a/b" | val "…" | created 9612546 | mod 16589739 | ver 157604]
 *     pageID=1306, index=5/5, rev={main:5 sub:0}, value=[key "foo" | val "bar" | created 2 | mod 5 | ver 3]
 *     lease ID=694d81417acd4754, TTL=3600s, remaining TTL=0s
 *
 * etcd, tools/etcd-dump-db/{backend,scan}.go, 3.1 to 3.7.
 */
export const etcdDumpDb: LineParser = {
  id: ID,
  source: 'etcd',
  title: 'etcd-dump-db: iterate-bucket, scan-keys, hash',
  sample: 'rev={main:5 sub:0}, value=[key "foo" | val "…" | created 2 | mod 5 | ver 3]',
  versions: '3.1 to 3.7',
  takes: ['nospace-alarm-active', 'corrupt-alarm-raised'],
  begins: 'rplkdH',
  parse(payload, _context, sink) {
    const first = payload.bytes[payload.start];
    const shape = SHAPES.find(({ start }) => start.charCodeAt(0) === first && startsWith(payload, start));
    if (shape === undefined) return false;
    const { bytes, start, end } = payload;
    const record = shape.read(bytes.toString('utf8', start, Math.min(end, start + HEAD)), payload);
    if (record === null) return false;
    sink.record(record);
    return true;
  },
};

interface Shape {
  readonly start: string;
  readonly read: (head: string, payload: Payload) => AnyRecord | null;
}

const REVISION =
  /^(?:pageID=\d+, index=\d+\/\d+, )?rev=\{(?:Revision:)?\{?[Mm]ain:(\d{1,19}) [Ss]ub:(\d{1,19})\}?(?: tombstone:(true|false)\}?)?\}?, value=\[key (?=")/;
const LEASE = /^lease ID=[0-9a-f]{16}, TTL=-?\d{1,15}s(?:, remaining TTL=-?\d{1,15}s)?$/;

const SHAPES: readonly Shape[] = [
  { start: 'rev={', read: revisionOf },
  { start: 'pageID=', read: revisionOf },
  { start: 'lease ID=', read: (head, payload) => (LEASE.test(head.trimEnd()) ? log(payload, head.trimEnd()) : null) },
  { start: 'key="', read: rowOf },
  { start: 'db path: ', read: (head, payload) => log(payload, head.trimEnd()) },
  {
    start: 'Hash: ',
    read: (head, payload) => (/^Hash: \d{1,10}\s*$/.test(head) ? log(payload, head.trimEnd()) : null),
  },
];

function revisionOf(head: string, payload: Payload): AnyRecord | null {
  const found = REVISION.exec(head);
  if (found === null) return null;
  const key = unquoteGo(head, found[0].length);
  if (key === null) return null;
  const gone = found[3] === 'true' ? ', deleted' : '';
  return log(payload, `${key}: revision ${found[1] ?? ''}.${found[2] ?? ''}${gone}`);
}

/** A row as it lies in the file. Keys of the bucket `key` are revisions, those of `alarm` are alarms. */
function rowOf(head: string, payload: Payload): AnyRecord | null {
  const raw = unquoteBytes(head, 'key='.length);
  if (raw === null || !head.startsWith(', value=', raw.end)) return null;
  const empty = head.slice(raw.end).trimEnd() === ', value=""';
  const alarm = empty ? alarmOf(raw.bytes) : null;
  if (alarm !== null) {
    const record = alarmRecord(alarm, ID, payload.outerTime);
    if (record !== null) return record;
  }
  const revision = bucketRevision(raw.bytes);
  if (revision !== null) return log(payload, `revision ${revision}`);
  return log(payload, `row ${raw.bytes.toString('utf8').slice(0, 100)}`);
}

/** `<8 bytes>_<8 bytes>`, and a `t` where the key was deleted. */
function bucketRevision(bytes: Buffer): string | null {
  if ((bytes.length !== 17 && bytes.length !== 18) || bytes[8] !== 0x5f) return null;
  const gone = bytes.length === 18 ? ', deleted' : '';
  return `${bytes.readBigUInt64BE(0)}.${bytes.readBigUInt64BE(9)}${gone}`;
}

/** An AlarmMember of protobuf: 1 the member's id, 2 the alarm. */
function alarmOf(bytes: Buffer): { readonly id: string; readonly type: string } | null {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; at < bytes.length && shift < 70n; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return -1n;
  };
  if (bytes[at++] !== 0x08) return null;
  const id = varint();
  if (id <= 0n || id >= 1n << 64n || bytes[at++] !== 0x10) return null;
  const type = varint();
  if (at !== bytes.length || (type !== 1n && type !== 2n)) return null;
  return { id: id.toString(16), type: type === 1n ? 'NOSPACE' : 'CORRUPT' };
}

/** Bytes that Go's `%q` printed, and where the string ends; null: it has no end. */
function unquoteBytes(text: string, at: number): { readonly bytes: Buffer; readonly end: number } | null {
  if (text[at] !== '"') return null;
  const parts: Buffer[] = [];
  for (let i = at + 1; i < text.length; i += 1) {
    const c = text[i] as string;
    if (c === '"') return { bytes: Buffer.concat(parts), end: i + 1 };
    if (c !== '\\') {
      parts.push(Buffer.from(c));
      continue;
    }
    const hex = /^x([0-9a-f]{2})/.exec(text.slice(i + 1, i + 4))?.[1];
    if (hex !== undefined) {
      parts.push(Buffer.from(hex, 'hex'));
      i += 3;
    } else {
      const code = /^[uU][0-9a-f]/.test(text.slice(i + 1, i + 3)) ? (text[i + 1] === 'u' ? 4 : 8) : 0;
      const quoted = `"${text.slice(i, i + 2 + code)}"`;
      parts.push(Buffer.from(unquoteGo(quoted, 0) ?? ''));
      i += 1 + code;
    }
  }
  return null;
}

const log = (payload: Payload, message: string): AnyRecord =>
  messageRecord(ID, 'etcd', payload.outerTime, clipped(message));

import type { LineParser } from '../../model/parser.js';
import type { AnyRecord, LogRecord } from '../../model/record.js';
import type { EpochMicros } from '../../model/units.js';
import { integerOf, isObject, listOf, objectOf, parseJson, textOf, type Json, type JsonObject } from './output/json.js';
import { startsWith } from './output/peek.js';
import { clipped, messageRecord } from './output/message-record.js';

const ID = 'etcdctl-kv';

/**
 * JSON of etcdctl's commands on keys: `get`, `put`, `del`, `txn`, `watch`. Keys and values are in base64; a value is
 * measured and forgotten. A watch has revisions and no times, so its events are lines of a log, not writes.
 *
 *     {"header":{"cluster_id":…,"member_id":…,"revision":20149,"raft_term":2},"kvs":[{"key":"L3JlZ2lzdHJ5…","create_revision":7,"mod_revision":9,"version":2,"value":"…"}],"count":1}
 *     {"Header":{…,"revision":12},"Events":[{"kv":{"key":"L3JlZ2lzdHJ5…","mod_revision":12,"version":1,"value":"…"}}],"CompactRevision":0,"Canceled":false,"Created":false}
 *
 * etcd, etcdctl/ctlv3/command/printer_json.go, 3.0 to 3.7.
 */
export const etcdctlKv: LineParser = {
  id: ID,
  source: 'etcdctl',
  title: 'etcdctl get, put, del, txn, watch: JSON',
  sample: '{"Header":{"revision":12},"Events":[{"kv":{"key":"L3JlZ2lzdHJ5","mod_revision":12,"value":"…"}}]}',
  versions: '3.2 to 3.7',
  takes: [],
  begins: '{',
  parse(payload, _context, sink) {
    if (!startsWith(payload, '{"header":{') && !startsWith(payload, '{"Header":{')) return false;
    const value = parseJson(payload.text);
    if (!isObject(value)) return false;
    const records = watchOf(value, payload.outerTime) ?? answerOf(value, payload.outerTime);
    if (records === null) return false;
    for (const record of records) sink.record(record);
    return true;
  },
};

function watchOf(value: JsonObject, time: EpochMicros | null): readonly AnyRecord[] | null {
  if (value['Events'] === undefined || !isObject(value['Header'])) return null;
  const events = listOf(value['Events']);
  if (events.length === 0) return [log(time, 'watch')];
  return events.map((event) => log(time, watched(objectOf(event))));
}

function watched(event: JsonObject): string {
  const kv = objectOf(event['kv']);
  const type = integerOf(event['type']) === 1 || event['type'] === 'DELETE' ? 'DELETE' : 'PUT';
  const revision = integerOf(kv['mod_revision']);
  const size = type === 'PUT' ? ` (${sizeOf(kv['value'])} bytes)` : '';
  return `${type} ${decoded(kv['key'])}${revision === null ? '' : ` revision ${revision}`}${size}`;
}

/** The answer of a command: how many keys there are, were deleted, or whether the transaction's compare held. */
function answerOf(value: JsonObject, time: EpochMicros | null): readonly AnyRecord[] | null {
  if (!isObject(value['header'])) return null;
  const keys = Object.keys(value).filter((key) => key !== 'header');
  const revision = integerOf(objectOf(value['header'])['revision']);
  const at = revision === null ? '' : ` at revision ${revision}`;
  if (keys.some((key) => !KNOWN.has(key))) return null;
  const count = integerOf(value['count']);
  if (count !== null || value['kvs'] !== undefined) {
    const found = count ?? listOf(value['kvs']).length;
    return [log(time, `${found} keys${at}`)];
  }
  const deleted = integerOf(value['deleted']);
  if (deleted !== null) return [log(time, `${deleted} keys deleted${at}`)];
  if (value['responses'] !== undefined || value['succeeded'] !== undefined)
    return [log(time, `transaction ${value['succeeded'] === true ? 'succeeded' : 'failed'}${at}`)];
  return keys.every((key) => key === 'prev_kv') && revision !== null ? [log(time, `answered${at}`)] : null;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['kvs', 'count', 'more', 'deleted', 'prev_kvs', 'prev_kv', 'succeeded', 'responses'],
]);

const log = (time: EpochMicros | null, message: string): LogRecord =>
  messageRecord(ID, 'etcdctl', time, clipped(message));

const decoded = (value: Json | undefined): string => Buffer.from(textOf(value) ?? '', 'base64').toString('utf8');

/** Bytes behind base64, without decoding it. */
function sizeOf(value: Json | undefined): number {
  const text = textOf(value) ?? '';
  return Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

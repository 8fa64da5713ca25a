import type { AlarmRecord, AnyRecord, ApiRequest, SlowRecord } from '../model/record.js';
import { storedResource } from '../model/kube-resource.js';
import { DELETE, hashKey, PUT, RequestView } from '../model/request.js';
import type { Aggregate, LineContext } from './aggregate.js';
import { effectOf } from './api-writes.js';
import { WriteCache } from './write-cache.js';
import { mergeWrites } from './write-merge.js';
import { emptyWrites, type WriteTally } from './write-tally.js';
import { addRequest } from './write-volume.js';

/** Where something other than etcd's own request lines reports a write. */
export type WriteSource =
  'store' | 'wal' | 'audit' | 'audit-count' | 'http-log' | 'slow-apply' | 'slow-request' | 'slow-trace';

/**
 * Writes that other sources than etcd's request lines show, each source in sums of the same keys and the same grid. What
 * a request to an API server wrote is the key of its object; sizes are not known. A client is a user, else an address.
 */
export type SourceTally = Map<WriteSource, WriteTally>;

export const sourceWrites: Aggregate<SourceTally> = {
  name: 'source-writes',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind === 'api-request') addApiRequest(tally, record, sight);
    else if (record.kind === 'nospace-error' && isAudit(record)) addRefused(tally, record, sight);
    else if (record.kind === 'slow-apply' || record.kind === 'slow-request') addSlow(tally, record, sight);
  },
  request(tally, request, sight) {
    const { stored } = request;
    if (stored !== null) addRequest(CACHES[stored], tallyOf(tally, stored), request, sight);
  },
  // What comes in bulk are request lines: no file of etcd's.
  requests: () => undefined,
  letGo(tally) {
    for (const [source, writes] of tally) CACHES[source].forget(writes);
  },
  merge(a, b) {
    for (const [source, writes] of b) {
      CACHES[source].forget(writes);
      const into = a.get(source);
      a.set(source, into === undefined ? writes : mergeWrites(into, writes));
    }
    return a;
  },
};

const CACHES: Readonly<Record<WriteSource, WriteCache>> = {
  store: new WriteCache(),
  wal: new WriteCache(),
  audit: new WriteCache(),
  'audit-count': new WriteCache(),
  'http-log': new WriteCache(),
  'slow-apply': new WriteCache(),
  'slow-request': new WriteCache(),
  'slow-trace': new WriteCache(),
};

/** Requests of an audit log that somebody has counted: the log may lie at hand too, so they are a source of their own. */
export const AUDIT_COUNT = 'audit-count';

const isAudit = ({ format }: AnyRecord): boolean => format.startsWith('kube-audit');

function tallyOf(tally: SourceTally, source: WriteSource): WriteTally {
  let writes = tally.get(source);
  if (writes === undefined) tally.set(source, (writes = emptyWrites()));
  return writes;
}

const view = new RequestView();

function addApiRequest(tally: SourceTally, record: ApiRequest, sight: LineContext): void {
  const what = effectOf(record);
  if (what === null || record.dryRun === true || record.resource === undefined) return;
  const { code } = record;
  view.reset();
  view.op = what === 'deletes' ? DELETE : PUT;
  view.conflict = code === 409;
  view.failed = code !== null && !view.conflict && !(code >= 200 && code < 300);
  // A client's own error wrote nothing, and shows nothing about the store.
  if (view.failed && code !== null && code < 500 && code !== 429) return;
  const source = isAudit(record) ? 'audit' : record.format === AUDIT_COUNT ? AUDIT_COUNT : 'http-log';
  place(record);
  const client = record.user ?? addressOf(record.remote);
  if (client !== null) {
    view.remoteBytes = clientBytes(client);
    view.remoteEnd = view.remoteBytes.length;
  }
  addRequest(CACHES[source], tallyOf(tally, source), view, by(sight, client, record), record.count);
}

function addRefused(tally: SourceTally, record: AlarmRecord, sight: LineContext): void {
  view.reset();
  view.op = PUT;
  view.failed = true;
  view.refused = true;
  place(record);
  addRequest(CACHES.audit, tallyOf(tally, 'audit'), view, sight);
}

/**
 * A put that took long: of etcd its key and size; of an API server's trace the object. One request may be slow in more than
 * one of these ways, so each is a source of its own, and one of them is shown.
 */
function addSlow(tally: SourceTally, record: SlowRecord, sight: LineContext): void {
  const { op, valueBytes, source: from } = record;
  const puts = op === 'put' || (op === 'txn' && valueBytes !== undefined);
  if ((!puts && op !== 'delete') || (record.key === undefined && record.resource === undefined)) return;
  const source = from === 'kubernetes' ? 'slow-trace' : record.kind === 'slow-apply' ? 'slow-apply' : 'slow-request';
  view.reset();
  view.op = op === 'delete' ? DELETE : PUT;
  if (valueBytes !== undefined) view.valueBytes = valueBytes;
  if (record.key === undefined || from === 'kubernetes') place(record);
  else placeKey(record.key, record.time);
  const client = record.userAgent?.split(/[/ ]/, 1)[0] ?? null;
  if (client !== null && client !== '') {
    view.remoteBytes = clientBytes(client);
    view.remoteEnd = view.remoteBytes.length;
  }
  addRequest(CACHES[source], tallyOf(tally, source), view, sight);
}

/** Puts the object's key and the time into the view. */
function place({ resource = '', namespace = '', name = '', time }: ApiRequest | AlarmRecord | SlowRecord): void {
  let held = keys.get(name);
  if (held === undefined || held.resource !== resource || held.namespace !== namespace) {
    const path = storedResource(resource);
    held = { resource, namespace, ...keyOf(`/registry/${path}/${namespace === '' ? '' : `${namespace}/`}${name}`) };
    if (keys.size >= KEYS) keys.clear();
    keys.set(name, held);
  }
  put(held, time);
}

function placeKey(text: string, time: number | null): void {
  put(keyOf(text), time);
}

interface Key {
  readonly bytes: Uint8Array;
  readonly hash: number;
}

/** Keys of objects, by their name; so many are kept; then all are forgotten. */
const KEYS = 8192;
const keys = new Map<string, Key & { readonly resource: string; readonly namespace: string }>();

function keyOf(text: string): Key {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, hash: hashKey(bytes, 0, bytes.length) };
}

function put({ bytes, hash }: Key, time: number | null): void {
  view.keyBytes = bytes;
  view.keyEnd = bytes.length;
  view.keyHash = hash;
  view.time = time ?? NaN;
}

/** The line that is kept says who wrote. Of nearly all lines none is kept: the record is asked when it is. */
function by(sight: LineContext, client: string | null, record: ApiRequest): LineContext {
  return {
    stream: sight.stream,
    input: sight.input,
    format: sight.format,
    exemplar(time, excerpt) {
      const told = client === null ? '' : ` by ${client}`;
      return sight.exemplar(time, excerpt === undefined ? record.excerpt : `${excerpt}${told}`.slice(0, 300));
    },
  };
}

const addressOf = (remote: string | undefined): string | null =>
  remote === undefined ? null : remote.replace(/:\d+$/, '');

/** So many are kept; then all are forgotten. */
const CLIENTS = 4096;
const clients = new Map<string, Buffer>();

/** With a port, as request lines have it: what follows the last colon is taken off, and a user may end in a number. */
function clientBytes(client: string): Buffer {
  let bytes = clients.get(client);
  if (bytes === undefined) {
    if (clients.size >= CLIENTS) clients.clear();
    clients.set(client, (bytes = Buffer.from(`${client.slice(0, 200)}:0`)));
  }
  return bytes;
}

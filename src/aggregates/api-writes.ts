import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { ApiRequest } from '../model/record.js';
import type { Aggregate } from './aggregate.js';

/** What one writer did to one resource. */
export interface ApiPair {
  creates: number;
  updates: number;
  deletes: number;
  /** Answers 409: somebody else had written in between. */
  conflicts: number;
  first: Exemplar;
}

/** The updates of one object. */
export interface ApiObject {
  updates: number;
  conflicts: number;
  /** Updates by writer; the least names, so that no order of lines changes which are kept. */
  readonly writers: Map<string, number>;
  /** Updates whose answer holds the object, and the least of the different contents' hashes. */
  bodied: number;
  bodies: number[];
  first: Exemplar;
}

/** The requests that wrote, of one dialect: a request stands in the audit log and in the server's own log. */
export interface ApiFormat {
  readonly pairs: Map<string, ApiPair>;
  readonly objects: Map<string, ApiObject>;
  /** Objects whose hash is not below it are left out: a sample of the objects, the same whatever the order. */
  ceiling: number;
  /** Objects were left out: the listed ones are a sample. */
  sampled: boolean;
  first: number;
  last: number;
}

export type ApiWriteTally = Map<string, ApiFormat>;

const OBJECT_LIMIT = 32_768;
const PAIR_LIMIT = 4096;
const WRITER_LIMIT = 8;
export const BODY_LIMIT = 64;
const WHOLE = 2 ** 32;

/** Subresources and resources that are created and leave nothing in etcd. */
const NOTHING_STORED = /^(?:exec|attach|portforward|proxy|log|token)$/;
const REVIEWS = /reviews$/;

const VERBS: Readonly<Record<string, 'creates' | 'updates' | 'deletes'>> = {
  create: 'creates',
  update: 'updates',
  patch: 'updates',
  delete: 'deletes',
  deletecollection: 'deletes',
};

/** Who wrote what through the API servers: audit logs, and the servers' own HTTP logs. */
export const apiWrites: Aggregate<ApiWriteTally> = {
  name: 'api-writes',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'api-request' || record.dryRun === true || record.resource === undefined) return;
    const what = effectOf(record);
    const { code } = record;
    const conflict = code === 409;
    if (what === null || (code !== null && !conflict && !(code >= 200 && code < 300))) return;
    const format = formatOf(tally, record.format);
    if (record.time !== null) {
      format.first = Math.min(format.first, record.time);
      format.last = Math.max(format.last, record.time);
    }
    const line = (): Exemplar => sight.exemplar(record.time, record.excerpt);
    const writer = writerOf(record);
    const pair = pairOf(format, `${record.resource}\0${writer}`, record.time, line);
    if (conflict) pair.conflicts += 1;
    else pair[what] += 1;
    if (what === 'updates' && record.name !== undefined) addUpdate(format, record, writer, conflict, line);
  },
  merge(a, b) {
    for (const [name, other] of b) {
      const into = formatOf(a, name);
      into.first = Math.min(into.first, other.first);
      into.last = Math.max(into.last, other.last);
      for (const [key, pair] of other.pairs) mergePair(into, key, pair);
      into.sampled ||= other.sampled;
      lower(into, other.ceiling);
      for (const [key, object] of other.objects) {
        const held = into.objects.get(key);
        if (held !== undefined) mergeObject(held, object);
        else if (hashOf(key) < into.ceiling) into.objects.set(key, object);
      }
      makeRoom(into);
    }
    return a;
  },
};

/** A pod's eviction deletes it, its binding updates it; a review asks and stores nothing. */
function effectOf({ verb, subresource, resource = '' }: ApiRequest): 'creates' | 'updates' | 'deletes' | null {
  if ((subresource !== undefined && NOTHING_STORED.test(subresource)) || REVIEWS.test(resource)) return null;
  const what = VERBS[verb] ?? null;
  if (what !== 'creates' || subresource === undefined) return what;
  return subresource === 'eviction' ? 'deletes' : 'updates';
}

/**
 * User and program: the controllers of one binary share its agent and differ by user, kubectl and a script the other
 * way round. `kube-controller-manager/v1.29.0 (linux/amd64) kubernetes/abc` counts as `kube-controller-manager`.
 */
function writerOf({ user, userAgent }: ApiRequest): string {
  const program = (userAgent ?? '').split(/[/ ]/, 1)[0] ?? '';
  return [user ?? '', program]
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 200);
}

function formatOf(tally: ApiWriteTally, name: string): ApiFormat {
  let format = tally.get(name);
  if (format === undefined) {
    format = {
      pairs: new Map(),
      objects: new Map(),
      ceiling: WHOLE,
      sampled: false,
      first: Infinity,
      last: -Infinity,
    };
    tally.set(name, format);
  }
  return format;
}

/** The lesser of the line at hand and the one that is held; most lines come later, and cost nothing. */
function lesser(held: Exemplar, time: number | null, line: () => Exemplar): Exemplar {
  if ((time ?? Infinity) > (held.time ?? Infinity)) return held;
  const made = line();
  return compareExemplars(made, held) < 0 ? made : held;
}

/** Resources times writers are few; a log that names thousands of them is no log of a cluster, and the rest is one. */
function pairOf(format: ApiFormat, key: string, time: number | null, line: () => Exemplar): ApiPair {
  const name = format.pairs.size < PAIR_LIMIT || format.pairs.has(key) ? key : '(other)\0(other)';
  let pair = format.pairs.get(name);
  if (pair === undefined) {
    pair = { creates: 0, updates: 0, deletes: 0, conflicts: 0, first: line() };
    format.pairs.set(name, pair);
  } else pair.first = lesser(pair.first, time, line);
  return pair;
}

function mergePair(into: ApiFormat, key: string, added: ApiPair): void {
  const pair = pairOf(into, key, added.first.time, () => added.first);
  pair.creates += added.creates;
  pair.updates += added.updates;
  pair.deletes += added.deletes;
  pair.conflicts += added.conflicts;
  if (compareExemplars(added.first, pair.first) < 0) pair.first = added.first;
}

function addUpdate(
  format: ApiFormat,
  record: ApiRequest,
  writer: string,
  conflict: boolean,
  line: () => Exemplar,
): void {
  const key = `${record.resource ?? ''}\0${record.namespace ?? ''}\0${record.name ?? ''}`;
  let object = format.objects.get(key);
  if (object === undefined) {
    if (hashOf(key) >= format.ceiling) return;
    object = { updates: 0, conflicts: 0, writers: new Map(), bodied: 0, bodies: [], first: line() };
    format.objects.set(key, object);
    makeRoom(format);
  } else object.first = lesser(object.first, record.time, line);
  if (conflict) {
    object.conflicts += 1;
    return;
  }
  object.updates += 1;
  object.writers.set(writer, (object.writers.get(writer) ?? 0) + 1);
  keepLeastNames(object.writers);
  if (record.bodyHash === undefined) return;
  object.bodied += 1;
  keepBodies(object, [record.bodyHash]);
}

function mergeObject(into: ApiObject, added: ApiObject): void {
  into.updates += added.updates;
  into.conflicts += added.conflicts;
  for (const [writer, count] of added.writers) into.writers.set(writer, (into.writers.get(writer) ?? 0) + count);
  keepLeastNames(into.writers);
  into.bodied += added.bodied;
  keepBodies(into, added.bodies);
  if (compareExemplars(added.first, into.first) < 0) into.first = added.first;
}

/** The least of all names were never left out before, so their counts are whole. */
function keepLeastNames(writers: Map<string, number>): void {
  while (writers.size > WRITER_LIMIT) writers.delete([...writers.keys()].reduce((a, b) => (a > b ? a : b)));
}

function keepBodies(object: ApiObject, added: readonly number[]): void {
  const fresh = added.filter((hash) => !object.bodies.includes(hash));
  if (fresh.length === 0) return;
  object.bodies = [...object.bodies, ...fresh].sort((a, b) => a - b).slice(0, BODY_LIMIT);
}

function makeRoom(format: ApiFormat): void {
  while (format.objects.size > OBJECT_LIMIT) lower(format, format.ceiling / 2);
}

function lower(format: ApiFormat, ceiling: number): void {
  if (ceiling >= format.ceiling) return;
  format.ceiling = ceiling;
  format.sampled = true;
  for (const key of format.objects.keys()) if (hashOf(key) >= ceiling) format.objects.delete(key);
}

/** FNV-1a, mixed: names that differ in their last letter only must not lie side by side. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

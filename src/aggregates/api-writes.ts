import {
  emptyMostCounted,
  keepMost,
  mergeMostCounted,
  settleMost,
  type CountRules,
  type MostCounted,
} from '../mergeable/most-counted.js';
import { packedLine } from '../model/evidence.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { ApiRequest } from '../model/record.js';
import type { Aggregate } from './aggregate.js';
import { KeyCache } from './key-cache.js';
import { API_OBJECT_LIMIT, API_PAIR_LIMIT } from './limits.js';

/** What one writer did to one resource. */
export interface ApiPair {
  /** `user\0program`. */
  readonly writer: string;
  creates: number;
  updates: number;
  deletes: number;
  /** Answers 409: somebody else had written in between. */
  conflicts: number;
  first: Exemplar;
}

/** The updates of one object. There are thousands: lists of few are smaller than maps. */
export interface ApiObject {
  updates: number;
  conflicts: number;
  /** The least names, so that no order of lines changes which are kept. */
  readonly writers: ApiWriter[];
  /** Updates whose answer holds the object, and the least of the different contents' hashes. */
  bodied: number;
  bodies: number[];
  /** Of some of these answers, taken by their time: how many, and the least of their different versions. */
  sampled: number;
  versions: number[];
  /** Its text is packed (`packedLine`). */
  first: Exemplar;
}

export interface ApiWriter {
  readonly writer: string;
  updates: number;
}

/** The requests that wrote, of one dialect: a request is in the audit log and in the server's own log. */
export interface ApiFormat {
  readonly pairs: Map<string, ApiPair>;
  readonly objects: MostCounted<ApiObject>;
  first: number;
  last: number;
}

export type ApiWriteTally = Map<string, ApiFormat>;

const WRITER_LIMIT = 8;
export const BODY_LIMIT = 64;

const OBJECT_RULES: CountRules<ApiObject> = {
  limit: API_OBJECT_LIMIT,
  count: ({ updates, conflicts }) => updates + conflicts,
};

/** Subresources and resources that are created and leave nothing in etcd. */
const NOTHING_STORED = /^(?:exec|attach|portforward|proxy|log|token)$/;
const REVIEWS = 'reviews';

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
    const { code, count = 1 } = record;
    const conflict = code === 409;
    if (what === null || (code !== null && !conflict && !(code >= 200 && code < 300))) return;
    const format = formatOf(tally, record.format);
    if (record.time !== null) {
      format.first = Math.min(format.first, record.time);
      format.last = Math.max(format.last, record.time);
    }
    const line = (): Exemplar => sight.exemplar(record.time, record.excerpt);
    const writer = WRITERS.of(record.userAgent ?? '', '', record.user ?? '');
    const pair = pairOf(format, PAIR_KEYS.of(record.resource, '', writer), record.time, line);
    if (conflict) pair.conflicts += count;
    else pair[what] += count;
    if (what === 'updates' && record.name !== undefined)
      // one string for all objects of a writer
      addUpdate(format, record, pair.writer === writer ? pair.writer : writer, conflict, line);
  },
  settle(tally) {
    for (const { objects } of tally.values()) settleMost(objects, OBJECT_RULES);
  },
  merge(a, b) {
    for (const [name, other] of b) {
      const into = formatOf(a, name);
      into.first = Math.min(into.first, other.first);
      into.last = Math.max(into.last, other.last);
      for (const [key, pair] of other.pairs) mergePair(into, key, pair);
      mergeMostCounted(into.objects, other.objects, mergeObject, OBJECT_RULES);
    }
    return a;
  },
};

/** A pod's eviction deletes it, its binding updates it; a review asks and stores nothing. */
export function effectOf({ verb, subresource, resource = '' }: ApiRequest): 'creates' | 'updates' | 'deletes' | null {
  const what = VERBS[verb] ?? null;
  if (what === null || (subresource !== undefined && NOTHING_STORED.test(subresource)) || resource.endsWith(REVIEWS))
    return null;
  if (what !== 'creates' || subresource === undefined) return what;
  return subresource === 'eviction' ? 'deletes' : 'updates';
}

/**
 * User and program: the controllers of one binary share its agent and differ by user, kubectl and a script the other
 * way round. `kube-controller-manager/v1.29.0 (linux/amd64) kubernetes/abc` counts as `kube-controller-manager`.
 */
const WRITERS = new KeyCache((agent, _, user) => {
  const program = agent.split(/[/ ]/, 1)[0] ?? '';
  return `${user.slice(0, 150)}\0${program.slice(0, 80)}`;
});
const PAIR_KEYS = new KeyCache((resource, _, writer) => `${resource}\0${writer}`);
const OBJECT_KEYS = new KeyCache((resource, namespace, name) => `${resource}\0${namespace}\0${name}`);

function formatOf(tally: ApiWriteTally, name: string): ApiFormat {
  let format = tally.get(name);
  if (format === undefined) {
    format = { pairs: new Map(), objects: emptyMostCounted(), first: Infinity, last: -Infinity };
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
  const name = format.pairs.size < API_PAIR_LIMIT || format.pairs.has(key) ? key : '(other)\0(other)\0(other)';
  let pair = format.pairs.get(name);
  if (pair === undefined) {
    const writer = name.slice(name.indexOf('\0') + 1);
    pair = { writer, creates: 0, updates: 0, deletes: 0, conflicts: 0, first: line() };
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
  const key = OBJECT_KEYS.of(record.resource ?? '', record.namespace ?? '', record.name ?? '');
  let object = format.objects.items.get(key);
  if (object === undefined) {
    object = {
      updates: 0,
      conflicts: 0,
      writers: [],
      bodied: 0,
      bodies: [],
      sampled: 0,
      versions: [],
      first: packedLine(line()),
    };
    format.objects.items.set(key, object);
  } else object.first = lesser(object.first, record.time, () => packedLine(line()));
  if (conflict) object.conflicts += 1;
  else {
    object.updates += 1;
    addWriter(object, writer, 1);
    if (record.bodyHash !== undefined) {
      object.bodied += 1;
      object.bodies = leastOf(object.bodies, [record.bodyHash]);
      // asked of few: where a kernel is at work, the answer has to be parsed for it
      if (record.time !== null && record.time % SAMPLE === 0) sampleVersion(object, record.resourceVersion);
    }
  }
  keepMost(format.objects, OBJECT_RULES);
}

function mergeObject(into: ApiObject, added: ApiObject): void {
  into.updates += added.updates;
  into.conflicts += added.conflicts;
  for (const { writer, updates } of added.writers) addWriter(into, writer, updates);
  into.bodied += added.bodied;
  into.bodies = leastOf(into.bodies, added.bodies);
  into.sampled += added.sampled;
  into.versions = leastOf(into.versions, added.versions);
  if (compareExemplars(added.first, into.first) < 0) into.first = added.first;
}

/** In the order of names. The least of all names were never left out before, so their counts are whole. */
function addWriter({ writers }: ApiObject, writer: string, updates: number): void {
  const at = writers.findIndex((one) => one.writer >= writer);
  const held = writers[at];
  if (held?.writer === writer) held.updates += updates;
  else writers.splice(at === -1 ? writers.length : at, 0, { writer, updates });
  if (writers.length > WRITER_LIMIT) writers.pop();
}

/** A prime: stamps of whole milliseconds are sampled as well. */
const SAMPLE = 17;

function sampleVersion(object: ApiObject, version: string | undefined): void {
  const value = Number(version ?? NaN);
  if (!Number.isSafeInteger(value)) return;
  object.sampled += 1;
  object.versions = leastOf(object.versions, [value]);
}

function leastOf(kept: number[], added: readonly number[]): number[] {
  const fresh = added.filter((value) => !kept.includes(value));
  return fresh.length === 0 ? kept : [...kept, ...fresh].sort((a, b) => a - b).slice(0, BODY_LIMIT);
}

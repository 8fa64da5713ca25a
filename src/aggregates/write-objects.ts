import { emptyKeyTable, findKey, internKey, keyAt, type KeyTable } from '../mergeable/key-table.js';
import { namespaceLabel, parseEtcdKey } from '../model/etcd-key.js';
import { hashKey } from '../model/request.js';
import { workloadOf } from '../model/workload.js';

/**
 * The keys that were written, numbered, each with its group: its pair (resource and namespace) and its workload. Exact
 * up to a limit; past it, keys that differ only in a random suffix share one number, so that pairs and workloads stay right.
 */
export interface ObjectTable {
  readonly keys: KeyTable;
  /** Stems of the keys past the limit; their objects are numbered from `keys.limit` on. */
  readonly stems: KeyTable;
  groupOf: Int32Array;
  /** Pair and workload of each group. */
  readonly groups: { readonly pair: number; readonly workload: number }[];
  readonly groupIds: Map<string, number>;
  /** `resource\0namespace`; 0 is the pair of writes without a key. */
  readonly pairs: string[];
  readonly pairIds: Map<string, number>;
  readonly workloads: string[];
  readonly workloadIds: Map<string, number>;
}

const KEY_LIMIT = 131_072;
const STEM_LIMIT = 32_768;
const WORKLOAD_LIMIT = 65_536;
const OTHER = '(other)';

export function emptyObjects(): ObjectTable {
  return {
    keys: emptyKeyTable(KEY_LIMIT),
    stems: emptyKeyTable(STEM_LIMIT + 1),
    groupOf: new Int32Array(256),
    groups: [{ pair: 0, workload: 0 }],
    groupIds: new Map([['0 0', 0]]),
    pairs: ['\0'],
    pairIds: new Map([['\0', 0]]),
    workloads: [OTHER],
    workloadIds: new Map([[OTHER, 0]]),
  };
}

/** The number of the object of a key. */
export function internObject(table: ObjectTable, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const before = table.keys.size;
  const id = internKey(table.keys, bytes, start, end, hash);
  if (id < 0) return internStem(table, bytes, start, end);
  if (id === before) learn(table, id, text(bytes, start, end));
  return id;
}

/** Past the limit: the key without its random suffix (`-x2vqk`, `.18ea601abbc84c16`). */
function internStem(table: ObjectTable, bytes: Uint8Array, start: number, end: number): number {
  let cut = end;
  for (let i = end - 1; i > start && bytes[i] !== 47; i -= 1) {
    if (bytes[i] === 45 || bytes[i] === 46) {
      cut = i;
      break;
    }
  }
  const hash = hashKey(bytes, start, cut);
  let id = findKey(table.stems, bytes, start, cut, hash);
  if (id < 0 && table.stems.size < STEM_LIMIT) {
    id = internKey(table.stems, bytes, start, cut, hash);
    learn(table, table.keys.limit + id, text(bytes, start, end));
  }
  if (id < 0) {
    const rest = Buffer.from(OTHER);
    const before = table.stems.size;
    id = internKey(table.stems, rest, 0, rest.length, hashKey(rest, 0, rest.length));
    if (id === before) learn(table, table.keys.limit + id, OTHER);
  }
  return table.keys.limit + id;
}

const text = (bytes: Uint8Array, start: number, end: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

function learn(table: ObjectTable, id: number, key: string): void {
  const parsed = parseEtcdKey(key);
  setGroup(table, id, `${parsed.resource}\0${namespaceLabel(parsed)}`, workloadOf(parsed.resource, parsed.namespace, parsed.name, parsed.kubernetes));
}

function setGroup(table: ObjectTable, id: number, pair: string, workload: string): void {
  if (id >= table.groupOf.length) {
    const larger = new Int32Array(Math.max(id + 1, table.groupOf.length * 2));
    larger.set(table.groupOf);
    table.groupOf = larger;
  }
  table.groupOf[id] = internGroup(table, pair, workload);
}

/** The number of a group; the groups of one table are few, since workloads are. */
export function internGroup(table: ObjectTable, pair: string, workload: string): number {
  const pairId = number(table.pairs, table.pairIds, pair, WORKLOAD_LIMIT);
  const workloadId = number(table.workloads, table.workloadIds, workload, WORKLOAD_LIMIT);
  const key = `${pairId} ${workloadId}`;
  let id = table.groupIds.get(key);
  if (id === undefined) {
    id = table.groups.length;
    table.groups.push({ pair: pairId, workload: workloadId });
    table.groupIds.set(key, id);
  }
  return id;
}

function number(list: string[], ids: Map<string, number>, value: string, limit: number): number {
  let id = ids.get(value);
  if (id === undefined) {
    if (list.length >= limit) return 0;
    id = list.length;
    list.push(value);
    ids.set(value, id);
  }
  return id;
}

/** The whole key of an object; of a stem, the stem with `…`. */
export function describeObject(table: ObjectTable, id: number): string {
  if (id < table.keys.limit) return keyAt(table.keys, id);
  const stem = keyAt(table.stems, id - table.keys.limit);
  return stem === OTHER ? stem : `${stem}…`;
}

/** Adds b's objects to a; answers a's number for each of b's objects, pairs and groups. */
export function mergeObjects(a: ObjectTable, b: ObjectTable): { objectIds: Record<number, number>; pairIds: Int32Array; groupIds: Int32Array } {
  const objectIds: Record<number, number> = [];
  const addAll = (keys: KeyTable, base: number): void => {
    for (let id = 0; id < keys.size; id += 1) {
      const start = keys.offsets[id] as number;
      const end = keys.offsets[id + 1] as number;
      objectIds[base + id] = base === 0 ? internObject(a, keys.arena, start, end, keys.hashes[id] as number) : internForeignStem(a, b, id);
    }
  };
  addAll(b.keys, 0);
  addAll(b.stems, b.keys.limit);
  const pairIds = new Int32Array(b.pairs.length);
  for (let id = 0; id < b.pairs.length; id += 1) pairIds[id] = number(a.pairs, a.pairIds, b.pairs[id] as string, WORKLOAD_LIMIT);
  const groupIds = Int32Array.from(b.groups, ({ pair, workload }) => internGroup(a, b.pairs[pair] as string, b.workloads[workload] as string));
  return { objectIds, pairIds, groupIds };
}

function internForeignStem(a: ObjectTable, b: ObjectTable, id: number): number {
  const stems = b.stems;
  const start = stems.offsets[id] as number;
  const end = stems.offsets[id + 1] as number;
  const before = a.stems.size;
  const into = internKey(a.stems, stems.arena, start, end, stems.hashes[id] as number);
  const at = a.keys.limit + Math.max(0, into);
  if (into >= 0 && into === before) {
    const group = b.groups[b.groupOf[b.keys.limit + id] as number];
    setGroup(a, at, b.pairs[group?.pair ?? 0] as string, b.workloads[group?.workload ?? 0] as string);
  }
  return at;
}

/** Where an object's pair and workload stand. */
export function groupAt(table: ObjectTable, object: number): { readonly pair: number; readonly workload: number } {
  return table.groups[table.groupOf[object] as number] ?? { pair: 0, workload: 0 };
}

/** How many objects are numbered, from 0: the exact ones, then (from `keys.limit` on) the stems. */
export const objectNumbers = (table: ObjectTable): number => (table.stems.size === 0 ? table.keys.size : table.keys.limit + table.stems.size);

import { emptyKeyTable, internKey, keyAt, type KeyTable } from '../mergeable/key-table.js';
import { namespaceLabel, parseEtcdKey } from '../model/etcd-key.js';
import { hashKey } from '../model/request.js';
import { workloadOf } from '../model/workload.js';
import { KEY_LIMIT, NAME_LIMIT, STEM_LIMIT } from './limits.js';

/** A pair (resource and namespace) and a workload, by number. */
export interface Group {
  readonly pair: number;
  readonly workload: number;
}

/**
 * The keys that were written, numbered, each with its group. Exact up to a limit; past it, keys that differ only in a
 * random suffix share one number, so that pairs and workloads stay right.
 */
export interface ObjectTable {
  readonly keys: KeyTable;
  /** Group and stem of each key; stem -1: there was no room for it. */
  groupOf: Int32Array;
  stemOf: Int32Array;
  /** Keys without their random suffix, and their groups: keys of one stem are of one group. */
  readonly stems: KeyTable;
  groupOfStem: Int32Array;
  readonly groups: Group[];
  /** By pair and workload (`groupKey`). */
  readonly groupIds: Map<number, number>;
  /** `resource\0namespace`; 0 is the pair of writes without a key. */
  readonly pairs: string[];
  readonly pairIds: Map<string, number>;
  readonly workloads: string[];
  readonly workloadIds: Map<string, number>;
}

const OTHER = '(other)';

export function emptyObjects(): ObjectTable {
  return {
    keys: emptyKeyTable(KEY_LIMIT),
    groupOf: new Int32Array(256),
    stemOf: new Int32Array(256),
    stems: emptyKeyTable(STEM_LIMIT),
    groupOfStem: new Int32Array(256),
    groups: [{ pair: 0, workload: 0 }],
    groupIds: new Map([[0, 0]]),
    pairs: ['\0'],
    pairIds: new Map([['\0', 0]]),
    workloads: [OTHER],
    workloadIds: new Map([[OTHER, 0]]),
  };
}

/** What `internObject` found besides: in a call of its own it would have to look again. The stem is -1 where there was no room. */
export const interned = { group: 0, stem: -1 };

/**
 * The number of the object of a key: of the key itself, or past the limit of its stem (from `keys.limit` on). Sets
 * `interned`; the group is that of the key even where stems are out of room and share a number.
 */
export function internObject(table: ObjectTable, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const known = table.keys.size;
  const id = internKey(table.keys, bytes, start, end, hash);
  if (id >= 0 && id < known) {
    interned.group = table.groupOf[id] as number;
    interned.stem = table.stemOf[id] as number;
    return id;
  }
  const stem = internStem(table, bytes, start, end);
  const group = stem < 0 ? groupOfKey(table, bytes, start, end) : (table.groupOfStem[stem] as number);
  interned.group = group;
  interned.stem = stem;
  if (id < 0) return table.keys.limit + Math.max(stem, 0);
  table.groupOf = placed(table.groupOf, id, group);
  table.stemOf = placed(table.stemOf, id, stem);
  return id;
}

/** As `internObject`, for a key whose group and stem are known. */
export function internOfStem(
  table: ObjectTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
  group: number,
  stem: number,
): number {
  const known = table.keys.size;
  const id = internKey(table.keys, bytes, start, end, hash);
  if (id < 0) return table.keys.limit + Math.max(stem, 0);
  if (id === known) {
    table.groupOf = placed(table.groupOf, id, group);
    table.stemOf = placed(table.stemOf, id, stem);
  }
  return id;
}

/**
 * Whether so many more keys may not all find room. A tally that is merged with others later must not come to that: what
 * is exact here may be so there.
 */
export const isCrowded = ({ keys, stems }: ObjectTable, more: number): boolean =>
  keys.size + more > keys.limit || stems.size + more > stems.limit;

/** The group of an object. */
export const groupNumber = (table: ObjectTable, object: number): number =>
  (object < table.keys.limit ? table.groupOf[object] : table.groupOfStem[object - table.keys.limit]) as number;

/** The whole key of an object; of a stem, the stem with `…`. */
export function objectName(table: ObjectTable, object: number): string {
  return object < table.keys.limit
    ? keyAt(table.keys, object)
    : `${keyAt(table.stems, object - table.keys.limit).slice(1)}…`;
}

const scratch = new Uint8Array(1 << 12);
const RANDOM = new Uint8Array(256);
for (const byte of Buffer.from('bcdfghjklmnpqrstvwxz2456789')) RANDOM[byte] = 1;
const HEX = new Uint8Array(256);
for (const byte of Buffer.from('0123456789abcdef')) HEX[byte] = 1;

/**
 * The number of a key's stem: without the `.<hex>` of an event, and without the five random characters that a
 * controller appends. The first byte of a stem says what was taken off, since `web-0` and `web-x2vqk` have different
 * owners. -1: the table is full.
 */
function internStem(table: ObjectTable, bytes: Uint8Array, start: number, end: number): number {
  let cut = end;
  let taken = 48;
  for (let i = end - 1; i > start && i >= end - 17; i -= 1) {
    if (HEX[bytes[i] as number] === 1) continue;
    if (bytes[i] === 46 && end - i > 13) {
      cut = i;
      taken += 1;
    }
    break;
  }
  if (cut - start > 7 && bytes[cut - 6] === 45) {
    let random = 0;
    while (random < 5 && RANDOM[bytes[cut - 1 - random] as number] === 1) random += 1;
    if (random === 5) {
      cut -= 6;
      taken += 2;
    }
  }
  const length = Math.min(cut - start, scratch.length - 1);
  scratch[0] = taken;
  for (let i = 0; i < length; i += 1) scratch[i + 1] = bytes[start + i] as number;
  const known = table.stems.size;
  const id = internKey(table.stems, scratch, 0, length + 1, hashKey(scratch, 0, length + 1));
  if (id === known) table.groupOfStem = placed(table.groupOfStem, id, groupOfKey(table, bytes, start, end));
  return id;
}

function groupOfKey(table: ObjectTable, bytes: Uint8Array, start: number, end: number): number {
  const key = asBuffer(bytes).toString('utf8', start, end);
  const parsed = parseEtcdKey(key);
  return internGroup(
    table,
    `${parsed.resource}\0${namespaceLabel(parsed)}`,
    workloadOf(parsed.resource, parsed.namespace, parsed.name, parsed.kubernetes),
  );
}

/** The same bytes. */
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const groupKey = (pair: number, workload: number): number => pair * NAME_LIMIT + workload;

/** The number of a group; the groups of one table are few, since workloads are. */
function internGroup(table: ObjectTable, pair: string, workload: string): number {
  const pairId = number(table.pairs, table.pairIds, pair);
  const workloadId = number(table.workloads, table.workloadIds, workload);
  const key = groupKey(pairId, workloadId);
  let id = table.groupIds.get(key);
  if (id === undefined) {
    id = table.groups.length;
    table.groups.push({ pair: pairId, workload: workloadId });
    table.groupIds.set(key, id);
  }
  return id;
}

function number(list: string[], ids: Map<string, number>, value: string): number {
  let id = ids.get(value);
  if (id === undefined) {
    if (list.length >= NAME_LIMIT) return 0;
    id = list.length;
    list.push(value);
    ids.set(value, id);
  }
  return id;
}

function placed(list: Int32Array, id: number, value: number): Int32Array {
  let into = list;
  if (id >= into.length) {
    into = new Int32Array(Math.max(id + 1, list.length * 2));
    into.set(list);
  }
  into[id] = value;
  return into;
}

/** Adds b's objects to a; the answers tell a's number for each of b's objects, pairs and groups. */
export function mergeObjects(
  a: ObjectTable,
  b: ObjectTable,
): { readonly objectOf: (id: number) => number; readonly pairIds: Int32Array; readonly groupIds: Int32Array } {
  const pairIds = Int32Array.from(b.pairs, (pair) => number(a.pairs, a.pairIds, pair));
  const groupIds = Int32Array.from(b.groups, ({ pair, workload }) =>
    internGroup(a, b.pairs[pair] as string, b.workloads[workload] as string),
  );
  const stemIds = new Int32Array(b.stems.size);
  for (let id = 0; id < b.stems.size; id += 1) {
    const known = a.stems.size;
    const into = internKey(
      a.stems,
      b.stems.arena,
      b.stems.offsets[id] as number,
      b.stems.offsets[id + 1] as number,
      b.stems.hashes[id] as number,
    );
    if (into === known) a.groupOfStem = placed(a.groupOfStem, into, groupIds[b.groupOfStem[id] as number] as number);
    stemIds[id] = into;
  }
  const keyIds = new Int32Array(b.keys.size);
  for (let id = 0; id < b.keys.size; id += 1) {
    const start = b.keys.offsets[id] as number;
    const end = b.keys.offsets[id + 1] as number;
    const known = a.keys.size;
    const into = internKey(a.keys, b.keys.arena, start, end, b.keys.hashes[id] as number);
    const stem = b.stemOf[id] as number;
    if (into === known) {
      a.groupOf = placed(a.groupOf, into, groupIds[b.groupOf[id] as number] as number);
      a.stemOf = placed(a.stemOf, into, stem < 0 ? -1 : (stemIds[stem] as number));
    }
    // The stem is known by its number, unless b had no room for it.
    keyIds[id] =
      into >= 0
        ? into
        : a.keys.limit + Math.max(stem < 0 ? internStem(a, b.keys.arena, start, end) : (stemIds[stem] as number), 0);
  }
  const objectOf = (id: number): number =>
    id < b.keys.limit ? (keyIds[id] ?? -1) : a.keys.limit + Math.max(stemIds[id - b.keys.limit] ?? 0, 0);
  return { objectOf, pairIds, groupIds };
}

/** Every object's number: the exact ones, then the stems. */
export function* objectNumbers(table: ObjectTable): Generator<number> {
  for (let id = 0; id < table.keys.size; id += 1) yield id;
  if (table.keys.size < table.keys.limit) return;
  for (let id = 0; id < table.stems.size; id += 1) yield table.keys.limit + id;
}

/** An object whose pair and workload are known otherwise than by its key. */
export function internObjectAs(
  table: ObjectTable,
  key: Uint8Array,
  pair: string,
  workload: string,
): { readonly object: number; readonly pair: number; readonly group: number } {
  const group = internGroup(table, pair, workload);
  const known = table.keys.size;
  const id = internKey(table.keys, key, 0, key.length, hashKey(key, 0, key.length));
  if (id === known) {
    table.groupOf = placed(table.groupOf, id, group);
    table.stemOf = placed(table.stemOf, id, -1);
  }
  return { object: id < 0 ? table.keys.limit : id, pair: table.groups[group]?.pair ?? 0, group };
}

/**
 * Distinct byte strings, numbered in the order in which they came, up to a limit. Plain data: it crosses a worker
 * boundary as it is. Lookups compare bytes, so a chosen collision costs time, never a wrong count.
 */
export interface KeyTable {
  size: number;
  readonly limit: number;
  arena: Uint8Array;
  /** offsets[i] to offsets[i + 1] are key i. */
  offsets: Uint32Array;
  hashes: Int32Array;
  /** id + 1; 0: free. Length is a power of two. */
  slots: Int32Array;
}

export function emptyKeyTable(limit: number): KeyTable {
  return {
    size: 0,
    limit,
    arena: new Uint8Array(1 << 12),
    offsets: new Uint32Array(65),
    hashes: new Int32Array(64),
    slots: new Int32Array(256),
  };
}

/** The key's number; a new one where it is new; -1 where the table is full. */
export function internKey(table: KeyTable, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const found = findKey(table, bytes, start, end, hash);
  return found >= 0 ? found : table.size >= table.limit ? -1 : insertKey(table, bytes, start, end, hash);
}

export function findKey(table: KeyTable, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const { slots, hashes, offsets, arena } = table;
  const mask = slots.length - 1;
  const length = end - start;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const id = (slots[slot] as number) - 1;
    if (id < 0) return -1;
    if (hashes[id] !== hash) continue;
    const from = offsets[id] as number;
    if ((offsets[id + 1] as number) - from !== length) continue;
    let i = 0;
    while (i < length && arena[from + i] === bytes[start + i]) i += 1;
    if (i === length) return id;
  }
}

function insertKey(table: KeyTable, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const id = table.size;
  const from = table.offsets[id] as number;
  const to = from + (end - start);
  if (to > table.arena.length) table.arena = grown(table.arena, Math.max(to, table.arena.length * 2), Uint8Array);
  for (let i = start; i < end; i += 1) table.arena[from + i - start] = bytes[i] as number;
  if (id + 2 > table.offsets.length) table.offsets = grown(table.offsets, table.offsets.length * 2, Uint32Array);
  if (id + 1 > table.hashes.length) table.hashes = grown(table.hashes, table.hashes.length * 2, Int32Array);
  table.offsets[id + 1] = to;
  table.hashes[id] = hash;
  table.size += 1;
  if (table.size * 2 > table.slots.length) rehash(table, table.slots.length * 2);
  else place(table, id, hash);
  return id;
}

function rehash(table: KeyTable, length: number): void {
  table.slots = new Int32Array(length);
  for (let id = 0; id < table.size; id += 1) place(table, id, table.hashes[id] as number);
}

function place(table: KeyTable, id: number, hash: number): void {
  const mask = table.slots.length - 1;
  let slot = hash & mask;
  while (table.slots[slot] !== 0) slot = (slot + 1) & mask;
  table.slots[slot] = id + 1;
}

export function keyAt(table: KeyTable, id: number): string {
  return Buffer.from(
    table.arena.buffer,
    table.arena.byteOffset + (table.offsets[id] as number),
    (table.offsets[id + 1] as number) - (table.offsets[id] as number),
  ).toString('utf8');
}

/** Adds b's keys to a and answers, for each key of b, its number in a (-1: a is full). */
export function mergeKeyTables(a: KeyTable, b: KeyTable): Int32Array {
  const ids = new Int32Array(b.size);
  for (let id = 0; id < b.size; id += 1)
    ids[id] = internKey(a, b.arena, b.offsets[id] as number, b.offsets[id + 1] as number, b.hashes[id] as number);
  return ids;
}

function grown<T extends Uint8Array | Uint32Array | Int32Array>(
  old: T,
  length: number,
  make: new (length: number) => T,
): T {
  const larger = new make(length);
  larger.set(old);
  return larger;
}

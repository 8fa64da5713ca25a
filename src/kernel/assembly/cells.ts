/**
 * Tables of cells, as in mergeable/cell-table.ts: sums by id and by bucket of a grid of time, which is made coarser
 * whenever the limit is met.
 */
import { GROUP_LIMIT, TABLES } from './layout';

/** Headers of the tables: i32 each. */
export const MARK_CELLS: i32 = TABLES;
export const PAIR_CELLS: i32 = TABLES + 64;
export const GROUP_CELLS: i32 = TABLES + 128;
export const CLIENT_CELLS: i32 = TABLES + 192;
const WIDTH = 0;
const SIZE = 4;
const COLUMNS = 8;
const LIMIT = 12;
const STEP_BITS = 16;
const MASK = 20;
const IDS = 24;
const BUCKETS = 28;
const VALUES = 32;
const TABLE_SLOTS = 36;
const LEAST_MASK = 40;

/** Cells that a table has room for past its limit: where a grid can't be made coarser, a stretch may need so many. */
const SPARE = GROUP_LIMIT;
/** As `WIDEST`: 31 bits. */
const WIDEST_BITS = 31;

let free: i32 = TABLES + 256;
function allocate(bytes: i32): i32 {
  const at = free;
  free += (bytes + 63) & ~63;
  return at;
}

function define(table: i32, columns: i32, limit: i32, stepBits: i32): void {
  const room = limit + SPARE;
  let slots = 2 * limit;
  store<i32>(table, slots - 1, LEAST_MASK);
  while (slots < 2 * room) slots <<= 1;
  store<i32>(table, columns, COLUMNS);
  store<i32>(table, limit, LIMIT);
  store<i32>(table, stepBits, STEP_BITS);
  store<i32>(table, allocate(room << 2), IDS);
  store<i32>(table, allocate(room << 2), BUCKETS);
  store<i32>(table, allocate((room * columns) << 3), VALUES);
  store<i32>(table, allocate(slots << 2), TABLE_SLOTS);
  clearCells(table, 1);
}

define(MARK_CELLS, 3, 8_192, 1);
define(PAIR_CELLS, 8, 16_384, 1);
define(GROUP_CELLS, 2, 16_384, 3);
define(CLIENT_CELLS, 2, 16_384, 3);

export function clearCells(table: i32, width: i32): void {
  const mask = load<i32>(table, LEAST_MASK);
  store<i32>(table, width, WIDTH);
  store<i32>(table, 0, SIZE);
  store<i32>(table, mask, MASK);
  memory.fill(load<i32>(table, TABLE_SLOTS), 0, (mask + 1) << 2);
}

export function isOver(table: i32): bool {
  return load<i32>(table, SIZE) > load<i32>(table, LIMIT);
}

export function widthOf(table: i32): i32 {
  return load<i32>(table, WIDTH);
}

export function sizeOf(table: i32): i32 {
  return load<i32>(table, SIZE);
}

export function idsOf(table: i32): i32 {
  return load<i32>(table, IDS);
}

export function bucketsOf(table: i32): i32 {
  return load<i32>(table, BUCKETS);
}

/** Where the values of a cell are. */
export function valuesOf(table: i32, cell: i32): i32 {
  return load<i32>(table, VALUES) + ((cell * load<i32>(table, COLUMNS)) << 3);
}

/** Cell + 1 by slot, of which there are a power of two; 0: free. */
export function slotsOf(table: i32): i32 {
  return load<i32>(table, TABLE_SLOTS);
}

export function slotCount(table: i32): i32 {
  return load<i32>(table, MASK) + 1;
}

/** How many cells there is room for. */
export function roomOf(table: i32): i32 {
  return load<i32>(table, LIMIT) + SPARE;
}

/** As there, for the slots are taken over too. */
function spread(id: i32, bucket: i32): i32 {
  const mixed = (id * 0x9e3779b1) ^ (bucket * 0x85ebca6b);
  return mixed ^ ((<u32>mixed) >> 15);
}

/** The slot of a cell, or the free one where it would be. */
function slotOf(table: i32, id: i32, bucket: i32): i32 {
  const slots = load<i32>(table, TABLE_SLOTS);
  const ids = load<i32>(table, IDS);
  const buckets = load<i32>(table, BUCKETS);
  const mask = load<i32>(table, MASK);
  for (let slot = spread(id, bucket) & mask; ; slot = (slot + 1) & mask) {
    const cell = load<i32>(slots + (slot << 2)) - 1;
    if (cell < 0 || (load<i32>(ids + (cell << 2)) == id && load<i32>(buckets + (cell << 2)) == bucket))
      return slots + (slot << 2);
  }
  return 0; // never comes here
}

/** Where the values of the cell of (id, second) are; a new one where there is none. */
export function cellAt(table: i32, id: i32, second: i32): i32 {
  for (;;) {
    const bits = ctz(load<i32>(table, WIDTH));
    const bucket = second >> bits;
    const slot = slotOf(table, id, bucket);
    const known = load<i32>(slot) - 1;
    if (known >= 0) return valuesOf(table, known);
    const cell = load<i32>(table, SIZE);
    const step = load<i32>(table, STEP_BITS);
    if (cell >= load<i32>(table, LIMIT) && bits + step < WIDEST_BITS) {
      coarsen(table, step);
      continue;
    }
    store<i32>(load<i32>(table, IDS) + (cell << 2), id);
    store<i32>(load<i32>(table, BUCKETS) + (cell << 2), bucket);
    store<i32>(slot, cell + 1);
    store<i32>(table, cell + 1, SIZE);
    const values = valuesOf(table, cell);
    memory.fill(values, 0, load<i32>(table, COLUMNS) << 3);
    if ((cell + 1) * 2 > load<i32>(table, MASK) + 1) growSlots(table);
    return values;
  }
}

function growSlots(table: i32): void {
  const mask = load<i32>(table, MASK) * 2 + 1;
  store<i32>(table, mask, MASK);
  memory.fill(load<i32>(table, TABLE_SLOTS), 0, (mask + 1) << 2);
  for (let cell = 0; cell < load<i32>(table, SIZE); cell++) {
    const at = cell << 2;
    store<i32>(
      slotOf(table, load<i32>(load<i32>(table, IDS) + at), load<i32>(load<i32>(table, BUCKETS) + at)),
      cell + 1,
    );
  }
}

/** In place: a cell moves to a place that was read already, or stays. */
function coarsen(table: i32, bits: i32): void {
  const size = load<i32>(table, SIZE);
  const columns = load<i32>(table, COLUMNS);
  const ids = load<i32>(table, IDS);
  const buckets = load<i32>(table, BUCKETS);
  store<i32>(table, load<i32>(table, WIDTH) << bits, WIDTH);
  memory.fill(load<i32>(table, TABLE_SLOTS), 0, (load<i32>(table, MASK) + 1) << 2);
  let kept = 0;
  for (let cell = 0; cell < size; cell++) {
    const id = load<i32>(ids + (cell << 2));
    const bucket = load<i32>(buckets + (cell << 2)) >> bits;
    const from = valuesOf(table, cell);
    const slot = slotOf(table, id, bucket);
    const into = load<i32>(slot) - 1;
    if (into >= 0) {
      const to = valuesOf(table, into);
      for (let c = 0; c < columns << 3; c += 8) store<f64>(to + c, load<f64>(to + c) + load<f64>(from + c));
    } else {
      store<i32>(ids + (kept << 2), id);
      store<i32>(buckets + (kept << 2), bucket);
      if (kept < cell) memory.copy(valuesOf(table, kept), from, columns << 3);
      store<i32>(slot, kept + 1);
      kept++;
    }
  }
  store<i32>(table, kept, SIZE);
}

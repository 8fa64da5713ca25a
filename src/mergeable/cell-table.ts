/**
 * Sums by (id, time bucket), for as many columns as wanted. The bucket width starts at one second and grows by a fixed
 * step whenever the table outgrows its limit: memory is bounded by meaning, and since a coarser grid is made of whole
 * finer buckets, tables merge exactly and in any order. A step of 2 keeps the finest grid that fits; where ids are many
 * and their cells sparse, doubling joins next to nothing each time, and a step of 8 saves the work. Bucket numbers are
 * seconds since the epoch over the width.
 */
export interface CellTable {
  /** Seconds, a power of `step`. */
  width: number;
  /** A power of two. */
  readonly step: number;
  readonly columns: number;
  readonly limit: number;
  size: number;
  ids: Int32Array;
  buckets: Int32Array;
  /** `columns` values a cell. */
  values: Float64Array;
  /** cell + 1; 0: free. */
  slots: Int32Array;
}

/** The bucket of things without a time. */
export const UNTIMED = -1;

/** 68 years: past this a grid has one bucket, and the limit gives way. */
const WIDEST = 2 ** 31;

/** `width`: of a table that this one will be merged with; a finer one would be given up then. */
export function emptyCellTable(columns: number, limit: number, step = 2, width = 1): CellTable {
  return {
    width,
    step,
    columns,
    limit,
    size: 0,
    ids: new Int32Array(64),
    buckets: new Int32Array(64),
    values: new Float64Array(64 * columns),
    slots: new Int32Array(256),
  };
}

/** Index into `values` of the first column of the cell of (id, second). `second` < 0: untimed. */
export function cellAt(table: CellTable, id: number, second: number): number {
  const bucket = second < 0 ? UNTIMED : (second / table.width) | 0;
  const { slots, ids, buckets } = table;
  const mask = slots.length - 1;
  for (let slot = spread(id, bucket) & mask; ; slot = (slot + 1) & mask) {
    const cell = (slots[slot] as number) - 1;
    if (cell < 0) return insertCell(table, id, second, bucket);
    if (ids[cell] === id && buckets[cell] === bucket) return cell * table.columns;
  }
}

function spread(id: number, bucket: number): number {
  const mixed = Math.imul(id, 0x9e3779b1) ^ Math.imul(bucket, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function insertCell(table: CellTable, id: number, second: number, bucket: number): number {
  if (table.size >= table.limit && table.width < WIDEST / table.step) {
    coarsenCells(table, table.width * table.step);
    return cellAt(table, id, second);
  }
  const cell = table.size;
  if (cell === table.ids.length) {
    const length = cell * 2;
    table.ids = widened(table.ids, new Int32Array(length));
    table.buckets = widened(table.buckets, new Int32Array(length));
    table.values = widened(table.values, new Float64Array(length * table.columns));
  }
  table.ids[cell] = id;
  table.buckets[cell] = bucket;
  table.size += 1;
  if (table.size * 2 > table.slots.length) rehash(table, table.slots.length * 2);
  else place(table, cell);
  return cell * table.columns;
}

/**
 * Joins neighbouring buckets until a bucket is `width` seconds wide. In place: a cell moves to a place that was read
 * already, or stays.
 */
export function coarsenCells(table: CellTable, width: number): void {
  if (width <= table.width || width > WIDEST) return;
  // UNTIMED stays what it is: all its bits are set.
  const shift = 31 - Math.clz32(width / table.width);
  const { size, ids, buckets, values, columns, slots } = table;
  const mask = slots.length - 1;
  slots.fill(0);
  let kept = 0;
  for (let cell = 0; cell < size; cell += 1) {
    const id = ids[cell] as number;
    const bucket = (buckets[cell] as number) >> shift;
    let slot = spread(id, bucket) & mask;
    let into = (slots[slot] as number) - 1;
    while (into >= 0 && (ids[into] !== id || buckets[into] !== bucket)) {
      slot = (slot + 1) & mask;
      into = (slots[slot] as number) - 1;
    }
    const from = cell * columns;
    if (into >= 0) {
      const to = into * columns;
      for (let c = 0; c < columns; c += 1) values[to + c] = (values[to + c] as number) + (values[from + c] as number);
    } else {
      ids[kept] = id;
      buckets[kept] = bucket;
      for (let c = 0, to = kept * columns; c < columns; c += 1) values[to + c] = values[from + c] as number;
      slots[slot] = kept + 1;
      kept += 1;
    }
  }
  values.fill(0, kept * columns, size * columns);
  table.width = width;
  table.size = kept;
}

function rehash(table: CellTable, length: number): void {
  table.slots = new Int32Array(length);
  for (let cell = 0; cell < table.size; cell += 1) place(table, cell);
}

function place(table: CellTable, cell: number): void {
  const mask = table.slots.length - 1;
  let slot = spread(table.ids[cell] as number, table.buckets[cell] as number) & mask;
  while (table.slots[slot] !== 0) slot = (slot + 1) & mask;
  table.slots[slot] = cell + 1;
}

function widened<T extends Int32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** The cells of a table, wherever they were summed. */
export type Cells = Pick<CellTable, 'width' | 'size' | 'columns' | 'ids' | 'buckets' | 'values'>;

/** Adds b's cells to a, whose ids they have. Where b holds most, as it does in a bulk path, a becomes a copy of it. */
export function takeCells(a: CellTable, b: Cells & Pick<CellTable, 'slots'>): void {
  const { width, size, columns, ids, buckets, values } = a;
  if (b.size <= size || b.width < width) {
    mergeCells(a, b, sameId);
    return;
  }
  a.width = b.width;
  a.size = b.size;
  a.ids = b.ids.slice(0, b.size);
  a.buckets = b.buckets.slice(0, b.size);
  a.values = b.values.slice(0, b.size * columns);
  a.slots = b.slots.slice();
  mergeCells(a, { width, size, columns, ids, buckets, values }, sameId);
}

const sameId = (id: number): number => id;

/** Adds b's cells to a; `ids` gives a's number for each of b's ids (-1: left out). */
export function mergeCells(a: CellTable, b: Cells, ids: (id: number) => number): void {
  const width = Math.max(a.width, b.width);
  coarsenCells(a, width);
  const factor = width / b.width;
  for (let cell = 0; cell < b.size; cell += 1) {
    const id = ids(b.ids[cell] as number);
    if (id < 0) continue;
    const bucket = b.buckets[cell] as number;
    // addCell may coarsen a: the bucket is given in seconds, so it stays correct at any width.
    const second = bucket === UNTIMED ? UNTIMED : Math.floor(bucket / factor) * width;
    const at = cellAt(a, id, second);
    for (let c = 0; c < a.columns; c += 1)
      a.values[at + c] = (a.values[at + c] as number) + (b.values[cell * b.columns + c] as number);
  }
}

/** Visits every cell: id, start of its bucket in seconds (UNTIMED without time), index of its first value. */
export function eachCell(table: CellTable, visit: (id: number, second: number, at: number) => void): void {
  for (let cell = 0; cell < table.size; cell += 1) {
    const bucket = table.buckets[cell] as number;
    visit(table.ids[cell] as number, bucket === UNTIMED ? UNTIMED : bucket * table.width, cell * table.columns);
  }
}

/** Remembers the cell of the last bucket of a table with one id. `forget` when the table is another. */
export class CellCache {
  private from = 1;
  private to = 0;
  private width = 0;
  private cell = 0;

  forget(): void {
    this.to = 0;
    this.from = 1;
  }

  /** As `cellAt`. */
  at(table: CellTable, id: number, second: number): number {
    if (second >= this.from && second < this.to && table.width === this.width) return this.cell;
    this.cell = cellAt(table, id, second);
    this.width = table.width;
    this.from = second < 0 ? second : second - (second % table.width);
    this.to = second < 0 ? second + 1 : this.from + table.width;
    return this.cell;
  }
}

/**
 * Remembers, for each group, where its last line's sums are in two tables: in that of the groups, and in that of what
 * the groups roll up to. Lines come in the order of time, mostly, so that the next line of a group has the same cells.
 */
export class CellPairCache {
  pairAt = 0;
  groupAt = 0;
  private widthOfPairs = 0;
  private widthOfGroups = 0;
  private from = new Int32Array(64);
  private to = new Int32Array(64);
  private pairCells = new Int32Array(64);
  private groupCells = new Int32Array(64);

  forget(): void {
    this.to.fill(0);
    this.from.fill(1);
  }

  seek(pairs: CellTable, groups: CellTable, group: number, pair: number, second: number): void {
    if (pairs.width !== this.widthOfPairs || groups.width !== this.widthOfGroups) {
      this.forget();
      this.widthOfPairs = pairs.width;
      this.widthOfGroups = groups.width;
    }
    if (group >= this.from.length) this.grow(group + 1);
    if (second >= (this.from[group] as number) && second < (this.to[group] as number)) {
      this.pairAt = this.pairCells[group] as number;
      this.groupAt = this.groupCells[group] as number;
      return;
    }
    this.pairAt = cellAt(pairs, pair, second);
    this.groupAt = cellAt(groups, group, second);
    // A new cell may have made a table coarser: then the cells stay, and the next line searches again.
    this.pairCells[group] = this.pairAt;
    this.groupCells[group] = this.groupAt;
    const width = Math.min(pairs.width, groups.width);
    this.from[group] = second < 0 ? second : second - (second % width);
    this.to[group] = second < 0 ? second + 1 : this.from[group] + width;
  }

  private grow(needed: number): void {
    const length = Math.max(needed, this.from.length * 2);
    this.from = longer(this.from, length, 1);
    this.to = longer(this.to, length, 0);
    this.pairCells = longer(this.pairCells, length, 0);
    this.groupCells = longer(this.groupCells, length, 0);
  }
}

function longer(old: Int32Array<ArrayBuffer>, length: number, rest: number): Int32Array<ArrayBuffer> {
  const list = new Int32Array(length).fill(rest);
  list.set(old);
  return list;
}

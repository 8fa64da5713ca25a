/**
 * Sums by a small number (an id), with the first and last second in which it was seen: dense columns, no look-up. Plain
 * data; merges by adding, and the stretch by its outer ends.
 */
export interface ColumnTable {
  readonly columns: number;
  /** `columns` values an id. */
  values: Float64Array;
  /** Seconds; NaN where nothing had a time. */
  first: Float64Array;
  last: Float64Array;
}

export function emptyColumnTable(columns: number): ColumnTable {
  return {
    columns,
    values: new Float64Array(64 * columns),
    first: new Float64Array(64).fill(NaN),
    last: new Float64Array(64).fill(NaN),
  };
}

/** Index into `values` of the id's first column; notes that it was seen in this second (negative: untimed). */
export function columnAt(table: ColumnTable, id: number, second: number): number {
  if (id >= table.first.length) grow(table, id + 1);
  if (second >= 0) {
    if (!((table.first[id] as number) <= second)) table.first[id] = second;
    if (!((table.last[id] as number) >= second)) table.last[id] = second;
  }
  return id * table.columns;
}

function grow(table: ColumnTable, needed: number): void {
  const length = Math.max(needed, table.first.length * 2);
  const values = new Float64Array(length * table.columns);
  values.set(table.values);
  table.values = values;
  for (const column of ['first', 'last'] as const) {
    const larger = new Float64Array(length).fill(NaN);
    larger.set(table[column]);
    table[column] = larger;
  }
}

function isUsed(table: ColumnTable, id: number): boolean {
  for (let c = 0; c < table.columns; c += 1) if (table.values[id * table.columns + c] !== 0) return true;
  return false;
}

/** Adds b to a; `ids` gives a's number for each of b's. */
export function mergeColumns(a: ColumnTable, b: ColumnTable, ids: (id: number) => number): void {
  for (let id = 0; id < b.first.length; id += 1) {
    if (!isUsed(b, id)) continue;
    const into = ids(id);
    if (into < 0) continue;
    const at = columnAt(a, into, -1);
    for (let c = 0; c < a.columns; c += 1)
      a.values[at + c] = (a.values[at + c] as number) + (b.values[id * b.columns + c] as number);
    const first = b.first[id] as number;
    if (first === first) {
      const last = b.last[id] as number;
      if (!((a.first[into] as number) <= first)) a.first[into] = first;
      if (!((a.last[into] as number) >= last)) a.last[into] = last;
    }
  }
}

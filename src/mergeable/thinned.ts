/**
 * A bounded choice of points in time: the least in each bucket of a grid that doubles whenever more than `limit`
 * buckets are occupied. The grid hangs on the epoch, so the same points give the same choice in any order and any parts.
 */
export interface Thinned<T> {
  /** Microseconds. */
  width: number;
  readonly items: Map<number, T>;
}

export interface ThinnedRules<T> {
  readonly limit: number;
  /** Width to begin with, in microseconds. */
  readonly width: number;
  /** Microseconds since the epoch. */
  time(item: T): number;
  compare(a: T, b: T): number;
}

/** `width`: of a choice that this one will be merged with, if that is wider. */
export const emptyThinned = <T>(rules: ThinnedRules<T>, width = rules.width): Thinned<T> => ({
  width,
  items: new Map(),
});

export function addThinned<T>(series: Thinned<T>, item: T, rules: ThinnedRules<T>): void {
  place(series, item, rules);
  while (series.items.size > rules.limit) coarsen(series, series.width * 2, rules);
}

export function mergeThinned<T>(a: Thinned<T>, b: Thinned<T>, rules: ThinnedRules<T>): Thinned<T> {
  if (b.width > a.width) coarsen(a, b.width, rules);
  for (const item of b.items.values()) addThinned(a, item, rules);
  return a;
}

export const thinnedItems = <T>(series: Thinned<T>, rules: ThinnedRules<T>): T[] =>
  [...series.items.values()].sort((a, b) => rules.compare(a, b));

function place<T>(series: Thinned<T>, item: T, rules: ThinnedRules<T>): void {
  const bucket = Math.floor(rules.time(item) / series.width);
  const held = series.items.get(bucket);
  if (held === undefined || rules.compare(item, held) < 0) series.items.set(bucket, item);
}

function coarsen<T>(series: Thinned<T>, width: number, rules: ThinnedRules<T>): void {
  const items = [...series.items.values()];
  series.width = width;
  series.items.clear();
  for (const item of items) place(series, item, rules);
}

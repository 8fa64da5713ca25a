/**
 * The most counted of very many things: exact as long as they fit; beyond that the least counted are let go, again and
 * again, and `missing` bounds what that cost any of them (Misra and Gries 1982; merged as in "Mergeable Summaries",
 * Agarwal et al. 2012). A thing whose true count is above `missing` is among the items, and no item's count lacks more.
 * Plain data. Up to the limit the order of things and parts changes nothing; past it, merge parts in their order.
 */
export interface MostCounted<T> {
  readonly items: Map<string, T>;
  /** 0: every count is exact, and nothing was let go. */
  missing: number;
  /** The sum of the counts that were let go: with the items' it is the exact total. */
  rest: number;
}

export interface CountRules<T> {
  readonly limit: number;
  readonly count: (item: T) => number;
}

export const emptyMostCounted = <T>(): MostCounted<T> => ({ items: new Map(), missing: 0, rest: 0 });

/** To be called after an item was added: half as many again find room before anything is let go, so that it happens rarely. */
export function keepMost<T>(most: MostCounted<T>, rules: CountRules<T>): void {
  if (most.items.size > 1.5 * rules.limit) letGo(most, rules);
}

/** Of a part that is done: to its limit. */
export function settleMost<T>(most: MostCounted<T>, rules: CountRules<T>): void {
  if (most.items.size > rules.limit) letGo(most, rules);
}

/** Adds b to a. `join` adds the second item to the first. */
export function mergeMostCounted<T>(
  a: MostCounted<T>,
  b: MostCounted<T>,
  join: (into: T, added: T) => void,
  rules: CountRules<T>,
): void {
  a.missing += b.missing;
  a.rest += b.rest;
  for (const [key, item] of b.items) {
    const held = a.items.get(key);
    if (held === undefined) a.items.set(key, item);
    else join(held, item);
  }
  settleMost(a, rules);
}

/** Of equals those stay that come first in an order which is the same everywhere: parts then keep the same ones. */
function letGo<T>(most: MostCounted<T>, { limit, count }: CountRules<T>): void {
  const order = [...most.items].map(([key, item]) => ({ key, count: count(item), place: spreadOf(key) }));
  order.sort((a, b) => b.count - a.count || a.place - b.place || (a.key < b.key ? -1 : 1));
  most.missing += order[limit]?.count ?? 0;
  for (const { key, count: lost } of order.slice(limit)) {
    most.items.delete(key);
    most.rest += lost;
  }
}

/** FNV-1a, mixed: names that differ in their last letter only must not lie side by side. */
function spreadOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

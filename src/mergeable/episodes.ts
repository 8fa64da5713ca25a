/**
 * Points in time joined to episodes: two points closer than a gap are of one episode. In one dimension this clustering
 * is unique, so it doesn't matter in which order, or in which parts, the points came. When there are too many episodes
 * the gap doubles.
 */
export interface Episode<T> {
  start: number;
  end: number;
  count: number;
  /** The least item by `compare`. */
  first: T;
  /** The greatest by `worse`. */
  worst: T;
}

export interface Episodes<T> {
  gap: number;
  readonly list: Episode<T>[];
}

export interface EpisodeRules<T> {
  readonly limit: number;
  compare(a: T, b: T): number;
  /** Positive where a is worse than b. */
  worse(a: T, b: T): number;
}

export const emptyEpisodes = <T>(gap: number): Episodes<T> => ({ gap, list: [] });

export function addPoint<T>(episodes: Episodes<T>, time: number, item: T, rules: EpisodeRules<T>): void {
  insert(episodes, { start: time, end: time, count: 1, first: item, worst: item }, rules);
  while (episodes.list.length > rules.limit) widen(episodes, Math.max(1_000_000, episodes.gap * 2), rules);
}

export function mergeEpisodes<T>(a: Episodes<T>, b: Episodes<T>, rules: EpisodeRules<T>): Episodes<T> {
  if (b.gap > a.gap) widen(a, b.gap, rules);
  for (const episode of b.list) insert(a, { ...episode }, rules);
  while (a.list.length > rules.limit) widen(a, Math.max(1_000_000, a.gap * 2), rules);
  return a;
}

function insert<T>(episodes: Episodes<T>, added: Episode<T>, rules: EpisodeRules<T>): void {
  const { list, gap } = episodes;
  let low = 0;
  let high = list.length;
  // The usual point is the latest: look at the end first.
  const last = list[high - 1];
  if (last !== undefined && last.end + gap < added.start) low = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Episode<T>).end + gap < added.start) low = middle + 1;
    else high = middle;
  }
  let to = low;
  for (let next = list[to]; next !== undefined && next.start - gap <= added.end; next = list[(to += 1)])
    join(added, next, rules);
  list.splice(low, to - low, added);
}

function join<T>(into: Episode<T>, other: Episode<T>, rules: EpisodeRules<T>): void {
  into.start = Math.min(into.start, other.start);
  into.end = Math.max(into.end, other.end);
  into.count += other.count;
  if (rules.compare(other.first, into.first) < 0) into.first = other.first;
  const worse = rules.worse(other.worst, into.worst);
  if (worse > 0 || (worse === 0 && rules.compare(other.worst, into.worst) < 0)) into.worst = other.worst;
}

function widen<T>(episodes: Episodes<T>, gap: number, rules: EpisodeRules<T>): void {
  const list = episodes.list.splice(0);
  episodes.gap = gap;
  for (const episode of list) insert(episodes, episode, rules);
}

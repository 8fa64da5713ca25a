/** Adds b to a, by key: what a lacks is taken as it is, what both have is joined into a's. Answers a. */
export function mergeMaps<Key, T>(
  a: Map<Key, T>,
  b: ReadonlyMap<Key, T>,
  join: (into: T, other: T) => void,
): Map<Key, T> {
  for (const [key, other] of b) {
    const held = a.get(key);
    if (held === undefined) a.set(key, other);
    else join(held, other);
  }
  return a;
}

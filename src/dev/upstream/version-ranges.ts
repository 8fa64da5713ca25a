/** Releases by their minor version, each list in order. */
export type Releases = ReadonlyMap<string, readonly string[]>;

/**
 * The releases that have something, in short: `3.4.25- 3.5.8- 3.6` is 3.4 from patch 25 on, 3.5 from 8 on and all of 3.6;
 * `3.4.0-3.4.19` ends with that one.
 */
export function rangesOf(all: Releases, having: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const [minor, releases] of all) {
    const has = releases.map((release) => having.has(release));
    const from = has.indexOf(true);
    if (from < 0) continue;
    const to = has.lastIndexOf(true);
    if (has.slice(from, to + 1).includes(false))
      throw new Error(`${minor}: gone and back between ${releases[from]} and ${releases[to]}`);
    const first = releases[from] ?? '';
    if (to < releases.length - 1) parts.push(`${first}-${releases[to]}`);
    else parts.push(from === 0 ? minor : `${first}-`);
  }
  return parts.join(' ');
}

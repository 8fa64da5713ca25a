import type { StoreFileTally } from '../../aggregates/store-files.js';
import { UNTIMED } from '../../mergeable/cell-table.js';
import type { StoreCourse, StoreFacts } from '../../model/store-facts.js';
import type { Kept } from '../writes/duplicates.js';

/** Revisions, first and last. */
type Range = readonly [from: number, to: number];

/**
 * Which part of each database's revisions counts, where several are of one cluster: a revision is one write, in whatever
 * copy. The copy that was compacted least dates them best, and counts first. By stream; files that stand alone are left out.
 */
export function onceByRevision(files: StoreFileTally): ReadonlyMap<string, Kept['share']> {
  const shares = new Map<string, Kept['share']>();
  for (const group of clustersOf(files)) {
    if (group.length < 2) continue;
    const taken: Range[] = [];
    const order = [...group].sort(
      (a, b) =>
        rangeOf(a.facts)[0] - rangeOf(b.facts)[0] ||
        rangeOf(b.facts)[1] - rangeOf(a.facts)[1] ||
        (a.facts.input < b.facts.input ? -1 : 1),
    );
    for (const { facts, stream } of order) {
      const before = [...taken];
      if (facts.dated !== null) shares.set(stream, shareOf(facts.dated.course, before, rangeOf(facts)));
      taken.push(rangeOf(facts));
    }
  }
  return shares;
}

/** Files that have a member in common. */
function clustersOf(files: StoreFileTally): { facts: StoreFacts; stream: string }[][] {
  const groups: { ids: Set<string>; files: { facts: StoreFacts; stream: string }[] }[] = [];
  for (const { facts, stream } of [...files.values()].sort((a, b) => (a.facts.input < b.facts.input ? -1 : 1))) {
    const ids = facts.members.map(({ id }) => id);
    const own = groups.filter((group) => ids.some((id) => group.ids.has(id)));
    const joined = { ids: new Set(ids), files: [{ facts, stream }] };
    for (const group of own) {
      for (const id of group.ids) joined.ids.add(id);
      joined.files.unshift(...group.files);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(joined);
  }
  return groups.map((group) => group.files);
}

/** The revisions that a file holds all of. */
const rangeOf = ({ compacted, interruptedCompaction, lastRevision }: StoreFacts): Range => [
  Math.max(compacted ?? 0, interruptedCompaction ?? 0) + 1,
  lastRevision ?? 0,
];

function shareOf({ points, gaps }: StoreCourse, taken: readonly Range[], own: Range): Kept['share'] {
  if (taken.length === 0) return () => 1;
  const left = (from: number, to: number): number => {
    const all = Math.max(0, to - from + 1);
    return all === 0 ? 1 : uncovered([from, to], taken) / all;
  };
  const untimed = gaps.reduce(
    (sum, [from, to]) => {
      const range: Range = [Math.max(from, own[0]), to];
      return { all: sum.all + Math.max(0, range[1] - range[0] + 1), left: sum.left + uncovered(range, taken) };
    },
    { all: 0, left: 0 },
  );
  return (second, width) => {
    if (second === UNTIMED) return untimed.all === 0 ? 1 : untimed.left / untimed.all;
    const from = Math.max(own[0], revisionAt(points, second * 1e6) + 1);
    const to = Math.min(own[1], Math.max(from, revisionAt(points, (second + width) * 1e6)));
    return left(from, to);
  };
}

/** How many revisions of a range no other range holds. */
function uncovered([from, to]: Range, taken: readonly Range[]): number {
  let count = 0;
  let at = from;
  for (const [start, end] of [...taken].sort((a, b) => a[0] - b[0])) {
    if (end < at) continue;
    if (start > to) break;
    count += Math.max(0, Math.min(start, to + 1) - at);
    at = Math.max(at, end + 1);
  }
  return count + Math.max(0, to - at + 1);
}

/** The last revision before a moment, between points by the rule of three. */
function revisionAt(points: StoreCourse['points'], time: number): number {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || time <= first[1]) return (first?.[0] ?? 1) - 1;
  if (time > last[1]) return Number.MAX_SAFE_INTEGER;
  let [low, high] = [0, points.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle] as readonly [number, number])[1] < time) low = middle;
    else high = middle;
  }
  const [a, b] = [points[low] as readonly [number, number], points[high] as readonly [number, number]];
  return b[1] <= a[1] ? b[0] : Math.floor(a[0] + ((b[0] - a[0]) * (time - a[1])) / (b[1] - a[1]));
}

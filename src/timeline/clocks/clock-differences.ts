import { SECOND } from '../../model/units.js';
import type { Clock, Interval } from './clock-sightings.js';

/** How far one clock is ahead of another: within `error` of `ahead`, both in microseconds. */
export interface Difference {
  readonly ahead: number;
  readonly error: number;
  /** What it rests on, for a reader: `4 compactions`. */
  readonly basis: readonly Basis[];
}

export interface Basis {
  readonly kind: string;
  readonly count: number;
}

/** Members apply one entry some milliseconds apart, under load some hundred: no bound is tighter than this. */
const FLOOR = 0.5 * SECOND;
/** Two sightings can agree by chance, and one may have been late. */
const FLOOR_OF_TWO = SECOND;
/** Of a normal spread, the median deviation times this holds nearly all. */
const SPREAD = 4.5;
/** Below this share of sightings that agree, the clock was set meanwhile, or some sightings are not of one thing. */
const AGREEING = 0.6;
/** Members and samplers learn of a revision or a term so much apart. */
const LAG = 0.5 * SECOND;
/** Samples further apart than this show nothing about a clock. */
const WIDEST = 300 * SECOND;

/** What is known of a's clock against b's, the best first; null: they saw nothing in common that agrees. */
export function differenceOf(a: Clock, b: Clock): Difference | null {
  const found = [byProbes(a, b), byPoints(a, b), bySamples(a, b)].filter((one) => one !== null);
  return found.sort((x, y) => x.error - y.error)[0] ?? null;
}

/** Moments of the same things. */
function byPoints(a: Clock, b: Clock): Difference | null {
  const kinds = new Map<string, number>();
  const seen: { kind: string; ahead: number }[] = [];
  for (const [id, time] of a.points) {
    const other = b.points.get(id);
    if (other !== undefined) seen.push({ kind: id.slice(0, id.indexOf(':')), ahead: time - other });
  }
  // One sighting alone may be of a member that lagged behind.
  if (seen.length < 2) return null;
  const middle = medianOf(seen.map(({ ahead }) => ahead));
  const spread = SPREAD * medianOf(seen.map(({ ahead }) => Math.abs(ahead - middle)));
  const error = Math.max(seen.length === 2 ? FLOOR_OF_TWO : FLOOR, spread);
  const agreeing = seen.filter(({ ahead }) => Math.abs(ahead - middle) <= error);
  if (agreeing.length < AGREEING * seen.length || agreeing.length < 2) return null;
  for (const { kind } of agreeing) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return { ahead: middle, error, basis: [...kinds].sort().map(([kind, count]) => ({ kind, count })) };
}

/** The prober sets the local time against the peer's answer, less half the round trip; it reports what is over a second. */
function byProbes(a: Clock, b: Clock): Difference | null {
  const own = b.member === null || b.member === a.member ? [] : (a.probes.get(b.member) ?? []);
  const others = a.member === null || b.member === a.member ? [] : (b.probes.get(a.member) ?? []);
  const all = [...own, ...others.map((value) => -value)];
  if (all.length === 0) return null;
  const middle = medianOf(all);
  const spread = SPREAD * medianOf(all.map((value) => Math.abs(value - middle)));
  return { ahead: middle, error: Math.max(FLOOR, spread), basis: [{ kind: 'probe', count: all.length }] };
}

/** Samples bound it from both sides: what one saw before it came to be, the other can't have seen earlier. */
function bySamples(a: Clock, b: Clock): Difference | null {
  const bounds: (Interval & { readonly kind: string })[] = [];
  for (const [id, mine] of a.intervals) {
    const other = b.intervals.get(id);
    if (other !== undefined)
      bounds.push({ kind: id.split(':')[0] as string, from: mine.from - other.to, to: mine.to - other.from });
  }
  const lower = latestBefore(a, b);
  const upper = latestBefore(b, a);
  if (lower > -Infinity && upper > -Infinity) bounds.push({ kind: 'revision', from: lower, to: -upper });
  if (bounds.length === 0) return null;
  const from = Math.max(...bounds.map((bound) => bound.from)) - LAG;
  const to = Math.min(...bounds.map((bound) => bound.to)) + LAG;
  if (!(from < to) || to - from > 2 * WIDEST) return null;
  // An interval of a log is as good as a point, and a point alone may be late: see above.
  if (bounds.length < 2 && bounds[0]?.kind !== 'revision') return null;
  const kinds = new Map<string, number>();
  for (const { kind } of bounds) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return {
    ahead: (from + to) / 2,
    error: Math.max(FLOOR, (to - from) / 2),
    basis: [...kinds].sort().map(([kind, count]) => ({ kind, count })),
  };
}

/**
 * The largest t - u of a's samples at t with a revision below that of b's at u: the revision never falls, so that a's
 * were first, and its clock is at least so much ahead.
 */
function latestBefore(a: Clock, b: Clock): number {
  const all = [
    ...a.revisions.map(({ time, revision }) => ({ time, revision, own: true })),
    ...b.revisions.map(({ time, revision }) => ({ time, revision, own: false })),
  ].sort((x, y) => x.revision - y.revision || Number(x.own) - Number(y.own));
  let latest = -Infinity;
  let most = -Infinity;
  let held: number[] = [];
  let at = -1;
  for (const { time, revision, own } of all) {
    if (revision !== at) {
      for (const one of held) latest = Math.max(latest, one);
      held = [];
      at = revision;
    }
    if (own) held.push(time);
    else most = Math.max(most, latest - time);
  }
  return most;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

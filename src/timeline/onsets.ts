import type { Burst, Point } from '../model/case-file.js';
import { compareExemplars, type Exemplar, placeIn } from '../model/origin.js';
import { epochMicros, MINUTE, SECOND, type EpochMicros } from '../model/units.js';
import type { WriteSeries } from './writes/write-series.js';

/** A stretch of refused writes: from the first indicator to the moment from which writes were accepted again (null: to the end). */
export interface Refusal {
  readonly start: Point;
  readonly end: Point | null;
  /** The last indicator of a refusal. */
  readonly last: EpochMicros;
}

interface Indicator {
  readonly time: EpochMicros;
  readonly until: EpochMicros;
  /** `armed`: a file of etcd shows it, and its last write was accepted before. */
  readonly what: 'refused' | 'raised' | 'disarmed' | 'active' | 'armed';
  readonly member: string | null;
  readonly exemplar: Exemplar;
}

/** A refusal that shows this long after a disarm was not on its way yet when the alarm went off: a new episode. */
const IN_FLIGHT = 3 * SECOND;

/** What one source shows of refused and accepted writes. */
export interface ShownWrites {
  readonly series: WriteSeries;
  /** Some lines of accepted writes, in order; absent: none were kept. */
  readonly lines?: readonly Exemplar[];
  readonly firstRefused: Exemplar | null;
  readonly lastRefused: Exemplar | null;
  /** Seconds at which a write was accepted, in order, where the series holds others too; absent: the series shows. */
  readonly accepted?: readonly number[];
}

interface Episode {
  readonly start: Indicator;
  last: EpochMicros;
  disarm: Indicator | null;
  readonly indicators: Indicator[];
}

/** The stretches in which writes were refused because the database was full, in order. */
export function refusals(bursts: readonly Burst[], shown: readonly ShownWrites[]): Refusal[] {
  const indicators = indicatorsOf(bursts);
  const known = indicators.some((indicator) => indicator.what !== 'disarmed');
  const signs = [...indicators];
  if (known)
    for (const { series, firstRefused, lastRefused } of shown)
      if (firstRefused?.time != null && lastRefused?.time != null)
        indicators.push(...beforeFull(refusedRequests(series, firstRefused, lastRefused, signs), signs, series));
  indicators.sort((a, b) => a.time - b.time || compareExemplars(a.exemplar, b.exemplar));
  const found: Episode[] = [];
  let open: Episode | null = null;
  for (const indicator of indicators) {
    if (indicator.what === 'disarmed') {
      if (open !== null) open.disarm = indicator;
      continue;
    }
    if (open !== null && open.disarm !== null && indicator.time > open.disarm.time + IN_FLIGHT) {
      open = null;
    }
    if (open !== null && open.disarm === null && isAcceptedBetween(open, indicator, shown)) open = null;
    if (open === null) found.push((open = { start: indicator, last: indicator.until, disarm: null, indicators: [] }));
    else if (open.disarm !== null && indicator.until > open.disarm.time + IN_FLIGHT && indicator.what === 'refused')
      open.disarm = null;
    open.indicators.push(indicator);
    open.last = epochMicros(Math.max(open.last, indicator.until));
  }
  return found.map((episode, i) => {
    const next = found[i + 1]?.start.time ?? null;
    return { start: startPoint(episode.indicators), end: endOf(episode, shown, next), last: episode.last };
  });
}

/** A pause in the refusals as long as this may be the end of one stretch. */
const PAUSE = 5 * SECOND;
const ENOUGH_ACCEPTED = 10;
/** So many times more are accepted where writes go in again: an update that changes nothing is answered with 200 all the time. */
const MORE_ACCEPTED = 3;

/** Whether writes went in again between the last refusal and the next: then that is another stretch. */
function isAcceptedBetween({ start, last }: Episode, next: Indicator, shown: readonly ShownWrites[]): boolean {
  if (next.time - last < PAUSE || next.what !== 'refused') return false;
  return shown.some((one) => {
    const after = acceptedIn(one, last, next.time);
    const rate = acceptedIn(one, start.time, last) / Math.max(SECOND, last - start.time);
    return after >= ENOUGH_ACCEPTED && after / (next.time - last) >= MORE_ACCEPTED * rate;
  });
}

/** Accepted writes in whole buckets between two moments. */
function acceptedIn({ series, accepted }: ShownWrites, from: EpochMicros, to: EpochMicros): number {
  if (accepted !== undefined)
    return accepted.filter((second) => second * SECOND > from && (second + 1) * SECOND <= to).length;
  const { start, width, puts } = series;
  if (start === null) return 0;
  const first = Math.floor((from / SECOND - start) / width) + 1;
  const end = Math.floor((to / SECOND - start) / width);
  return puts.slice(Math.max(0, first), Math.max(0, end)).reduce((a, b) => a + b, 0);
}

/** What etcd keeps on disk dates an alarm by the last write before it. */
const IN_FILES: ReadonlySet<string> = new Set(['etcd-db', 'etcd-wal']);

function indicatorsOf(bursts: readonly Burst[]): Indicator[] {
  const what: Partial<Record<string, Indicator['what']>> = {
    'nospace-error': 'refused',
    'quota-exceeded': 'refused',
    'nospace-alarm-raised': 'raised',
    'nospace-alarm-disarmed': 'disarmed',
    'nospace-alarm-active': 'active',
  };
  return bursts.flatMap((burst) => {
    const kind = what[burst.kind];
    if (kind === undefined || burst.start === null) return [];
    return [
      {
        ...{ time: burst.start, until: burst.end ?? burst.start, member: burst.member, exemplar: burst.first },
        what: kind !== 'disarmed' && IN_FILES.has(burst.record.format) ? 'armed' : kind,
      },
    ];
  });
}

/**
 * Refused request lines, a indicator a bucket: how many don't matter here. Of the first the line is known; in any other
 * bucket an indicator with a time of its own shows better when it began than the bucket's start.
 */
function refusedRequests(
  series: WriteSeries,
  first: Exemplar,
  last: Exemplar,
  others: readonly Indicator[],
): Indicator[] {
  const indicators: Indicator[] = [];
  const start = series.start;
  if (start === null) return indicators;
  series.refused.forEach((count, i) => {
    if (count === 0) return;
    const from = Math.max((start + i * series.width) * SECOND, first.time ?? 0);
    const until = Math.min((start + (i + 1) * series.width) * SECOND - 1, last.time ?? Infinity);
    if (until < from) return;
    const within = others.find(
      (indicator) => indicator.what !== 'disarmed' && indicator.time >= from && indicator.time <= until,
    );
    indicators.push({
      time: epochMicros(from === first.time ? from : (within?.time ?? from)),
      until: epochMicros(until),
      what: 'refused',
      member: null,
      exemplar: from === first.time ? first : last,
    });
  });
  return indicators;
}

/**
 * A request line without an answer failed, for any reason: too large, a compare that the server would
 * not have. It shows a full store only beside a sign of one, or where no write was accepted from it to that sign.
 */
function beforeFull(requests: readonly Indicator[], signs: readonly Indicator[], series: WriteSeries): Indicator[] {
  const ordered = [...signs].sort((a, b) => a.time - b.time);
  const bucketOf = (time: number): number => Math.floor((time / SECOND - (series.start ?? 0)) / series.width);
  return requests.filter((request) => {
    const before = ordered.filter((sign) => sign.time <= request.until).at(-1);
    if (before !== undefined && (before.what !== 'disarmed' || request.time <= before.time + IN_FLIGHT)) return true;
    const next = ordered.find((sign) => sign.time > request.until && sign.what !== 'disarmed');
    const accepted = series.puts.slice(
      bucketOf(request.until) + 1,
      next === undefined ? undefined : Math.max(0, bucketOf(next.time)),
    );
    return accepted.every((count) => count < 1);
  });
}

/**
 * A list that shows an alarm proves that it was on by then: the refusal began no later. A database proves that it began no
 * earlier than its last write: what shows the moment itself soon after is better.
 */
function startPoint(indicators: readonly Indicator[]): Point {
  const begin = indicators[0] as Indicator;
  const near = indicators.filter(
    ({ time, what }) => time <= begin.time + 5 * SECOND && what !== 'active' && what !== 'armed',
  );
  const first = begin.what === 'armed' ? (near[0] ?? begin) : begin;
  const cited = [first, ...near.filter((indicator) => indicator !== first)];
  const evidence = [
    ...new Map(
      cited.map((indicator) => [`${indicator.exemplar.input}:${placeIn(indicator.exemplar)}`, indicator.exemplar]),
    ).values(),
  ].slice(0, 4);
  return {
    time: first.time,
    earliest: first.what === 'active' ? null : first.time,
    latest: first.what === 'armed' ? null : first.time,
    member: first.member ?? near.find((indicator) => indicator.member !== null)?.member ?? null,
    evidence,
  };
}

/**
 * Writes go in again from the disarm on, or, where no disarm shows, from the first accepted write after the last refusal
 * that any source shows.
 */
function endOf(episode: Episode, shown: readonly ShownWrites[], next: EpochMicros | null): Point | null {
  const { disarm, last } = episode;
  if (disarm !== null)
    return {
      time: disarm.time,
      earliest: null,
      latest: disarm.time,
      member: disarm.member,
      evidence: [disarm.exemplar],
    };
  return shown
    .flatMap((one) => acceptedAfter(one, last, next) ?? [])
    .reduce<Point | null>((first, one) => (first === null || one.time < first.time ? one : first), null);
}

const ENOUGH_TO_END = 3;

function acceptedAfter(
  { series, accepted, lines = [] }: ShownWrites,
  last: EpochMicros,
  next: EpochMicros | null,
): Point | null {
  const point = (second: number, width: number): Point => {
    const time = epochMicros(Math.max(last, second * SECOND));
    const line = lines.find((one) => one.time !== null && one.time >= time);
    return {
      time,
      earliest: last,
      latest: epochMicros((second + width) * SECOND),
      member: null,
      evidence: line === undefined ? [] : [line],
    };
  };
  const until = next ?? Infinity;
  if (accepted !== undefined) {
    const after = accepted.filter((second) => second * SECOND > last && second * SECOND < until);
    return after.length < ENOUGH_TO_END ? null : point(after[0] as number, 1);
  }
  const { start, width, puts } = series;
  if (start === null) return null;
  const from = Math.max(0, Math.floor((last / SECOND - start) / width) + 1);
  const end = next === null ? puts.length : Math.min(puts.length, Math.floor((next / SECOND - start) / width));
  const first = puts.slice(from, end).findIndex((count) => count >= 1);
  if (first === -1) return null;
  const after = puts.slice(from + first, end).reduce((a, b) => a + b, 0);
  return after < ENOUGH_TO_END ? null : point(start + (from + first) * width, width);
}

/** The first of the run of slow applies that reaches into the episode: bursts less than a minute apart are a run. */
export function slowApplyOnset(bursts: readonly Burst[], refusal: Refusal | null): Point | null {
  const slow = bursts.filter((burst) => burst.kind === 'slow-apply' && burst.start !== null);
  const at = refusal?.start.time ?? null;
  let run: Burst[] = [];
  for (const burst of slow) {
    const last = run.at(-1);
    if (last !== undefined && (burst.start as number) - (last.end as number) > MINUTE) {
      if (at === null || reaches(run, refusal)) break;
      run = [];
    }
    if (at !== null && (burst.start as number) > (refusal?.end?.time ?? refusal?.last ?? at)) break;
    run.push(burst);
  }
  const first = run[0];
  if (first === undefined || (at !== null && !reaches(run, refusal))) return null;
  return {
    time: first.start as EpochMicros,
    earliest: null,
    latest: first.start,
    member: first.member,
    evidence: [first.first],
  };
}

function reaches(run: readonly Burst[], refusal: Refusal | null): boolean {
  if (refusal === null) return true;
  const end = run.at(-1)?.end ?? null;
  return end !== null && end >= refusal.start.time - MINUTE;
}

/** The first loss of a leader that falls into the incident (or at all, where nothing was refused). */
export function leaderLossOnset(bursts: readonly Burst[], from: EpochMicros | null): Point | null {
  const lost = bursts.find(
    (burst) =>
      (burst.kind === 'leader-lost' || burst.kind === 'no-leader') &&
      burst.start !== null &&
      (from === null || burst.start >= from),
  );
  return lost === undefined || lost.start === null
    ? null
    : { time: lost.start, earliest: null, latest: lost.start, member: lost.member, evidence: [lost.first] };
}

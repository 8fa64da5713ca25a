import type { Burst, LogCoverage, Span } from '../../model/case-file.js';
import type { Leadership } from '../../model/leadership.js';
import type { Exemplar } from '../../model/origin.js';
import type { Availability } from '../../model/report.js';
import { epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import type { Life } from './lives.js';

type Interval = Availability<Exemplar>['intervals'][number];
type State = Interval['state'];

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: State;
  readonly because: string;
  readonly evidence: readonly Exemplar[];
  /** The higher one holds where stretches overlap. */
  readonly rank: number;
}

const EVIDENCE = 3;
/** A shorter pause is shown by its own lines. */
const PAUSE = 2 * SECOND;
/** The window is given in whole milliseconds. */
const ROUNDED = 1000;

/** When each member served and when not, by its log. Where no log speaks nothing is known. */
export function availabilityOf(
  lives: readonly Life[],
  bursts: readonly Burst[],
  leadership: Leadership,
  logs: readonly LogCoverage[],
  window: Span | null,
  iso: (time: EpochMicros) => string,
): Availability<Exemplar>[] {
  if (window === null) return [];
  const members = [...new Set(logs.flatMap(({ member }) => member ?? []))].sort();
  return members.map((member) => {
    const covered = logs.filter((log) => log.member === member);
    const own = lives.filter((life) => life.member === member);
    const stretches = [
      ...covered.map(({ span: { from, to } }): Stretch => {
        return { from, to, state: 'serving', because: 'its log goes on', evidence: [], rank: 0 };
      }),
      ...own.flatMap((life, i) => lifeStretches(life, own[i + 1] ?? null, window)),
      ...pauses(bursts, member),
      ...leaderless(leadership, own, window),
    ];
    return { member, intervals: flatten(stretches, window, iso) };
  });
}

function lifeStretches(life: Life, next: Life | null, window: Span): Stretch[] {
  const { start, ready, end, how, last, evidence } = life;
  const found: Stretch[] = [];
  if (start !== null) {
    const to = ready ?? end ?? null;
    if (to === null) {
      found.push({
        ...{ from: start, to: window.to, state: 'unknown', rank: 2 },
        because: 'it started, and no line says that it was ready',
        evidence: evidence.slice(0, 1),
      });
    } else {
      const because = ready === null ? 'it ended before it said that it was ready' : 'it was starting';
      found.push({ from: start, to, state: 'not-serving', because, evidence: evidence.slice(0, 1), rank: 2 });
    }
  }
  if (end !== null && how !== 'silent') {
    const said = last === null ? '' : `: ${last.message.slice(0, 120)}`;
    const words = {
      signal: 'it was stopped',
      fatal: 'it ended itself',
      exit: 'its process ended',
      oom: 'it was killed for memory',
    };
    found.push({
      ...{ from: end, to: next?.start ?? window.to, state: 'not-serving', rank: 3 },
      because: `${how === null ? 'it ended' : words[how]}${how === 'signal' ? '' : said}`,
      evidence: [...(last === null ? [] : [last.exemplar]), ...evidence.slice(-1)],
    });
  }
  return found;
}

/** A leader whose own heartbeats are late by seconds, with no line of it in between, did not run. */
function pauses(bursts: readonly Burst[], member: string): Stretch[] {
  const own = bursts.filter((burst) => burst.source === 'etcd' && burst.member === member && burst.start !== null);
  return own.flatMap((burst): Stretch[] => {
    const { worstRecord, start } = burst;
    if (worstRecord.kind !== 'heartbeat-late' || start === null || (worstRecord.exceeded ?? 0) < PAUSE) return [];
    const at = burst.worst.time ?? start;
    const from = at - (worstRecord.exceeded ?? 0);
    const spoke = own.some(
      (one) => one !== burst && one.start !== null && one.start > from + SECOND / 2 && one.start < at - SECOND / 2,
    );
    if (spoke) return [];
    const because = 'it did not run: its own heartbeats were late by that much, and it logged nothing in between';
    return [{ from, to: at, state: 'not-serving', because, evidence: [burst.worst], rank: 1 }];
  });
}

function leaderless(leadership: Leadership, lives: readonly Life[], window: Span): Stretch[] {
  if (lives.length === 0 && leadership.terms.length === 0) return [];
  return leadership.without
    .filter(({ isMajority }) => isMajority)
    .map(({ from, to, evidence }): Stretch => {
      const because = 'the cluster had no leader';
      return { from, to: to ?? window.to, state: 'not-serving', because, evidence: evidence.slice(0, 2), rank: 1 };
    });
}

/** Stretches that overlap become intervals one behind the other; what none covers is unknown. */
function flatten(stretches: readonly Stretch[], window: Span, iso: (time: EpochMicros) => string): Interval[] {
  const edges = new Set<number>([window.from, window.to]);
  for (const { from, to } of stretches) {
    if (from > window.from + ROUNDED && from < window.to - ROUNDED) edges.add(from);
    if (to > window.from + ROUNDED && to < window.to - ROUNDED) edges.add(to);
  }
  const order = [...edges].sort((a, b) => a - b);
  const intervals: Interval[] = [];
  for (const [i, from] of order.slice(0, -1).entries()) {
    const to = order[i + 1] as number;
    const held = stretches
      .filter((one) => one.from <= from + ROUNDED && one.to >= to - ROUNDED)
      .sort((a, b) => b.rank - a.rank || b.from - a.from)[0];
    const state = held?.state ?? 'unknown';
    const because = held?.because ?? 'no log of it covers this time';
    const last = intervals.at(-1);
    if (last !== undefined && last.state === state && last.because === because) {
      last.end = iso(epochMicros(to));
      continue;
    }
    const evidence = [...(held?.evidence ?? [])].slice(0, EVIDENCE);
    intervals.push({ start: iso(epochMicros(from)), end: iso(epochMicros(to)), state, because, evidence });
  }
  const last = intervals.at(-1);
  if (last !== undefined) last.end = null;
  return intervals;
}

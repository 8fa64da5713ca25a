import { burstValue, type BurstTally, type Kept } from '../../aggregates/bursts.js';
import type { Episode } from '../../mergeable/episodes.js';
import type { Burst } from '../../model/case-file.js';
import { compareExemplars, type Exemplar, placeIn } from '../../model/origin.js';
import { epochMicros, micros, SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

interface Candidate {
  readonly stream: string;
  readonly episode: Episode<Kept>;
}

/** Stamps of one event in two renderings (a journal's whole seconds, the line's own microseconds) differ by less. */
const SAME = 1.2 * SECOND;
/** Every member logs these when it applies the entry: three logs, one event. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'nospace-alarm-raised',
  'nospace-alarm-disarmed',
  'nospace-alarm-active',
  'corrupt-alarm-raised',
  'corrupt-alarm-disarmed',
  'corrupt-alarm-active',
  'cluster-version-changed',
]);
const APPLIED_WITHIN = 5 * SECOND;

/** Of two dialects of one API server's log that report the same refusals, the one that shows more. */
function refusalsOnce(bursts: readonly Burst[]): Burst[] {
  const refused = bursts.filter(({ kind, source }) => kind === 'nospace-error' && source === 'kubernetes');
  if (new Set(refused.map(({ record }) => record.format)).size < 2) return [...bursts];
  const told = new Set<Burst>();
  for (const one of [...refused].sort((a, b) => b.count - a.count)) {
    if (told.has(one)) continue;
    for (const other of refused) {
      if (other === one || told.has(other) || other.record.format === one.record.format) continue;
      if (other.first.input !== one.first.input || other.count > one.count) continue;
      const [from, to] = [(one.start ?? 0) - SAME, (one.end ?? one.start ?? 0) + SAME];
      if ((other.start ?? 0) >= from && (other.end ?? other.start ?? 0) <= to) told.add(other);
    }
  }
  return bursts.filter((burst) => !told.has(burst));
}

/** Lines of one start come within this time: `etcd Version: …` and `starting server...` of the old logger. */
const ONE_START = 10 * SECOND;
const ENDS: ReadonlySet<string> = new Set(['member-stopped', 'panic', 'server-closed', 'oom-kill']);

/** A start that two lines show is one, unless the process ended between them. */
function startsOnce(bursts: Burst[]): Burst[] {
  const starts = bursts.filter(
    ({ kind, start, record }) => kind === 'member-started' && start !== null && record.format === 'etcd-capnslog',
  );
  if (starts.length < 2) return bursts;
  const told = new Set<Burst>();
  const ends = bursts.filter(({ kind }) => ENDS.has(kind));
  const byMember = new Map<string, number>();
  for (const burst of [...starts].sort((a, b) => (a.start ?? 0) - (b.start ?? 0))) {
    const key = `${burst.member ?? ''}\0${burst.first.input}`;
    const [time, before] = [burst.start ?? 0, byMember.get(key)];
    byMember.set(key, time);
    if (before === undefined || time - before > ONE_START) continue;
    const ended = ends.some(
      ({ start, member }) => member === burst.member && (start ?? 0) >= before && (start ?? 0) <= time,
    );
    if (!ended) told.add(burst);
  }
  return told.size === 0 ? bursts : bursts.filter((burst) => !told.has(burst));
}

/** Names the members of the bursts, and takes what several renderings of one log (or several members' logs of one entry) tell as one. */
export function eventBursts(
  tally: BurstTally,
  members: MemberResolver,
  skewOf: (stream: string) => number = () => 0,
): Burst[] {
  const groups = new Map<string, Candidate[]>();
  const bursts: Burst[] = [];
  for (const { kind, stream, episodes, untimed } of tally.values()) {
    for (const kept of untimed) bursts.push(burstOf(kept, kept, null, null, 1, memberOf(kept, stream, members), 0));
    for (const episode of episodes.list) {
      const member = memberOf(episode.first, stream, members);
      const value = burstValue(episode.first.record);
      const about =
        episode.first.record.about === undefined
          ? ''
          : JSON.stringify(episode.first.record.about.id ?? episode.first.record.about);
      const key = CLUSTER_WIDE.has(kind)
        ? `${kind}\0${member ?? ''}`
        : `${kind}\0${value}\0${about}\0${member ?? stream}`;
      groups.set(key, [...(groups.get(key) ?? []), { stream, episode }]);
    }
  }
  for (const [key, candidates] of groups) {
    const tolerance = CLUSTER_WIDE.has(key.slice(0, key.indexOf('\0'))) ? APPLIED_WITHIN : SAME;
    for (const { stream, episode } of onceEach(candidates, tolerance, skewOf)) {
      bursts.push(
        burstOf(
          episode.first,
          episode.worst,
          episode.start,
          episode.end,
          episode.count,
          memberOf(episode.first, stream, members),
          skewOf(stream),
        ),
      );
    }
  }
  return refusalsOnce(startsOnce(bursts)).sort(
    (a, b) =>
      (a.start ?? Infinity) - (b.start ?? Infinity) || compareExemplars(a.first, b.first) || (a.kind < b.kind ? -1 : 1),
  );
}

function memberOf(kept: Kept, stream: string, members: MemberResolver): string | null {
  if (kept.record.about !== undefined) return members.ofRef(kept.record.about);
  return kept.record.source === 'kubernetes' ? null : members.ofStream(stream);
}

function burstOf(
  first: Kept,
  worst: Kept,
  start: number | null,
  end: number | null,
  count: number,
  member: string | null,
  skew: number,
): Burst {
  return {
    kind: first.record.kind,
    member,
    source: first.record.source,
    start: start === null ? null : epochMicros(start),
    end: end === null ? null : epochMicros(end),
    count,
    record: first.record,
    first: first.exemplar,
    worst: worst.exemplar,
    worstRecord: worst.record,
    ...(skew === 0 ? {} : { skew: micros(skew) }),
  };
}

/** Overlapping episodes of different streams are one, described by the stream with the most lines, and cited from the smallest. */
function onceEach(
  candidates: readonly Candidate[],
  tolerance: number,
  skewOf: (stream: string) => number,
): Candidate[] {
  if (new Set(candidates.map(({ stream }) => stream)).size < 2) return [...candidates];
  const totals = new Map<string, number>();
  for (const { stream, episode } of candidates) totals.set(stream, (totals.get(stream) ?? 0) + episode.count);
  const order = [...candidates].sort(
    (a, b) =>
      // A clock that is known to be wrong doesn't show the time where a right one does.
      Number(skewOf(a.stream) !== 0) - Number(skewOf(b.stream) !== 0) ||
      (totals.get(b.stream) ?? 0) - (totals.get(a.stream) ?? 0) ||
      (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0) ||
      a.episode.start - b.episode.start,
  );
  const kept: { stream: string; episode: Episode<Kept> }[] = [];
  for (const candidate of order) {
    const { stream, episode } = candidate;
    const ahead = (other: string): number => skewOf(stream) - skewOf(other);
    const same = kept.find(
      (other) =>
        other.stream !== stream &&
        episode.start - ahead(other.stream) <= other.episode.end + tolerance &&
        episode.end - ahead(other.stream) >= other.episode.start - tolerance,
    );
    if (same === undefined) kept.push({ stream, episode: { ...episode } });
    else if (
      Math.abs(episode.start - same.episode.start) <= tolerance &&
      lesserCopy(episode.first.exemplar, same.episode.first.exemplar)
    )
      same.episode.first = { record: same.episode.first.record, exemplar: episode.first.exemplar };
  }
  return kept;
}

/** Of copies of one line, the least (input, line) is cited; a line that says something else is no copy. */
function lesserCopy(a: Exemplar, b: Exemplar): boolean {
  return a.excerpt === b.excerpt && (a.input < b.input || (a.input === b.input && placeIn(a) < placeIn(b)));
}

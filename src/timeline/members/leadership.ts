import type { Burst, LogCoverage } from '../../model/case-file.js';
import type { Leadership, LeaderTerm, WithoutLeader } from '../../model/leadership.js';
import type { Exemplar } from '../../model/origin.js';
import { epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import { downGaps, untilTheirEnd } from './down-gaps.js';
import type { Life } from './lives.js';

const EVIDENCE = 4;
/** Signs of one loss come within an election or a few; a indicator this long after the last is of another. */
const APART = 30 * SECOND;

/**
 * A follower says that its leader is lost once it has heard nothing for one to two election timeouts (a second each by
 * default): the leader was gone by that much earlier at the most.
 */
const NOTICED = 2 * SECOND;

/**
 * Who led when, by the lines on elections of all members and by the ends of their processes, by the clock that the
 * others agree on. A member whose process ended leads no longer, whatever election came before.
 *
 * @param members how many the cluster has, as far as the inputs name them.
 */
export function leadershipOf(
  bursts: readonly Burst[],
  nameOf: (id: string) => string | null,
  members: number,
  lives: readonly Life[] = [],
  logs: readonly LogCoverage[] = [],
): Leadership {
  const timed = bursts.filter((burst) => burst.start !== null && burst.source === 'etcd');
  const terms = termsOf(timed, nameOf);
  const voters = Math.max(members, new Set(terms.flatMap(({ leader }) => leader ?? [])).size);
  const told = withoutOf(timed, terms, Math.floor(voters / 2) + 1);
  const without = downGaps(told, { terms, lives, voters, logs, bursts });
  return { terms: untilTheirEnd(terms, lives), without };
}

const timeOf = (burst: Burst): EpochMicros => epochMicros((burst.start ?? 0) - (burst.skew ?? 0));

function termsOf(bursts: readonly Burst[], nameOf: (id: string) => string | null): LeaderTerm[] {
  const seen = new Map<number, { leader: string | null; from: EpochMicros; evidence: Exemplar[] }>();
  for (const burst of bursts) {
    const { record } = burst;
    if (record.kind !== 'leader-elected' && record.kind !== 'leader-changed') continue;
    if (record.term === null) continue;
    const leader = record.leader === null ? null : (nameOf(record.leader) ?? record.leader);
    const held = seen.get(record.term);
    const from = timeOf(burst);
    if (held === undefined) seen.set(record.term, { leader, from, evidence: [burst.first] });
    else {
      held.leader ??= leader;
      // A member that was away learns of the leader late.
      if (from < held.from) held.from = from;
      if (held.evidence.length < EVIDENCE) held.evidence.push(burst.first);
    }
  }
  const ordered = [...seen].sort(([a], [b]) => a - b);
  return ordered.map(([term, { leader, from, evidence }], i) => ({
    term,
    leader,
    from,
    to: ordered[i + 1]?.[1].from ?? null,
    evidence,
  }));
}

function withoutOf(bursts: readonly Burst[], terms: readonly LeaderTerm[], majority: number): WithoutLeader[] {
  const indicators = bursts
    .filter(({ kind }) => kind === 'leader-lost' || kind === 'election-started' || kind === 'no-leader')
    .map((burst) => ({
      burst,
      time: timeOf(burst),
      end: epochMicros((burst.end ?? burst.start ?? 0) - (burst.skew ?? 0)),
    }))
    .sort((a, b) => a.time - b.time);
  const first = terms[0]?.from ?? null;
  const found: WithoutLeader[] = [];
  for (let i = 0; i < indicators.length;) {
    const from = indicators[i]?.time as EpochMicros;
    const next = electionAfter(indicators[i]?.burst as Burst, from, terms);
    let last = i;
    while (
      last + 1 < indicators.length &&
      (indicators[last + 1]?.time as number) <= (next?.from ?? Infinity) &&
      (next !== null || (indicators[last + 1]?.time as number) - (indicators[last]?.end as number) <= APART)
    )
      last += 1;
    const group = indicators.slice(i, last + 1);
    i = last + 1;
    // A cluster that starts has lost nothing, unless it continues for long.
    const starts = first !== null && from < first && first - from < APART;
    if (starts && !group.some(({ burst }) => burst.kind === 'leader-lost')) continue;
    // Stamps of whole seconds: lost and elected within one.
    if (next?.from === from && !group.some(({ burst }) => burst.kind === 'leader-lost')) continue;
    found.push(stretch(group, next, majority));
  }
  return found;
}

/** The election that ended it: at that moment or later, and of no older term. */
function electionAfter({ record }: Burst, from: EpochMicros, terms: readonly LeaderTerm[]): LeaderTerm | null {
  const lost = 'term' in record ? record.term : null;
  return terms.find((one) => one.from >= from && (lost === null || one.term >= lost)) ?? null;
}

function stretch(
  group: readonly { readonly burst: Burst; readonly time: EpochMicros; readonly end: EpochMicros }[],
  next: LeaderTerm | null,
  majority: number,
): WithoutLeader {
  const lostBy = new Map<string, EpochMicros>();
  for (const { burst, time } of group) {
    const who = burst.member ?? burst.first.input;
    if (!lostBy.has(who)) lostBy.set(who, time);
  }
  const times = [...lostBy.values()].sort((a, b) => a - b);
  const isMajority = times.length >= majority;
  const from = (isMajority ? times[majority - 1] : times[0]) as EpochMicros;
  const started = group.filter(({ burst }) => burst.kind === 'election-started');
  const tried = group.flatMap(({ burst: { record } }) =>
    'term' in record && record.term !== null ? [record.term] : [],
  );
  return {
    from,
    earliest: epochMicros(Math.min(from, ...times) - NOTICED),
    down: [],
    to: next?.from ?? null,
    last: epochMicros(Math.max(...group.map(({ end }) => end))),
    term: next?.term ?? (tried.length === 0 ? null : Math.max(...tried)),
    isMajority,
    elections: started.reduce((sum, { burst }) => sum + burst.count, 0),
    evidence: [...group.slice(0, EVIDENCE - 1).map(({ burst }) => burst.first), ...(next?.evidence.slice(0, 1) ?? [])],
    ends: [],
  };
}

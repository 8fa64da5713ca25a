import type { Burst, LogCoverage } from '../../model/case-file.js';
import type { LeaderTerm, WithoutLeader } from '../../model/leadership.js';
import { epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import type { Life } from './lives.js';

interface Known {
  readonly terms: readonly LeaderTerm[];
  readonly lives: readonly Life[];
  readonly voters: number;
  readonly logs: readonly LogCoverage[];
  readonly bursts: readonly Burst[];
}

/** A time in which a member's process did not run. It ended between `earliest` and `from`. */
interface Down {
  readonly life: Life;
  readonly earliest: EpochMicros;
  readonly from: EpochMicros;
  /** Its next start; null: none is in the inputs. */
  readonly to: EpochMicros | null;
}

const EVIDENCE = 4;
/** Two tellings of one loss differ by an election timeout or two, and by the stamps of whole seconds. */
const SAME = 5 * SECOND;

/** Stretches without a leader that the ends of processes show, joined with those that lines on elections tell of. */
export function downGaps(told: readonly WithoutLeader[], known: Known): WithoutLeader[] {
  const downs = downsOf(known.lives);
  const shown = [...withoutMajority(downs, known), ...ofLeaders(downs, known)].sort((a, b) => a.from - b.from);
  const found = [...told];
  for (const one of shown) {
    const i = found.findIndex((other) => overlap(one, other));
    const same = found[i];
    if (same === undefined) found.push(one);
    else found[i] = joined(same, one);
  }
  return found.sort((a, b) => a.from - b.from);
}

/** A leader's time ends with its process at the latest: of one that was killed at its last line. */
export function untilTheirEnd(terms: readonly LeaderTerm[], lives: readonly Life[]): LeaderTerm[] {
  return terms.map((term) => {
    const ends = downsOf(lives)
      .filter(({ life, from }) => life.member === term.leader && from >= term.from)
      .map(({ earliest }) => earliest)
      .filter((time) => time >= term.from && (term.to === null || time < term.to));
    return ends.length === 0 ? term : { ...term, to: epochMicros(Math.min(...ends)) };
  });
}

function downsOf(lives: readonly Life[]): Down[] {
  return lives.flatMap((life, i): Down[] => {
    if (life.end === null || life.how === null) return [];
    const next = lives[i + 1];
    const to = next?.member === life.member ? next.start : null;
    return [{ life, from: life.end, earliest: life.seen ?? life.end, to }];
  });
}

/** So many processes were down at once that no majority was left. */
function withoutMajority(downs: readonly Down[], known: Known): WithoutLeader[] {
  const most = known.voters - (Math.floor(known.voters / 2) + 1);
  const found: WithoutLeader[] = [];
  for (const down of [...downs].sort((a, b) => a.from - b.from)) {
    const at = downs.filter((one) => one.from <= down.from && (one.to ?? Infinity) >= down.from);
    const members = new Set(at.map(({ life }) => life.member));
    if (members.size <= most || found.some((one) => (one.to ?? Infinity) > down.from)) continue;
    found.push(gap({ ...down, evidence: at.flatMap(ends) }, down.from, [...members].sort(), known));
  }
  return found;
}

/** A leader ended, and others whose logs are at hand had to elect another one. */
function ofLeaders(downs: readonly Down[], known: Known): WithoutLeader[] {
  return downs.flatMap((down): WithoutLeader[] => {
    const { member } = down.life;
    const term = known.terms.findLast((one) => one.from <= down.earliest);
    if (term?.leader !== member || known.voters < 2) return [];
    const others = known.logs.some((log) => log.member !== member && covers(log, down.from));
    const elected = known.terms.some((one) => one.from >= down.earliest);
    if (!others && !elected) return [];
    return [gap({ ...down, evidence: ends(down) }, down.earliest, [member], known)];
  });
}

const covers = ({ span }: LogCoverage, time: number): boolean => span.from <= time && span.to > time;
const ends = ({ life }: Down) => life.evidence.slice(-1);

function gap(
  { life, earliest, from: ended, evidence }: Down & Pick<WithoutLeader, 'evidence'>,
  after: EpochMicros,
  down: readonly string[],
  known: Known,
): WithoutLeader {
  const next = known.terms.find((one) => one.from >= after);
  const to = next?.from ?? null;
  const from = epochMicros(Math.min(ended, to ?? ended));
  // one that was asked to stop hands its leadership over first, and a kill is only known to lie before the next start
  const isExact = down.length >= known.voters || down.length > 1 || !['signal', 'silent'].includes(life.how ?? '');
  return {
    ...{ from, earliest, to, down, elections: 0 },
    last: to ?? epochMicros(Math.max(from, lastSign(known))),
    term: next?.term ?? null,
    isMajority: isExact,
    evidence: [...evidence.slice(0, EVIDENCE - 1), ...(next?.evidence.slice(0, 1) ?? [])],
    ends: evidence.slice(0, EVIDENCE - 1),
  };
}

const MISSED: ReadonlySet<string> = new Set([
  'no-leader',
  'request-timeout',
  'api-error',
  'endpoint-unhealthy',
  'member-unreachable',
]);

/** Up to when the inputs show that no leader was there: logs of members that continue, clients that miss it. */
const lastSign = ({ logs, bursts }: Known): number =>
  [
    ...logs.map(({ span }) => span.to),
    ...bursts.flatMap(({ kind, end, start }) => (MISSED.has(kind) ? [end ?? start ?? 0] : [])),
  ].reduce((a, b) => Math.max(a, b), 0);

const overlap = (a: WithoutLeader, b: WithoutLeader): boolean =>
  a.to === b.to
    ? a.to !== null || Math.abs(a.from - b.from) <= SAME || (a.last >= b.earliest && b.last >= a.earliest)
    : a.earliest <= (b.to ?? b.last) && b.earliest <= (a.to ?? a.last);

/** What members say and what the end of a process shows: the end is exact, the lines come behind it. */
function joined(told: WithoutLeader, shown: WithoutLeader): WithoutLeader {
  const isMajority = told.isMajority || shown.isMajority;
  const certain = [told, shown].filter((one) => one.isMajority === isMajority).map((one) => one.from);
  const wasKilled = shown.earliest < shown.from;
  // some of each: the one confirms the other
  const ends = [...told.ends, ...shown.ends].slice(0, EVIDENCE - 2);
  const own = told.evidence.filter((line) => !ends.includes(line));
  const evidence = [...new Set([...ends, ...own.slice(0, 1), ...shown.evidence, ...own])];
  return {
    from: epochMicros(Math.min(...certain)),
    // a process that ran to a known moment led up to it
    earliest: shown.isMajority && !wasKilled ? shown.earliest : epochMicros(Math.min(told.earliest, shown.earliest)),
    to: told.to !== null && shown.to !== null ? epochMicros(Math.max(told.to, shown.to)) : (told.to ?? shown.to),
    last: epochMicros(Math.max(told.last, shown.last)),
    term: shown.term ?? told.term,
    isMajority,
    down: [...new Set([...told.down, ...shown.down])].sort(),
    elections: told.elections + shown.elections,
    evidence: evidence.slice(0, EVIDENCE),
    ends,
  };
}

import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { Burst, CaseFile } from '../../model/case-file.js';
import { parseGoDuration } from '../../model/go-duration.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, HOUR, MINUTE, SECOND } from '../../model/units.js';
import { burstsOf, infoCovers } from './event-bursts.js';
import { count } from './phrases.js';
import { statementsOf } from './restarts.js';

/** A compaction of the cluster, however many members report it. */
export interface Round {
  readonly time: EpochMicros;
  readonly revision: number | null;
  readonly members: readonly (string | null)[];
  /** The longest of the members', microseconds; null: no line shows it. */
  readonly took: number | null;
  /** etcd's own compactor did it; null: the lines do not show it. */
  readonly isAutomatic: boolean | null;
  readonly line: Exemplar;
}

/** Members apply one compaction within this time of each other, and a large one ends on some of them later. */
const TOGETHER = 30 * SECOND;
/** Past a limit bursts hold several compactions each; this many are counted separately. */
const MOST = 10_000;

/** The compactions that finished, in order; where no line reports an end, those that started. */
export function roundsOf(file: CaseFile): Round[] {
  const finished = burstsOf(file, 'compaction-finished');
  const bursts = finished.length > 0 ? finished : burstsOf(file, 'compaction-started');
  const rounds: Round[] = [];
  const accepted = acceptedRevisions(file);
  const byRevision = new Map<number, number>();
  const most = Math.max(2, Math.floor(MOST / Math.max(1, bursts.length)));
  for (const one of bursts.flatMap((burst) => single(burst, most)).sort((a, b) => a.time - b.time)) {
    const at = one.revision === null ? rounds.length - 1 : (byRevision.get(one.revision) ?? rounds.length - 1);
    const held = rounds[at];
    const same =
      held !== undefined &&
      (one.revision !== null && held.revision !== null
        ? one.revision === held.revision
        : one.time - held.time <= TOGETHER && !held.members.includes(one.members[0] ?? null));
    if (same) rounds[at] = joined(held, one);
    else {
      if (one.revision !== null) byRevision.set(one.revision, rounds.length);
      rounds.push(one);
    }
  }
  return rounds.map((round) =>
    round.revision !== null && accepted.has(round.revision) ? { ...round, isAutomatic: true } : round,
  );
}

/** Revisions that etcd's own compactor asked for: the line of the end does not say who did. */
function acceptedRevisions(file: CaseFile): ReadonlySet<number> {
  return new Set(
    burstsOf(file, 'compaction-accepted', 'compaction-requested').flatMap(({ record, worstRecord }) =>
      [record, worstRecord].flatMap((one) =>
        'automatic' in one && one.automatic === true && one.revision !== null ? [one.revision] : [],
      ),
    ),
  );
}

function single(burst: Burst, most: number): Round[] {
  const { record, start, end, count } = burst;
  if (start === null) return [];
  const compaction = 'revision' in record && 'duration' in record ? record : null;
  const one: Round = {
    time: start,
    revision: compaction?.revision ?? null,
    members: [burst.member],
    took: compaction?.duration ?? null,
    isAutomatic: compaction !== null && 'automatic' in compaction ? (compaction.automatic ?? null) : null,
    line: burst.first,
  };
  if (count === 1 || end === null) return [one];
  const many = Math.min(count, most);
  // Of the ones between, only their number is known, and that none is far from the next.
  return Array.from({ length: many }, (_, i) => ({
    ...one,
    time: epochMicros(Math.round(start + ((end - start) * i) / (many - 1))),
    revision: i === 0 ? one.revision : null,
    took: i === many - 1 && 'duration' in burst.worstRecord ? (burst.worstRecord.duration ?? null) : one.took,
    line: i === many - 1 ? burst.worst : burst.first,
  }));
}

function joined(held: Round, one: Round): Round {
  return {
    ...held,
    revision: held.revision ?? one.revision,
    members: [...new Set([...held.members, ...one.members])],
    took: held.took === null || one.took === null ? (held.took ?? one.took) : Math.max(held.took, one.took),
    isAutomatic: held.isAutomatic ?? one.isAutomatic,
    line: held.took === null && one.took !== null ? one.line : held.line,
  };
}

export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
};

export interface Hole {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  /** The round before it, and the one that ended it; null: none did. */
  readonly before: Round;
  readonly after: Round | null;
}

export interface Cadence {
  readonly rounds: readonly Round[];
  /** Median time from one round to the next; null: fewer than three. */
  readonly usual: number | null;
  /** Gaps of so many times the usual that a log covers, longest first. */
  readonly holes: readonly Hole[];
}

/** How regularly compactions ran up to a moment. `after`: of the rounds past it, the first may end a hole. */
export function cadenceUntil(file: CaseFile, until: EpochMicros): Cadence {
  const all = roundsOf(file);
  const rounds = all.filter((round) => round.time < until);
  const gaps = rounds.slice(1).map((round, i) => round.time - (rounds[i] as Round).time);
  const usual = rounds.length < 3 ? null : median(gaps);
  if (usual === null || usual <= 0) return { rounds, usual: null, holes: [] };
  const next = all.find((round) => round.time >= until) ?? null;
  const limit = file.thresholds.compactionHoleFactor * usual;
  const holes = rounds.flatMap((before, i): Hole[] => {
    const after = rounds[i + 1] ?? null;
    const to = after?.time ?? until;
    if (to - before.time < limit || !infoCovers(file, before.time, to)) return [];
    return [{ from: before.time, to, before, after: after ?? next }];
  });
  return { rounds, usual, holes: holes.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from) };
}

/** Whether a round came within the last two usual intervals: older ones keep no history short. */
export function isRecent(file: CaseFile, until: EpochMicros): boolean {
  const rounds = roundsOf(file).filter((round) => round.time < until);
  const last = rounds.at(-1);
  const usual = median(rounds.slice(1).map((round, i) => round.time - (rounds[i] as Round).time));
  return last !== undefined && until - last.time <= 2 * Math.max(usual ?? 0, MINUTE);
}

/** Who compacts, and what it leaves: from a setting, otherwise from the rounds themselves. */
export interface Compactor {
  readonly who: 'etcd' | 'kube-apiserver';
  /** `auto-compaction-retention is "1h"`. */
  readonly told: string;
  /** How much history stays at the most before it is compacted: a time, or a number of revisions. */
  readonly keeps: number | null;
  readonly revisions: number | null;
  readonly lines: readonly Exemplar[];
  /** A setting says so, and not only compactions that ran. */
  readonly isSet: boolean;
}

/** The compactor that was on before a moment; null: none is known. */
export function compactorBefore(file: CaseFile, moment: EpochMicros, rounds: readonly Round[]): Compactor | null {
  return ownCompactor(file, moment) ?? apiserverCompactor(file) ?? seenCompactor(rounds);
}

function ownCompactor(file: CaseFile, moment: EpochMicros): Compactor | null {
  const set = burstsOf(file, 'auto-compaction-set').filter((burst) => burst.start === null || burst.start < moment);
  const on = set.filter(({ record }) => record.kind === 'auto-compaction-set' && !record.disabled);
  // The start line has the settings as they count, of the command line, the environment or the file; a line of the
  // environment has one of them.
  const first = on.find(({ record }) => record.kind === 'auto-compaction-set' && record.mode !== null) ?? on[0];
  if (first?.record.kind !== 'auto-compaction-set') return null;
  // A setting that only a file has may be one of the recovery: a log that says otherwise at its start is right.
  if (first.start === null && set.some((burst) => burst.start !== null && !on.includes(burst))) return null;
  const { retention } = first.record;
  const mode = first.record.mode ?? modeOf(file);
  const text = retention.replaceAll('"', '');
  const kept = keptBy(text, mode);
  return {
    who: 'etcd',
    told: `auto-compaction-retention is ${retentionText(text, mode)}`,
    ...kept,
    lines: on.slice(0, 3).map((burst) => burst.first),
    isSet: true,
  };
}

/** The mode where a line of its own has it; null: no input has one, and periodic is the default. */
function modeOf(file: CaseFile): string | null {
  const set = statementsOf(file, 'setting').filter(
    ({ claim }) => claim.name === 'auto-compaction-mode' && !claim.proposed,
  );
  return set.at(-1)?.claim.value ?? null;
}

/** In revision mode etcd logs the number as nanoseconds: `10µs` is 10,000 revisions. */
export function retentionText(text: string, mode: string | null): string {
  const { revisions } = keptBy(text, mode);
  return mode === 'revision' && revisions !== null ? `${count(revisions)} revisions` : text;
}

/**
 * Periodic: below an hour it compacts every retention to what was current a retention ago, so up to twice that stays;
 * from an hour on it compacts hourly. Revision mode: the log prints the number as nanoseconds (`1µs` is 1000).
 */
function keptBy(text: string, mode: string | null): Pick<Compactor, 'keeps' | 'revisions'> {
  const duration = parseGoDuration(/^\d+$/.test(text) && mode !== 'revision' ? `${text}h` : text);
  if (mode !== 'revision') {
    const keeps = duration === null ? null : duration + Math.min(duration, HOUR);
    return { keeps, revisions: null };
  }
  return { keeps: null, revisions: /^\d+$/.test(text) ? Number(text) : duration === null ? null : duration * 1000 };
}

/** Resources that every cluster of Kubernetes has. */
const OF_KUBERNETES: ReadonlySet<string> = new Set([
  ...['pods', 'events', 'secrets', 'configmaps', 'leases', 'minions', 'nodes', 'namespaces', 'deployments', 'registry'],
]);

/** All keys belong to another application (Milvus, APISIX, Patroni, Vault): there is no API server, and only etcd compacts. */
export function onlyEtcdCompacts(file: CaseFile): boolean {
  if (!clusterSeen(file).kubernetes) return true;
  const { clients, events } = file.coverage;
  const stored = (file.store ?? []).flatMap(({ rows, command }) => [
    ...rows.map((row) => row.key),
    ...(command?.includes('/registry') === true ? ['registry'] : []),
  ]);
  const apiserver =
    clients !== null || events !== null || apiserverInterval(file) !== null || (file.apiWrites ?? null) !== null;
  return stored.length > 0 && !apiserver && file.writes.count === 0 && !stored.some((key) => OF_KUBERNETES.has(key));
}

/** The setting of the API servers: `--etcd-compaction-interval` of a log, a manifest or a command line. */
export interface ApiserverInterval {
  /** As written. */
  readonly value: string;
  /** Microseconds; 0: off. */
  readonly interval: number;
  readonly lines: readonly Exemplar[];
}

/** The shortest interval that some API server has, since one that compacts is enough; null: no input has a setting. */
export function apiserverInterval(file: CaseFile): ApiserverInterval | null {
  const set = statementsOf(file, 'setting').flatMap(({ claim, exemplar }) => {
    if (claim.name !== 'etcd-compaction-interval' || claim.proposed) return [];
    const interval = /^-?0*$/.test(claim.value) ? 0 : parseGoDuration(claim.value);
    return interval === null || interval < 0 ? [] : [{ value: claim.value, interval, line: exemplar }];
  });
  const on = set.filter((one) => one.interval > 0).sort((x, y) => x.interval - y.interval);
  const [first] = on.length > 0 ? on : set;
  if (first === undefined) return null;
  const lines = set.filter((one) => one.value === first.value).map((one) => one.line);
  return { value: first.value, interval: first.interval, lines: lines.slice(0, 3) };
}

/**
 * The longest time without a round that is ordinary: an API server that starts compacts at its second tick, and where one
 * takes over from another the interval is up to twice as long.
 */
export function longestOrdinaryGap(file: CaseFile): number {
  const set = apiserverInterval(file)?.interval ?? 0;
  const interval = set > 0 ? set : file.thresholds.apiserverCompactionMinutes * MINUTE;
  return 4 * interval;
}

function apiserverCompactor(file: CaseFile): Compactor | null {
  const set = apiserverInterval(file);
  if (set === null || set.interval === 0) return null;
  return {
    who: 'kube-apiserver',
    told: `etcd-compaction-interval is ${set.value}`,
    keeps: 2 * set.interval,
    revisions: null,
    lines: set.lines,
    isSet: true,
  };
}

/** Nothing is set, and yet compactions ran: an API server's, every five minutes unless they show otherwise. */
function seenCompactor(rounds: readonly Round[]): Compactor | null {
  const [first] = rounds;
  const last = rounds.at(-1);
  if (first === undefined || last === undefined || rounds.length < 2) return null;
  const usual = median(rounds.slice(1).map((round, i) => round.time - (rounds[i] as Round).time)) ?? 5 * MINUTE;
  return {
    who: rounds.some((round) => round.isAutomatic === true) ? 'etcd' : 'kube-apiserver',
    told: 'compactions ran before',
    keeps: 2 * usual,
    revisions: null,
    lines: [first.line, last.line],
    isSet: false,
  };
}

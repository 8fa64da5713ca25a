import { clusterSeen } from '../../model/advice/cluster-seen.js';
import { restoreTool } from '../../model/advice/version-settings.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { WithoutLeader } from '../../model/leadership.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { quorum } from '../queries/open-questions.js';
import { burstsOf, firstLines, infoLogBefore, refusalOf } from '../queries/event-bursts.js';
import { peerLosses } from '../queries/peers.js';
import { everyMemberLogged, indicatorLines, indicatorsOf } from '../queries/silence.js';
import { clock, count, counted, duration, listed } from '../queries/phrases.js';

const ENOUGH_LOG = 60 * SECOND;

/** So many members were stopped or removed that no majority is left: no leader, no write, no consistent read. */
export const quorumLoss: Rule = {
  id: 'quorum-loss',
  title: 'Quorum loss',
  explains: 'other',
  judge(file) {
    const down = mostDown(file);
    const long = longWithout(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: down === null ? null : listed(down.members),
      share: null,
      arguments: argumentsFor(file, down, long),
      remedies: [
        'Start the stopped members with their existing data directories: a running majority elects a leader automatically. Do not change the membership before that.',
        `Only where a majority is lost for good: save a copy of the data directory, then ${restoreTool(clusterSeen(file).versions)} snapshot restore or --force-new-cluster on one member alone, and add the others again, empty.`,
      ],
      ask: quorum(file),
      atMost:
        file.members.length < 3 && down !== null
          ? { confidence: 0.6, because: 'the inputs name fewer than three members' }
          : null,
    });
  },
};

interface Down {
  readonly members: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly lines: Argument['evidence'];
}

/** The longest stretch in which a majority was stopped, by the stops and starts in the members' own logs. */
function mostDown(file: CaseFile): Down | null {
  const voters = file.members.length;
  if (voters < 2) return null;
  const quorumOf = Math.floor(voters / 2) + 1;
  const starts = burstsOf(file, 'member-started');
  const stops = burstsOf(file, 'member-stopped').flatMap(({ member, start, first }) => {
    if (member === null || start === null) return [];
    const next = starts.find((one) => one.member === member && (one.start ?? 0) >= start);
    const to = next?.start ?? Math.max(start, lastSign(file));
    return [{ member, from: start, to: to, line: first }];
  });
  // A restart of seconds is none, and the stops that end a recording aren't followed by anything.
  const least = file.thresholds.quorumLossSeconds * SECOND;
  const found = stops.flatMap((stop): Down[] => {
    const at = stops.filter((one) => one.from <= stop.from && one.to > stop.from);
    const members = [...new Set(at.map((one) => one.member))].sort();
    if (voters - members.length >= quorumOf) return [];
    // Up again as soon as enough of them are.
    const ends = at.map((one) => one.to).sort((a, b) => a - b);
    const to = ends[quorumOf - (voters - members.length) - 1] ?? stop.from;
    if (to - stop.from < least) return [];
    return [{ members, from: stop.from, to, lines: at.map((one) => one.line) }];
  });
  return found.reduce<Down | null>(
    (most, one) => (most === null || one.to - one.from > most.to - most.from ? one : most),
    null,
  );
}

const lengthOf = ({ from, to, last }: WithoutLeader): number => (to ?? last) - from;

/** Up to when the inputs show that a member that stopped was still away: logs of others that continue, clients that report it. */
function lastSign(file: CaseFile): number {
  const missed = burstsOf(
    file,
    'no-leader',
    'request-timeout',
    'api-error',
    'endpoint-unhealthy',
    'member-unreachable',
  );
  return Math.max(
    0,
    ...file.coverage.etcdLogs.map((log) => log.span.to),
    ...missed.map(({ start, end }) => end ?? start ?? 0),
  );
}

/** The longest stretch without a leader, where it is longer than an election takes. */
function longWithout(file: CaseFile): WithoutLeader | null {
  const long = (file.leadership?.without ?? []).filter(
    (one) => lengthOf(one) > file.thresholds.quorumLossSeconds * SECOND,
  );
  return long.reduce<WithoutLeader | null>(
    (most, one) => (most === null || lengthOf(one) > lengthOf(most) ? one : most),
    null,
  );
}

function argumentsFor(file: CaseFile, down: Down | null, long: WithoutLeader | null): Argument[] {
  const removed = indicatorsOf(file, 'member-removed');
  const forced = indicatorsOf(file, 'new-cluster-forced');
  const indicators: Argument[] = [
    ...(down === null
      ? []
      : [
          {
            says: `${count(down.members.length)} of ${count(file.members.length)} members were stopped at ${clock(down.from as never)}, for ${duration(down.to - down.from)}`,
            factor: 20,
            basis: 'start lines' as const,
            evidence: down.lines,
          },
        ]),
    ...leaderless(long),
    ...(removed.length > 0 && (down !== null || long !== null)
      ? [
          {
            says: 'members were removed from the cluster',
            factor: 3,
            basis: 'other peer lines' as const,
            evidence: indicatorLines(removed),
          },
        ]
      : []),
    ...(forced.length > 0
      ? [
          {
            says: 'a new cluster was forced',
            factor: 10,
            basis: 'other peer lines' as const,
            evidence: indicatorLines(forced),
          },
        ]
      : []),
  ];
  if (indicators.length === 0) return throughout(file);
  return [...indicators, ...(down === null ? unreachable(file) : [])];
}

function leaderless(long: WithoutLeader | null): Argument[] {
  if (long === null) return [];
  const until = long.to === null ? ', to the end of the logs' : '';
  const tried = long.elections > 1 ? `, with ${counted(long.elections, 'election')} without a result` : '';
  const says = `no leader for ${duration(lengthOf(long))} starting at ${clock(long.from)}${until}${tried}${long.isMajority ? '' : ', logged by fewer than a majority of the members'}`;
  return [{ says, factor: long.isMajority ? 5 : 2, basis: 'heartbeat lines', evidence: long.evidence }];
}

/** Processes that run and cannot reach each other are another hypothesis. */
function unreachable(file: CaseFile): Argument[] {
  const losses = peerLosses(file).filter((one) => one.looks === 'like a network');
  if (losses.length === 0) return [];
  return [
    {
      says: 'the members were running but could not reach each other',
      factor: 1 / 5,
      basis: 'peer lines',
      evidence: losses.map((one) => one.burst.first),
    },
  ];
}

/** A leader all the time, in the logs of all members. */
function throughout(file: CaseFile): Argument[] {
  const end = file.window?.to ?? null;
  const elected = burstsOf(file, 'leader-elected', 'leader-changed').filter((burst) => burst.source === 'etcd');
  if (end === null || elected.length === 0 || !everyMemberLogged(file) || infoLogBefore(file, end) < ENOUGH_LOG)
    return [];
  // A process that is stopped or dead has no leader, whatever the earlier elections.
  if (file.members.length < 3 && burstsOf(file, 'member-started').length > 1) return [];
  const gaps = (file.leadership?.without ?? []).map((one) => lengthOf(one));
  const longest = gaps.length === 0 ? 'without interruption' : `except for at most ${duration(Math.max(...gaps))}`;
  return [
    {
      says: `the logs of all members show a leader ${longest}`,
      factor: 1 / 20,
      basis: 'log silence',
      evidence: [...firstLines(elected.slice(0, 1)), ...firstLines(elected.slice(-1))],
    },
  ];
}

import { clusterSeen } from '../../model/advice/cluster-seen.js';
import { restoreTool } from '../../model/advice/version-settings.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { lengthWithout, type WithoutLeader } from '../../model/leadership.js';
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
    const { down, long } = longest(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: down === null ? null : listed(down.down),
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

const isDown = (one: WithoutLeader, file: CaseFile): boolean =>
  one.isMajority && file.members.length - one.down.length < Math.floor(file.members.length / 2) + 1;

const lengthOf = (one: WithoutLeader): number => {
  const { least, most } = lengthWithout(one);
  return one.isMajority ? least : most;
};

/**
 * The longest time in which a majority was down, and the longest other time without a leader. A restart of seconds and an
 * election do not count. In a cluster of one member, a stop is no loss of quorum.
 */
function longest(file: CaseFile): { readonly down: WithoutLeader | null; readonly long: WithoutLeader | null } {
  const least = file.thresholds.quorumLossSeconds * SECOND;
  const without = file.members.length < 2 ? [] : (file.leadership?.without ?? []);
  const all = without.filter((one) => lengthOf(one) > least);
  const most = (list: readonly WithoutLeader[]): WithoutLeader | null =>
    list.reduce<WithoutLeader | null>(
      (best, one) => (best === null || lengthOf(one) > lengthOf(best) ? one : best),
      null,
    );
  // Failed elections of running members are evidence beside the ends of the others.
  const said = all.filter((one) => !isDown(one, file) || one.elections > 0);
  return { down: most(all.filter((one) => isDown(one, file))), long: most(said) };
}

function argumentsFor(file: CaseFile, down: WithoutLeader | null, long: WithoutLeader | null): Argument[] {
  const removed = indicatorsOf(file, 'member-removed');
  const forced = indicatorsOf(file, 'new-cluster-forced');
  const indicators: Argument[] = [
    ...(down === null
      ? []
      : [
          {
            says: `${count(down.down.length)} of ${count(file.members.length)} members were down at ${clock(down.from)}, and no leader was elected for ${duration(lengthOf(down))}`,
            factor: 20,
            basis: 'start lines' as const,
            evidence: down.ends.length === 0 ? down.evidence : down.ends,
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
  const atMost = long.isMajority ? '' : 'at most ';
  const until = long.to === null ? ', to the end of the logs' : '';
  const tried = long.elections > 1 ? `, with ${counted(long.elections, 'election')} without a result` : '';
  const says = `no leader for ${atMost}${duration(lengthOf(long))} starting at ${clock(long.from)}${until}${tried}${long.isMajority ? '' : ', logged by fewer than a majority of the members'}`;
  return [{ says, factor: long.isMajority ? 5 : 2, basis: 'heartbeat lines', evidence: ownLines(long) }];
}

const placeOf = ({ input, line, byteOffset }: Exemplar): string => `${input}\0${line ?? ''}\0${byteOffset ?? ''}`;

/** Lines of running members, without those that show the ends of others. */
function ownLines({ evidence, ends }: WithoutLeader): readonly Exemplar[] {
  const places = new Set(ends.map(placeOf));
  const own = evidence.filter((line) => !places.has(placeOf(line)));
  return own.length === 0 ? evidence : own;
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
  const gaps = (file.leadership?.without ?? []).map((one) => lengthWithout(one).most);
  // a process that is down has no leader, whatever the elections before: of one member that is no loss of a quorum
  if (Math.max(0, ...gaps) > file.thresholds.quorumLossSeconds * SECOND) return [];
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

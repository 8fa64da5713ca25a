import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { diskLatency } from '../queries/open-questions.js';
import type { LeaderChange } from '../queries/elections.js';
import { changesOfLeader } from '../queries/elections.js';
import { burstsOf, firstLines, infoLogBefore, refusalOf, total } from '../queries/event-bursts.js';
import { counted, duration } from '../queries/phrases.js';

/** The leader changes again and again: each change stops all writes for an election, and something makes it happen. */
export const leaderFlapping: Rule = {
  id: 'leader-flapping',
  title: 'Frequent leader changes',
  explains: 'latency',
  judge(file) {
    const changes = changesOfLeader(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: null,
      share: null,
      arguments: argumentsFor(file, changes),
      remedies: [
        'Find out why the leader is late: check fsync and commit times of its disk, CPU steal, the network between the members, and the lines before each election.',
        'Only if round trips are long: set --heartbeat-interval to about the round-trip time and --election-timeout to ten times that, equal on all members.',
      ],
      ask: diskLatency(),
    });
  },
};

/** The most changes within the window of the alert. */
function densest(changes: readonly LeaderChange[], window: number): readonly LeaderChange[] {
  return changes.reduce<readonly LeaderChange[]>((best, from) => {
    const own = changes.filter((one) => one.time >= from.time && one.time <= from.time + window);
    return own.length > best.length ? own : best;
  }, []);
}

function argumentsFor(file: CaseFile, changes: readonly LeaderChange[]): Argument[] {
  const end = file.window?.to ?? null;
  const evidence = firstLines(changes.map((one) => one.burst));
  if (changes.length < 2) {
    const elected = firstLines(burstsOf(file, 'leader-elected', 'leader-changed'));
    if (end === null || infoLogBefore(file, end) < MINUTE || elected.length === 0) return [];
    // a time without any leader is no time of one leader
    const down = file.leadership?.without.some((one) => one.down.length > 0) ?? false;
    if (down) return [];
    const unsettled = burstsOf(file, 'leader-lost', 'no-leader', 'election-started');
    if (unsettled.length > 0 && !atTheStart(file, unsettled)) {
      const says = `${counted(total(unsettled), 'line')} on a leader that was lost or elections, and ${changes.length === 0 ? 'no change' : 'one change'} of leader`;
      return [{ says, factor: 1, basis: 'heartbeat lines', evidence: firstLines(unsettled) }];
    }
    const says = `${changes.length === 0 ? 'one leader' : 'one leader change'} in ${duration(infoLogBefore(file, end))} of log`;
    return [{ says, factor: 1 / 20, basis: 'log silence', evidence: elected }];
  }
  const most = densest(changes, file.thresholds.leaderChangeMinutes * MINUTE);
  const first = most[0]?.time ?? 0;
  const last = most.at(-1)?.time ?? 0;
  const says = `${counted(most.length, 'leader change')} within ${duration(last - first)}`;
  const factor = most.length >= file.thresholds.leaderChanges ? 50 : most.length === 3 ? 5 : 2;
  return [
    { says, factor, basis: 'peer lines', evidence: firstLines(most.map((one) => one.burst)) },
    ...lost(file),
    ...restarts(file, changes, evidence),
  ];
}

/** An election belongs to the start of a cluster, and to that of a member. */
function atTheStart(file: CaseFile, bursts: readonly Burst[]): boolean {
  const soon = file.thresholds.restartElectionSeconds * SECOND;
  const starts = burstsOf(file, 'member-started', 'member-stopped').flatMap(({ start }) => start ?? []);
  const begin = file.window?.from ?? 0;
  return bursts.every(({ start }) => [begin, ...starts].some((time) => Math.abs((start ?? 0) - time) <= soon));
}

/** Members that lost their leader, as their own logs say. */
function lost(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'leader-lost', 'no-leader', 'election-started');
  if (bursts.length < 3) return [];
  return [
    {
      says: 'members lost their leader or started elections at those times',
      factor: 2,
      basis: 'heartbeat lines',
      evidence: firstLines(bursts),
    },
  ];
}

/** Restarts of members explain elections: an operator's rolling restart is no flapping. */
function restarts(file: CaseFile, changes: readonly LeaderChange[], evidence: Argument['evidence']): Argument[] {
  const soon = file.thresholds.restartElectionSeconds * SECOND;
  const moments = burstsOf(file, 'member-started', 'member-stopped').flatMap(({ start }) => start ?? []);
  const explained = changes.filter((one) => moments.some((time) => Math.abs(time - one.time) <= soon));
  if (explained.length <= changes.length / 2) return [];
  const says = `${counted(explained.length, 'of them', 'of them')} while members stopped or started`;
  return [{ says, factor: 1 / 10, basis: 'peer lines', evidence }];
}

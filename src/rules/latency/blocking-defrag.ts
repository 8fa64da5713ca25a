import { defragmentStep } from '../../model/advice/space-recovery.js';
import { failOverOnDefragmentation } from '../../model/advice/version-settings.js';
import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { defragmentations } from '../queries/open-questions.js';
import { coincidenceArguments, coincidenceOf } from '../queries/coincidence.js';
import { burstsOf, firstLines, infoCovers, refusalOf, worstLines } from '../queries/event-bursts.js';
import { statementsOf } from '../queries/restarts.js';
import { clock, counted, duration, listed } from '../queries/phrases.js';

/** What the stall brings with it shows so soon after. */
const AFTER = 10 * SECOND;
const LONGEST = 3_600 * SECOND;

/**
 * A defragmentation stops its member while it runs, and on the leader all writes: usually without an election, since raft
 * is not blocked (etcd#15477), so that a missing one refutes nothing.
 */
export const blockingDefrag: Rule = {
  id: 'blocking-defrag',
  title: 'Member blocked by a defragmentation',
  explains: 'latency',
  judge(file) {
    const runs = runsOf(file);
    const long = runs.filter((run) => run.to - run.from >= file.thresholds.blockingDefragMs * 1000);
    const members = [...new Set(long.flatMap((run) => run.member ?? []))].sort();
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: members.length === 0 ? null : listed(members),
      share: shareOf(file, long),
      arguments: argumentsFor(file, runs, long),
      remedies: [
        `${defragmentStep(clusterSeen(file))} At a quiet hour, with somebody watching: never from a timer over all members.${failOverOnDefragmentation(clusterSeen(file).versions)}`,
      ],
      ask: defragmentations(file),
    });
  },
};

interface Run {
  readonly member: string | null;
  readonly from: number;
  readonly to: number;
  readonly line: Burst;
}

function runsOf(file: CaseFile): Run[] {
  const starts = burstsOf(file, 'defragmentation-started');
  const runs = burstsOf(file, 'defragmentation-finished').flatMap((end): Run[] => {
    const to = end.start;
    if (to === null || end.source === 'etcdctl') return [];
    const took = 'duration' in end.record ? (end.record.duration ?? null) : null;
    const start = starts.findLast((one) => one.member === end.member && one.start !== null && one.start <= to);
    const from = took === null ? (start?.start ?? to) : to - took;
    return to - from > LONGEST ? [] : [{ member: end.member, from, to, line: end }];
  });
  // A log that nothing joins to a member may be another's copy.
  return runs.filter(
    (run) =>
      run.member !== null || !runs.some((one) => one.member !== null && Math.abs(one.to - run.to) <= 1.2 * SECOND),
  );
}

const shareOf = (file: CaseFile, runs: readonly Run[]): number | null =>
  runs.length === 0 ? null : (coincidenceOf(file, runs)?.part ?? null);

function argumentsFor(file: CaseFile, runs: readonly Run[], long: readonly Run[]): Argument[] {
  const basis = 'defragmentation lines' as const;
  if (runs.length === 0) return none(file);
  const longest = runs.reduce((most, one) => (one.to - one.from > most.to - most.from ? one : most));
  const evidence = [longest.line.first];
  const told = `the longest of ${counted(runs.length, 'defragmentation')} took ${duration(longest.to - longest.from)}, at ${clock(longest.line.start ?? (0 as never))} on ${longest.member ?? 'a member'}`;
  if (long.length === 0) return [{ says: told, factor: 1 / 10, basis, evidence }];
  const lines = long.map((run) => run.line.first);
  return [
    { says: told, factor: 3, basis, evidence: lines },
    ...coincidenceArguments(coincidenceOf(file, long), 'defragmentations'),
    ...probes(file, long),
    ...onLeader(file, long),
    ...atOnce(long),
  ];
}

/** Clients and kubelets that found the member dead just then. */
function probes(file: CaseFile, runs: readonly Run[]): Argument[] {
  const failed = burstsOf(file, 'probe-failed', 'health-check-failed', 'endpoint-unhealthy', 'container-killed').filter(
    ({ start }) => start !== null && runs.some((run) => start >= run.from && start <= run.to + AFTER),
  );
  if (failed.length === 0) return [];
  return [{ says: 'probes failed while it ran', factor: 3, basis: 'client lines', evidence: worstLines(failed) }];
}

function onLeader(file: CaseFile, runs: readonly Run[]): Argument[] {
  const terms = file.leadership?.terms ?? [];
  const led = runs.filter(({ member, from }) => {
    const term = terms.findLast((one) => one.from <= from);
    return member !== null && term?.leader === member;
  });
  const [first] = led;
  if (first === undefined) return [];
  return [
    {
      says: `${first.member ?? ''} was the leader at that time, so all writes waited`,
      factor: 2,
      basis: 'peer lines',
      evidence: [first.line.first],
    },
  ];
}

/** Two of three that answer nothing are a cluster that answers nothing. */
function atOnce(runs: readonly Run[]): Argument[] {
  const both = runs.filter((run) =>
    runs.some((one) => one.member !== run.member && one.from < run.to && run.from < one.to),
  );
  if (both.length === 0) return [];
  const members = listed([...new Set(both.flatMap((run) => run.member ?? []))].sort());
  const says = `${members} defragmented at the same time`;
  return [{ says, factor: 3, basis: 'defragmentation lines', evidence: both.map((run) => run.line.first) }];
}

/** Slow, and nothing was defragmented, in logs that would show. */
function none(file: CaseFile): Argument[] {
  // a call that fails at the client continues in the server
  const asked = statementsOf(file, 'command').filter(
    ({ claim }) => !claim.script && claim.proposed !== true && /\betcdctl\b.*\bdefrag\b/.test(claim.command),
  );
  if (asked.length > 0) {
    const says = 'a defragmentation was asked for in a transcript, and no log at hand shows when it ran';
    return [{ says, factor: 1, basis: 'pasted output', evidence: asked.map((one) => one.exemplar) }];
  }
  const slow = burstsOf(file, 'slow-apply', 'request-timeout').filter(
    (burst) => burst.start !== null && burst.source === 'etcd',
  );
  const covered = slow.filter(
    ({ start, end, member }) => start !== null && member !== null && infoCovers(file, start, end ?? start, member),
  );
  if (covered.length === 0) return [];
  const says = `${counted(covered.length, 'period')} of slow requests, and no defragmentation in the logs of those members`;
  const scope = { source: 'log', members: [...new Set(covered.flatMap((burst) => burst.member ?? []))] };
  const all = new Set(slow.map((burst) => burst.member));
  // members whose requests were not slow have nothing to explain
  const quiet = file.members.map((member) => member.name).filter((name) => !all.has(name));
  return [
    {
      says,
      factor: 1 / 20,
      basis: 'log silence',
      evidence: firstLines(covered),
      scope: { ...scope, members: [...scope.members, ...quiet] },
    },
  ];
}

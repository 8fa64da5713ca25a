import type { Burst, CaseFile, Indicator, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import type { Pause } from '../queries/pauses.js';
import { pausesOf } from '../queries/pauses.js';
import { clock, counted, duration, listed } from '../queries/phrases.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';

/** Other signs of a pause appear near its end. */
const NEAR = 15 * SECOND;

/**
 * A process or the whole machine was paused: by a snapshot or a migration of a virtual machine, the hypervisor, a hung
 * CPU, or a stopped process. All activity ends for some seconds and then continues, and timers are late by that time.
 */
export const machinePaused: Rule = {
  id: 'machine-paused',
  title: 'Pause of a machine or process',
  explains: 'latency',
  judge(file) {
    const pauses = pausesOf(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: listed([...new Set(pauses.map((one) => one.member))].slice(0, 3)) || null,
      share: null,
      arguments: argumentsFor(file, pauses),
      remedies: [
        'Do not take memory snapshots of machines that run etcd, and do not quiesce them. Before a live migration of the leader: etcdctl move-leader. Run etcd on dedicated hosts without overcommitted CPUs.',
        'If pauses remain: set --election-timeout above the longest pause and --heartbeat-interval to a tenth of it, the same on all members.',
      ],
      ask: {
        question: 'Was a member, or its whole machine, paused?',
        command:
          "journalctl -k | grep -iE 'soft lockup|clocksource|rcu.*stall|hung task'; journalctl -u chronyd -u systemd-timesyncd | tail -50   # on every member; and the log of the hypervisor: snapshots, migrations",
      },
    });
  },
};

function argumentsFor(file: CaseFile, pauses: readonly Pause[]): Argument[] {
  const stalls = indicatorsOf(file, 'cpu-stalled');
  if (pauses.length === 0) return [];
  const longest = pauses.reduce((most, one) => (one.length > most.length ? one : most));
  const says = `${longest.member} was late by ${duration(longest.length)} at ${clock(longest.end)}${longest.peers > 1 ? `, to ${counted(longest.peers, 'peer')} at once` : ''}, and its log has no line in that time${pauses.length > 1 ? ` (${counted(pauses.length, 'pause')} in all)` : ''}`;
  return [
    { says, factor: 10, basis: 'heartbeat lines', evidence: pauses.flatMap((one) => one.lines) },
    ...kernel(stalls, pauses),
    ...others(file, pauses),
    ...ticks(file, pauses),
    ...slowDisk(file, pauses),
  ];
}

const around = (pauses: readonly Pause[], start: number | null, end: number | null): boolean =>
  start !== null && pauses.some((one) => start <= one.end + NEAR && (end ?? start) >= one.end - one.length - NEAR);

function kernel(stalls: readonly Indicator[], pauses: readonly Pause[]): Argument[] {
  const seen = stalls.filter((one) => around(pauses, one.start, one.end));
  if (seen.length === 0) return [];
  return [
    {
      says: 'the kernel reported a stalled CPU or clock at that time',
      factor: 5,
      basis: 'system log',
      evidence: indicatorLines(seen),
    },
  ];
}

/** The other members run and lose their leader. */
function others(file: CaseFile, pauses: readonly Pause[]): Argument[] {
  const lost = burstsOf(file, 'leader-lost', 'election-started', 'no-leader').filter(
    (one: Burst) => around(pauses, one.start, one.end) && !pauses.some((pause) => pause.member === one.member),
  );
  if (lost.length === 0) return [];
  return [
    {
      says: 'other members kept running and lost their leader at that time',
      factor: 3,
      basis: 'peer lines',
      evidence: firstLines(lost),
    },
  ];
}

function ticks(file: CaseFile, pauses: readonly Pause[]): Argument[] {
  const missed = indicatorsOf(file, 'tick-missed').filter((one) => around(pauses, one.start, one.end));
  if (missed.length === 0) return [];
  return [{ says: 'its raft missed ticks', factor: 2, basis: 'other peer lines', evidence: indicatorLines(missed) }];
}

/** Slow syncs before it are another explanation. */
function slowDisk(file: CaseFile, pauses: readonly Pause[]): Argument[] {
  const slow = burstsOf(file, 'slow-fsync').filter(
    (one) => pauses.some((pause) => pause.member === one.member) && around(pauses, one.start, one.end),
  );
  if (slow.length === 0) return [];
  return [
    { says: 'disk syncs were slow at that time', factor: 1 / 5, basis: 'sync lines', evidence: firstLines(slow) },
  ];
}

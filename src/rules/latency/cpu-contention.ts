import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { cpuTime } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { loadOf, within } from '../queries/load.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { counted, duration } from '../queries/phrases.js';

/** A few late heartbeats, and a few slow applies, happen on any machine. */
const MANY_HEARTBEATS = 5;
const MANY_SLOW = 20;

/**
 * The members wait for CPU: everything is slow, the syncs of the disk are not. Of steal and of neighbours no log of etcd
 * knows; only the kernel's watchdogs write when it is very bad.
 */
export const cpuContention: Rule = {
  id: 'cpu-contention',
  title: 'CPU contention',
  explains: 'latency',
  judge(file) {
    const stalls = indicatorsOf(file, 'cpu-stalled');
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: subjectOf(file),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Give etcd CPU of its own: CPU requests without a CPU limit (a limit throttles it), cores reserved on the host, no other heavy workload beside it; on virtual machines look at steal, and leave an over-committed host.',
      ],
      ask: cpuTime(),
      atMost:
        stalls.length === 0
          ? { confidence: 0.45, because: 'no input shows CPU usage, and a slow disk looks the same' }
          : null,
    });
  },
};

function argumentsFor(file: CaseFile): Argument[] {
  const stalls = indicatorsOf(file, 'cpu-stalled');
  const load = loadOf(file);
  const late = burstsOf(file, 'heartbeat-late').filter((burst) => !within(burst, load));
  const slow = burstsOf(file, 'slow-apply', 'slow-request').filter((burst) => !within(burst, load));
  const syncs = burstsOf(file, 'slow-fsync');
  const kernel: Argument[] =
    stalls.length === 0
      ? []
      : [
          {
            says: `${counted(
              stalls.reduce((sum, indicator) => sum + indicator.count, 0),
              'line',
            )} of the kernel about a stalled CPU or clock`,
            factor: 20,
            basis: 'system log',
            evidence: indicatorLines(stalls),
          },
        ];
  // Each alone is common; together they are of a process that does not run.
  const both: Argument[] =
    total(late) >= MANY_HEARTBEATS && total(slow) >= MANY_SLOW
      ? [
          {
            says: `${counted(total(late), 'late heartbeat')} without unusual load`,
            factor: 3,
            basis: 'heartbeat lines',
            evidence: worstLines(late),
          },
          {
            says: `${counted(total(slow), 'slow request')} at that time, both reads and writes`,
            factor: 2,
            basis: 'slow apply lines',
            evidence: worstLines(slow),
          },
        ]
      : [];
  return [...kernel, ...both, ...disk(syncs)];
}

/** Slow syncs need no other reason for the rest to be slow. */
function disk(syncs: readonly Burst[]): Argument[] {
  if (syncs.length === 0) return [];
  const worst = Math.max(
    ...syncs.map(({ worstRecord }) => ('duration' in worstRecord ? (worstRecord.duration ?? 0) : 0)),
  );
  const says = `${counted(total(syncs), 'sync')} of the write-ahead log took up to ${duration(worst)}: the disk explains it`;
  return [{ says, factor: 1 / 10, basis: 'sync lines', evidence: worstLines(syncs) }];
}

/** The member with most of the late heartbeats, or of the kernel's lines. */
function subjectOf(file: CaseFile): string | null {
  const stalled = indicatorsOf(file, 'cpu-stalled').flatMap((indicator) => indicator.member ?? []);
  if (stalled[0] !== undefined) return stalled[0];
  const late = burstsOf(file, 'heartbeat-late');
  const [top] = [...grouped(late, (burst) => burst.member)].sort((a, b) => total(b[1]) - total(a[1]));
  return top !== undefined && total(top[1]) > total(late) / 2 ? top[0] : null;
}

import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { diskLatency } from '../queries/open-questions.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import type { Load } from '../queries/load.js';
import { loadOf, within } from '../queries/load.js';
import { counted, duration, listed } from '../queries/phrases.js';

/** A few late heartbeats happen on any machine. */
const MANY_HEARTBEATS = 5;
const MANY_SLOW = 20;
/**
 * The disk of a member takes too long to sync. `slow fdatasync` is printed for a sync above a second only, where 10 ms
 * are wanted: a log without that line refutes nothing.
 */
export const slowDisk: Rule = {
  id: 'slow-disk',
  title: 'Slow disk',
  explains: 'latency',
  judge(file) {
    const syncs = burstsOf(file, 'slow-fsync');
    const underLoad = loadOf(file);
    const free = syncs.filter((burst) => !within(burst, underLoad));
    const trigger = refusalOf(file) === null && (free.length > 0 || (syncs.length === 0 && underLoad === null));
    const indicators = [
      ...syncArguments(syncs, free, file),
      ...errors(file),
      ...heartbeats(file, underLoad),
      ...slowApplies(file, underLoad),
    ];
    return conclude({
      role: trigger ? 'trigger' : 'amplifier',
      subject: memberOf(syncs),
      share: null,
      arguments: indicators.some((indicator) => indicator.factor > 1) ? [...indicators, ...others(file)] : indicators,
      remedies: [
        `Measure the disk of ${memberOf(syncs) ?? 'each member'}: fio --rw=write --ioengine=sync --fdatasync=1 --size=22m --bs=2300 --directory=/var/lib/etcd-fio --name=sync, in a directory beside the data directory on the same disk (never inside it), off-peak since it competes with the WAL, and remove it afterwards; the 99th percentile of fdatasync must stay below ${file.thresholds.fsyncMs} ms.`,
        'Give etcd a dedicated disk, at least for --wal-dir, and move snapshots, logs and other writers to another disk.',
      ],
      ask: diskLatency(),
      atMost:
        syncs.length === 0
          ? { confidence: 0.6, because: 'without lines about slow syncs, disk and CPU look the same' }
          : free.length === 0
            ? { confidence: 0.6, because: 'only under load' }
            : null,
    });
  },
};

function syncArguments(syncs: readonly Burst[], free: readonly Burst[], file: CaseFile): Argument[] {
  if (syncs.length === 0) return [];
  const base = { basis: 'sync lines' as const };
  const worst = Math.max(...syncs.map((burst) => tookOf(burst)));
  const took = Number.isFinite(worst) && worst > 0 ? `, up to ${duration(worst)}` : '';
  const says = `${counted(total(syncs), 'sync')} of the write-ahead log took more than a second${took}`;
  const load: Argument[] =
    free.length === 0
      ? [
          {
            ...base,
            says: 'all of them under high write load',
            factor: 1 / 5,
            evidence: [...firstLines(syncs), ...(file.onsets.writePressure?.evidence ?? [])],
          },
        ]
      : [];
  const often: Argument[] =
    total(free) >= 3
      ? [
          {
            ...base,
            says: `${counted(total(free), 'of them', 'of them')} without such load`,
            factor: 3,
            evidence: worstLines(free),
          },
        ]
      : [];
  return [{ ...base, says, factor: 20, evidence: worstLines(syncs) }, ...often, ...load];
}

function tookOf(burst: Burst): number {
  const record = burst.worstRecord;
  return record.kind === 'slow-fsync' ? (record.duration ?? 0) : 0;
}

function errors(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'disk-error');
  if (bursts.length === 0) return [];
  return [
    {
      says: `${counted(total(bursts), 'disk error')} in the system log`,
      factor: 10,
      basis: 'system log',
      evidence: worstLines(bursts),
    },
  ];
}

/** A leader that is late with heartbeats waits for its disk or its CPU; under load that is no news. */
function heartbeats(file: CaseFile, load: Load | null): Argument[] {
  const late = burstsOf(file, 'heartbeat-late');
  const free = late.filter((burst) => !within(burst, load));
  if (total(late) < MANY_HEARTBEATS) return [];
  const members = listed([...new Set(late.flatMap((burst) => burst.member ?? []))]);
  if (total(free) < Math.max(MANY_HEARTBEATS, 0.2 * total(late))) {
    const says = `${counted(total(late), 'late heartbeat')}${members === '' ? '' : ` on ${members}`}, almost all under high write load: load explains them`;
    return [{ says, factor: 1, basis: 'heartbeat lines', evidence: worstLines(late) }];
  }
  const says = `${counted(total(free), 'late heartbeat')}${members === '' ? '' : ` on ${members}`} without unusual load`;
  return [{ says, factor: 3, basis: 'heartbeat lines', evidence: worstLines(free) }];
}

function slowApplies(file: CaseFile, load: Load | null): Argument[] {
  const slow = burstsOf(file, 'slow-apply').filter((burst) => !within(burst, load) && takesWrites(burst));
  if (total(slow) < MANY_SLOW || readyTime(file, slow)) return [];
  const says = `${counted(total(slow), 'slow apply', 'slow applies')} without unusual load`;
  return [{ says, factor: 2, basis: 'slow apply lines', evidence: worstLines(slow) }];
}

/** A slow read waits for the leader and the network; a slow apply of a write doesn't. */
const takesWrites = (burst: Burst): boolean =>
  burst.worstRecord.kind === 'slow-apply' && !(burst.worstRecord.prefix ?? '').startsWith('read-only');

/** Slowness in the first seconds of a process is its start. */
function readyTime(file: CaseFile, slow: readonly Burst[]): boolean {
  const started = burstsOf(file, 'member-started');
  return slow.every((burst) =>
    started.some(
      (one) => one.start !== null && burst.start !== null && Math.abs(burst.start - one.start) < 10 * SECOND,
    ),
  );
}

/** Too weak to refute a disk alone: no line can. What else makes a leader late: peers that are gone, a defragmentation that blocks. */
function others(file: CaseFile): Argument[] {
  const gone = burstsOf(file, 'member-unreachable');
  if (burstsOf(file, 'slow-fsync').length > 0 || gone.length === 0) return [];
  return [
    {
      says: 'peers were unreachable, so the network may be the cause',
      factor: 1 / 1.5,
      basis: 'peer lines',
      evidence: firstLines(gone),
    },
  ];
}

/** The member on which most of the slow syncs are; null: several alike, or unknown. */
function memberOf(syncs: readonly Burst[]): string | null {
  const counts = new Map<string, number>();
  for (const burst of syncs)
    if (burst.member !== null) counts.set(burst.member, (counts.get(burst.member) ?? 0) + burst.count);
  const [top] = [...counts].sort((a, b) => b[1] - a[1]);
  return top !== undefined && top[1] > total(syncs) / 2 ? top[0] : null;
}

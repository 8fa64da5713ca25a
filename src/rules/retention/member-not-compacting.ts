import type { CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { inUseByMember } from '../queries/open-questions.js';
import { roundsOf } from '../queries/compactions.js';
import { infoCovers, refusalOf } from '../queries/event-bursts.js';
import { counted, listed, percent, size } from '../queries/phrases.js';

/** Samples of different members this close together are of one moment. */
const TOGETHER = MINUTE;
/** Within this of each other members hold alike: their page layouts differ. */
const ALIKE = 1.1;
/** A member that just started compacts what was scheduled before the next request. */
const ENOUGH_ROUNDS = 3;

/** Every member applies each compaction of the cluster. One that stops keeps all history, and fills alone. */
export const memberNotCompacting: Rule = {
  id: 'member-not-compacting',
  title: 'One member not compacting',
  explains: 'retention',
  judge(file) {
    const absent = absentMember(file);
    const spread = spreadOf(file);
    const subject =
      absent?.member ??
      (spread !== null && spread.ratio >= file.thresholds.inUseDivergence ? spread.most.member : null);
    return conclude({
      role: isLate(file, absent) ? 'consequence' : 'contributing',
      subject,
      share: null,
      arguments: [
        ...(absent === null ? together(file) : [missing(absent)]),
        ...inUse(file, spread, absent?.member ?? null),
      ],
      remedies: [
        `Restart ${subject ?? 'that member'}, and compact again. If its size in use does not decrease and the other members are healthy, remove it, clear its data directory and add it again.`,
        'Upgrade etcd: later patch releases fix a bug where an interrupted compaction was not resumed. Alert on differences between members: max(etcd_mvcc_db_total_size_in_use_in_bytes) / min(...) > 1.5.',
      ],
      ask: inUseByMember(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

/** A member that stops after the refusal did not bring it about. */
function isLate(file: CaseFile, absent: Absent | null): boolean {
  const refusal = refusalOf(file);
  return refusal !== null && absent !== null && absent.since > refusal;
}

interface Absent {
  readonly member: string;
  readonly rounds: number;
  /** The first of them. */
  readonly since: number;
  readonly others: readonly string[];
  readonly lines: Argument['evidence'];
}

/** The member whose log covers compactions that others report, the last of them, and reports none itself. */
function absentMember(file: CaseFile): Absent | null {
  const rounds = roundsOf(file);
  const members = [...new Set(file.coverage.etcdLogs.flatMap((log) => log.member ?? []))].sort();
  for (const member of members) {
    const covered = rounds.filter((round) => infoCovers(file, round.time - MINUTE, round.time + MINUTE, member));
    const since = covered.findLastIndex((round) => round.members.includes(member)) + 1;
    const missed = covered.slice(since);
    if (missed.length < ENOUGH_ROUNDS) continue;
    return {
      member,
      rounds: missed.length,
      since: missed[0]?.time ?? 0,
      others: [...new Set(missed.flatMap((round) => round.members.flatMap((one) => one ?? [])))].sort(),
      lines: [...missed.slice(0, 1), ...missed.slice(-2)].map((round) => round.line),
    };
  }
  return null;
}

function missing({ member, rounds, others, lines }: Absent): Argument {
  const says = `${listed(others)} finished ${counted(rounds, 'compaction')}, and the log of ${member}, which covers that time, shows none of them`;
  return { says, factor: 20, basis: 'compaction lines', evidence: lines };
}

/** The same compactions in the logs of all members. */
function together(file: CaseFile): Argument[] {
  const rounds = roundsOf(file);
  const members = new Set(file.coverage.etcdLogs.filter((log) => log.info).flatMap((log) => log.member ?? []));
  const last = rounds.at(-1);
  if (members.size < 2 || last === undefined) return [];
  const own = last.members.filter((member) => member !== null);
  if (own.length < members.size) return [];
  const says = `all ${members.size} members finished the last compaction that the logs show`;
  return [{ says, factor: 1 / 10, basis: 'compaction lines', evidence: [last.line] }];
}

interface Spread {
  readonly most: SizeSample;
  readonly least: SizeSample;
  readonly ratio: number;
}

/** The latest moment at which at least two members were sampled: the most and the least in use. */
function spreadOf(file: CaseFile): Spread | null {
  const samples = file.sizes.filter(
    (sample) => sample.time !== null && sample.member !== null && (sample.dbSizeInUseBytes ?? 0) > 0,
  );
  for (let i = samples.length - 1; i >= 0; i -= 1) {
    const end = samples[i]?.time ?? 0;
    const near = new Map<string | null, SizeSample>();
    for (let j = i; j >= 0 && end - (samples[j]?.time ?? 0) <= TOGETHER; j -= 1) {
      const sample = samples[j] as SizeSample;
      if (!near.has(sample.member)) near.set(sample.member, sample);
    }
    if (near.size < 2) continue;
    const sorted = [...near.values()].sort((a, b) => (b.dbSizeInUseBytes ?? 0) - (a.dbSizeInUseBytes ?? 0));
    const most = sorted[0] as SizeSample;
    const least = sorted.at(-1) as SizeSample;
    return { most, least, ratio: (most.dbSizeInUseBytes ?? 0) / (least.dbSizeInUseBytes ?? 1) };
  }
  return null;
}

function inUse(file: CaseFile, spread: Spread | null, absent: string | null): Argument[] {
  if (spread === null) return [];
  const { most, least, ratio } = spread;
  const says = `${most.member ?? ''} had ${size(most.dbSizeInUseBytes ?? 0)} in use and ${least.member ?? ''} ${size(least.dbSizeInUseBytes ?? 0)} at that time (measured)`;
  const base = { basis: 'size samples' as const, evidence: [most.exemplar, least.exemplar] };
  if (ratio <= ALIKE)
    return [
      {
        ...base,
        says: `the members had the same amount of data: ${says}, ${percent(ratio - 1)} apart`,
        factor: 1 / 20,
      },
    ];
  if (ratio < file.thresholds.inUseDivergence) return [];
  if (absent !== null && most.member !== absent) return [{ ...base, says, factor: 1 / 3 }];
  // Small files differ by their page layout, and by what one of them just freed.
  const small = (most.dbSizeInUseBytes ?? 0) < file.thresholds.inUseMinimumBytes;
  return [{ ...base, says, factor: small ? 2 : absent !== null ? 10 : 5 }];
}

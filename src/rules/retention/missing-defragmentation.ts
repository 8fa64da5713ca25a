import { defragmentStep, disarmStep } from '../../model/advice/space-recovery.js';
import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { Burst, CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { sizesAndQuota } from '../queries/open-questions.js';
import {
  burstsOf,
  firstLines,
  infoLogAfter,
  lastRefusalOf,
  reachingAfter,
  recoveryOf,
  refusalOf,
  refusedToTheEnd,
  worstLines,
} from '../queries/event-bursts.js';
import { compactionsAfter, compactionsBefore, countOnOneMember, lastSamples, quotaOf } from '../queries/space.js';
import { counted, duration, exactSize, percent, size } from '../queries/phrases.js';

/** A log that ends at once after the compaction can't show that nobody defragmented. */
const PATIENCE = 5 * SECOND;

/** A compaction made free pages, but the quota tests the file, and only a defragmentation makes that smaller. */
export const missingDefragmentation: Rule = {
  id: 'missing-defragmentation',
  title: 'Missing defragmentation',
  explains: 'retention',
  judge(file) {
    const compaction = lastCompaction(file);
    const since = compaction?.time ?? null;
    const after = since === null ? [] : reachingAfter(burstsOf(file, 'defragmentation-finished'), since);
    return conclude({
      role:
        refusalOf(file) !== null && since !== null && since >= (refusalOf(file) ?? 0) ? 'prolonged' : 'contributing',
      subject: null,
      share: null,
      arguments:
        since === null || compaction === null ? uncompacted(file) : argumentsFor(file, compaction.bursts, since, after),
      remedies: remediesFor(file),
      ask: sizesAndQuota(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

/** The compaction that had pages to give back: the first after the refusal, else the last before it. */
function lastCompaction(file: CaseFile): { readonly bursts: readonly Burst[]; readonly time: EpochMicros } | null {
  const refusal = lastRefusalOf(file);
  const end = file.window?.to ?? null;
  const bursts =
    refusal === null ? (end === null ? [] : compactionsBefore(file, end)) : compactionsAfter(file, refusal);
  const chosen = bursts.length > 0 || refusal === null ? bursts : compactionsBefore(file, refusal).slice(-1);
  const time = chosen[0]?.start ?? null;
  return time === null ? null : { bursts: chosen, time };
}

function argumentsFor(
  file: CaseFile,
  compacted: readonly Burst[],
  since: EpochMicros,
  after: readonly Burst[],
): Argument[] {
  const samples = lastSamples(file, since);
  if (after.length > 0) return [done(file, after), ...ratio(file, samples)];
  return [
    ...silence(file, since, compacted),
    ...ratio(file, samples),
    ...fullFile(file, samples),
    ...refusals(file, compacted),
  ];
}

function done(file: CaseFile, after: readonly Burst[]): Argument {
  const members = new Set(after.map((burst) => burst.member)).size;
  const back = recoveryOf(file) === null ? '' : ', and writes were accepted again';
  const says = `a defragmentation followed the compaction${members > 1 ? ` on ${members} members` : ''}${back}`;
  return {
    says,
    factor: recoveryOf(file) === null && refusedToTheEnd(file) ? 1 / 10 : 1 / 50,
    basis: 'defragmentation lines',
    evidence: firstLines(after),
  };
}

/** Defragmentation lines are printed at info and notice level, in every version. */
function silence(file: CaseFile, since: EpochMicros, compacted: readonly Burst[]): Argument[] {
  const length = infoLogAfter(file, since);
  if (length < PATIENCE) return [];
  const says = `no defragmentation line in the ${duration(length)} of log after the compaction`;
  return [{ says, factor: refusalOf(file) === null ? 1.5 : 4, basis: 'log silence', evidence: worstLines(compacted) }];
}

function ratio(file: CaseFile, samples: readonly SizeSample[]): Argument[] {
  const of = (sample: SizeSample): number => (sample.dbSizeInUseBytes ?? 0) / Math.max(1, sample.dbSizeBytes ?? 0);
  const sorted = [...samples].sort((a, b) => of(a) - of(b));
  const [worst] = sorted;
  if (worst === undefined) return [];
  const says = `after the compaction ${size(worst.dbSizeInUseBytes ?? 0)} of the ${size(worst.dbSizeBytes ?? 0)} in the file were in use (${percent(of(worst))}, measured)`;
  const evidence = sorted.map((sample) => sample.exemplar);
  if (of(worst) < file.thresholds.inUseLowRatio) return [{ says, factor: 10, basis: 'size samples', evidence }];
  return [{ says, factor: of(worst) >= 0.8 ? 1 / 20 : 1 / 3, basis: 'size samples', evidence }];
}

/** Free pages are used again: a file far below its quota troubles nobody. */
function fullFile(file: CaseFile, samples: readonly SizeSample[]): Argument[] {
  const quota = quotaOf(file);
  const largest = samples.reduce<SizeSample | null>(
    (big, one) => (big === null || (one.dbSizeBytes ?? 0) > (big.dbSizeBytes ?? 0) ? one : big),
    null,
  );
  if (quota === null || largest === null) return [];
  const share = (largest.dbSizeBytes ?? 0) / quota.bytes;
  const says = `the file was at ${percent(share)} of its quota of ${exactSize(quota.bytes)}`;
  const base = { says, basis: 'start lines' as const, evidence: [...quota.lines, largest.exemplar] };
  if (share >= file.thresholds.quotaLowRatio) return [{ ...base, factor: 4 }];
  return share < 0.8 ? [{ ...base, factor: 1 / 50 }] : [];
}

function refusals(file: CaseFile, compacted: readonly Burst[]): Argument[] {
  const lines = [
    ...(file.writes.lastRefused === null ? [] : [file.writes.lastRefused]),
    ...(file.onsets.spaceExceeded?.evidence ?? []),
  ];
  const recovery = (file.episodes.at(-1) ?? file.onsets).recovery;
  if (refusedToTheEnd(file))
    return [
      {
        says: `writes stayed refused after ${counted(countOnOneMember(compacted), 'compaction')}, to the end of the inputs`,
        factor: 3,
        basis: 'refusals',
        evidence: lines,
      },
    ];
  if (recovery === null) return [];
  const says = 'writes were accepted again without one';
  return [{ says, factor: 1 / 10, basis: 'refusals', evidence: recovery.evidence }];
}

/** Nothing compacted: what fills the file is in use, and a defragmentation gives back next to nothing. */
function uncompacted(file: CaseFile): Argument[] {
  const samples = lastSamples(file, null).filter(
    (sample) => (sample.dbSizeInUseBytes ?? 0) >= 0.8 * (sample.dbSizeBytes ?? 0),
  );
  if (samples.length === 0) return [];
  const [one] = samples;
  const says = `no compaction had freed pages: ${size(one?.dbSizeInUseBytes ?? 0)} of ${size(one?.dbSizeBytes ?? 0)} were in use (measured)`;
  return [{ says, factor: 1 / 20, basis: 'size samples', evidence: samples.map((sample) => sample.exemplar) }];
}

function remediesFor(file: CaseFile): string[] {
  const seen = clusterSeen(file);
  return [defragmentStep(seen), disarmStep(seen)];
}

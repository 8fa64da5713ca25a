import { defragmentStep, disarmStep } from '../../model/advice/space-recovery.js';
import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { Burst, CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE, SECOND } from '../../model/units.js';
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
import { basisOfFiles, releasedStore } from '../queries/store-split.js';
import { counted, duration, exactSize, listed, percent, size } from '../queries/phrases.js';

/** A log that ends at once after the compaction cannot show that there was no defragmentation. */
const PATIENCE = 5 * SECOND;
/** Operators take a step within this time; before it, "never" means "not yet". */
const HUMAN_STEP = 10 * MINUTE;

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
        releasedStore(file) !== null
          ? 'prolonged'
          : refusalOf(file) !== null && since !== null && since >= (refusalOf(file) ?? 0)
            ? 'prolonged'
            : 'contributing',
      subject: null,
      share: null,
      arguments:
        since === null || compaction === null
          ? [
              ...(releasedStore(file) === null ? uncompacted(file) : freeInFile(file)),
              ...freeAndFull(file),
              ...freeAndArmed(file),
            ]
          : [...argumentsFor(file, compaction.bursts, since, after), ...(after.length > 0 ? [] : freeInFile(file))],
      remedies: remediesFor(file),
      ask: sizesAndQuota(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

/** The compaction that had pages to release: the first after the refusal, else the last before it. */
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
  const full = stillFull(file, samples, after);
  if (after.length > 0 && full.length === 0) return [...cured(file, after), ...done(file, after, samples)];
  return [
    ...someOnly(after, full),
    ...(after.length > 0 ? [] : silence(file, since, compacted)),
    ...ratio(file, full.length > 0 ? full : samples),
    ...fullFile(file, full.length > 0 ? full : samples),
    ...refusals(file, compacted),
  ];
}

/** Of the quota: a file above it is refused again by the next writes. */
const FULL = 0.9;

/** Members without a defragmentation whose file is still at its quota. */
function stillFull(file: CaseFile, samples: readonly SizeSample[], after: readonly Burst[]): SizeSample[] {
  const quota = quotaOf(file);
  const made = new Set(after.map((burst) => burst.member));
  if (quota === null || recoveryOf(file) !== null || made.has(null)) return [];
  return samples.filter((one) => !made.has(one.member) && (one.dbSizeBytes ?? 0) >= FULL * quota.bytes);
}

/** The alarm is the cluster's: one member at its quota keeps it. */
function someOnly(after: readonly Burst[], full: readonly SizeSample[]): Argument[] {
  if (after.length === 0 || full.length === 0) return [];
  const names = (list: readonly (string | null)[]): string =>
    listed([...new Set(list.map((one) => one ?? 'a member'))]);
  const says = `${names(after.map((one) => one.member))} was defragmented, and ${names(full.map((one) => one.member))} not, with the file at the quota still`;
  return [{ says, factor: 4, basis: 'defragmentation lines', evidence: firstLines(after) }];
}

/** What helped speaks for the cause that it took away: free pages at the refusal, released, and writes went in again. */
function cured(file: CaseFile, after: readonly Burst[]): Argument[] {
  const refusal = refusalOf(file);
  if (refusal === null || recoveryOf(file) === null) return [];
  const free = freeAtRefusal(file, refusal);
  if (free === null) return [];
  const { sample, share } = free;
  const says = `${percent(share)} of the ${size(sample.dbSizeBytes ?? 0)} were free pages when writes were refused (measured), and after a defragmentation they were accepted again`;
  return [{ says, factor: 50, basis: 'size samples', evidence: [sample.exemplar, ...firstLines(after)] }];
}

/** Free pages in a full file at the refusal, by the last sample before it; null: hardly any, or not known. */
function freeAtRefusal(file: CaseFile, refusal: EpochMicros): { sample: SizeSample; share: number } | null {
  const quota = quotaOf(file);
  const sample = file.sizes
    .filter(
      (one) => one.time !== null && one.time <= refusal && one.dbSizeBytes !== null && one.dbSizeInUseBytes !== null,
    )
    .at(-1);
  if (quota === null || sample === undefined || (sample.dbSizeBytes ?? 0) < FULL * quota.bytes) return null;
  const share = 1 - (sample.dbSizeInUseBytes ?? 0) / Math.max(1, sample.dbSizeBytes ?? 0);
  return share < 0.3 ? null : { sample, share };
}

function done(file: CaseFile, after: readonly Burst[], samples: readonly SizeSample[]): Argument[] {
  const refusal = refusalOf(file);
  const back = recoveryOf(file);
  // Free pages were why it was full; that somebody took them away does not make it untrue.
  if (refusal !== null && back !== null && freeAtRefusal(file, refusal) !== null) return [];
  const members = new Set(after.map((burst) => burst.member)).size;
  const says = `a defragmentation followed the compaction${members > 1 ? ` on ${members} members` : ''}${back === null ? '' : ', and writes were accepted again'}`;
  const made = after.flatMap((burst) => burst.member ?? []);
  return [
    {
      says,
      factor: back === null && refusedToTheEnd(file) ? 1 / 10 : 1 / 50,
      basis: 'defragmentation lines',
      evidence: firstLines(after),
      // where writes went in again, all members had room
      ...(back === null && made.length > 0 ? { scope: { source: 'defragmentation line', members: made } } : {}),
    },
    ...ratio(file, samples),
  ];
}

/** Defragmentation lines are printed at info and notice level, in every version. */
function silence(file: CaseFile, since: EpochMicros, compacted: readonly Burst[]): Argument[] {
  const length = infoLogAfter(file, since);
  if (length < PATIENCE) return [];
  const says = `no defragmentation line in the ${duration(length)} of log after the compaction`;
  const factor = refusalOf(file) === null || length < HUMAN_STEP ? 1.5 : 4;
  return [{ says, factor, basis: 'log silence', evidence: worstLines(compacted) }];
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

/** Free pages are used again: a file far below its quota is no problem. */
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
        says: `writes stayed refused after ${counted(countOnOneMember(compacted), 'compaction')} until the end of the inputs`,
        factor: 3,
        basis: 'refusals',
        evidence: lines,
      },
    ];
  if (recovery === null) return [];
  const says = 'writes were accepted again without a defragmentation';
  return [{ says, factor: 1 / 10, basis: 'refusals', evidence: recovery.evidence }];
}

/** Nothing compacted: what fills the file is in use, and a defragmentation releases next to nothing. */
function uncompacted(file: CaseFile): Argument[] {
  // Behind a defragmentation everything is in use.
  const first = burstsOf(file, 'defragmentation-finished')[0]?.start ?? null;
  const samples = lastSamples(file, null)
    .filter((sample) => first === null || (sample.time !== null && sample.time < first))
    .filter((sample) => (sample.dbSizeInUseBytes ?? 0) >= 0.8 * (sample.dbSizeBytes ?? 0));
  if (samples.length === 0) return [];
  const [one] = samples;
  const says = `no compaction had freed pages: ${size(one?.dbSizeInUseBytes ?? 0)} of ${size(one?.dbSizeBytes ?? 0)} were in use (measured)`;
  return [{ says, factor: 1 / 20, basis: 'size samples', evidence: samples.map((sample) => sample.exemplar) }];
}

/**
 * A database that refuses writes and is mostly free: compacted, and not defragmented by then. Whether the compaction came
 * before the refusal or after it, the file does not say.
 */
function freeInFile(file: CaseFile): Argument[] {
  const released = releasedStore(file);
  if (released === null) return [];
  const { split, compacted } = released.facts;
  const share = split.free / split.file;
  if (share < 0.3) return [];
  const says = `${percent(share)} of the ${size(split.file)} of a database whose NOSPACE alarm is armed are free pages (measured): it was compacted to revision ${compacted ?? 0}, and not defragmented since`;
  return [{ says, factor: share >= 0.5 ? 30 : 10, basis: basisOfFiles(file), evidence: [released.exemplar] }];
}

/**
 * No compaction is in the inputs, but the file had free pages as writes were refused: compactions and deletions before
 * them made those, and a defragmentation would have made the file smaller than its quota. A sample from long before the
 * refusal says little: writes use free pages up without the file growing.
 */
function freeAndFull(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  const free = refusal === null ? null : freeAtRefusal(file, refusal);
  const quota = quotaOf(file);
  if (refusal === null || free === null || quota === null) return [];
  const { sample, share } = free;
  const time = sample.time ?? refusal;
  const smaller = burstsOf(file, 'defragmentation-finished').some(
    (burst) => burst.start !== null && burst.start >= time && burst.start <= refusal,
  );
  if (smaller) return [];
  const old = refusal - time;
  const says = `${percent(share)} of the ${size(sample.dbSizeBytes ?? 0)} in the file were free pages ${duration(old)} before writes were refused (measured), at a quota of ${exactSize(quota.bytes)}`;
  return [
    {
      says,
      factor: old <= HUMAN_STEP ? 5 : 1.5,
      basis: 'size samples',
      evidence: [sample.exemplar, ...quota.lines],
    },
  ];
}

/** A status without a time shows the alarm beside a file that is mostly free pages: what is left to do is the same. */
function freeAndArmed(file: CaseFile): Argument[] {
  const alarms = burstsOf(file, 'nospace-alarm-active').filter(({ start }) => start === null);
  const undated = file.sizes.filter((one) => one.time === null && one.dbSizeInUseBytes !== null);
  const [most] = undated
    .filter((one) => (one.dbSizeInUseBytes ?? 0) < file.thresholds.inUseLowRatio * (one.dbSizeBytes ?? 0))
    .sort((a, b) => (b.dbSizeBytes ?? 0) - (a.dbSizeBytes ?? 0));
  if (alarms.length === 0 || most === undefined || burstsOf(file, 'defragmentation-finished').length > 0) return [];
  const says = `the NOSPACE alarm is armed, and ${size(most.dbSizeInUseBytes ?? 0)} of the ${size(most.dbSizeBytes ?? 0)} in the file are in use (measured): the rest are free pages`;
  return [{ says, factor: 6, basis: 'size samples', evidence: [most.exemplar, ...firstLines(alarms)] }];
}

function remediesFor(file: CaseFile): string[] {
  const seen = clusterSeen(file);
  return [defragmentStep(seen), disarmStep(seen)];
}

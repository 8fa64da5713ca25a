import type { Burst, CaseFile, SizeSample } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { burstsOf, linesBehind, reachingAfter, begunBefore } from './event-bursts.js';

const FINISHED = ['compaction-finished'] as const;

/** Compactions that ran before a moment, most telling lines first: finished ones, else started or asked for. */
export function compactionsBefore(file: CaseFile, time: EpochMicros): Burst[] {
  const finished = begunBefore(burstsOf(file, ...FINISHED), time);
  return finished.length > 0
    ? finished
    : begunBefore(burstsOf(file, 'compaction-started', 'compaction-requested'), time);
}

/** Compactions that finished at or after a moment; where no line reports the end, those that started. */
export function compactionsAfter(file: CaseFile, time: EpochMicros): Burst[] {
  const finished = reachingAfter(burstsOf(file, ...FINISHED), time);
  return finished.length > 0 ? finished : reachingAfter(burstsOf(file, 'compaction-started'), time);
}

/** The most compactions that one member's log shows: members log the same ones. */
export function countOnOneMember(bursts: readonly Burst[]): number {
  const byMember = new Map<string | null, number>();
  for (const burst of bursts) byMember.set(burst.member, (byMember.get(burst.member) ?? 0) + burst.count);
  return Math.max(0, ...byMember.values());
}

/** What was in use before a compaction or defragmentation and after it, on one member. */
export interface Reclaimed {
  readonly before: number;
  readonly after: number;
  readonly by: 'compaction' | 'defragmentation';
  /** Of what went, the part that somebody had deleted since the refusal: it was live before (modelled from requests). */
  readonly deleted: number;
  /** What was live at the refusal: what is left, and what was deleted in between. */
  readonly live: number;
  /** Share of what there was that went, and was history. */
  readonly share: number;
  readonly lines: readonly Exemplar[];
}

/**
 * What the compaction at `time` turned out to free: in-use falls where samples have it, else the file falls at the
 * defragmentation after it. null: no sample on both sides.
 */
export function reclaimedSince(file: CaseFile, time: EpochMicros): Reclaimed | null {
  const fallen = (['compaction', 'defragmentation'] as const).flatMap((by) =>
    membersOf(file).flatMap((member) => fallOf(file, member, time, by) ?? []),
  );
  const best = fallen.filter((one) => one.by === (fallen[0]?.by ?? 'compaction'));
  return best.reduce<Reclaimed | null>((most, one) => (most === null || one.share > most.share ? one : most), null);
}

const membersOf = (file: CaseFile): (string | null)[] => [...new Set(file.sizes.map((sample) => sample.member))];

function fallOf(file: CaseFile, member: string | null, time: EpochMicros, by: Reclaimed['by']): Reclaimed | null {
  const value = (sample: SizeSample): number | null =>
    by === 'compaction' ? sample.dbSizeInUseBytes : sample.dbSizeBytes;
  const samples = file.sizes.filter(
    (sample) => sample.member === member && sample.time !== null && value(sample) !== null,
  );
  const began = begunAt(file, time);
  const before = samples.filter((sample) => (sample.time ?? 0) <= began).at(-1);
  const after = samples
    .filter((sample) => (sample.time ?? 0) > time)
    .reduce<SizeSample | null>(
      (low, sample) => (low === null || (value(sample) ?? 0) < (value(low) ?? 0) ? sample : low),
      null,
    );
  const was = before === undefined ? ownFall(file, member, time, by) : value(before);
  const is = after === null ? null : value(after);
  if (was === null || is === null || after === null || was <= 0) return null;
  const lines = [...(before === undefined ? [] : [before.exemplar]), after.exemplar];
  const deleted = Math.min(Math.max(0, was - is), deletedUntil(file, after.time ?? time));
  return {
    before: was,
    after: is,
    by,
    deleted,
    live: is + deleted,
    share: Math.max(0, (was - is - deleted) / was),
    lines,
  };
}

/** When the compaction that ended at a moment began: a large one runs for minutes, and frees pages all the while. */
function begunAt(file: CaseFile, time: EpochMicros): number {
  const ended = burstsOf(file, 'compaction-finished').filter((burst) => burst.start === time);
  const revisions = new Set(ended.flatMap(({ record }) => ('revision' in record ? [record.revision] : [])));
  const byDuration = ended.map(({ record }) => time - (('duration' in record ? record.duration : null) ?? 0));
  const byLine = burstsOf(file, 'compaction-started').flatMap(({ start, record }) =>
    start !== null && start <= time && 'revision' in record && revisions.has(record.revision) ? [start] : [],
  );
  return Math.min(time, ...byDuration, ...byLine);
}

/** Bytes of the objects deleted from the refusal to a moment: deletes of a resource times the mean of its values. */
function deletedUntil(file: CaseFile, until: EpochMicros): number {
  const refusal = file.onsets.spaceExceeded?.time ?? null;
  const { start, bucket, pairs, byResource } = file.writes;
  if (refusal === null || start === null || bucket <= 0) return 0;
  const from = Math.floor((refusal - start) / bucket);
  const to = Math.floor((until - start) / bucket);
  return pairs.reduce((sum, { resource, cells }) => {
    const share = byResource.find((one) => one.key === resource);
    if (share?.bytes == null || share.count === 0) return sum;
    const deletes = cells.reduce((n, cell) => (cell.bucket >= from && cell.bucket <= to ? n + cell.deletes : n), 0);
    return sum + (deletes * share.bytes) / share.count;
  }, 0);
}

/** A defragmentation line that shows what it freed speaks for both sides of itself. */
function ownFall(file: CaseFile, member: string | null, time: EpochMicros, by: Reclaimed['by']): number | null {
  if (by !== 'defragmentation') return null;
  for (const burst of reachingAfter(burstsOf(file, 'defragmentation-finished'), time)) {
    const { record } = burst;
    if (burst.member !== member || record.kind !== 'defragmentation-finished') continue;
    if (record.freedBytes !== undefined && record.dbSizeBytes !== undefined)
      return record.dbSizeBytes + record.freedBytes;
  }
  return null;
}

/** The quota in force at the refusal, with its line. */
export function quotaOf(file: CaseFile): { readonly bytes: number; readonly lines: readonly Exemplar[] } | null {
  const figure = file.space.quotaBytes;
  if (figure !== null && figure.value > 0) return { bytes: figure.value, lines: linesBehind(figure.evidence) };
  for (const burst of burstsOf(file, 'quota-set', 'quota-exceeded')) {
    const { record } = burst;
    if (
      (record.kind === 'quota-set' || record.kind === 'quota-exceeded') &&
      record.quotaBytes !== null &&
      record.quotaBytes > 0
    )
      return { bytes: record.quotaBytes, lines: [burst.first] };
  }
  return defaultQuota(file);
}

/** A file this close to the default when writes are refused has it: nothing else refuses there. */
const AT_DEFAULT = 0.03;

/** The default quota, inferred from the size at which writes were refused; null: the file is of another size. */
function defaultQuota(file: CaseFile): { readonly bytes: number; readonly lines: readonly Exemplar[] } | null {
  const refusal = file.onsets.spaceExceeded?.time ?? null;
  if (refusal === null) return null;
  const value = file.thresholds.defaultQuotaBytes;
  const isNear = (sample: SizeSample): boolean =>
    Math.abs((sample.dbSizeLow ?? sample.dbSizeBytes ?? 0) - value) <= AT_DEFAULT * value ||
    Math.abs((sample.dbSizeHigh ?? sample.dbSizeBytes ?? 0) - value) <= AT_DEFAULT * value;
  const sized = file.sizes.filter((one) => one.dbSizeBytes !== null);
  const largest = Math.max(0, ...sized.map((one) => one.dbSizeLow ?? one.dbSizeBytes ?? 0));
  if (largest > (1 + AT_DEFAULT) * value) return null;
  const found = sized.filter(isNear);
  const [first] = found;
  return first === undefined ? null : { bytes: value, lines: [first.exemplar] };
}

/** The last sample of each member at or after a moment that has both sizes. */
export function lastSamples(file: CaseFile, since: EpochMicros | null): SizeSample[] {
  const last = new Map<string | null, SizeSample>();
  for (const sample of file.sizes) {
    if (sample.dbSizeBytes === null || sample.dbSizeInUseBytes === null) continue;
    if (since !== null && (sample.time === null || sample.time < since)) continue;
    last.set(sample.member, sample);
  }
  return [...last.values()];
}

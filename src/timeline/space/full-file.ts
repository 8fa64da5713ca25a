import type { Burst, SizeSample } from '../../model/case-file.js';
import type { Refusal } from '../onsets.js';
import type { WriteSeries } from '../writes/write-series.js';
import { SECOND, type EpochMicros } from '../../model/units.js';

/**
 * Where the first sign of a refusal is not its beginning: an alarm that a list shows, or a health check after a restart,
 * and on 3.6 and later a refused write under an alarm that no line reports. The store was full at the latest when its
 * file had the size of the quota, and its earliest moment is not known.
 */
export function fullBySize(
  found: readonly Refusal[],
  bursts: readonly Burst[],
  sizes: readonly SizeSample[],
  series: WriteSeries,
): Refusal[] {
  return found.map((refusal, i) => {
    const { start } = refusal;
    if (isExact(refusal, bursts, series)) return refusal;
    const from = found[i - 1]?.end?.time ?? found[i - 1]?.last ?? -Infinity;
    const full = sizes.find(
      (one) =>
        one.time !== null && one.time > from && one.time < start.time && isFull(one, quotaAt(one.time, bursts, sizes)),
    );
    const restarted = isAfterStart(start.time, bursts);
    if (full?.time == null) return restarted ? { ...refusal, start: { ...start, earliest: null } } : refusal;
    if (acceptedBetween(series, full.time, start.time)) return refusal;
    return {
      ...refusal,
      start: {
        time: full.time,
        earliest: null,
        latest: full.time,
        member: full.member ?? start.member,
        evidence: [full.exemplar, ...start.evidence].slice(0, 4),
      },
    };
  });
}

/** The alarm is raised with the first write that does not fit: its line, or the request itself, is the beginning. */
function isExact({ start }: Refusal, bursts: readonly Burst[], series: WriteSeries): boolean {
  if (isAfterStart(start.time, bursts)) return false;
  const raised = bursts.some((one) => one.kind === 'nospace-alarm-raised' && one.start === start.time);
  return raised || acceptedBefore(series, start.time);
}

/** What a member finds soon after its start may have been so before it. */
const SOON = 5 * 60 * SECOND;

const isAfterStart = (time: number, bursts: readonly Burst[]): boolean => {
  const starts = bursts.filter((one) => one.kind === 'member-started' && one.start !== null && one.start <= time);
  const last = starts.at(-1);
  // a member that was there before, and wrote nothing of an alarm then, had none
  return last?.start != null && time - last.start <= SOON && !bursts.some((one) => isEarlier(one, last));
};

const isEarlier = (one: Burst, start: Burst): boolean =>
  one.source === 'etcd' && one.member === start.member && one.start !== null && one.start < (start.start ?? 0);

function quotaAt(time: EpochMicros, bursts: readonly Burst[], sizes: readonly SizeSample[]): number | null {
  const told = bursts.flatMap(({ record, start }) =>
    record.kind === 'quota-set' && record.quotaBytes !== null && (start === null || start <= time)
      ? [record.quotaBytes]
      : [],
  );
  const shown = sizes.flatMap((one) =>
    one.quotaBytes !== null && (one.time === null || one.time <= time) ? [one.quotaBytes] : [],
  );
  return told.at(-1) ?? shown.at(-1) ?? null;
}

const isFull = (sample: SizeSample, quota: number | null): boolean =>
  quota !== null && (sample.dbSizeLow ?? sample.dbSizeBytes ?? 0) >= quota;

const bucketOf = (series: WriteSeries, time: number): number =>
  Math.floor((time / SECOND - (series.start ?? 0)) / series.width);

const acceptedBetween = (series: WriteSeries, from: number, to: number): boolean =>
  series.start !== null &&
  series.puts
    .slice(Math.max(0, bucketOf(series, from) + 1), Math.max(0, bucketOf(series, to)))
    .some((count) => count >= 1);

/** Writes that were accepted up to a few seconds before it: nothing was refused until then. */
const acceptedBefore = (series: WriteSeries, time: number): boolean =>
  series.start !== null &&
  series.puts
    .slice(Math.max(0, bucketOf(series, time - 3 * SECOND)), Math.max(0, bucketOf(series, time) + 1))
    .some((count) => count >= 1);

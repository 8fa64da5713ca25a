import type { Cause, Moment, Report, Verdict } from '../../../src/index.js';
import type { Label, LabelledIncident } from './incident.js';

/** How far a report is from what really happened. */
export interface Measure {
  readonly name: string;
  readonly made: LabelledIncident['made'];
  readonly isHealthy: boolean;
  /** What the report names first, and second. */
  readonly first: string | null;
  readonly second: string | null;
  readonly top1: boolean;
  readonly top2: boolean;
  /** `likely` or above, and not so. */
  readonly untrue: readonly string[];
  /**
   * How far the truth lies outside the interval that is told, in buckets of the report's own series. null: nothing to
   * compare; `Infinity`: no moment is told.
   */
  readonly pressureBuckets: number | null;
  readonly refusalBuckets: number | null;
  /** The largest difference of a resource's share. */
  readonly shareError: number | null;
  /** Of the file at the refusal, relative; and whether the quota is right. */
  readonly fileError: number | null;
  readonly quotaIsRight: boolean | null;
  /** Stated confidence and whether it is so, for every cause with a number. */
  readonly stated: readonly { readonly id: string; readonly confidence: number; readonly isSo: boolean }[];
}

const FOUND: readonly Verdict[] = ['confirmed', 'likely', 'possible'];
const CERTAIN: readonly Verdict[] = ['confirmed', 'likely'];

const isSo = ({ triggers, also }: Label, id: string): boolean => triggers.includes(id) || also.includes(id);

/** Or may be said to be. */
export const isTrue = (label: Label, id: string): boolean => isSo(label, id) || label.arguable.includes(id);

export const untrueOf = (report: Report, label: Label): string[] =>
  report.causes.filter(({ id, verdict }) => CERTAIN.includes(verdict) && !isTrue(label, id)).map(({ id }) => id);

/** The trigger that the report names, then the rest of what it found, in its order. */
export function ranked(report: Report): string[] {
  const found = report.causes.filter(({ verdict }) => FOUND.includes(verdict));
  const isTrigger = ({ role }: Cause): boolean => role === 'trigger';
  return [...found.filter(isTrigger), ...found.filter((cause) => !isTrigger(cause))].map(({ id }) => id);
}

export function measure({ name, made, label }: LabelledIncident, report: Report): Measure {
  const isHealthy = label.triggers.length === 0;
  const order = ranked(report);
  const right = (ids: readonly string[]): boolean => ids.some((id) => label.triggers.includes(id));
  const untrue = untrueOf(report, label);
  const { bucketMs } = report.writes.series;
  const buckets = (told: Moment | null, truth: number | null): number | null => {
    if (truth === null) return null;
    if (told === null) return Infinity;
    const [earliest, latest] = [told.earliest ?? told.time, told.latest ?? told.time].map((time) => Date.parse(time));
    return Math.max(0, (earliest ?? 0) - truth, truth - (latest ?? 0)) / bucketMs;
  };
  const { quotaBytes, dbSizeBytes } = report.space;
  const { space } = label;
  return {
    name,
    made,
    isHealthy,
    first: order[0] ?? null,
    second: order[1] ?? null,
    top1: isHealthy ? untrue.length === 0 : right(order.slice(0, 1)),
    top2: isHealthy ? untrue.length === 0 : right(order.slice(0, 2)),
    untrue,
    pressureBuckets: buckets(report.onsets.writePressure, label.writePressure),
    refusalBuckets: buckets(report.onsets.spaceExceeded, label.spaceExceeded),
    shareError: label.shares === null ? null : shareError(report, label.shares),
    fileError: space === null || dbSizeBytes === null ? null : Math.abs(dbSizeBytes.value / space.dbSizeBytes - 1),
    quotaIsRight: space === null || quotaBytes === null ? null : quotaBytes.value === space.quotaBytes,
    stated: report.causes.flatMap(({ id, confidence }) =>
      confidence === null || label.arguable.includes(id) ? [] : [{ id, confidence, isSo: isSo(label, id) }],
    ),
  };
}

function shareError(report: Report, shares: ReadonlyMap<string, number>): number {
  const told = new Map(report.writes.byResource.map(({ key, share }) => [key, share]));
  const keys = new Set([...shares.keys(), ...told.keys()]);
  return Math.max(0, ...[...keys].map((key) => Math.abs((told.get(key) ?? 0) - (shares.get(key) ?? 0))));
}

import type { Report } from '../../model/report.js';
import { parseTime } from '../times.js';

/** What a moment of the stream came to, to be compared with a later one. */
interface Mark {
  /** Of the last line, microseconds. */
  readonly at: number;
  readonly writes: number;
  readonly byWorkload: ReadonlyMap<string, number>;
}

export interface LiveRates {
  /** Over how many seconds of the log; null: too short to tell. */
  readonly seconds: number | null;
  readonly writes: number | null;
  /** Writes a second by workload, most first; of those without any now the total tells. */
  readonly byWorkload: readonly { readonly key: string; readonly rate: number | null; readonly count: number }[];
}

const SECOND = 1e6;
/** What `a second` is averaged over, in the log's own time. */
const SPAN = 60 * SECOND;
/** Marks closer than this are one: there are never more than 60. */
const APART = SPAN / 60;

/** Rates by the log's own time, of the counts of one report after another. */
export class Rates {
  private marks: Mark[] = [];

  next(report: Report): LiveRates {
    const { byWorkload, count } = report.writes;
    const at = Math.max(...report.inputs.map(({ last }) => (last === null ? -Infinity : parseTime(last))));
    const counts = new Map(byWorkload.map(({ key, count: own }) => [key, own]));
    const span = this.spanTo(at);
    const since = span === null ? null : (at - span.at) / SECOND;
    const rows = byWorkload.map(({ key, count: own }) => ({
      key,
      count: own,
      rate: span === null || since === null ? null : Math.max(0, own - (span.byWorkload.get(key) ?? 0)) / since,
    }));
    rows.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || b.count - a.count || (a.key < b.key ? -1 : 1));
    if (Number.isFinite(at)) this.keep({ at, writes: count, byWorkload: counts });
    return {
      seconds: since,
      writes: span === null || since === null ? null : Math.max(0, count - span.writes) / since,
      byWorkload: rows,
    };
  }

  /** The oldest mark of the last minute, or the newest before it. */
  private spanTo(at: number): Mark | null {
    const earlier = this.marks.filter((mark) => mark.at < at);
    return earlier.find((mark) => at - mark.at <= SPAN) ?? earlier.at(-1) ?? null;
  }

  private keep(mark: Mark): void {
    const last = this.marks.at(-1);
    if (last !== undefined && mark.at < last.at + APART) return;
    this.marks.push(mark);
    const first = this.marks.findIndex(({ at }) => at >= mark.at - SPAN);
    // One before the minute stays: a log that speaks seldom is measured by it.
    this.marks = this.marks.slice(Math.max(0, first - 1));
  }
}

/** The database against its quota, of the member that is fullest. */
export interface Fill {
  readonly bytes: number;
  readonly member: string | null;
  readonly quota: number | null;
  /** Bytes a second; null: one sample tells no growth. */
  readonly growth: number | null;
  /** Milliseconds until it is full at this growth; null: it does not grow, or the quota is unknown. */
  readonly fullInMs: number | null;
}

/** Growth is measured over the last ten minutes. */
const GROWTH_SPAN = 600 * SECOND;

export function fillOf({ space }: Report): Fill | null {
  const quota = space.quotaBytes?.value ?? null;
  const newest = new Map<string | null, { at: number; bytes: number }>();
  const samples = space.series.map(({ time, member, dbSizeBytes }) => ({
    at: parseTime(time),
    member,
    bytes: dbSizeBytes,
  }));
  for (const { member, at, bytes } of samples) newest.set(member, { at, bytes });
  const [fullest] = [...newest].sort(([, a], [, b]) => b.bytes - a.bytes);
  if (fullest === undefined) {
    const { dbSizeBytes } = space;
    return dbSizeBytes === null
      ? null
      : { bytes: dbSizeBytes.value, member: dbSizeBytes.member, quota, growth: null, fullInMs: null };
  }
  const [member, { at, bytes }] = fullest;
  const first = samples.find((one) => one.member === member && one.at >= at - GROWTH_SPAN);
  const growth = first === undefined || first.at >= at ? null : ((bytes - first.bytes) / (at - first.at)) * SECOND;
  const room = quota === null ? null : Math.max(0, quota - bytes);
  return {
    bytes,
    member,
    quota,
    growth,
    fullInMs: room === null || growth === null || growth <= 0 ? null : (room / growth) * 1000,
  };
}

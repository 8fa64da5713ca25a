import type { CaseFile } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, SECOND } from '../../model/units.js';

/** Whether a condition held at moments of the incident, in order. */
export type Observed = readonly { readonly time: EpochMicros; readonly holds: boolean }[];

/** When an alert would have gone off: the condition held for so long, by the moments at hand; null: never. */
export function firedAt(observed: Observed, seconds: number): EpochMicros | null {
  let since: EpochMicros | null = null;
  for (const { time, holds } of observed) {
    if (!holds) {
      since = null;
      continue;
    }
    since ??= time;
    if (time - since >= seconds * SECOND) return epochMicros(since + seconds * SECOND);
  }
  return null;
}

/** The file against the quota, or another limit, at each sample: the fullest member counts. */
export function sizeAbove(file: CaseFile, ratio: number): Observed {
  const quota = file.space.quotaBytes?.value ?? null;
  if (quota === null || quota <= 0) return [];
  return perSample(file, (sizes) => Math.max(...sizes.values()) > ratio * quota);
}

/** The file against what is in use, as the fragmentation alert has it. */
export function inUseBelow(file: CaseFile, ratio: number, least: number): Observed {
  return file.sizes.flatMap(({ time, dbSizeBytes, dbSizeInUseBytes }) =>
    time === null || dbSizeBytes === null || dbSizeInUseBytes === null || dbSizeBytes <= 0
      ? []
      : [{ time, holds: dbSizeInUseBytes / dbSizeBytes < ratio && dbSizeInUseBytes > least }],
  );
}

/** A line through the samples of a window, and whether it passes the quota within a horizon: `predict_linear`. */
export function growthReaches(file: CaseFile, windowSeconds: number, horizonSeconds: number): Observed {
  const quota = file.space.quotaBytes?.value ?? null;
  if (quota === null || quota <= 0) return [];
  const seen = new Map<string | null, { x: number; y: number }[]>();
  return file.sizes.flatMap(({ time, member, dbSizeBytes }) => {
    if (time === null || dbSizeBytes === null) return [];
    const own = (seen.get(member) ?? []).filter((one) => one.x >= time / SECOND - windowSeconds);
    own.push({ x: time / SECOND, y: dbSizeBytes });
    seen.set(member, own);
    const slope = slopeOf(own);
    return [{ time, holds: slope !== null && dbSizeBytes + slope * horizonSeconds > quota }];
  });
}

function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number | null {
  if (points.length < 2) return null;
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x, y] = [mean((one) => one.x), mean((one) => one.y)];
  const spread = points.reduce((sum, one) => sum + (one.x - x) ** 2, 0);
  return spread === 0 ? null : points.reduce((sum, one) => sum + (one.x - x) * (one.y - y), 0) / spread;
}

/** Accepted puts per second over a window that trails, at the end of each bucket. */
export function putRateAbove(file: CaseFile, perSecond: number, windowSeconds: number): Observed {
  const { start, bucket, puts } = file.writes;
  if (start === null || bucket <= 0) return [];
  const width = bucket / SECOND;
  const most = Math.max(1, Math.round(windowSeconds / width));
  let sum = 0;
  return puts.map((count, i) => {
    sum += count - (i >= most ? (puts[i - most] ?? 0) : 0);
    const over = Math.min(i + 1, most) * width;
    return { time: epochMicros(start + (i + 1) * bucket), holds: sum / over > perSecond };
  });
}

/** Many puts and no compaction over a window that trails. It must have passed once before anything can be said. */
export function noCompaction(file: CaseFile, windowSeconds: number, leastPuts: number): Observed {
  const { start, bucket, puts } = file.writes;
  if (start === null || bucket <= 0 || !file.coverage.etcdLogs.some((log) => log.info)) return [];
  const rounds = file.bursts.flatMap((burst) =>
    burst.kind === 'compaction-finished' && burst.start !== null ? [burst.end ?? burst.start] : [],
  );
  const most = Math.max(1, Math.round(windowSeconds / (bucket / SECOND)));
  let sum = 0;
  return puts.map((count, i) => {
    sum += count - (i >= most ? (puts[i - most] ?? 0) : 0);
    const time = epochMicros(start + (i + 1) * bucket);
    const none = !rounds.some((round) => round <= time && round > time - windowSeconds * SECOND);
    return { time, holds: i + 1 >= most && none && sum > leastPuts };
  });
}

/** No leader, in steps of a second. */
export function withoutLeader(file: CaseFile): Observed {
  return (file.leadership?.without ?? []).flatMap(({ from, to, last }) => {
    const end = to ?? last;
    return [
      { time: from, holds: true },
      { time: end, holds: true },
      { time: epochMicros(end + 1), holds: false },
    ];
  });
}

/** So many elections within a window that trails. */
export function leaderChanges(file: CaseFile, many: number, windowSeconds: number): Observed {
  const times = (file.leadership?.terms ?? []).slice(1).map((term) => term.from);
  return times.map((time) => ({
    time,
    holds: times.filter((one) => one <= time && one > time - windowSeconds * SECOND).length >= many,
  }));
}

/** Samples of the members, the last of each at every moment. */
function perSample(file: CaseFile, holds: (sizes: ReadonlyMap<string | null, number>) => boolean): Observed {
  const last = new Map<string | null, number>();
  return file.sizes.flatMap(({ time, member, dbSizeBytes }) => {
    if (time === null || dbSizeBytes === null) return [];
    last.set(member, dbSizeBytes);
    return [{ time, holds: holds(last) }];
  });
}

/** A round number of seconds as Prometheus writes it: `90s`, `10m`, `4h`. */
export function promDuration(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

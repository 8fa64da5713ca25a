import { bytesText, millisText, rateText } from './drawing/scale.js';
import type { Cite, Lane, LineSeries, Picture, RowLane } from './picture.js';

/** What a lane says of a moment. */
export interface Reading {
  readonly lane: string;
  readonly title: string;
  readonly values: readonly (readonly [name: string, value: string])[];
}

/** The values of every lane at a moment. `near`: how far a single event may be away, in milliseconds. */
export function readingsAt(picture: Picture, time: number, near: number): Reading[] {
  const readings: Reading[] = [];
  const phase = picture.phases.find((one) => time >= one.from && time < one.to);
  if (phase !== undefined) readings.push({ lane: 'phases', title: 'phase', values: [['', phase.label]] });
  for (const lane of picture.lanes) {
    const uncovered = lane.gaps.some(([from, to]) => time >= from && time < to);
    const values = uncovered ? [] : readLane(lane, time, near);
    const shown: Reading['values'] = uncovered ? [['', 'not covered by any input']] : values;
    if (shown.length > 0) readings.push({ lane: lane.id, title: lane.title, values: shown });
  }
  return readings;
}

export function readLane(lane: Lane, time: number, near: number): (readonly [string, string])[] {
  switch (lane.type) {
    case 'stack': {
      const bucket = Math.floor((time - lane.start) / lane.step);
      const above = lane.series.flatMap(({ name, values }) => {
        const value = values[bucket] ?? 0;
        return value > 0 ? [[name, rateText(value)] as const] : [];
      });
      return above.length > 0 ? above : [['', '0']];
    }
    case 'line':
      return [
        ...readSizes(lane.series, time),
        ...(lane.limit === null
          ? []
          : [[lane.limit.name, bytesText(lane.limit.steps.filter(([at]) => at <= time).pop()?.[1] ?? 0)] as const]),
        ...lane.figures.flatMap((one) =>
          Math.abs(one.time - time) <= near
            ? [[one.name, `${bytesText(one.value)} (${bytesText(one.low)} to ${bytesText(one.high)})`] as const]
            : [],
        ),
      ];
    case 'dot':
      return lane.groups.flatMap(({ name, points }) => {
        const worst = Math.max(0, ...points.filter(([at]) => Math.abs(at - time) <= near).map(([, ms]) => ms));
        return worst > 0 ? [[name, `up to ${millisText(worst)}`] as const] : [];
      });
    case 'band':
      return lane.bands.flatMap(({ from, to, label }) => (time >= from && time <= to ? [['', label] as const] : []));
    case 'row':
      if (lane.rows.some(({ count }) => count === null)) return readObjects(lane, time, near);
      return lane.rows.flatMap(({ name, spans }) => {
        const seen = spans.filter(([from, to]) => time >= from - near && time <= to + near);
        const count = seen.reduce((sum, span) => sum + span[2], 0);
        return count > 0 ? [[name, `×${rateText(count)} in all`] as const] : [];
      });
  }
}

/** Of rows that are one object each: the first of those that were written then, and how many. */
export function readObjects({ rows }: RowLane, time: number, near: number): (readonly [string, string])[] {
  const seen = rows.filter(({ spans }) => spans.some(([from, to]) => time >= from - near && time <= to + near));
  const [first] = seen;
  if (first === undefined) return [];
  return [[first.name, seen.length === 1 ? 'written' : `and ${seen.length - 1} more of these ${rows.length}`]];
}

/** What the members of a cluster say, in one value or as from the least to the greatest. */
export function readSizes(series: readonly LineSeries[], time: number): (readonly [string, string])[] {
  const kinds = new Map<string, number[]>();
  for (const one of series) {
    const value = valueAt(one, time);
    const kind = one.name.split(', ')[0] ?? one.name;
    if (value !== null) kinds.set(kind, [...(kinds.get(kind) ?? []), value]);
  }
  return [...kinds].map(([kind, values]) => {
    const least = bytesText(Math.min(...values));
    const most = bytesText(Math.max(...values));
    return [kind, least === most ? least : `${least} to ${most}`] as const;
  });
}

/** The nearest sample at or before; null: none. */
export function valueAt({ points }: LineSeries, time: number): number | null {
  let value: number | null = null;
  for (const [at, one] of points) {
    if (at > time) break;
    value = one;
  }
  return value;
}

/** The line behind a place in a lane: of a stretch round the moment the shortest, else the nearest; -1: none. */
export function citedAt(cites: readonly Cite[], time: number): number {
  let best = -1;
  let least = Infinity;
  for (const [from, to, cited] of cites) {
    if (cited < 0) continue;
    const away = time < from ? from - time : time > to ? time - to : 0;
    // Inside of a stretch its length counts for little, but it counts: the shorter says more.
    const weight = away === 0 ? (to - from) * 1e-6 : away;
    if (weight < least) {
      least = weight;
      best = cited;
    }
  }
  return best;
}

import type { StackLane } from '../picture.js';
import { colourOf, drawValueAxis, xOf, type Frame } from './frame.js';
import { rateText, roundUp } from './scale.js';
import { shape, tenth, type Shape } from './shape.js';

/** What is seen of a stack: a column for each bucket, or for each two pixels where buckets are narrower. */
export interface Columns {
  /** Bounds of the columns in time; one more than there are columns. */
  readonly bounds: readonly number[];
  /** Mean rate by series and column. */
  readonly means: readonly (readonly number[])[];
}

export function columnsOf(lane: StackLane, frame: Frame): Columns {
  const { start, step, series } = lane;
  const length = series[0]?.values.length ?? 0;
  const first = Math.max(0, Math.floor((frame.from - start) / step));
  const last = Math.min(length, Math.ceil((frame.to - start) / step));
  const most = Math.max(1, Math.floor((frame.right - frame.left) / 2));
  const per = Math.max(1, Math.ceil((last - first) / most));
  // The grid hangs on the first bucket, so that panning doesn't make columns flicker.
  const begin = Math.floor(first / per) * per;
  const bounds: number[] = [];
  for (let at = begin; at < last; at += per) bounds.push(start + at * step);
  bounds.push(start + Math.min(length, begin + bounds.length * per) * step);
  const means = series.map(({ values }) => {
    const row: number[] = [];
    for (let at = begin; at < last; at += per) {
      let sum = 0;
      const end = Math.min(length, at + per);
      for (let i = at; i < end; i += 1) sum += values[i] ?? 0;
      row.push(end > at ? sum / (end - at) : 0);
    }
    return row;
  });
  return { bounds, means };
}

export function drawStack(lane: StackLane, frame: Frame): Shape[] {
  const { bounds, means } = columnsOf(lane, frame);
  const columns = bounds.length - 1;
  const totals = Array.from({ length: Math.max(0, columns) }, (_, i) =>
    means.reduce((sum, row) => sum + (row[i] ?? 0), 0),
  );
  const high = lane.estimate === null ? 1 : lane.estimate.high;
  const top = roundUp(Math.max(0, ...totals) * high);
  const bottom = frame.top + frame.height;
  const y = (value: number): number => bottom - (Math.min(value, top) / top) * frame.height;
  const ticks = frame.height >= 60 ? [0, top / 2, top] : [0, top];
  const shapes = drawValueAxis(
    frame,
    ticks.map((value) => [y(value), rateText(value)] as const),
  );
  const x = (time: number): number => Math.min(frame.right, Math.max(frame.left, xOf(frame, time)));
  let under: number[] = totals.map(() => 0);
  for (const [index, { colour }] of lane.series.entries()) {
    const over = under.map((value, i) => value + (means[index]?.[i] ?? 0));
    if (over.some((value, i) => value > (under[i] ?? 0))) {
      let up = '';
      let down = '';
      for (let i = 0; i < columns; i += 1) {
        const a = tenth(x(bounds[i] ?? 0));
        const b = tenth(x(bounds[i + 1] ?? 0));
        const yOver = tenth(y(over[i] ?? 0));
        const yUnder = tenth(y(under[i] ?? 0));
        up += `${i === 0 ? 'M' : 'L'}${a} ${yOver}H${b}`;
        down = `L${b} ${yUnder}H${a}${down}`;
      }
      shapes.push(shape('path', { d: `${up}${down}Z`, class: `fill c${colour}`, fill: colourOf(colour) }));
    }
    under = over;
  }
  if (lane.estimate !== null && columns > 0) shapes.push(drawEstimate(lane.estimate, totals, bounds, x, y));
  return shapes;
}

/** The interval of an estimated total, round its upper edge. */
export function drawEstimate(
  estimate: { readonly low: number; readonly high: number },
  totals: readonly number[],
  bounds: readonly number[],
  x: (time: number) => number,
  y: (value: number) => number,
): Shape {
  let up = '';
  let down = '';
  for (const [i, total] of totals.entries()) {
    const a = tenth(x(bounds[i] ?? 0));
    const b = tenth(x(bounds[i + 1] ?? 0));
    up += `${i === 0 ? 'M' : 'L'}${a} ${tenth(y(total * estimate.high))}H${b}`;
    down = `L${b} ${tenth(y(total * estimate.low))}H${a}${down}`;
  }
  return shape('path', { d: `${up}${down}Z`, class: 'interval', fill: '#1b1f24', 'fill-opacity': 0.22 });
}

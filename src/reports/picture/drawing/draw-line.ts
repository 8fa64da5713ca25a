import type { LineLane } from '../picture.js';
import { colourOf, drawValueAxis, xInside, xOf, type Frame } from './frame.js';
import { bytesText, roundUpBytes } from './scale.js';
import { shape, tenth, words, type Shape } from './shape.js';

/** The highest value that a lane of sizes has to show in a stretch of time: also what holds at its ends. */
export function highestOf(lane: LineLane, from: number, to: number): number {
  let highest = 0;
  const see = (points: readonly (readonly [number, number])[]): void => {
    for (const [i, [time, value]] of points.entries()) {
      const next = points[i + 1]?.[0] ?? time;
      if (time <= to && next >= from) highest = Math.max(highest, value, points[i + 1]?.[1] ?? 0);
    }
  };
  for (const { points } of lane.series) see(points);
  if (lane.limit !== null) see(lane.limit.steps);
  for (const one of lane.figures) if (one.time >= from && one.time <= to) highest = Math.max(highest, one.high);
  return highest;
}

export function drawLine(lane: LineLane, frame: Frame): Shape[] {
  const top = roundUpBytes(highestOf(lane, frame.from, frame.to));
  const bottom = frame.top + frame.height;
  const y = (value: number): number => bottom - (Math.min(value, top) / top) * frame.height;
  const shapes = drawValueAxis(
    frame,
    [0, top / 2, top].map((value) => [y(value), bytesText(value)] as const),
  );
  const clip = `url(#${frame.id}-plot)`;
  const inner: Shape[] = [];
  for (const { points, stroke, colour } of lane.series) {
    inner.push(...drawSamples(points, stroke, colour, frame, y));
  }
  if (lane.limit !== null) {
    let path = '';
    for (const [time, value] of lane.limit.steps) {
      const x = tenth(xOf(frame, time));
      path += path === '' ? `M${x} ${tenth(y(value))}` : `H${x}V${tenth(y(value))}`;
    }
    inner.push(shape('path', { d: path, class: 'limit', fill: 'none', stroke: '#b3261e', 'stroke-dasharray': '7 3' }));
  }
  for (const { time, value, low, high } of lane.figures) {
    if (time < frame.from || time > frame.to) continue;
    const x = tenth(xInside(frame, time));
    inner.push(
      shape('path', {
        d: `M${x - 4} ${tenth(y(high))}H${x + 4}M${x} ${tenth(y(high))}V${tenth(y(low))}M${x - 4} ${tenth(y(low))}H${x + 4}`,
        class: 'figure',
        fill: 'none',
        stroke: '#1b1f24',
      }),
      shape('circle', { cx: x, cy: tenth(y(value)), r: 3.5, class: 'figure', fill: '#1b1f24' }),
    );
  }
  shapes.push(shape('g', { 'clip-path': clip }, inner));
  return shapes;
}

/** Samples joined by lines, over long silence by a faint dotted one; few samples as dots too. */
export function drawSamples(
  points: readonly (readonly [number, number])[],
  stroke: string,
  colour: number,
  frame: Frame,
  y: (value: number) => number,
): Shape[] {
  const steps = points.slice(1).map(([time], i) => time - (points[i]?.[0] ?? time));
  const middle = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const silence = Math.max(8 * middle, 60_000);
  let path = '';
  let silent = '';
  const dots: Shape[] = [];
  const seen = points.filter(([time]) => time >= frame.from && time <= frame.to);
  for (const [i, [time, value]] of points.entries()) {
    const before = points[i - 1];
    const at = `${tenth(xOf(frame, time))} ${tenth(y(value))}`;
    const far = before !== undefined && time - before[0] > silence;
    if (far) silent += `M${tenth(xOf(frame, before[0]))} ${tenth(y(before[1]))}L${at}`;
    path += `${before === undefined || far ? 'M' : 'L'}${at}`;
  }
  if (seen.length <= 40)
    for (const [time, value] of seen) {
      const at = { cx: tenth(xOf(frame, time)), cy: tenth(y(value)), r: 2 };
      dots.push(shape('circle', { ...at, class: `fill c${colour}`, fill: colourOf(colour) }));
    }
  const dash: Readonly<Record<string, string>> = stroke === 'dashed' ? { 'stroke-dasharray': '4 2.5' } : {};
  const line = { class: `line s${colour}`, fill: 'none', stroke: colourOf(colour), 'stroke-width': 1.6, ...dash };
  const faint = { ...line, 'stroke-width': 1, 'stroke-dasharray': '1 4' };
  return [
    shape('path', { d: path, ...line }),
    ...(silent === '' ? [] : [shape('path', { d: silent, ...faint })]),
    ...dots,
  ];
}

/** Names at the height at which the lines end, pushed apart where they would touch. */
export function drawLineNames(lane: LineLane, frame: Frame): Shape[] {
  const top = roundUpBytes(highestOf(lane, frame.from, frame.to));
  const bottom = frame.top + frame.height;
  const y = (value: number): number => bottom - (Math.min(value, top) / top) * frame.height;
  const names: { text: string; y: number; colour: number; stroke: string }[] = [];
  const lastBefore = (points: readonly (readonly [number, number])[]): number => {
    let value = points[0]?.[1] ?? 0;
    for (const [time, one] of points) if (time <= frame.to) value = one;
    return value;
  };
  if (lane.limit !== null) {
    const value = lastBefore(lane.limit.steps);
    names.push({ text: `${lane.limit.name} ${bytesText(value)}`, y: y(value), colour: 6, stroke: '7 3' });
  }
  // Members of a cluster hold the same: lines that end together have one name.
  const kinds = [...new Set(lane.series.map(({ name }) => name.split(', ')[0] ?? name))];
  for (const kind of kinds) {
    const own = lane.series.filter(({ name }) => (name.split(', ')[0] ?? name) === kind);
    const values = own.map(({ points }) => lastBefore(points));
    const together = Math.max(...values.map(y)) - Math.min(...values.map(y)) < 10;
    for (const [i, one] of own.entries()) {
      if (together && i > 0) continue;
      const text = together ? kind : one.name;
      names.push({ text, y: y(values[i] ?? 0), colour: one.colour, stroke: one.stroke === 'dashed' ? '4 2.5' : '' });
    }
  }
  for (const { name, value, time } of lane.figures) {
    if (time >= frame.from && time <= frame.to) names.push({ text: name, y: y(value), colour: 7, stroke: 'dot' });
  }
  names.sort((a, b) => a.y - b.y);
  const gap = 12;
  const most = Math.max(1, Math.floor(frame.height / gap) + 1);
  names.splice(most);
  for (let i = 1; i < names.length; i += 1) {
    const one = names[i];
    const above = names[i - 1];
    if (one !== undefined && above !== undefined) one.y = Math.max(one.y, above.y + gap);
  }
  let floor = bottom + 4;
  for (let i = names.length - 1; i >= 0; i -= 1) {
    const one = names[i];
    if (one === undefined) continue;
    one.y = Math.min(one.y, floor);
    floor = one.y - gap;
  }
  const x = frame.right + 8;
  return names.flatMap((one) => [
    one.stroke === 'dot'
      ? shape('circle', { cx: x + 7, cy: tenth(one.y), r: 3.5, class: 'figure', fill: '#1b1f24' })
      : shape('line', {
          x1: x,
          x2: x + 14,
          y1: tenth(one.y),
          y2: tenth(one.y),
          class: one.colour === 6 ? 'limit' : `line s${one.colour}`,
          stroke: one.colour === 6 ? '#b3261e' : colourOf(one.colour),
          'stroke-width': 1.8,
          ...(one.stroke === '' ? {} : { 'stroke-dasharray': one.stroke }),
        }),
    words(one.text, x + 19, one.y + 3.5, 'name', { fill: '#1b1f24' }),
  ]);
}

import type { DotLane } from '../picture.js';
import { colourOf, drawValueAxis, xOf, type Frame } from './frame.js';
import { millisText } from './scale.js';
import { shape, tenth, type Shape } from './shape.js';

/** Whole powers of ten round what is seen. */
export function decadesOf(lane: DotLane, from: number, to: number): readonly [low: number, high: number] {
  let low = Infinity;
  let high = 0;
  for (const { points } of lane.groups)
    for (const [time, ms] of points) {
      if (time < from || time > to) continue;
      low = Math.min(low, ms);
      high = Math.max(high, ms);
    }
  if (high === 0) return [2, 3];
  const least = Math.floor(Math.log10(low) + 1e-9);
  return [least, Math.max(least + 1, Math.ceil(Math.log10(high) - 1e-9))];
}

export function drawDots(lane: DotLane, frame: Frame): Shape[] {
  const [low, high] = decadesOf(lane, frame.from, frame.to);
  const bottom = frame.top + frame.height;
  const y = (ms: number): number => bottom - ((Math.log10(ms) - low) / (high - low)) * frame.height;
  const ticks: (readonly [number, string])[] = [];
  const every = Math.ceil((high - low) / 4);
  for (let power = low; power <= high; power += every) ticks.push([y(10 ** power), millisText(10 ** power)]);
  const shapes = drawValueAxis(frame, ticks);
  for (const { points, shape: form, colour } of lane.groups) {
    let path = '';
    for (const [time, ms] of points) {
      if (time < frame.from || time > frame.to) continue;
      path += markPath(form, tenth(xOf(frame, time)), tenth(y(ms)));
    }
    if (path !== '')
      shapes.push(shape('path', { d: path, class: `fill c${colour}`, fill: colourOf(colour), 'fill-opacity': 0.75 }));
  }
  return shapes;
}

/** A mark of a form round a point, as a part of a path. */
export function markPath(form: string, x: number, y: number): string {
  if (form === 'triangle') return `M${x} ${tenth(y - 4)}l4 7h-8z`;
  if (form === 'square') return `M${tenth(x - 3)} ${tenth(y - 3)}h6v6h-6z`;
  if (form === 'diamond') return `M${x} ${tenth(y - 4.2)}l4.2 4.2l-4.2 4.2l-4.2 -4.2z`;
  return `M${tenth(x - 3.1)} ${y}a3.1 3.1 0 1 0 6.2 0a3.1 3.1 0 1 0 -6.2 0z`;
}

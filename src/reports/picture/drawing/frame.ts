import { shape, tenth, type Shape } from './shape.js';

/** Where a lane is drawn, and how time becomes place. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  /** Whole width; the gutter behind `right` holds the names. */
  readonly width: number;
  readonly narrow: boolean;
  /** Makes ids of one page differ. */
  readonly id: string;
}

export function xOf(frame: Frame, time: number): number {
  const { left, right, from, to } = frame;
  return left + ((time - from) / (to - from)) * (right - left);
}

/** The same, kept inside the lane. */
export function xInside(frame: Frame, time: number): number {
  return Math.min(frame.right, Math.max(frame.left, xOf(frame, time)));
}

/** Stretches for which no input speaks. */
export function drawGaps(frame: Frame, gaps: readonly (readonly [number, number])[]): Shape[] {
  return gaps.flatMap(([from, to]) => {
    const x = xInside(frame, from);
    const width = xInside(frame, to) - x;
    if (width < 1) return [];
    const box = { x: tenth(x), y: frame.top, width: tenth(width), height: frame.height };
    return [shape('rect', { ...box, class: 'gap', fill: `url(#${frame.id}-gap)` })];
  });
}

/** Lines and words of a value axis. */
export function drawValueAxis(frame: Frame, ticks: readonly (readonly [y: number, text: string])[]): Shape[] {
  return ticks.flatMap(([y, text]) => [
    shape('line', { x1: frame.left, x2: frame.right, y1: tenth(y), y2: tenth(y), class: 'grid', stroke: '#d8dde3' }),
    {
      tag: 'text',
      attributes: { x: frame.left - 5, y: tenth(y + 3.5), class: 'axis', 'text-anchor': 'end', fill: '#57606a' },
      children: [],
      text,
    },
  ]);
}

/**
 * The colours of the palette in the light; the page has those for the dark. The first five are those of resources and
 * of nothing else, then the rest, what was refused, and two inks for all that is no resource.
 */
export function colourOf(index: number): string {
  const resources = ['#1f5fa8', '#f0a030', '#1e8f7c', '#d987b0', '#5b3a8c'];
  return [...resources, '#9aa5b1', '#c22f2f', '#2b333c', '#66717d'][index] ?? '#9aa5b1';
}

export function toneOf(tone: string): string {
  const tones: Readonly<Record<string, string>> = {
    calm: '#dfe5ec',
    rise: '#f6cf94',
    bad: '#e58f86',
    good: '#b5dcc0',
    'leader-0': '#cfdcf0',
    'leader-1': '#e6d5ee',
    'leader-2': '#d3e9e2',
  };
  return tones[tone] ?? '#dfe5ec';
}

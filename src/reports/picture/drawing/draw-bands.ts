import type { Band, RowLane } from '../picture.js';
import { toneOf, xInside, type Frame } from './frame.js';
import { rateText } from './scale.js';
import { fitText, shape, tenth, words, type Shape } from './shape.js';

/** Stretches with their names inside, where there is room. */
export function drawBands(bands: readonly Band[], frame: Frame): Shape[] {
  return bands.flatMap((band) => {
    if (band.to < frame.from || band.from > frame.to) return [];
    const x = xInside(frame, band.from);
    const width = Math.max(2, xInside(frame, band.to) - x);
    const box = { x: tenth(x), y: frame.top, width: tenth(width), height: frame.height };
    const shapes = [
      shape('rect', { ...box, class: `band t-${band.tone}`, fill: toneOf(band.tone), stroke: '#7d8792' }),
    ];
    // What is bad is striped as well, so that it is visible without colour.
    if (band.tone === 'bad') shapes.push(shape('rect', { ...box, fill: `url(#${frame.id}-bad)` }));
    const name = fitText(band.open === true ? `${band.label}, end not seen` : band.label, width - 8);
    if (name !== '') {
      shapes.push(words(name, x + 4, frame.top + frame.height / 2 + 4, 'inside', { fill: '#1b1f24' }));
    }
    return shapes;
  });
}

/** A row a name: each occurrence a bar from its first to its last time. */
export function drawRows(lane: RowLane, frame: Frame, row: number): Shape[] {
  const isThin = row < 10;
  return lane.rows.flatMap(({ spans, warning }, i) => {
    const top = frame.top + i * row;
    const shapes = [
      shape('line', {
        x1: frame.left,
        x2: frame.right,
        y1: tenth(top + row - 1),
        y2: tenth(top + row - 1),
        class: 'grid',
        stroke: '#d8dde3',
      }),
    ];
    for (const [from, to] of spans) {
      if (to < frame.from || from > frame.to) continue;
      const x = xInside(frame, from);
      const width = Math.max(3, xInside(frame, to) - x);
      const box = {
        x: tenth(x),
        y: tenth(top + (isThin ? 1 : 3)),
        width: tenth(width),
        height: isThin ? row - 2 : row - 7,
        rx: isThin ? 1 : 2,
      };
      shapes.push(
        shape('rect', {
          ...box,
          class: warning ? 'event warn' : 'event',
          fill: warning ? '#c76a1d' : '#8793a0',
          'fill-opacity': 0.55,
          stroke: warning ? '#8a4510' : '#5d6873',
        }),
      );
    }
    return shapes;
  });
}

/** Names and counts beside the rows. */
export function drawRowNames(lane: RowLane, frame: Frame, row: number): Shape[] {
  const room = frame.width - frame.right - 12;
  return lane.rows.map(({ name, count, warning }, i) =>
    words(
      fitText(`${warning ? '⚠ ' : ''}${count === null ? '' : `${rateText(count)}× `}${name}`, room),
      frame.right + 8,
      frame.top + i * row + row - 4,
      'name',
      { fill: '#1b1f24' },
    ),
  );
}

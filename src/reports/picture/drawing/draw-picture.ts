import type { Lane, Onset, Picture, RowLane } from '../picture.js';
import { drawBands, drawRowNames, drawRows } from './draw-bands.js';
import { drawDots, markPath } from './draw-dots.js';
import { drawLine, drawLineNames } from './draw-line.js';
import { drawStack } from './draw-stack.js';
import { colourOf, drawGaps, xOf, type Frame } from './frame.js';
import { fullTime, timeText, timeTicks } from './scale.js';
import { fitText, shape, tenth, widthOfText, words, type Shape } from './shape.js';

/** What is drawn of a picture, and how large. */
export interface Sheet {
  readonly width: number;
  readonly from: number;
  readonly to: number;
  /** Makes ids of one page differ. */
  readonly id: string;
  /** What a screen reader says of it. */
  readonly label: string;
}

/** A drawing with what pointing at it needs. */
export interface Drawing {
  readonly root: Shape;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly lanes: readonly { readonly id: string; readonly top: number; readonly bottom: number }[];
}

/** The name of what a lane draws, with its colour and for single marks its form. */
interface LaneName {
  readonly text: string;
  readonly colour: number;
  readonly form?: string;
}

export function drawPicture(picture: Picture, sheet: Sheet): Drawing {
  const narrow = sheet.width < 640;
  const left = narrow ? 50 : 62;
  const right = Math.max(left + 80, sheet.width - (narrow ? 8 : 168));
  const { from, to, id, width } = sheet;
  const frameAt = (top: number, height: number): Frame => ({ left, right, top, height, from, to, width, narrow, id });
  const onsets = placeOnsets(picture.onsets, frameAt(0, 0));
  const axisTop = onsets.rows * 14 + 2;
  let y = axisTop + 18;
  const back: Shape[] = [];
  const front: Shape[] = [];
  const lanes: { id: string; top: number; bottom: number }[] = [];
  if (picture.phases.length > 0) {
    back.push(...drawBands(picture.phases, frameAt(y, 18)));
    if (!narrow) front.push(words('phases', right + 8, y + 13, 'name', { fill: '#1b1f24' }));
    lanes.push({ id: 'phases', top: y, bottom: y + 18 });
    y += 22;
  }
  for (const lane of picture.lanes) {
    const head = y;
    const heading = drawHead(lane, narrow ? namesOf(lane) : [], frameAt(head, 14));
    front.push(...heading.shapes);
    const frame = frameAt(head + 2 + 14 * heading.lines, laneHeight(lane));
    back.push(...drawGaps(frame, lane.gaps));
    back.push(shape('g', { class: 'lane' }, drawLane(lane, frame)));
    lanes.push({ id: lane.id, top: head, bottom: frame.top + frame.height });
    y = frame.top + frame.height + (lane.type === 'band' ? 4 : 8);
  }
  const height = y + 2;
  const axis = drawTimeAxis(frameAt(axisTop, height - axisTop - 4));
  const root = shape(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      class: 'picture',
      'font-family': 'system-ui, sans-serif',
      'font-size': 11,
    },
    [
      { tag: 'title', attributes: {}, children: [], text: sheet.label },
      drawDefinitions(frameAt(0, height)),
      ...axis,
      ...back,
      ...drawOnsets(onsets.placed, height - 4),
      ...front,
    ],
  );
  return { root, width, height, left, right, lanes };
}

export function drawLane(lane: Lane, frame: Frame): Shape[] {
  switch (lane.type) {
    case 'stack':
      return [...drawStack(lane, frame), ...(frame.narrow ? [] : drawStackNames(lane, frame))];
    case 'line':
      return [...drawLine(lane, frame), ...(frame.narrow ? [] : drawLineNames(lane, frame))];
    case 'dot':
      return [...drawDots(lane, frame), ...(frame.narrow ? [] : drawDotNames(lane, frame))];
    case 'band':
      return drawBands(lane.bands, frame);
    case 'row':
      return [
        ...drawRows(lane, frame, rowHeight(lane)),
        ...(frame.narrow || isOfObjects(lane) ? [] : drawRowNames(lane, frame, rowHeight(lane))),
      ];
  }
}

export function laneHeight(lane: Lane): number {
  switch (lane.type) {
    case 'stack':
      return lane.series.length > 1 ? 84 : 34;
    case 'line':
      return 84;
    case 'dot':
      return 56;
    case 'band':
      return 17;
    case 'row':
      return lane.rows.length * rowHeight(lane);
  }
}

/** Rows of single objects show a form, not names: they are thin. */
export function isOfObjects(lane: RowLane): boolean {
  return lane.rows.some(({ count }) => count === null);
}

export function rowHeight(lane: RowLane): number {
  return isOfObjects(lane) ? 6 : 15;
}

/** In the order of the stack, the uppermost first. */
export function drawStackNames(lane: Extract<Lane, { type: 'stack' }>, frame: Frame): Shape[] {
  const names = [...lane.series].reverse();
  const step = Math.min(14, Math.max(11, frame.height / Math.max(1, names.length)));
  const top = frame.top + frame.height - step * names.length;
  const room = frame.width - frame.right - 26;
  return names.flatMap(({ name, colour }, i) => {
    const y = tenth(top + i * step + step - 3);
    const box = { x: frame.right + 8, y: tenth(y - 8), width: 9, height: 9 };
    return [
      shape('rect', { ...box, class: `fill c${colour}`, fill: colourOf(colour) }),
      words(fitText(name, room), frame.right + 22, y, 'name', { fill: '#1b1f24' }),
    ];
  });
}

export function drawDotNames(lane: Extract<Lane, { type: 'dot' }>, frame: Frame): Shape[] {
  return lane.groups.flatMap(({ name, shape: form, colour }, i) => {
    const y = frame.top + 10 + i * 14;
    return [
      shape('path', {
        d: markPath(form, frame.right + 13, y - 4),
        class: `fill c${colour}`,
        fill: colourOf(colour),
      }),
      words(name, frame.right + 22, y, 'name', { fill: '#1b1f24' }),
    ];
  });
}

/** What is beside a lane where there is room, and in its heading where there is none. */
export function namesOf(lane: Lane): LaneName[] {
  if (lane.type === 'stack')
    return lane.series.length > 1 ? lane.series.map(({ name, colour }) => ({ text: name, colour })) : [];
  if (lane.type === 'dot') return lane.groups.map((one) => ({ text: one.name, colour: one.colour, form: one.shape }));
  if (lane.type === 'line') {
    const lines = [...new Map(lane.series.map((one) => [one.name.split(', ')[0] ?? '', one.colour]))];
    return [
      ...lines.map(([text, colour]) => ({ text, colour })),
      ...(lane.limit === null ? [] : [{ text: lane.limit.name, colour: 6 }]),
    ];
  }
  return [];
}

export function drawHead(
  lane: Lane,
  names: readonly LaneName[],
  frame: Frame,
): { readonly shapes: Shape[]; readonly lines: number } {
  const base = frame.top + 11;
  // Titles are bold, and so somewhat wider.
  const text = fitText(titleOf(lane, frame.narrow), (frame.width - frame.left - 4) / 1.14);
  const shapes = [words(text, frame.left, base, 'title', { fill: '#1b1f24', 'font-weight': 600, ...halo() })];
  let x = frame.left + widthOfText(text) * 1.08 + 12;
  let line = 0;
  for (const { text: name, colour, form } of names) {
    const shown = fitText(name, frame.width - frame.left - 30);
    const width = widthOfText(shown) + 22;
    if (x + width > frame.width) {
      line += 1;
      x = frame.left;
    }
    const y = base + 14 * line;
    const paint = { class: `fill c${colour}`, fill: colourOf(colour) };
    shapes.push(
      form === undefined
        ? shape('rect', { x: tenth(x), y: y - 8, width: 9, height: 9, ...paint })
        : shape('path', { d: markPath(form, tenth(x + 5), y - 4), ...paint }),
      words(shown, x + 12, y, 'name', { fill: '#1b1f24' }),
    );
    x += width;
  }
  return { shapes, lines: line + 1 };
}

export function titleOf(lane: Lane, narrow: boolean): string {
  if (lane.type === 'dot') return `${lane.title} (log scale)`;
  if (lane.type === 'stack' && lane.estimate !== null) {
    const off = Math.max(1 - lane.estimate.low, lane.estimate.high - 1);
    return `${lane.title} (estimated, ±${Math.max(1, Math.round(off * 100))} %)`;
  }
  if (lane.type !== 'row' || isOfObjects(lane)) return lane.title;
  const more = lane.more > 0 ? `, ${lane.more} more ${lane.more === 1 ? 'reason' : 'reasons'}` : '';
  return narrow ? `${lane.title}: ${lane.rows.map(({ name }) => name).join(', ')}${more}` : `${lane.title}${more}`;
}

export function drawTimeAxis(frame: Frame): Shape[] {
  const { step, ticks } = timeTicks(frame.from, frame.to, Math.max(2, Math.floor((frame.right - frame.left) / 78)));
  const bottom = frame.top + frame.height;
  const shapes = ticks.flatMap((time) => {
    const x = tenth(xOf(frame, time));
    return [
      shape('line', { x1: x, x2: x, y1: frame.top + 14, y2: bottom, class: 'grid', stroke: '#d8dde3' }),
      words(timeText(time, step), x, frame.top + 10, 'axis', {
        // At the end of the axis the words stay inside of it.
        'text-anchor': x > frame.right - 26 ? 'end' : 'middle',
        fill: '#57606a',
      }),
    ];
  });
  const date = frame.narrow ? 'UTC' : `${fullTime(frame.from).slice(0, 10)} UTC`;
  const place = frame.narrow ? 0 : frame.right + 8;
  return [...shapes, words(date, place, frame.top + 10, 'axis', { fill: '#57606a' })];
}

/** Labels of onsets in rows, so that none covers another. */
export function placeOnsets(
  onsets: readonly Onset[],
  frame: Frame,
): { readonly rows: number; readonly placed: { x: number; text: string; at: number; row: number; good: boolean }[] } {
  const ends: number[] = [];
  const placed = onsets.flatMap(({ time, label }) => {
    if (time < frame.from || time > frame.to) return [];
    const x = xOf(frame, time);
    const text = `${new Date(time).toISOString().slice(11, 19)} ${label}`;
    // Bold, and not to touch the next.
    const width = widthOfText(text) * 1.12 + 10;
    const at = Math.max(2, Math.min(x - 3, frame.width - width));
    let row = ends.findIndex((end) => end <= at);
    if (row < 0) row = ends.length;
    // Past three rows the line stands without words: the table below the picture has them.
    if (row > 3) return [{ x, text: '', at, row: 3, good: label === 'accepting again' }];
    ends[row] = at + width;
    return [{ x, text, at, row, good: label === 'accepting again' }];
  });
  return { rows: Math.max(1, ends.length), placed };
}

export function drawOnsets(
  placed: readonly { x: number; text: string; at: number; row: number; good: boolean }[],
  bottom: number,
): Shape[] {
  return placed.flatMap(({ x, text, at, row, good }) => {
    const top = row * 14 + 12;
    const name = good ? 'onset good' : 'onset';
    const colour = good ? '#1c7a3e' : '#c4201a';
    const line = { x1: tenth(x), x2: tenth(x), y1: top, y2: bottom, class: name, stroke: colour };
    const dash: Readonly<Record<string, string>> = good ? { 'stroke-dasharray': '4 3' } : {};
    return [
      shape('line', { ...line, ...dash }),
      ...(text === ''
        ? []
        : [
            words(text, at, top - 1, good ? 'onset-label good' : 'onset-label', {
              fill: colour,
              'font-weight': 600,
              ...halo(),
            }),
          ]),
    ];
  });
}

/** Hatching, stripes, and the edge that lines are cut at. */
export function drawDefinitions(frame: Frame): Shape {
  const pattern = (name: string, size: number, colour: string, width: number): Shape =>
    shape(
      'pattern',
      {
        id: `${frame.id}-${name}`,
        width: size,
        height: size,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      [shape('line', { x1: 0, x2: 0, y1: 0, y2: size, class: `hatch-${name}`, stroke: colour, 'stroke-width': width })],
    );
  return shape('defs', {}, [
    pattern('gap', 6, '#b4bdc7', 1.4),
    pattern('bad', 7, '#b8483e', 1.1),
    shape('clipPath', { id: `${frame.id}-plot` }, [
      shape('rect', { x: frame.left, y: 0, width: tenth(frame.right - frame.left), height: frame.height }),
    ]),
  ]);
}

/** Keeps words readable where lines cross them. */
export function halo(): Readonly<Record<string, string | number>> {
  return { stroke: '#ffffff', 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
}

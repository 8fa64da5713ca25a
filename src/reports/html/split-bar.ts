import type { StoredFile } from '../../model/case-file.js';
import { fitText, shape, tenth, widthOfText, words, type Shape } from '../picture/drawing/shape.js';
import { svgText } from '../picture/svg-text.js';
import { percent, size } from '../sizes.js';
import { PARTS } from '../store/parts.js';
import { shownFiles } from '../sections/store.js';
import type { View } from '../sections/view.js';
import { html } from '../escape.js';

interface Piece {
  readonly name: string;
  readonly bytes: number;
}

const WIDTH = 960;
const BAR = 30;
const LINE = 18;
/** Resources and workloads that have a piece of their own. */
const PIECES = 6;

/** What each file of etcd consists of, as bars: its parts, and whose its revisions are. Empty: no file is at hand. */
export function splitBarsHtml(view: View): string {
  return shownFiles(view)
    .filter(({ facts }) => facts.split.file > 0)
    .map((one) => figureHtml(one))
    .join('\n');
}

function figureHtml({ facts }: StoredFile): string {
  const { split } = facts;
  const parts = PARTS.map(([part, name]): Piece => ({ name, bytes: split[part] }));
  const bars: readonly (readonly [title: string, pieces: readonly Piece[]])[] = [
    [`The file, ${size(split.file)}`, parts],
    ['Revisions by resource', chief(facts.byResource)],
    ['Revisions by workload', chief(facts.byWorkload)],
  ];
  const shapes: Shape[] = [];
  let y = 0;
  for (const [title, pieces] of bars) {
    const sum = pieces.reduce((all, { bytes }) => all + bytes, 0);
    if (sum <= 0) continue;
    shapes.push(words(title, 0, y + 12, 'name'));
    shapes.push(...barShapes(pieces, sum, y + LINE));
    const legend = legendShapes(pieces, sum, y + LINE + BAR + LINE - 4);
    shapes.push(...legend.shapes);
    y = legend.bottom + 6;
  }
  const told = bars.map(([title, pieces]) => `${title}: ${pieces.map((one) => labelOf(one, pieces)).join(', ')}`);
  const drawing = shape(
    'svg',
    {
      ...{ viewBox: `0 0 ${WIDTH} ${y}`, width: WIDTH, height: y, class: 'picture split', role: 'img' },
      ...{ 'aria-label': `${told.join('. ')}.`, 'font-size': 11 },
    },
    shapes,
  );
  return `<figure class="split">\n<div class="table" tabindex="0">${svgText(drawing)}</div>\n<figcaption>${html(facts.input)}: what the file consists of (measured). Bytes of revisions are of keys, values and their places in the pages.</figcaption>\n</figure>`;
}

/** The largest groups, the rest as one. */
function chief(groups: StoredFile['facts']['byResource']): Piece[] {
  const shown = groups.slice(0, PIECES).map(({ key, bytes }): Piece => ({ name: key, bytes }));
  const rest = groups.slice(PIECES).reduce((sum, { bytes }) => sum + bytes, 0);
  return rest > 0 ? [...shown, { name: 'other', bytes: rest }] : shown;
}

const labelOf = ({ name, bytes }: Piece, all: readonly Piece[]): string =>
  `${name} ${percent(
    bytes /
      Math.max(
        1,
        all.reduce((sum, one) => sum + one.bytes, 0),
      ),
  )}`;

/** Numbered where there is room for the number: colour is never the only sign. */
function barShapes(pieces: readonly Piece[], sum: number, y: number): Shape[] {
  let x = 0;
  return pieces.flatMap(({ bytes }, i): Shape[] => {
    const width = (bytes / sum) * WIDTH;
    const from = x;
    x += width;
    if (width < 0.5) return [];
    const piece = shape('rect', {
      ...{ x: tenth(from), y, width: tenth(Math.max(0.5, width - 1)), height: BAR, class: `c${i}` },
    });
    if (width < 18) return [piece];
    const mark = shape('rect', {
      ...{ x: tenth(from + width / 2 - 9), y: y + 7, width: 17, height: 16, rx: 3, class: 'plate' },
    });
    return [piece, mark, words(String(i + 1), from + width / 2 - 0.5, y + 19, 'mark', { 'text-anchor': 'middle' })];
  });
}

function legendShapes(pieces: readonly Piece[], sum: number, top: number): { shapes: Shape[]; bottom: number } {
  const shapes: Shape[] = [];
  let x = 0;
  let y = top;
  pieces.forEach(({ name, bytes }, i) => {
    if (bytes <= 0) return;
    const text = fitText(`${i + 1} ${name}: ${size(bytes)}, ${percent(bytes / sum)}`, WIDTH - 16);
    const width = widthOfText(text) + 34;
    if (x > 0 && x + width > WIDTH) [x, y] = [0, y + LINE];
    shapes.push(shape('rect', { x: tenth(x), y: y - 9, width: 10, height: 10, class: `c${i}` }));
    shapes.push(words(text, x + 15, y, 'legend'));
    x += width;
  });
  return { shapes, bottom: y + LINE };
}

import type { Postmortem } from '../../pipeline/options.js';
import { headline } from '../sections/headline.js';
import { timesOf } from '../times.js';
import { drawPicture } from './drawing/draw-picture.js';
import { shape, type Shape } from './drawing/shape.js';
import { pictureOf } from './lanes.js';
import type { Picture } from './picture.js';
import { svgText } from './svg-text.js';

/** One picture in a file of its own. */
export interface Figure {
  /** Path in DIR, with `/`. */
  readonly file: string;
  readonly text: string;
}

const WIDTH = 1200;

/** The picture of report.html and each of its lanes as SVG files that need no style and no script. */
export function figuresOf(postmortem: Postmortem): readonly Figure[] {
  const picture = pictureOf(postmortem);
  if (picture === null) return [];
  const title = headline(postmortem.report, postmortem.file, timesOf(postmortem.report.window));
  const all = [{ name: 'incident', drawn: picture, label: title }];
  for (const lane of picture.lanes) {
    all.push({ name: lane.id, drawn: { ...picture, lanes: [lane] }, label: `${title}: ${lane.title}` });
  }
  return all.map(({ name, drawn, label }) => ({ file: `figures/${name}.svg`, text: figureText(drawn, label) }));
}

function figureText(picture: Picture, label: string): string {
  const [from, to] = picture.view;
  const { root, width, height } = drawPicture(picture, { width: WIDTH, from, to, id: 'figure', label });
  const paper: Shape = shape('rect', { width, height, fill: '#ffffff' });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svgText({ ...root, children: [paper, ...root.children] })}\n`;
}

import type { Block } from '../document.js';
import type { Output } from '../output.js';
import { html } from '../escape.js';
import { drawPicture } from '../picture/drawing/draw-picture.js';
import { pictureOf } from '../picture/lanes.js';
import { colouredResources } from '../picture/lanes/write-lanes.js';
import type { Picture } from '../picture/picture.js';
import { svgText } from '../picture/svg-text.js';
import { contradictions } from '../sections/contradictions.js';
import { firstScreen } from '../sections/first-screen.js';
import { gaps } from '../sections/gaps.js';
import { headline } from '../sections/headline.js';
import { inputs } from '../sections/inputs.js';
import { method } from '../sections/method.js';
import { alertsPart } from '../sections/prevention.js';
import { recovery } from '../sections/recovery.js';
import { space } from '../sections/space.js';
import { store } from '../sections/store.js';
import { LIMITS, viewOf, type Limits, type View } from '../sections/view.js';
import { withoutSharedFolder, type ReadablePostmortem } from '../shared-folder.js';
import { blocksHtml } from './blocks.js';
import { causesHtml } from './cause-cards.js';
import { embeddedJson } from './embedded-json.js';
import { factsHtml } from './facts.js';
import { pageFoot, pageHead } from './page.js';
import { splitBarsHtml } from './split-bar.js';
import { timelineData } from './timeline-data.js';
import { timelineHtml } from './timeline-part.js';
import { writersHtml } from './writer-tables.js';

/** How much goes into the page. */
interface Plan {
  readonly limits: Limits;
  readonly writers: number;
  /** Bytes of the timeline's JSON, ordinarily and at the utmost. */
  readonly ordinary: number;
  readonly most: number;
}

const MIB = 1024 * 1024;
/** What may be attached to a ticket. */
export const LARGEST = 8 * MIB;

const PLANS: readonly [Plan, ...Plan[]] = [
  {
    limits: { ...LIMITS[0], timeline: 200, inputs: 500, evidence: 5, causes: 40, contradictions: 100 },
    writers: 30,
    ordinary: MIB,
    most: 4 * MIB,
  },
  { limits: { ...LIMITS[0], timeline: 100 }, writers: 15, ordinary: MIB / 2, most: MIB },
  { limits: LIMITS[2] ?? LIMITS[0], writers: 5, ordinary: MIB / 4, most: MIB / 2 },
];

/** The report as one file that opens anywhere, without a network, and is read without its script too. */
export const htmlReport: Output = {
  name: 'html',
  file: 'report.html',
  *render(postmortem) {
    const readable = withoutSharedFolder(postmortem);
    let text = '';
    for (const plan of PLANS) {
      text = page(readable, plan);
      if (Buffer.byteLength(text) < LARGEST) break;
    }
    yield text;
  },
};

function page(postmortem: ReadablePostmortem, plan: Plan): string {
  const view = viewOf(postmortem, plan.limits);
  const picture = pictureOf(postmortem);
  const { data, notice } = timelineData(view.report, view.times.date, plan.ordinary, plan.most);
  const [head, subtitle, ...first] = firstScreen(view);
  const parts: readonly (readonly [id: string, name: string, body: string])[] = [
    ['causes', 'Causes', causesHtml(view)],
    ['timeline', 'Timeline', timelineHtml(view, notice)],
    ['writers', 'Who wrote', writersHtml(view, colouredResources(postmortem), plan.writers)],
    ['space', 'Space', blocksHtml(withoutCharts(space(view)))],
    ['store', 'Store', storeHtml(view)],
    ['recovery', 'Recovery', blocksHtml(recovery(view))],
    ['contradictions', 'Contradictions', blocksHtml(contradictions(view))],
    ['prevention', 'Prevention', blocksHtml(alertsPart(view))],
    ['inputs', 'Inputs', blocksHtml(inputs(view))],
    ['gaps', 'Gaps', blocksHtml(gaps(view))],
    ['method', 'Method', blocksHtml(method(view))],
  ];
  const shown = parts.filter(([, , body]) => body !== '');
  const links = shown.map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join('');
  const title = headline(view.report, view.file, view.times);
  return [
    pageHead(title),
    '<main>\n<section id="first">',
    blocksHtml([head, subtitle].filter((block) => block !== undefined)),
    factsHtml(view),
    picture === null ? '' : figureHtml(picture, title),
    blocksHtml(first),
    '</section>',
    `<nav aria-label="Parts of the report"><ul>${links}</ul></nav>`,
    ...shown.map(([id, , body]) => `<section id="${id}">\n${body}\n</section>`),
    '</main>',
    pageFoot(embeddedJson({ picture, timeline: data })),
  ].join('\n');
}

/** The bars precede the tables that they show. */
function storeHtml(view: View): string {
  const [title, ...rest] = store(view);
  return title === undefined ? '' : [blocksHtml([title]), splitBarsHtml(view), blocksHtml(rest)].join('\n');
}

const WIDTH = 1200;

function figureHtml(picture: Picture, title: string): string {
  const [from, to] = picture.view;
  const label = `The incident over time. ${title}. Lanes: ${picture.lanes.map((lane) => lane.title).join(', ')}.`;
  const drawing = drawPicture(picture, { width: WIDTH, from, to, id: 'still', label });
  return [
    '<figure id="picture">',
    `<div id="picture-drawing" tabindex="0">\n${svgText(drawing.root)}\n</div>`,
    '<div class="bar" id="picture-bar" data-script hidden></div>',
    `<figcaption>Times are UTC. Hatched: no input covers that time.${sampledNote(picture)}<span data-script hidden> Drag to zoom. Click a mark to see its source line. Keys: + and − zoom, arrow keys move, Shift and arrow keys show values, 0 resets.</span></figcaption>`,
    '</figure>',
  ].join('\n');
}

function sampledNote(picture: Picture): string {
  const estimated = picture.lanes.some((lane) => lane.type === 'stack' && lane.estimate !== null);
  return html(estimated ? ' The grey edge of the writes shows the interval of the estimate.' : '');
}

/** The picture shows it better than bars of characters. */
function withoutCharts(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter(({ type }, i) => type !== 'chart' && !(type === 'paragraph' && blocks[i + 1]?.type === 'chart'));
}

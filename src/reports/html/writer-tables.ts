import type { WriteShare } from '../../model/case-file.js';
import type { Share } from '../../model/report.js';
import { resample } from '../charts.js';
import { heading, paragraph } from '../document.js';
import { html } from '../escape.js';
import { colourOf } from '../picture/drawing/frame.js';
import { number, percent, size } from '../sizes.js';
import { keyText, leading, noWriters, summary } from '../sections/writers.js';
import { writesUnit } from '../top-writer.js';
import type { View } from '../sections/view.js';
import { blocksHtml, inlineHtml, tableHtml } from './blocks.js';

const TABLES = [
  ['workload', 'byWorkload'],
  ['resource', 'byResource'],
  ['namespace', 'byNamespace'],
  ['object', 'byObject'],
  ['client', 'byClient'],
] as const;

/** Who wrote, by five measures, each row with its course over time. `coloured`: resources with a colour of their own. */
export function writersHtml(view: View, coloured: readonly string[], rows: number): string {
  const { writes } = view.report;
  if (writes.count === 0 && writes.deletes === 0 && writes.refused === 0) {
    return blocksHtml([heading(2, 'Who wrote'), paragraph(noWriters(view))]);
  }
  const panels = TABLES.flatMap(([by, list]) =>
    writes[list].length === 0
      ? []
      : [
          `<div class="writers-panel" data-by="${by}">\n<h3>By ${by}</h3>\n${panel(view, by, list, coloured, rows)}\n</div>`,
        ],
  );
  return [
    blocksHtml([heading(2, 'Who wrote'), paragraph(...summary(view))]),
    '<div class="bar" id="writers-bar" data-script hidden></div>',
    ...panels,
  ].join('\n');
}

function panel(
  view: View,
  by: string,
  list: (typeof TABLES)[number][1],
  coloured: readonly string[],
  rows: number,
): string {
  const all = view.report.writes[list];
  const shown = leading(all, rows);
  const before = view.report.onsets.writePressure !== null && shown.some((share) => share.countBeforeOnset !== null);
  const bytes = shown.some((share) => share.bytes !== null);
  const told = new Map<string, WriteShare>(view.file.writes[list].map((share) => [share.key, share]));
  const courses = shown.map((share) => told.get(share.key)?.series ?? []);
  const course = courses.some((values) => values.length > 1);
  const head = [
    header(by, 'text'),
    header(writesUnit(view.report), 'number'),
    header('share', 'number'),
    ...(bytes ? [header('bytes', 'number'), header('share of bytes', 'number')] : []),
    ...(before ? [header('before the increase', 'number')] : []),
    ...(course ? ['<th scope="col">over time (own scale)</th>'] : []),
  ];
  const cells = shown.map((share, i) => {
    const colour = by === 'resource' ? coloured.indexOf(share.key) : -1;
    return row(share, { bytes, before, course }, sparkline(courses[i] ?? [], colour));
  });
  const more = all.length - shown.length;
  const note =
    more > 0 ? `<p>${number(more)} more rows are in report.json; this table shows their sum as (other).</p>` : '';
  return `${tableHtml(head.join(''), cells.join('\n'))}${note}`;
}

function header(name: string, sort: 'text' | 'number'): string {
  return `<th scope="col" data-sort="${sort}"${sort === 'number' ? ' class="n"' : ''}>${html(name)}</th>`;
}

function row(
  share: Share,
  show: { readonly bytes: boolean; readonly before: boolean; readonly course: boolean },
  course: string,
): string {
  const cell = (value: number | null, text: (value: number) => string): string =>
    value === null
      ? '<td class="n" data-value=""></td>'
      : `<td class="n" data-value="${value}">${html(text(value))}</td>`;
  return [
    `<tr${share.key === '(other)' ? ' data-last="yes"' : ''}><td>${inlineHtml(keyText(share.key))}</td>`,
    cell(share.count, number),
    cell(share.share, percent),
    show.bytes ? cell(share.bytes, size) + cell(share.shareOfBytes, percent) : '',
    show.before ? cell(share.countBeforeOnset, number) : '',
    show.course ? `<td>${course}</td>` : '',
    '</tr>',
  ].join('');
}

const CELLS = 48;
const HEIGHT = 18;

/** Puts over time from zero to the row's own highest. */
function sparkline(values: readonly number[], colour: number): string {
  const cells = resample(values, CELLS).map((value) => value ?? 0);
  const top = cells.reduce((max, value) => Math.max(max, value), 0);
  if (cells.length < 2 || top <= 0) return '';
  const width = 96 / cells.length;
  let path = `M0 ${HEIGHT + 1}`;
  for (const [i, value] of cells.entries()) {
    path += `V${(HEIGHT + 1 - (value / top) * HEIGHT).toFixed(1)}H${((i + 1) * width).toFixed(1)}`;
  }
  const index = colour < 0 ? 8 : colour;
  return `<svg class="spark" viewBox="0 0 96 20" width="96" height="20" aria-hidden="true"><path class="c${index}" fill="${colourOf(index)}" d="${path}V${HEIGHT + 1}Z"/></svg>`;
}

import { heading } from '../document.js';
import { html } from '../escape.js';
import { timeline } from '../sections/timeline.js';
import type { View } from '../sections/view.js';
import { blockHtml, blocksHtml } from './blocks.js';

const SEVERITIES = [
  ['', 'all'],
  ['1', 'warning and critical'],
  ['0', 'critical'],
] as const;

/** The timeline: a table for paper and readers without scripts, and the place of the list with its filters. */
export function timelineHtml(view: View, notice: string): string {
  const blocks = timeline(view);
  if (blocks.length === 0) return '';
  const choice = (id: string, label: string, options: readonly (readonly [string, string])[]): string =>
    `<label>${label}<select id="filter-${id}">${options.map(([value, text]) => `<option value="${value}">${text}</option>`).join('')}</select></label>`;
  const field = (id: string, label: string, type: string, more = ''): string =>
    `<label>${label}<input id="filter-${id}" type="${type}"${more}></label>`;
  return [
    blockHtml(heading(2, 'Timeline')),
    '<div id="timeline-app" data-script hidden>',
    '<div class="filters" role="search" aria-label="Filter the timeline">',
    field('text', 'Text', 'search'),
    choice('kind', 'Kind', [['', 'all']]),
    choice('source', 'Source or member', [['', 'all']]),
    choice('severity', 'Severity', SEVERITIES),
    field('from', 'From (UTC)', 'datetime-local', ' step="1"'),
    field('to', 'To (UTC)', 'datetime-local', ' step="1"'),
    '<label class="check"><input id="filter-picture" type="checkbox"> only entries in the visible time range</label>',
    '<button type="button" id="filter-clear">Clear</button>',
    '</div>',
    notice === '' ? '' : `<p>${html(notice)}</p>`,
    '</div>',
    `<div class="static">\n${blocksHtml(blocks.slice(1))}\n</div>`,
  ].join('\n');
}

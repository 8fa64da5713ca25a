import { visible } from '../model/evidence.js';
import type { TimelineEntry } from '../model/report.js';
import type { Postmortem } from '../pipeline/options.js';
import { csv, type Cell } from './csv.js';
import { orderedEntry } from './json.js';
import { renderMarkdown } from './markdown.js';
import { timeline } from './sections/timeline.js';
import { LIMITS, viewOf } from './sections/view.js';
import { formatTime, parseTime } from './times.js';
import { timelineCsv } from './timeline-csv.js';

/** What `timeline --format` knows. */
export const TIMELINE_FORMATS = {
  csv: (postmortem) => timelineCsv.render(postmortem),
  markdown: timelineMarkdown,
  jsonl: timelineJsonl,
  timesketch,
} as const satisfies Readonly<Record<string, (postmortem: Postmortem) => Iterable<string>>>;

export type TimelineFormat = keyof typeof TIMELINE_FORMATS;

function* timelineMarkdown(postmortem: Postmortem): Iterable<string> {
  const date = postmortem.report.window === null ? '' : ', times in UTC';
  const blocks = timeline(viewOf(postmortem, { ...LIMITS[0], timeline: 200 }));
  yield blocks.length === 0 ? `No entries${date}.\n` : renderMarkdown(blocks);
}

/** An entry a line, as in report.json. */
function* timelineJsonl({ report }: Postmortem): Iterable<string> {
  for (const entry of report.timeline) yield `${JSON.stringify(orderedEntry(entry))}\n`;
}

const TIMESKETCH = [
  'message',
  'datetime',
  'timestamp',
  'timestamp_desc',
  'end',
  'count',
  'source',
  'member',
  'kind',
  'severity',
  'input',
  'line',
  'excerpt',
] as const;

/** CSV that Timesketch imports: its four columns first, the time to the microsecond both as text and as a number. */
function timesketch({ report }: Postmortem): Iterable<string> {
  return csv(TIMESKETCH, report.timeline.map(timesketchRow));
}

function timesketchRow(entry: TimelineEntry): readonly Cell[] {
  const [evidence] = entry.evidence;
  const time = parseTime(entry.time);
  return [
    visible(entry.summary === '' ? entry.kind : entry.summary),
    formatTime(time).replace('Z', '+00:00'),
    Number.isNaN(time) ? null : time,
    entry.count > 1 ? 'First Logged' : 'Event Logged',
    entry.end,
    entry.count,
    entry.source,
    entry.member,
    entry.kind,
    entry.severity,
    evidence?.input,
    evidence?.line,
    evidence?.excerpt,
  ];
}

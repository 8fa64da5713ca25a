import { visible } from '../model/evidence.js';
import type { TimelineEntry } from '../model/report.js';
import type { Postmortem } from '../pipeline/options.js';
import { chosenCells, csv, type Cell } from './csv.js';
import { orderedEntry } from './json.js';
import { renderMarkdown } from './markdown.js';
import { timeline } from './sections/timeline.js';
import { LIMITS, viewOf } from './sections/view.js';
import { relativePaths } from './sections/relative-paths.js';
import { withoutSharedFolder } from './shared-folder.js';
import { formatTime, parseTime } from './times.js';
import { timelineColumns, timelineCsv } from './timeline-csv.js';
import { jsonText } from './escape.js';

/** What `timeline --format` knows. */
export const TIMELINE_FORMATS = {
  csv: (postmortem, columns = null) =>
    columns === null ? timelineCsv.render(postmortem) : timelineColumns(postmortem, columns),
  markdown: timelineMarkdown,
  jsonl: timelineJsonl,
  timesketch,
  'timesketch-jsonl': timesketchJsonl,
} as const satisfies Readonly<
  Record<string, (postmortem: Postmortem, columns?: readonly string[] | null) => Iterable<string>>
>;

function* timelineMarkdown(postmortem: Postmortem): Iterable<string> {
  const date = postmortem.report.window === null ? '' : ', times in UTC';
  const view = viewOf(withoutSharedFolder(postmortem), { ...LIMITS[0], timeline: 200 });
  const [title, ...blocks] = timeline(view);
  yield title === undefined ? `No entries${date}.\n` : renderMarkdown([title, ...relativePaths(view), ...blocks]);
}

/** An entry a line, as in report.json. */
function* timelineJsonl({ report }: Postmortem): Iterable<string> {
  for (const entry of report.timeline) yield `${jsonText(orderedEntry(entry))}\n`;
}

/** Columns of a Timesketch import; it refuses a file without the first, second and fourth. */
export const TIMESKETCH_COLUMNS = [
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
function timesketch({ report }: Postmortem, columns: readonly string[] | null = null): Iterable<string> {
  const chosen = timesketchColumns(columns);
  return csv(chosen, chosenCells(TIMESKETCH_COLUMNS, chosen, report.timeline.map(timesketchRow)));
}

/** The same as JSON lines, which it imports as well; what a row doesn't have is left out. */
function* timesketchJsonl({ report }: Postmortem, columns: readonly string[] | null = null): Iterable<string> {
  const chosen = timesketchColumns(columns);
  for (const entry of report.timeline) {
    const row = timesketchRow(entry);
    const cells = chosen.map((name) => [name, row[TIMESKETCH_COLUMNS.indexOf(name)] ?? null] as const);
    yield `${jsonText(Object.fromEntries(cells.filter(([, value]) => value !== null)))}\n`;
  }
}

type TimesketchColumn = (typeof TIMESKETCH_COLUMNS)[number];

/** Those that an import needs are always there, and first. */
function timesketchColumns(columns: readonly string[] | null): readonly TimesketchColumn[] {
  if (columns === null) return TIMESKETCH_COLUMNS;
  return TIMESKETCH_COLUMNS.filter((name, i) => i < NEEDED || columns.includes(name));
}

const NEEDED = 4;

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

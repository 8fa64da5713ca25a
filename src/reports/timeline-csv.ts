import { visible } from '../model/evidence.js';
import type { TimelineEntry } from '../model/report.js';
import type { Postmortem } from '../pipeline/options.js';
import { chosenCells, csv, type Cell } from './csv.js';
import type { Output } from './output.js';

/** What `--columns` knows of a timeline. */
export const TIMELINE_COLUMNS = [
  'time',
  'end',
  'count',
  'source',
  'member',
  'kind',
  'severity',
  'summary',
  'input',
  'line',
] as const;

/** The whole timeline, a row an entry, with the first piece of its evidence. */
export const timelineCsv: Output = {
  name: 'timeline-csv',
  file: 'timeline.csv',
  *render({ report }) {
    yield* csv(TIMELINE_COLUMNS, report.timeline.map(row));
  },
};

/** The same with some columns only, in the order asked for. */
export function* timelineColumns({ report }: Postmortem, columns: readonly string[]): Iterable<string> {
  yield* csv(columns, chosenCells(TIMELINE_COLUMNS, columns, report.timeline.map(row)));
}

function row(entry: TimelineEntry): readonly Cell[] {
  const [evidence] = entry.evidence;
  return [
    entry.time,
    entry.end,
    entry.count,
    entry.source,
    entry.member,
    entry.kind,
    entry.severity,
    visible(entry.summary),
    evidence?.input,
    evidence?.line,
  ];
}

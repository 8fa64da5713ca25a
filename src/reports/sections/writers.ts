import type { CaseFile, Span } from '../../model/case-file.js';
import type { Attribution, Share } from '../../model/report.js';
import { bar } from '../charts.js';
import { chart, code, heading, paragraph, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { number, percent, plural, rate, size } from '../sizes.js';
import { formatTime, parseTime } from '../times.js';
import { epochMicros } from '../../model/units.js';
import { refusalsWouldShow } from './headline.js';
import { unitWord, writesUnit } from '../top-writer.js';
import { comparedParagraphs } from './compared-sources.js';
import type { View } from './view.js';

/** Who wrote: users and programs where they are known, then by workload, resource, namespace and client, and when. */
export function writers(view: View): readonly Block[] {
  const { writes } = view.report;
  if (writes.count === 0 && writes.deletes === 0 && writes.refused === 0)
    return [heading(2, 'Who wrote'), paragraph(noWriters(view))];
  const unit = writesUnit(view.report);
  const half = Math.ceil(view.limits.shares / 2);
  return [
    heading(2, 'Who wrote'),
    paragraph(...summary(view)),
    ...users(view),
    ...shares(view, 'workload', writes.byWorkload, view.limits.shares, unit),
    ...shares(view, 'resource', writes.byResource, view.limits.shares, unit),
    ...shares(view, 'namespace', writes.byNamespace, half, unit),
    ...shares(view, 'object', repeated(writes.byObject), half, unit),
    ...shares(view, 'client', writes.byClient, half, unit),
    ...overTime(view, unit),
    ...comparedParagraphs(view, SOURCES),
    ...otherSources(view),
  ];
}

/** Said where no source shows a write: of what could show one, whether anything is at hand. */
export function noWriters({ file }: View): string {
  const seen = file.coverage.requests !== null || file.apiWrites != null || file.coverage.events !== null;
  return seen ? 'The inputs contain no writes.' : 'No input shows writes, so who wrote is not known.';
}

export const writersSpan = ({ coverage }: CaseFile): Span | null =>
  coverage.writers === undefined ? coverage.requests : coverage.writers;

export function summary({ report, file }: View): Text[] {
  const { writes } = report;
  const unit = writesUnit(report);
  const bytes = writes.bytes === null ? '' : `, ${size(writes.bytes)} of keys and values`;
  const requests = writes.source !== 'events' && writes.source !== 'revisions';
  const more = [
    ...(requests ? [plural(writes.deletes, 'delete')] : []),
    // Zero refusals are a finding only if the inputs would show refusals.
    ...(writes.refused > 0 || (refusalsWouldShow(file) && requests)
      ? [`${plural(writes.refused, 'write')} refused for lack of space`]
      : []),
    ...(writes.conflicts === null || !requests
      ? []
      : [
          unit === 'puts'
            ? `${plural(writes.conflicts, 'transaction')} whose compare failed`
            : plural(writes.conflicts, 'conflict'),
        ]),
  ];
  const told = more.length === 0 ? '' : `; ${more.join(', ')}`;
  if (unit === 'puts') return [`${plural(writes.count, 'accepted put')} seen${bytes}${told}.`];
  const entry = report.attribution.find(({ source }) => source === writes.source);
  return [
    `Source: ${SOURCES[entry?.source ?? 'audit']}. ${number(writes.count)} ${unit}${bytes}${told}. ${sentence(entry?.because ?? '')}`,
  ];
}

const sentence = (text: string): string => (text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);

/** What each source is called. */
const SOURCES: Readonly<Record<Attribution['source'], string>> = {
  wal: 'write-ahead log',
  store: 'database file',
  audit: 'audit log',
  'request-stats': "etcd's request lines",
  'request-log': 'request log',
  'http-log': 'HTTP log of the API servers',
  'slow-requests': 'slow requests',
  events: 'events',
  revisions: 'revisions',
  'object-counts': 'object counts',
};

function users(view: View): readonly Block[] {
  const known = view.report.attribution.find(({ byUser, byUserAgent }) => byUser.length + byUserAgent.length > 0);
  if (known === undefined) return [];
  const most = Math.ceil(view.limits.shares / 2);
  return [
    ...shares(view, `user (${SOURCES[known.source]})`, known.byUser, most, unitWord(known.unit)),
    ...shares(view, `program (${SOURCES[known.source]})`, known.byUserAgent, most, unitWord(known.unit)),
  ];
}

/** The sources beside the one that leads: compared, never added up. */
function otherSources(view: View): readonly Block[] {
  const others = view.report.attribution.filter(({ source }) => source !== view.report.writes.source);
  return others.flatMap((one): Block[] => {
    const unit = unitWord(one.unit);
    const bounds = one.low === one.high ? '' : ` (${number(one.low)} to ${number(one.high)} writes)`;
    const few = Math.min(5, view.limits.shares);
    return [
      heading(3, `By ${SOURCES[one.source]}`),
      paragraph(`${number(one.count)} ${unit}${bounds}. ${sentence(one.because)}`),
      ...shares(view, 'workload', one.byWorkload, few, unit),
      ...shares(view, 'resource', one.byResource, few, unit),
    ];
  });
}

/** Objects are worth a table only where some are written again and again. */
function repeated(objects: readonly Share[]): readonly Share[] {
  const named = objects.filter((share) => share.key !== '(other)');
  return named.some((share) => share.share >= 0.01 && share.count > 1) ? objects : [];
}

function shares(view: View, by: string, rows: readonly Share[], most: number, unit: string): readonly Block[] {
  if (rows.length === 0) return [];
  const shown = leading(rows, most);
  const bytes = shown.some((share) => share.bytes !== null);
  const before = view.report.onsets.writePressure !== null && shown.some((share) => share.countBeforeOnset !== null);
  const head = [
    by,
    unit,
    'share',
    ...(bytes ? ['bytes', 'share of bytes'] : []),
    ...(before ? [`${unit} before the increase`] : []),
  ];
  const cells = shown.map((share): readonly Text[] => [
    keyText(share.key),
    number(share.count),
    percent(share.share),
    ...(bytes
      ? [share.bytes === null ? '' : size(share.bytes), share.shareOfBytes === null ? '' : percent(share.shareOfBytes)]
      : []),
    ...(before ? [share.countBeforeOnset === null ? '' : number(share.countBeforeOnset)] : []),
  ]);
  return [table(head, cells, [1, 2, 3, 4, 5])];
}

/** A key of the inputs as code; `(cluster)`, `(none)` and `(other)` are words of this report. */
export function keyText(key: string): Text {
  return /^\([a-z]+\)$/.test(key) ? key : code(key);
}

/** The first `most`, the rest added up as `(other)`. */
export function leading(rows: readonly Share[], most: number): readonly Share[] {
  const named = rows.filter((share) => share.key !== '(other)');
  const rest = [...named.slice(most), ...rows.filter((share) => share.key === '(other)')];
  if (rest.length === 0) return named;
  const sum = (of: (share: Share) => number | null): number | null =>
    rest.some((share) => of(share) === null) ? null : rest.reduce((total, share) => total + (of(share) ?? 0), 0);
  return [
    ...named.slice(0, most),
    {
      key: '(other)',
      count: sum((share) => share.count) ?? 0,
      bytes: sum((share) => share.bytes),
      share: sum((share) => share.share) ?? 0,
      shareOfBytes: sum((share) => share.shareOfBytes),
      countBeforeOnset: sum((share) => share.countBeforeOnset),
    },
  ];
}

const BAR = 40;

/** Puts a second, bucket by bucket; stretches without request lines say so and aren't drawn as zero. */
function overTime(view: View, unit: string): readonly Block[] {
  const { series } = view.report.writes;
  if (series.counts.length === 0 || series.bucketMs <= 0) return [];
  const per = Math.ceil(series.counts.length / view.limits.chartRows);
  const seconds = (series.bucketMs * per) / 1000;
  const start = parseTime(series.start);
  const covered = writersSpan(view.file);
  const refused = view.file.writes.refusedSeries;
  const rows = Array.from({ length: Math.ceil(series.counts.length / per) }, (_, row) => {
    const from = epochMicros(start + row * per * series.bucketMs * 1000);
    const to = from + per * series.bucketMs * 1000;
    const seen = covered === null || (to > covered.from && from <= covered.to);
    const puts = total(series.counts, row * per, per) / seconds;
    return { time: formatTime(from), seen, puts, refused: total(refused, row * per, per) / seconds };
  });
  const top = rows.reduce((max, row) => Math.max(max, row.puts), 0);
  const anyRefused = rows.some((row) => row.refused > 0);
  const lines = rows.map(({ time, seen, puts, refused: no }) => {
    const label = view.times.brief(time);
    if (!seen) return `${label}  not covered`;
    const drawn = anyRefused ? bar(puts, top, BAR).padEnd(BAR) : bar(puts, top, BAR);
    return `${label}  ${rate(puts).padStart(7)} ${drawn}${anyRefused && no > 0 ? `  ${rate(no)} refused/s` : ''}`.trimEnd();
  });
  return [
    paragraph(`${unit.charAt(0).toUpperCase()}${unit.slice(1)} a second, in steps of ${duration(seconds * 1000)}:`),
    chart(lines),
  ];
}

function total(values: readonly number[], from: number, count: number): number {
  let sum = 0;
  for (const value of values.slice(from, from + count)) sum += value;
  return sum;
}

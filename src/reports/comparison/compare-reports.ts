import type { Cause, Onsets, Report, Share } from '../../model/report.js';
import { lasted, refusals } from '../sections/headline.js';
import { millisBetween } from '../times.js';

/** The kind of a value, for its output. */
export type Measure = 'text' | 'time' | 'milliseconds' | 'bytes' | 'count' | 'per-second' | 'share';

/** One thing that the two reports say differently. null: the report doesn't say. */
export interface Difference {
  readonly part: Part;
  /** What it is about: `duration of refused writes`, `compaction-disabled`. */
  readonly item: string;
  readonly measure: Measure;
  readonly a: string | number | null;
  readonly b: string | number | null;
}

export const PARTS = ['course', 'causes', 'writes', 'writers', 'space', 'settings', 'members', 'doubts'] as const;
export type Part = (typeof PARTS)[number];

/** Shares that moved by less are the same: sampling and the cut of the window move them as well. */
const SAME_SHARE = 0.02;
const MOST_WRITERS = 10;

/** Everything in which two reports differ, in the order in which one asks. Equal things are left out. */
export function compareReports(a: Report, b: Report): readonly Difference[] {
  const rows: Difference[] = [
    ...course(a, b),
    ...causes(a, b),
    ...writes(a, b),
    ...writers('workload', a.writes.byWorkload, b.writes.byWorkload),
    ...writers('resource', a.writes.byResource, b.writes.byResource),
    ...writers('client', a.writes.byClient, b.writes.byClient),
    ...space(a, b),
    ...settings(a, b),
    ...members(a, b),
    ...listed('doubts', 'contradiction', idsOf(a), idsOf(b)),
    ...listed('doubts', 'open question', questionsOf(a), questionsOf(b)),
  ];
  return rows.filter((row) => row.a !== row.b);
}

type Value = string | number | null;
const row = (part: Part, item: string, measure: Measure, a: Value, b: Value): Difference => ({
  part,
  item,
  measure,
  a,
  b,
});

const MOMENTS: readonly (readonly [keyof Onsets, string])[] = [
  ['writePressure', 'write pressure began'],
  ['slowApply', 'slow applies began'],
  ['spaceExceeded', 'space ran out'],
  ['leaderLoss', 'leader lost'],
  ['recovery', 'writes accepted again'],
];

function course(a: Report, b: Report): Difference[] {
  const closed = (report: Report): number | null => {
    const all = refusals(report);
    if (all.length === 0) return 0;
    return all.every((one) => one.recovery !== null) ? all.reduce((sum, one) => sum + lasted(one), 0) : null;
  };
  const warning = ({ onsets: { writePressure, spaceExceeded } }: Report): number | null =>
    writePressure === null || spaceExceeded === null ? null : millisBetween(writePressure.time, spaceExceeded.time);
  return [
    row('course', 'periods of refused writes', 'count', refusals(a).length, refusals(b).length),
    row('course', 'duration of refused writes', 'milliseconds', closed(a), closed(b)),
    row('course', 'time from write increase to refusal', 'milliseconds', warning(a), warning(b)),
    ...MOMENTS.map(([name, item]) =>
      row('course', item, 'time', a.onsets[name]?.time ?? null, b.onsets[name]?.time ?? null),
    ),
    row('course', 'inputs start', 'time', a.window?.start ?? null, b.window?.start ?? null),
    row('course', 'inputs end', 'time', a.window?.end ?? null, b.window?.end ?? null),
  ];
}

function causes(a: Report, b: Report): Difference[] {
  const ids = [...new Set([...a.causes, ...b.causes].map((cause) => cause.id))];
  const find = (report: Report, id: string): Cause | undefined => report.causes.find((cause) => cause.id === id);
  return ids.map((id) => row('causes', id, 'text', verdictOf(find(a, id)), verdictOf(find(b, id))));
}

/** Confidence alone is no difference: it moves with every line. */
function verdictOf(cause: Cause | undefined): string | null {
  if (cause === undefined) return null;
  if (cause.verdict === 'undetermined' || cause.verdict === 'refuted') return cause.verdict;
  return `${cause.verdict}, ${cause.role}${cause.subject === null ? '' : `: ${cause.subject}`}`;
}

function writes(a: Report, b: Report): Difference[] {
  const rate = ({ window, writes: { count, estimate } }: Report): number | null => {
    const ms = window === null ? 0 : millisBetween(window.start, window.end);
    return ms > 0 ? (estimate?.count ?? count) / (ms / 1000) : null;
  };
  const peak = ({ writes: { series } }: Report): number | null =>
    series.counts.length === 0 || series.bucketMs <= 0
      ? null
      : series.counts.reduce((max, count) => Math.max(max, count), 0) / (series.bucketMs / 1000);
  const of = (report: Report, name: 'count' | 'deletes' | 'refused' | 'bytes' | 'conflicts'): number | null =>
    report.writes[name];
  return [
    row(
      'writes',
      'puts',
      'count',
      a.writes.estimate?.count ?? a.writes.count,
      b.writes.estimate?.count ?? b.writes.count,
    ),
    row('writes', 'average put rate', 'per-second', rate(a), rate(b)),
    row('writes', 'peak put rate', 'per-second', peak(a), peak(b)),
    row('writes', 'bytes of keys and values', 'bytes', of(a, 'bytes'), of(b, 'bytes')),
    row('writes', 'deletes', 'count', of(a, 'deletes'), of(b, 'deletes')),
    row('writes', 'refused', 'count', of(a, 'refused'), of(b, 'refused')),
    row('writes', 'failed compares', 'count', of(a, 'conflicts'), of(b, 'conflicts')),
  ];
}

function writers(by: string, a: readonly Share[], b: readonly Share[]): Difference[] {
  const top = (shares: readonly Share[]): readonly string[] => shares.slice(0, MOST_WRITERS).map((share) => share.key);
  const shareOf = (shares: readonly Share[], key: string): number | null =>
    shares.length === 0 ? null : (shares.find((share) => share.key === key)?.share ?? 0);
  return [...new Set([...top(a), ...top(b)])]
    .map((key) => row('writers', `${by} ${key}`, 'share', shareOf(a, key), shareOf(b, key)))
    .filter((one) => Math.abs(Number(one.a) - Number(one.b)) >= SAME_SHARE)
    .sort(
      (x, y) => Math.abs(Number(y.a) - Number(y.b)) - Math.abs(Number(x.a) - Number(x.b)) || (x.item < y.item ? -1 : 1),
    );
}

const FIGURES = [
  ['quotaBytes', 'quota'],
  ['dbSizeBytes', 'database file'],
  ['dbSizeInUseBytes', 'in use'],
  ['liveBytes', 'live'],
  ['historyBytes', 'history'],
  ['freeBytes', 'free pages'],
] as const;

function space(a: Report, b: Report): Difference[] {
  return [
    ...FIGURES.map(([name, item]) =>
      row('space', item, 'bytes', a.space[name]?.value ?? null, b.space[name]?.value ?? null),
    ),
    row('space', 'revision', 'count', a.space.revision?.value ?? null, b.space.revision?.value ?? null),
  ];
}

const SETTINGS: ReadonlySet<string> = new Set(['quota-set', 'auto-compaction-set']);

/** What the members said of their settings, in the order of time; one that says the same again counts once. */
function settings(a: Report, b: Report): Difference[] {
  const said = (report: Report): ReadonlyMap<string, string> => {
    const byKind = new Map<string, string[]>();
    for (const { kind, summary } of report.timeline) {
      if (!SETTINGS.has(kind)) continue;
      const before = byKind.get(kind) ?? [];
      if (!before.includes(summary)) byKind.set(kind, [...before, summary]);
    }
    return new Map([...byKind].map(([kind, summaries]) => [kind, summaries.join('; then ')]));
  };
  const [inA, inB] = [said(a), said(b)];
  return [...SETTINGS].map((kind) => row('settings', kind, 'text', inA.get(kind) ?? null, inB.get(kind) ?? null));
}

function members(a: Report, b: Report): Difference[] {
  const versions = (report: Report): string | null =>
    [...new Set(report.members.flatMap((member) => (member.version === null ? [] : [member.version])))]
      .sort()
      .join(', ') || null;
  return [
    row('members', 'members', 'count', a.members.length, b.members.length),
    row('members', 'etcd version', 'text', versions(a), versions(b)),
  ];
}

const idsOf = (report: Report): readonly string[] => report.contradictions.map((one) => one.id);
const questionsOf = (report: Report): readonly string[] => report.gaps.map((gap) => gap.question);

/** What only one of the two has. */
function listed(part: Part, item: string, a: readonly string[], b: readonly string[]): Difference[] {
  return [...new Set([...a, ...b])]
    .filter((one) => a.includes(one) !== b.includes(one))
    .map((one) => row(part, `${item}: ${one}`, 'text', a.includes(one) ? 'yes' : null, b.includes(one) ? 'yes' : null));
}

import type { CaseFile } from '../model/case-file.js';
import type { Cause, Evidence, Input, Report } from '../model/report.js';

/**
 * What became of each input: `used` where a statement of the report cites it, or where what it would have shown was
 * weighed; `read` where it was understood and nothing hangs on it; else `not-recognised`.
 */
export function withUse(report: Report, file: Pick<CaseFile, 'coverage'>): Report {
  const used = new Set([...citedIn(report), ...weighedIn(report, file)]);
  return { ...report, inputs: report.inputs.map((input) => ({ ...input, use: useOf(input, used) })) };
}

function useOf({ path, records }: Input, used: ReadonlySet<string>): NonNullable<Input['use']> {
  if (used.has(path)) return 'used';
  return Object.values(records).some((count) => count > 0) ? 'read' : 'not-recognised';
}

/** The inputs that evidence names, and those that are counted. */
function citedIn(report: Report): string[] {
  const { causes, symptoms, episodes, onsets, contradictions, availability, store, space, timeline } = report;
  const moments = [onsets, ...episodes].flatMap((set) => Object.values(set) as (typeof set)[keyof typeof set][]);
  const { series: _samples, forecasts: _forecasts, ...figures } = space;
  const evidence: readonly (readonly Evidence[])[] = [
    ...causes.flatMap((cause) => [cause.evidence, cause.counterEvidence]),
    ...symptoms.map((one) => one.evidence),
    ...moments.map((moment) => moment?.evidence ?? []),
    ...contradictions.map((one) => one.evidence),
    ...availability.flatMap(({ intervals }) => intervals.map((one) => one.evidence)),
    ...store.flatMap(({ rows }) => rows.map((row) => row.evidence)),
    ...Object.values(figures).map((figure) => figure?.evidence ?? []),
    ...timeline.map((entry) => entry.evidence),
  ];
  return [...evidence.flat().map(({ input }) => input), ...store.map(({ input }) => input)];
}

const isRefuted = ({ verdict }: Cause): boolean => verdict === 'refuted';

/** Writes are counted over all inputs that report any; members' own logs speak against a cause by their silence. */
function weighedIn({ causes }: Report, { coverage }: Pick<CaseFile, 'coverage'>): readonly string[] {
  const logs = causes.some(isRefuted) ? coverage.etcdLogs.filter(({ info }) => info) : [];
  return [...(coverage.writerInputs ?? []), ...logs.map(({ input }) => input)];
}

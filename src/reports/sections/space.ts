import type { Figure, Report } from '../../model/report.js';
import { bar } from '../charts.js';
import { chart, code, heading, list, paragraph, strong, table, type Block, type Text } from '../document.js';
import { exactSize, number, size } from '../sizes.js';
import { places } from './cite.js';
import type { View } from './view.js';

const PARTS = [
  ['quota', 'quotaBytes'],
  ['file', 'dbSizeBytes'],
  ['in use', 'dbSizeInUseBytes'],
  ['live data', 'liveBytes'],
  ['history', 'historyBytes'],
  ['free pages', 'freeBytes'],
  ['revision', 'revision'],
] as const satisfies readonly (readonly [string, keyof Report['space']])[];

/** The file, taken apart, and how it grew. */
export function space(view: View): readonly Block[] {
  const { space: account, onsets } = view.report;
  const rows = PARTS.flatMap(([name, key]): (readonly Text[])[] => {
    const figure = account[key];
    if (figure === null) return [];
    const label = key === 'revision' && isAnnotated(view, figure) ? `${name}, annotated by hand` : name;
    return [figureRow(view, label, figure, key === 'revision')];
  });
  if (rows.length === 0 && account.series.length === 0 && account.forecasts.length === 0) return [];
  const missing = PARTS.filter(([, key]) => account[key] === null).map(([name]) => name);
  return [
    heading(2, 'Space over time'),
    ...(rows.length === 0
      ? []
      : [
          paragraph(
            onsets.spaceExceeded === null ? 'At the end of the inputs:' : 'At the refusal (nearest sample before it):',
          ),
          table(['', 'value', 'interval', 'basis', 'at', 'evidence'], rows, [1]),
        ]),
    ...(missing.length > 0 && rows.length > 0 ? [paragraph(`No input shows: ${missing.join(', ')}.`)] : []),
    ...heldAgainst(view),
    ...growth(view),
    ...forecasts(view),
  ];
}

/** What samples around a compaction say of the live data, where a file at hand measures it. */
function heldAgainst({ file: { space: account } }: View): readonly Block[] {
  const { inferredLiveBytes: inferred, liveBytes: measured } = account;
  if (inferred === undefined || measured === null) return [];
  const agrees = measured.value >= inferred.low && measured.value <= inferred.high;
  const says = `Without the file, the samples around the compaction give at most ${exactSize(inferred.high)} of live data: the ${exactSize(measured.value)} measured in the file ${agrees ? 'agree with that' : 'contradict it'}.`;
  return [paragraph(says, ' ', places(inferred.evidence, 1))];
}

/** `(rev N)` behind a hash is printed by no release. */
const isAnnotated = ({ file }: View, { evidence }: Figure): boolean =>
  file.claims.some(
    ({ claim, exemplar }) =>
      claim.what === 'hash' &&
      claim.annotated &&
      evidence.some(({ input, line }) => input === exemplar.input && line === exemplar.line),
  );

function figureRow({ times, report }: View, name: string, figure: Figure, plain: boolean): readonly Text[] {
  const write = plain ? number : size;
  // The quota's exact bytes are on the first screen already.
  const exact = plain || (name === 'quota' && report.onsets.spaceExceeded !== null) ? write : exactSize;
  const at = figure.at === null ? '' : times.brief(figure.at);
  const where = figure.member === null ? at : `${at} ${figure.member}`.trim();
  const interval = figure.low === figure.high ? '' : `${write(figure.low)} to ${write(figure.high)}`;
  return [name, exact(figure.value), interval, figure.basis, where, places(figure.evidence, 1)];
}

const BAR = 32;

/** Samples of the member that was sampled most; the others are in report.json. */
function growth(view: View): readonly Block[] {
  const { series, quotaBytes } = view.report.space;
  if (series.length < 2) return [];
  const counts = new Map<string | null, number>();
  for (const sample of series) counts.set(sample.member, (counts.get(sample.member) ?? 0) + 1);
  const [member] = [...counts].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(String(b[0]), 'en'))[0] ?? [
    null,
  ];
  const own = series.filter((sample) => sample.member === member);
  const step = Math.max(1, Math.ceil(own.length / view.limits.chartRows));
  const shown = own.filter((_, i) => i % step === 0 || i === own.length - 1);
  const top = Math.max(quotaBytes?.value ?? 0, ...own.map((sample) => sample.dbSizeBytes));
  const lines = shown.map((sample) => {
    const used = sample.dbSizeInUseBytes === null ? '' : `  in use ${size(sample.dbSizeInUseBytes)}`;
    const label = view.times.brief(sample.time);
    return `${label}  ${size(sample.dbSizeBytes).padStart(9)} ${bar(sample.dbSizeBytes, top, BAR).padEnd(BAR)}${used}`.trimEnd();
  });
  const full = quotaBytes !== null && top === quotaBytes.value ? ', full width = quota' : '';
  const who = member === null ? 'File size' : `File size of ${member}`;
  const part = step === 1 ? '' : `, one of ${step} samples`;
  return [paragraph(`${who}${full}${part}:`), chart(lines)];
}

function forecasts({ report, times }: View): readonly Block[] {
  if (report.space.forecasts.length === 0) return [];
  const items = report.space.forecasts.map((one): Text => {
    const peak = one.peakBytes === null ? '' : `, peak ${size(one.peakBytes)}`;
    const full =
      one.spaceExceededAt === null
        ? 'The quota is not reached'
        : `Full at ${times.full(one.spaceExceededAt).replace(/\.000$/, '')}`;
    return [strong(`${full}${peak}`), ` (${one.basis}, `, code(one.id), `). ${one.assumption}.`];
  });
  return [paragraph('Forecasts:'), list(items)];
}

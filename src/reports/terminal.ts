import type { Postmortem } from '../pipeline/options.js';
import type { Cause } from '../model/report.js';
import { sparkline } from './charts.js';
import { forecastLines } from './forecast-lines.js';
import { affectedSpan, coveredSpan, headline } from './sections/headline.js';
import { refutedCauses } from './sections/first-screen/not-the-cause.js';
import { stepsNow } from './sections/first-screen/end-of-refusal.js';
import { blamedCauses, sentence } from './sections/verdicts.js';
import { viewOf, type View } from './sections/view.js';
import { writersSpan } from './sections/writers.js';
import { writesUnit } from './top-writer.js';
import { number, percent, plural, rate, size } from './sizes.js';
import { fit, widthOf, wrap } from './terminal-text.js';
import { epochMicros } from '../model/units.js';
import { formatTime, parseTime } from './times.js';

const COLUMNS = 80;
/** Of a terminal, less the prompt. */
const ROWS = 23;
const CHART = 48;
const LABEL = 11;

/** The summary for a terminal: 80 columns, as a rule one screen, nothing that a log could drive it with. */
export function* terminalSummary(
  postmortem: Postmortem,
  out: string | null = null,
  coloured = false,
): Iterable<string> {
  const view = viewOf(postmortem);
  const above = [...head(view), '', ...causes(view), ...todo(view), ...charts(view)];
  const below = ['', ...foot(view, out)];
  // What if comes last: it gets the rows that a terminal has left.
  const lines = [...above, ...forecasts(view, ROWS - above.length - below.length), ...below];
  for (const [i, line] of lines.entries()) {
    const fitted = fit(line, COLUMNS).trimEnd();
    yield `${coloured ? painted(fitted, i === 0) : fitted}\n`;
  }
}

/** ECMA-48 SGR: what a cause came to also is there as a word, so that colour is never the only sign. */
const SGR: Readonly<Record<string, string>> = { confirmed: '1;31', likely: '31', possible: '33', refuted: '32' };

function painted(line: string, isTitle: boolean): string {
  if (isTitle) return `\x1b[1m${line}\x1b[0m`;
  const match = /^( {2}[a-z]+ +)(confirmed|likely|possible|refuted)(?= )/.exec(line);
  if (match === null) return line;
  const [whole, before = '', verdict = ''] = match;
  return `${before}\x1b[${SGR[verdict] ?? '0'}m${verdict}\x1b[0m${line.slice(whole.length)}`;
}

function head(view: View): string[] {
  const title = headline(view.report, view.file, view.times);
  const members = view.report.members.length === 0 ? '' : `, ${plural(view.report.members.length, 'member')}`;
  const span = `${affectedSpan(view.report, view.file, view.times)}${members}`;
  const one = `${title}   ${span}`;
  return widthOf(one) <= COLUMNS ? [one] : [...wrap(title, COLUMNS, 2), span];
}

function causes({ report }: View): string[] {
  const blamed = blamedCauses(report.causes).slice(0, 4);
  const refuted = refutedCauses(report.causes);
  const lines = blamed.flatMap((cause) => causeLines(report, cause));
  if (blamed.length === 0) lines.push('  no cause reached the verdict possible');
  if (refuted.length > 0) {
    const titles = refuted.map((cause) => cause.id).join(', ');
    const [first = ''] = wrap(titles, COLUMNS - 27, 1);
    lines.push(`  ${'not'.padEnd(14)}${'refuted'.padEnd(11)}${first}`);
  }
  return lines;
}

function causeLines(report: View['report'], cause: Cause): string[] {
  const basis = report.writes.estimate === null ? '' : ', estimated';
  const share = cause.share === null ? '' : ` (${percent(cause.share)}${basis})`;
  const subject = cause.subject === null ? '' : `: ${cause.subject}`;
  const [first = '', ...more] = wrap(`${cause.title}${subject}${share}`, COLUMNS - 27, 3);
  return [
    `  ${cause.role.padEnd(14)}${cause.verdict.padEnd(11)}${first}`,
    ...more.map((line) => `${' '.repeat(27)}${line}`),
  ];
}

/** The first remedies, the very first whole as a rule: a command that is cut can't be run. */
function todo(view: View): string[] {
  const steps = stepsNow(view).map(({ remedy }) => remedy);
  const lines = steps.slice(0, 2).flatMap((remedy, i) => {
    const [first = '', ...more] = wrap(sentence(remedy), COLUMNS - LABEL, i === 0 ? 3 : 2);
    return [
      `  ${(i === 0 ? 'do now' : 'then').padEnd(LABEL - 2)}${first}`,
      ...more.map((line) => `${' '.repeat(LABEL)}${line}`),
    ];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Both series on one time axis: the report's window. */
function charts({ report, file, times }: View): string[] {
  const shownSpan = chartSpan(report, coveredSpan(report, file));
  if (shownSpan === null) return [];
  const start = parseTime(shownSpan.start);
  const span = parseTime(shownSpan.end) - start;
  if (!(span > 0)) return [];
  const cell = (time: number): number => Math.floor(((time - start) / span) * (CHART - 0.001));
  const lines: string[] = [];
  const { series } = report.writes;
  if (series.counts.some((count) => count > 0)) {
    const sums = Array.from({ length: CHART }, () => 0);
    const puts: (number | null)[] = [...sums];
    const from = parseTime(series.start);
    const covered = writersSpan(file);
    for (const [i, count] of series.counts.entries()) {
      const at = cell(from + (i + 0.5) * series.bucketMs * 1000);
      if (at >= 0 && at < CHART) puts[at] = (puts[at] ?? 0) + count;
    }
    const first = covered === null ? 0 : cell(covered.from);
    const last = covered === null ? CHART - 1 : cell(covered.to);
    const perCell = span / 1_000_000 / CHART;
    const shown = spread(
      puts.map((value, i) => (i < first || i > last ? null : value)),
      series.bucketMs * 1000,
      span / CHART,
    );
    const peak = Math.max(...series.counts) / (series.bucketMs / 1000);
    if (perCell > 0) lines.push(chartLine(`${writesUnit(report)}/s`, sparkline(shown, CHART), `peak ${rate(peak)}`));
  }
  const samples = report.space.series;
  if (samples.length > 0) {
    const sizes: (number | null)[] = Array.from({ length: CHART }, () => null);
    for (const sample of samples) {
      const at = cell(parseTime(sample.time));
      // The last value before the chart begins still holds there.
      if (at < 0) sizes[0] = sample.dbSizeBytes;
      else if (at < CHART) sizes[at] = Math.max(sizes[at] ?? 0, sample.dbSizeBytes);
    }
    const quota = report.space.quotaBytes?.value ?? null;
    const largest = Math.max(...samples.map((sample) => sample.dbSizeBytes));
    const note = quota === null ? `to ${size(largest)}` : `${size(largest)} of ${size(quota)}`;
    lines.push(chartLine('db size', sparkline(held(sizes), CHART, Math.max(largest, quota ?? 0)), note));
  }
  if (lines.length === 0) return [];
  return ['', ...lines, axis(report, shownSpan, times, cell)];
}

/** Where buckets are wider than cells, a bucket's count belongs to all the cells it spans. */
function spread(values: readonly (number | null)[], bucket: number, cell: number): (number | null)[] {
  if (bucket <= cell) return [...values];
  return held(
    values.map((value) => (value === 0 ? null : value)),
    Math.ceil(bucket / cell),
  ).map((value, i) => (values[i] === null ? null : (value ?? 0)));
}

/** A sample holds until the next one, for at most so many cells. */
function held(values: readonly (number | null)[], most = Infinity): (number | null)[] {
  let last: number | null = null;
  let age = 0;
  const end = values.findLastIndex((value) => value !== null);
  return values.map((value, i) => {
    if (value !== null) {
      last = value;
      age = 0;
    } else age += 1;
    return age >= most || (most === Infinity && i > end) ? null : last;
  });
}

function chartLine(label: string, line: string, note: string): string {
  return `  ${label.padEnd(LABEL - 2)}${line.padEnd(CHART)}  ${note}`;
}

type Stretch = Readonly<Record<'start' | 'end', string>>;

/** A window up to so many times as long as the incident is shown whole: what was normal is worth seeing too. */
const SQUEEZED = 3;

/**
 * What the charts cover: the incident from its first onset to its recovery with a quarter of that around it, as far as
 * the inputs go. A stray file of another month would squeeze it into one cell.
 */
function chartSpan({ onsets, episodes }: View['report'], window: Stretch | null): Stretch | null {
  if (window === null) return null;
  const begun = [onsets.writePressure, onsets.slowApply, onsets.spaceExceeded].flatMap((one) =>
    one === null ? [] : [parseTime(one.time)],
  );
  const ended = episodes.at(-1)?.recovery ?? onsets.recovery;
  const [from, to] = [parseTime(window.start), parseTime(window.end)];
  if (onsets.spaceExceeded === null || ended === null || begun.length === 0) return window;
  const first = Math.min(...begun);
  const last = parseTime(ended.time);
  const margin = Math.max(30_000_000, (last - first) / 4);
  if (to - from <= SQUEEZED * (last - first + 2 * margin)) return window;
  const at = (time: number): string => formatTime(epochMicros(Math.round(time)));
  return {
    start: first - margin <= from ? window.start : at(first - margin),
    end: last + margin >= to ? window.end : at(last + margin),
  };
}

/** The ends of the charts, and a mark at each onset with its time where there is room. */
function axis(
  report: View['report'],
  shown: { readonly start: string; readonly end: string },
  times: View['times'],
  cell: (time: number) => number,
): string {
  const short = (iso: string): string => times.brief(iso).slice(-8);
  const line = Array.from({ length: CHART + 8 }, () => ' ');
  const put = (at: number, text: string): void => {
    if (line.slice(Math.max(0, at - 1), at + text.length + 1).every((char) => char === ' '))
      line.splice(at, text.length, ...text);
  };
  put(0, short(shown.start));
  put(CHART, short(shown.end));
  const full = report.onsets.spaceExceeded;
  if (full !== null) put(Math.max(0, cell(parseTime(full.time))), `▲${short(full.time)}`);
  for (const onset of [report.onsets.recovery, report.onsets.writePressure]) {
    if (onset === null) continue;
    const mark = cell(parseTime(onset.time));
    if (mark < 0 || mark >= CHART) continue;
    put(mark, `▲${short(onset.time)}`);
    put(mark, '▲');
  }
  return `${' '.repeat(LABEL)}${line.join('')}`;
}

function forecasts({ report }: View, room: number): string[] {
  const lines = forecastLines(report).slice(0, Math.max(0, room - 1));
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${'modelled'.padEnd(LABEL - 2)}${line}`)];
}

function foot({ report }: View, out: string | null): string[] {
  const lines = report.inputs.reduce((sum, input) => sum + (input.lines ?? 0), 0);
  const unrecognised = report.inputs.reduce((sum, input) => sum + input.unrecognised, 0);
  const incomplete = report.inputs.filter((input) => !input.complete).length;
  const open = report.gaps.length;
  const part = incomplete === 0 ? '' : `, ${plural(incomplete, 'input')} not read to the end`;
  return [
    `  ${plural(report.inputs.length, 'input')}, ${plural(lines, 'line')}, ${number(unrecognised)} not recognised${part}.`,
    ...(open === 0
      ? []
      : [
          `  Not known: ${plural(open, 'question')}; the report lists the command that answers ${open === 1 ? 'it' : 'each'}.`,
        ]),
    out === null ? '  Full report: --out DIR, or pipe it.' : `  Full report: ${out}`,
  ];
}

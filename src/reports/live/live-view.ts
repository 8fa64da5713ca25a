import type { Report, Symptom } from '../../model/report.js';
import type { Postmortem } from '../../pipeline/options.js';
import { bar } from '../charts.js';
import { duration } from '../durations.js';
import { headline } from '../sections/headline.js';
import { blamedCauses } from '../sections/verdicts.js';
import { number, percent, plural, rate, size } from '../sizes.js';
import { fit } from '../terminal-text.js';
import { timesOf } from '../times.js';
import { fillOf, type Fill, type LiveRates } from './rates.js';

/** A terminal of 24 lines, less the one of the cursor. */
const ROWS = 23;
const COLUMNS = 100;
const WORKLOADS = 6;
const MEMBERS = 3;
const SYMPTOMS = 5;

/** The screen while a stream is followed: at most so many lines, none wider than the terminal, nothing that a log could drive it with. */
export function liveScreen(
  postmortem: Postmortem,
  rates: LiveRates,
  terminal: { readonly rows: number; readonly columns: number },
): readonly string[] {
  const { report, file } = postmortem;
  const columns = Math.min(terminal.columns, COLUMNS);
  const times = timesOf(report.window);
  const lines = report.inputs.reduce((sum, input) => sum + (input.lines ?? 0), 0);
  const until = report.window === null ? '' : `${times.full(report.window.end)} UTC   `;
  const fill = fillOf(report);
  const symptoms = latest(report);
  const all = [
    `${until}${plural(lines, 'line')}   Ctrl-C ends and reports`,
    headline(report, file, times),
    ...states(report, times),
    '',
    ...writers(report, rates),
    '',
    `size    ${fill === null ? 'no size in the log so far' : fillText(fill)}`,
    ...blamedCauses(report.causes)
      .slice(0, 2)
      .map(({ verdict, title, subject }) => `${verdict.padEnd(10)}${title}${subject === null ? '' : `: ${subject}`}`),
    ...(symptoms.length === 0 ? [] : ['']),
    ...symptoms.slice(0, SYMPTOMS).map((one) => symptomLine(one, times)),
  ];
  return all.slice(0, Math.max(1, Math.min(ROWS, terminal.rows - 1))).map((line) => fit(line, columns).trimEnd());
}

/** The same in one line, for a log of what was seen. */
export function liveLine({ report, file }: Postmortem, rates: LiveRates): string {
  const times = timesOf(null);
  const [top] = rates.byWorkload;
  const fill = fillOf(report);
  const parts = [
    report.window === null ? null : `${times.full(report.window.end)} UTC`,
    headline(report, file, timesOf(report.window)),
    rates.writes === null ? null : `${rate(rates.writes)} ${unitOf(report)} a second`,
    rates.writes === null || top === undefined || (top.rate ?? 0) === 0
      ? null
      : `${top.key} ${percent(Math.min(1, (top.rate ?? 0) / Math.max(rates.writes, top.rate ?? 0)))}`,
    fill === null ? null : fillText(fill, false),
  ];
  return fit(parts.filter((part) => part !== null).join('; '), 400);
}

/** A symptom that was not there before. */
export const symptomNote = (one: Symptom): string => fit(symptomLine(one, timesOf(null)), 400);

/** What tells symptoms apart from one state to the next. */
export const symptomKey = ({ kind, text, member }: Symptom): string => JSON.stringify([kind, text, member]);

function states(report: Report, times: ReturnType<typeof timesOf>): string[] {
  return report.availability.slice(0, MEMBERS).flatMap(({ member, intervals }) => {
    const last = intervals.at(-1);
    if (last === undefined) return [];
    return [`${member.padEnd(16)} ${last.state.padEnd(12)} since ${times.exact(last.start)}  ${last.because}`];
  });
}

function writers(report: Report, { seconds, writes, byWorkload }: LiveRates): string[] {
  if (byWorkload.length === 0) return ['writes  nobody is named in the log so far'];
  const unit = unitOf(report);
  const over = seconds === null ? '' : ` over the last ${duration(Math.round(seconds) * 1000)}`;
  return [
    `${unit} a second: ${writes === null ? '-' : rate(writes)}${over}; ${number(report.writes.count)} in all`,
    ...byWorkload
      .slice(0, WORKLOADS)
      .map(
        ({ key, rate: now, count }) =>
          `${(now === null ? '-' : `${rate(now)}/s`).padStart(11)} ${number(count).padStart(11)}  ${key}`,
      ),
  ];
}

const unitOf = ({ writes, attribution }: Report): string =>
  attribution.find(({ source }) => source === writes.source)?.unit ?? 'puts';

function fillText({ bytes, member, quota, growth, fullInMs }: Fill, isDrawn = true): string {
  const drawn = quota === null || !isDrawn ? '' : `${bar(Math.min(bytes, quota), quota, 16).padEnd(16, '·')}  `;
  const of = quota === null ? ' (quota not in the log)' : ` of ${size(quota)}, ${percent(bytes / quota)}`;
  const grows =
    growth === null ? '' : `, ${growth < 0 ? 'shrinking' : 'growing'} by ${size(Math.abs(Math.round(growth)))}/s`;
  const full = quota !== null && bytes >= quota ? ', full' : fullInMs === null ? '' : `, full in ${duration(fullInMs)}`;
  return `${drawn}${size(bytes)}${of}${grows}${full}${member === null ? '' : ` (${member})`}`;
}

function latest({ symptoms }: Report): readonly Symptom[] {
  return [...symptoms].sort((a, b) => ((a.last ?? '') < (b.last ?? '') ? 1 : (a.last ?? '') > (b.last ?? '') ? -1 : 0));
}

function symptomLine({ text, count, last, member }: Symptom, times: ReturnType<typeof timesOf>): string {
  const at = last === null ? '' : `${times.exact(last)}  `;
  return `${at}${number(count)} x ${member === null ? '' : `${member}: `}${text}`;
}

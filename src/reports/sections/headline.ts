import type { CaseFile, Rise } from '../../model/case-file.js';
import { ALONE, RATE, RETENTION } from '../../model/cause-kinds.js';
import type { Cause, Onsets, Report, Symptom } from '../../model/report.js';
import { duration } from '../durations.js';
import { percent, plural, rate, size } from '../sizes.js';
import { lengthWithout, type WithoutLeader } from '../../model/leadership.js';
import { epochMicros, SECOND } from '../../model/units.js';
import { formatTime, millisBetween, parseTime, type Times } from '../times.js';
import { anySymptom, leadingSymptom, symptomHeadline } from './symptoms.js';
import { blamedCauses } from './verdicts.js';

/** What happened to the user of the cluster, in a line. Plain text. */
export function headline(report: Report, file: CaseFile, times: Times): string {
  const refused = refusals(report);
  const last = refused.at(-1);
  if (last !== undefined) {
    const closed = refused.filter((one) => one.recovery !== null);
    const total = closed.reduce((sum, one) => sum + lasted(one), 0);
    if (last.recovery === null) {
      const since = `etcd refused writes from ${times.brief(last.spaceExceeded?.time ?? '')} to the end of the inputs`;
      const before = closed.length === 0 ? '' : `, and ${again(closed.length)} before for ${duration(total)}`;
      return `${since}${before}${exits(report)}`;
    }
    if (refused.length > 1)
      return `etcd refused writes ${refused.length} times, ${duration(total)} in all${exits(report)}`;
    return `etcd refused writes for ${duration(total)}${exits(report)}`;
  }
  const blamed = blamedCauses(report.causes)[0];
  const symptom = leadingSymptom(report);
  if (symptom !== null) return `${symptomHeadline(symptom, times)}${withCause(symptom, blamed)}`;
  const nobody = longestWithout(file);
  if (nobody !== null) return `${withoutLeader(nobody, file, times)}${withCause(null, blamed)}`;
  const seen = refusalsWouldShow(file);
  // that nothing was refused answers a question on space, and on nothing else
  const start = seen && isOnSpace(blamed) ? 'No refused writes' : null;
  if (report.onsets.leaderLoss !== null && !lostByStop(report)) {
    return `${start === null ? 'The' : `${start}; the`} leader was lost at ${times.brief(report.onsets.leaderLoss.time)}`;
  }
  if (report.onsets.writePressure !== null && (blamed === undefined || !seen)) {
    const rise = pressureRise(report, file);
    const amount = rise === null ? '' : ` ${fromTo(rise)} a second`;
    const at = report.onsets.writePressure.earliest === null && rise === null ? 'before ' : 'at ';
    return `${start === null ? 'Writes' : `${start}; writes`} rose${amount} ${at}${times.brief(report.onsets.writePressure.time)}`;
  }
  if (blamed !== undefined) {
    return start === null
      ? `${blamed.title}${blamed.subject === null ? '' : `: ${blamed.subject}`} (${blamed.verdict})`
      : `${start}; ${blamed.verdict}: ${lowerFirst(blamed.title)}`;
  }
  if (report.inputs.every((input) => Object.keys(input.records).length === 0))
    return 'Nothing was recognised in the inputs';
  const other = anySymptom(report);
  if (other !== null) return symptomHeadline(other, times);
  return atMost(report, file);
}

/** The longest time that was certainly without a leader, where that is longer than an election takes; null: none. */
function longestWithout(file: CaseFile): WithoutLeader | null {
  const least = (one: WithoutLeader): number => lengthWithout(one).least;
  const [most] = [...(file.leadership?.without ?? [])].sort((a, b) => least(b) - least(a));
  return most !== undefined && least(most) > file.thresholds.quorumLossSeconds * SECOND ? most : null;
}

function withoutLeader(one: WithoutLeader, file: CaseFile, times: Times): string {
  const alone = file.members.length === 1 ? file.members[0] : undefined;
  const what = alone === undefined ? 'etcd had no leader' : `etcd on ${alone.name} did not serve`;
  const from = times.brief(formatTime(one.from));
  if (one.to === null) return `${what} from ${from} to the end of the inputs`;
  return `${what} for ${duration(lengthWithout(one).least / 1000)} from ${from}`;
}

/** What the inputs show where nothing in them failed. */
function atMost(report: Report, file: CaseFile): string {
  const covered = coveredSpan(report, file);
  const ms = covered === null ? 0 : millisBetween(covered.start, covered.end);
  const span = ms < 1 ? '' : ` in ${duration(ms)}`;
  const events = file.events.reduce((sum, event) => sum + event.count, 0);
  if (events > 0 && file.coverage.etcdLogs.length === 0)
    return `${plural(events, 'event')}${span}, ${mostEvents(file.events)}: no failure of etcd in the inputs`;
  if (report.writes.count > 0) return `The inputs show no failure: ${plural(report.writes.count, 'write')}${span}`;
  return span === '' ? 'The inputs show no failure' : `The inputs show no failure${span}`;
}

/** What more than half of the events are, at the narrowest level of which that is true; else the largest group. */
function mostEvents(events: CaseFile['events']): string {
  const all = events.reduce((sum, { count }) => sum + count, 0);
  const levels: readonly ((event: CaseFile['events'][number]) => string)[] = [
    ({ reason, workload }) => `${reason} of ${workload}`,
    ({ workload }) => `about ${workload}`,
    ({ reason, workload }) => `${reason} in ${placeOf(workload)}`,
    ({ workload }) => `about workloads of kind ${kindOf(workload)} in ${placeOf(workload)}`,
    ({ workload }) => `in ${placeOf(workload)}`,
  ];
  for (const level of levels) {
    const { key, count } = largestGroup(events, level);
    if (count > all / 2) return `most of them ${key}`;
  }
  const { key, count } = largestGroup(events, ({ reason, workload }) => `${reason} of ${workload}`);
  return `the largest group ${key} (${percent(count / all)})`;
}

const placeOf = (workload: string): string => workload.split('/')[0] ?? workload;
const kindOf = (workload: string): string => workload.split('/')[1] ?? workload;

function largestGroup(
  events: CaseFile['events'],
  keyOf: (event: CaseFile['events'][number]) => string,
): { readonly key: string; readonly count: number } {
  const sums = new Map<string, number>();
  for (const event of events) sums.set(keyOf(event), (sums.get(keyOf(event)) ?? 0) + event.count);
  const [most] = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { key: most?.[0] ?? '', count: most?.[1] ?? 0 };
}

/** So many ends of one process are no repair. */
const MANY_ENDS = 3;

/** A refusal that is not all: processes that ended again and again meanwhile, whatever they said last. */
function exits(report: Report): string {
  const ends = new Map<string | null, number>();
  for (const { kind, member, count } of report.symptoms)
    if (kind === 'restart-loop' || kind === 'exit') ends.set(member, (ends.get(member) ?? 0) + count);
  const [most] = [...ends].sort(([, a], [, b]) => b - a);
  if (most === undefined || most[1] < MANY_ENDS) return '';
  return `; etcd${most[0] === null ? '' : ` on ${most[0]}`} exited ${most[1]} times`;
}

/** The cause behind it: where it is strong, or where no line says why. */
function withCause(symptom: Symptom | null, cause: Cause | undefined): string {
  if (cause === undefined) return '';
  const strong = cause.verdict === 'confirmed' || cause.verdict === 'likely';
  return strong || symptom?.meaning === null ? ` (${cause.verdict}: ${lowerFirst(cause.title)})` : '';
}

/** Whether the cause in question is one that fills a database. */
function isOnSpace(cause: Cause | undefined): boolean {
  return cause === undefined || [RATE, RETENTION, ALONE].some((kinds) => kinds.has(cause.id));
}

/**
 * The time for which logs, request lines or status samples speak, else that of the inputs: ages in a table of events may
 * count back from the date of a copy, hours after all else ended.
 */
export function coveredSpan(report: Report, file: CaseFile): { readonly start: string; readonly end: string } | null {
  const { etcdLogs, requests, clients, status } = file.coverage;
  const spans = [...etcdLogs.map((log) => log.span), requests, clients, status].filter((span) => span !== null);
  if (spans.length === 0 || report.window === null) return report.window;
  return {
    start: formatTime(epochMicros(Math.min(...spans.map((span) => span.from)))),
    end: formatTime(epochMicros(Math.max(...spans.map((span) => span.to)))),
  };
}

/** Stretches of refused writes, the first first. */
export function refusals(report: Report): readonly Onsets[] {
  const episodes = report.episodes.filter((one) => one.spaceExceeded !== null);
  if (episodes.length > 0) return episodes;
  return report.onsets.spaceExceeded === null ? [] : [report.onsets];
}

/** How long one lasted, in milliseconds; 0 where no input shows its end. */
export function lasted(onsets: Onsets): number {
  if (onsets.spaceExceeded === null || onsets.recovery === null) return 0;
  return millisBetween(onsets.spaceExceeded.time, onsets.recovery.time);
}

/** Whether any input is of a kind that refusals would show in; a plain request log isn't. */
export function refusalsWouldShow(file: CaseFile): boolean {
  return file.coverage.etcdLogs.length > 0 || file.coverage.clients !== null || file.coverage.status !== null;
}

/** Whether the alarm was already armed, at an unknown time: an alarm outlives restarts, and a probe only shows it. */
export function isOnByThen({ onsets: { spaceExceeded: onset }, timeline }: Report): boolean {
  if (onset === null || onset.earliest !== null) return false;
  return timeline.some((entry) => entry.kind === 'nospace-alarm-active' && entry.time === onset.time);
}

const AROUND_MS = 2000;

/** Whether a member stopped just then: that a leader who is stopped is lost says nothing. */
export function lostByStop(report: Report): boolean {
  const loss = report.onsets.leaderLoss;
  return (
    loss !== null &&
    report.timeline.some(
      (entry) => entry.kind === 'member-stopped' && Math.abs(millisBetween(entry.time, loss.time)) <= AROUND_MS,
    )
  );
}

/** The rise behind `onsets.writePressure`. */
export function pressureRise(report: Report, file: CaseFile): Rise | null {
  const moment = report.onsets.writePressure;
  if (moment === null) return null;
  const at = parseTime(moment.time);
  // The report may write the moment with milliseconds only.
  return file.writes.rises.find((rise) => Math.abs(rise.start - at) < 1000) ?? null;
}

/** `from 8 to 225`, or the bytes where the rise is one of bytes. */
export function fromTo({ before, during, bytes }: Rise): string {
  if (Number.isNaN(before)) return `to about ${rate(during)}`; // the series begins inside the rise
  return bytes === undefined
    ? `from ${rate(before)} to about ${rate(during)}`
    : `from ${size(bytes.before)} to about ${size(bytes.during)}`;
}

function again(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

/** A title within a sentence; names of alarms and the like keep their capitals. */
export function lowerFirst(title: string): string {
  return /^(?:[A-Z][a-z]|A )/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** From the first refusal to the last recovery, else the time that the inputs cover: `2026-11-22 13:11:09 to 13:12:23 UTC`. */
export function affectedSpan(report: Report, file: CaseFile, times: Times): string {
  const refused = refusals(report);
  const covered = coveredSpan(report, file);
  const start = refused[0]?.spaceExceeded?.time ?? covered?.start;
  if (start === undefined) return 'no times in the inputs';
  const end = refused.length > 0 ? refused.at(-1)?.recovery?.time : covered?.end;
  const date = times.date === null ? '' : `${times.date} `;
  return `${date}${times.brief(start)}${end === undefined ? ' UTC on' : ` to ${times.brief(end)} UTC`}`;
}

import type { CaseFile, Rise } from '../../model/case-file.js';
import type { Onsets, Report } from '../../model/report.js';
import { duration } from '../durations.js';
import { rate, size } from '../sizes.js';
import { epochMicros } from '../../model/units.js';
import { formatTime, millisBetween, parseTime, type Times } from '../times.js';
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
      return closed.length === 0 ? since : `${since}, and ${again(closed.length)} before for ${duration(total)}`;
    }
    if (refused.length > 1) return `etcd refused writes ${refused.length} times, ${duration(total)} in all`;
    return `etcd refused writes for ${duration(total)}`;
  }
  const seen = refusalsWouldShow(file);
  const start = seen ? 'No refused writes' : null;
  const blamed = blamedCauses(report.causes)[0];
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
    return `${start ?? 'No input shows refused writes'}; ${blamed.verdict}: ${lowerFirst(blamed.title)}`;
  }
  if (report.inputs.every((input) => Object.keys(input.records).length === 0))
    return 'Nothing was recognised in the inputs';
  const covered = coveredSpan(report, file);
  const span = covered === null ? 'inputs without times' : duration(millisBetween(covered.start, covered.end));
  return `${start ?? 'No input could show refused writes'} and no cause found in ${span}`;
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

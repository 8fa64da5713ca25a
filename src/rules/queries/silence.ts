import type { Burst, CaseFile, Indicator, IndicatorName } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, infoCovered, infoLogBefore, recoveryOf, refusalOf } from './event-bursts.js';
import { duration } from './phrases.js';

/** The sightings of some indicators, in order. */
export const indicatorsOf = (file: CaseFile, ...names: readonly IndicatorName[]): Indicator[] =>
  (file.indicators ?? []).filter((indicator) => names.includes(indicator.name));

export const indicatorLines = (indicators: readonly Indicator[]): Exemplar[] =>
  indicators.map((indicator) => indicator.first);

/** How long a log of members must be for its silence to count. */
const ENOUGH = MINUTE;

/** A line that shows that the log was written at all, in the middle of things: an election, a start, a compaction. */
const MARKS: readonly Burst['kind'][] = ['leader-elected', 'leader-changed', 'compaction-finished', 'member-started'];

/** The members' own logs, all of them and at info, have no such line. Without a line of theirs to cite nothing is said. */
export function silenceOf(file: CaseFile, says: string, factor = 1 / 20): Argument[] {
  const end = file.window?.to ?? null;
  const marks = burstsOf(file, ...MARKS).filter((burst) => burst.source === 'etcd' && burst.start !== null);
  if (end === null || marks.length === 0 || !everyMemberLogged(file)) return [];
  const length = infoLogBefore(file, end);
  if (length < ENOUGH) return [];
  const evidence = [marks[0], marks.at(-1)].flatMap((burst) => (burst === undefined ? [] : [burst.first]));
  const scope = { source: 'log', members: membersCovered(file) };
  return [{ says: `${says} in ${duration(length)} of log`, factor, basis: 'log silence', evidence, scope }];
}

/** Logs that were saved one after the other end one after the other: so much of the time may lack. */
const LACKS = { share: 1 / 10, least: MINUTE };

/**
 * What happens to one member is in its own log: with a member's missing, or of another time, silence of the others proves
 * nothing. Asked is the time from the pressure to the recovery, or else all that any member's log covers.
 */
export function everyMemberLogged(file: CaseFile): boolean {
  const asked = timeInQuestion(file);
  if (asked === null || file.members.length === 0) return false;
  const length = asked.to - asked.from;
  const enough = length - Math.max(LACKS.least, length * LACKS.share);
  return file.members.every(
    ({ name }) =>
      file.coverage.etcdLogs.some((log) => log.info && log.member === name) &&
      infoCovered(file, asked.from, asked.to, name) >= enough,
  );
}

function timeInQuestion(file: CaseFile): { readonly from: number; readonly to: number } | null {
  const refused = refusalOf(file);
  const spans = file.coverage.etcdLogs.filter((log) => log.info).map((log) => log.span);
  if (spans.length === 0) return null;
  const last = Math.max(...spans.map((span) => span.to));
  if (refused === null) return { from: Math.min(...spans.map((span) => span.from)), to: last };
  const from = Math.min(file.onsets.writePressure?.time ?? refused, refused);
  return { from, to: Math.max(recoveryOf(file) ?? last, from) };
}

/** Members whose own log covers about as much as the longest: of a mere excerpt silence says little. */
function membersCovered(file: CaseFile): string[] {
  const lengths = file.members.map(({ name }) => ({
    name,
    length: file.coverage.etcdLogs
      .filter((log) => log.info && log.member === name)
      .reduce((sum, { span }) => sum + (span.to - span.from), 0),
  }));
  const longest = Math.max(0, ...lengths.map((one) => one.length));
  return lengths.filter((one) => one.length >= longest / 4).map((one) => one.name);
}

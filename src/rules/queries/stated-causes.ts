import type { CaseFile, Finding, Indicator, IndicatorName, Rule } from '../../model/case-file.js';
import type { Argument, OpenQuestion } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { refusalOf } from './event-bursts.js';
import { clock, counted, duration, listed } from './phrases.js';
import { indicatorLines, indicatorsOf } from './silence.js';

/** A cause that a line of etcd states. The rule adds which member, how often and since when. */
export interface StatedCause {
  readonly names: readonly IndicatorName[];
  /** A clause: `the raft log was lost`. */
  readonly says: (file: CaseFile, sightings: readonly Indicator[]) => string;
  /** Lower if the wording also appears in less serious situations. */
  readonly factor?: number;
  readonly further?: (file: CaseFile, sightings: readonly Indicator[]) => readonly Argument[];
  readonly remedies: (file: CaseFile, members: readonly string[]) => readonly string[];
  readonly atMost?: (
    file: CaseFile,
    sightings: readonly Indicator[],
  ) => { readonly confidence: number; readonly because: string } | null;
}

/** The line hardly ever appears without the cause: its text is the diagnosis. */
const BY_ITS_TEXT = 50;

export function judgeStated(file: CaseFile, cause: StatedCause): Finding {
  const sightings = indicatorsOf(file, ...cause.names);
  const members = membersOf(sightings);
  const [first] = sightings;
  const further = cause.further?.(file, sightings) ?? [];
  return conclude({
    role: refusalOf(file) === null ? 'trigger' : 'contributing',
    subject: members.length === 0 || members.length > 3 ? null : listed(members),
    share: null,
    arguments:
      first === undefined
        ? further
        : [
            {
              says: `${when(sightings)} that ${cause.says(file, sightings)}${on(members)}`,
              factor: cause.factor ?? BY_ITS_TEXT,
              basis: 'peer lines',
              evidence: indicatorLines(sightings),
            },
            ...further,
          ],
    remedies: cause.remedies(file, members),
    ask: ownLogs(),
    atMost: cause.atMost?.(file, sightings) ?? null,
  });
}

/** The members whose logs contain it. */
export const membersOf = (sightings: readonly Indicator[]): string[] =>
  [...new Set(sightings.flatMap((one) => one.member ?? []))].sort();

export const linesIn = (sightings: readonly Indicator[]): number => sightings.reduce((sum, one) => sum + one.count, 0);

const on = (members: readonly string[]): string =>
  members.length === 0
    ? ''
    : ` (in the log of ${listed(members.slice(0, 3))}${members.length > 3 ? ' and others' : ''})`;

function when(sightings: readonly Indicator[]): string {
  const lines = linesIn(sightings);
  const from = Math.min(...sightings.map((one) => one.start));
  const to = Math.max(...sightings.map((one) => one.end));
  const at = clock(from as Indicator['start']);
  if (lines === 1) return `a line at ${at} says`;
  return `${counted(lines, 'line')} from ${at} on${to > from ? `, over ${duration(to - from)},` : ''} say`;
}

/** One question for all of these causes: the same logs answer it. */
export const ownLogs = (): OpenQuestion => ({
  question: 'Does the log of a member name a failure of its files, settings, version or membership?',
  command:
    'journalctl -u etcd -p warning --no-pager | tail -200   # on every member; or crictl logs $(crictl ps -a --name etcd -q | head -1), and its --previous',
});

/** The number or id that the expression captures in the first matching line; null: no line matches. */
export function captured(sightings: readonly Indicator[], text: RegExp): string | null {
  for (const { first, last } of sightings) {
    const found = text.exec(first.text) ?? text.exec(last.text);
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** A rule whose verdict rests on the text of a line. */
export function statedRule(id: string, title: string, cause: StatedCause): Rule {
  return { id, title, explains: 'other', judge: (file) => judgeStated(file, cause) };
}

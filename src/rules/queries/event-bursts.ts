import type { Burst, CaseFile } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { Evidence } from '../../model/report.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, MINUTE } from '../../model/units.js';
import { grouped } from './grouping.js';

/** The bursts of some kinds, in order. */
export const burstsOf = (file: CaseFile, ...kinds: readonly Burst['kind'][]): Burst[] =>
  file.bursts.filter((burst) => kinds.includes(burst.kind));

/** Those that began before a moment. Bursts without a time (a configuration file) are neither before nor after. */
export const begunBefore = (bursts: readonly Burst[], time: EpochMicros): Burst[] =>
  bursts.filter((burst) => burst.start !== null && burst.start < time);

/** Those of which some part lies at or after a moment. */
export const reachingAfter = (bursts: readonly Burst[], time: EpochMicros): Burst[] =>
  bursts.filter((burst) => (burst.end ?? burst.start ?? -Infinity) >= time);

export const total = (bursts: readonly Burst[]): number => bursts.reduce((sum, burst) => sum + burst.count, 0);

/** The first line of each burst. */
export const firstLines = (bursts: readonly Burst[]): Exemplar[] => bursts.map((burst) => burst.first);

/** The worst line of each burst, the worst burst first. */
export const worstLines = (bursts: readonly Burst[]): Exemplar[] =>
  [...bursts].sort((a, b) => b.count - a.count).map((burst) => burst.worst);

/** The moment from which writes were refused; null: never, as far as the inputs show. */
export const refusalOf = (file: CaseFile): EpochMicros | null => file.onsets.spaceExceeded?.time ?? null;

/** Writes of the last episode are refused up to the end of the inputs. */
export function refusedToTheEnd(file: CaseFile): boolean {
  const last = file.episodes.at(-1) ?? file.onsets;
  return last.spaceExceeded !== null && last.recovery === null;
}

/** The beginning of the last episode of refused writes. */
export const lastRefusalOf = (file: CaseFile): EpochMicros | null =>
  (file.episodes.at(-1) ?? file.onsets).spaceExceeded?.time ?? refusalOf(file);

/** When writes were accepted again for good. */
export const recoveryOf = (file: CaseFile): EpochMicros | null =>
  (file.episodes.at(-1) ?? file.onsets).recovery?.time ?? null;

/** Lines behind a figure, as rules cite them. */
export function linesBehind(evidence: readonly Evidence[]): Exemplar[] {
  return evidence.map(({ time, ...rest }) => ({ ...rest, time: timeOf(time) }));
}

/** RFC 3339 to microseconds; null where it is none. */
export function timeOf(text: string | null): EpochMicros | null {
  if (text === null) return null;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? null : epochMicros(millis * 1000);
}

/** How long, at the most, an info-level log of one member speaks of the time before a moment without a hole. */
export function infoLogBefore(file: CaseFile, until: EpochMicros): number {
  return Math.max(0, ...infoSpans(file).map((span) => Math.min(span.to, until) - span.from));
}

/** How long an info-level log of a member continues after a moment that it covers; 0: none covers it. */
export function infoLogAfter(file: CaseFile, since: EpochMicros): number {
  return Math.max(0, ...infoSpans(file).map((span) => (span.from <= since ? span.to - since : 0)));
}

/** Whether an info-level log (of one member, where one is named) speaks of the whole of a stretch: its silence counts. */
export const infoCovers = (file: CaseFile, from: number, to: number, member?: string): boolean =>
  infoSpans(file, member).some((span) => span.from <= from && span.to >= to);

/** How much of a stretch a member's info-level log speaks of, in microseconds. */
export const infoCovered = (file: CaseFile, from: number, to: number, member: string): number =>
  infoSpans(file, member).reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)),
    0,
  );

/** A restart leaves a hole in a member's log that nothing of interest falls into. */
const RESTART = MINUTE;

type Stretch = { from: number; to: number };
const known = new WeakMap<CaseFile, Map<string, Stretch[]>>();

/** What info-level logs cover, the processes of one member joined. Asked for once a compaction, so kept by case. */
function infoSpans(file: CaseFile, member?: string): readonly Stretch[] {
  const kept = known.get(file) ?? new Map<string, Stretch[]>();
  known.set(file, kept);
  const key = member === undefined ? 'all' : `of ${member}`;
  const spans = kept.get(key) ?? joinedSpans(file, member);
  kept.set(key, spans);
  return spans;
}

function joinedSpans(file: CaseFile, member?: string): Stretch[] {
  const logs = file.coverage.etcdLogs.filter((log) => log.info && (member === undefined || log.member === member));
  return [...grouped(logs, (log) => log.member ?? log.input).values()].flatMap((own) => {
    const joined: Stretch[] = [];
    for (const { span } of [...own].sort((a, b) => a.span.from - b.span.from)) {
      const last = joined.at(-1);
      if (last !== undefined && span.from <= last.to + RESTART) last.to = Math.max(last.to, span.to);
      else joined.push({ from: span.from, to: span.to });
    }
    return joined;
  });
}

/** The versions seen, lowest first as text. */
export const versionsOf = (file: CaseFile): string[] =>
  [
    ...new Set(
      [...file.members.map((member) => member.version), ...file.coverage.etcdLogs.map((log) => log.version)].filter(
        (version) => version !== null,
      ),
    ),
  ].sort();

/** Whether some member is known to run at least this version; false where no version is known. */
export function someVersionFrom(file: CaseFile, major: number, minor: number): boolean {
  return versionsOf(file).some((version) => {
    const [a = 0, b = 0] = version.split('.').map(Number);
    return a > major || (a === major && b >= minor);
  });
}

/** etcdctl speaks the v2 API by default before 3.4. */
export function etcdctl(file: CaseFile): string {
  const known = versionsOf(file);
  return known.length > 0 && !someVersionFrom(file, 3, 4) ? 'ETCDCTL_API=3 etcdctl' : 'etcdctl';
}

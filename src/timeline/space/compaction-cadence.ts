import type { Burst, LogCoverage, MemberCadence } from '../../model/case-file.js';
import { epochMicros, micros, MINUTE, type EpochMicros } from '../../model/units.js';

/** A hole of an interval of seconds is no news. */
const SHORTEST = 10 * MINUTE;
const HOLES = 20;

/**
 * How regularly each member finished compactions, and the gaps of `factor` times the usual and more: only those that its
 * log covers completely, because elsewhere it is unknown.
 */
export function cadencesOf(bursts: readonly Burst[], logs: readonly LogCoverage[], factor: number): MemberCadence[] {
  const finished = bursts.filter((burst) => burst.kind === 'compaction-finished' && burst.start !== null);
  const members = [...new Set(finished.map((burst) => burst.member))].sort();
  return members.map((member) => {
    const own = finished.filter((burst) => burst.member === member);
    const first = own[0] as Burst;
    const last = own.at(-1) as Burst;
    const gaps = own.slice(1).map((burst, i) => ({ from: endOf(own[i] as Burst), to: burst.start as EpochMicros }));
    const usual = own.length < 3 ? null : median(gaps.map(({ from, to }) => to - from));
    const took = own.flatMap(({ worstRecord }) =>
      'duration' in worstRecord && worstRecord.duration != null ? [worstRecord.duration] : [],
    );
    return {
      member,
      count: own.reduce((sum, burst) => sum + burst.count, 0),
      usual: usual === null ? null : micros(usual),
      longest: took.length === 0 ? null : micros(Math.max(...took)),
      first: first.first,
      last: last.worst,
      holes: usual === null ? [] : holesOf(member, gaps, endOf(last), logs, Math.max(SHORTEST, factor * usual)),
    };
  });
}

const endOf = (burst: Burst): EpochMicros => burst.end ?? (burst.start as EpochMicros);

function holesOf(
  member: string | null,
  gaps: readonly { readonly from: EpochMicros; readonly to: EpochMicros }[],
  last: EpochMicros,
  logs: readonly LogCoverage[],
  limit: number,
): MemberCadence['holes'] {
  const own = logs.filter((log) => log.info && log.member === member).map((log) => log.span);
  const covered = (from: number, to: number): boolean =>
    own.reduce((at, span) => (span.from <= at + MINUTE && span.to > at ? span.to : at), from) >= to;
  const end = epochMicros(Math.max(last, ...own.map((span) => span.to)));
  return [
    ...gaps.map(({ from, to }) => ({ from, to, isOpen: false })),
    ...(end > last ? [{ from: last, to: end, isOpen: true }] : []),
  ]
    .filter(({ from, to }) => to - from >= limit && covered(from, to))
    .slice(0, HOLES);
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

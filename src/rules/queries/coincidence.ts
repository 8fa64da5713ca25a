import type { CaseFile } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { SECOND } from '../../model/units.js';
import type { Argument, Basis } from '../judging/confidence.js';
import { burstsOf } from './event-bursts.js';
import { counted, percent } from './phrases.js';

/** A stretch in which something ran that may have slowed the rest. */
export interface Stretch {
  /** null: of any member. */
  readonly member: string | null;
  readonly from: number;
  readonly to: number;
}

/** Something slow, from its start to its end. */
interface Slow {
  readonly member: string | null;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly line: Exemplar;
}

/** What waited is done so soon after what it waited for. */
const AFTER = 5 * SECOND;
const MANY = 5;
const KINDS = ['slow-apply', 'slow-request', 'request-timeout', 'read-index-slow'] as const;

function slowOf(file: CaseFile): Slow[] {
  const points = (file.slow ?? []).filter((point) => point.kind !== 'slow-fsync');
  if (points.length > 0)
    return points.map(({ member, time, duration, exemplar }) => ({
      member,
      from: time - duration,
      to: time,
      count: 1,
      line: exemplar,
    }));
  return burstsOf(file, ...KINDS).flatMap(({ member, start, end, count, worst, worstRecord }) => {
    if (start === null) return [];
    const took = 'duration' in worstRecord ? (worstRecord.duration ?? 0) : 0;
    return [{ member, from: start - took, to: end ?? start, count, line: worst }];
  });
}

const meets = (slow: Slow, { member, from, to }: Stretch): boolean =>
  (member === null || slow.member === null || slow.member === member) && slow.to >= from && slow.from <= to + AFTER;

export interface Coincidence {
  readonly all: number;
  readonly inside: number;
  /** Of what was slow, the part inside the stretches; and of the time, theirs. */
  readonly part: number;
  readonly chance: number;
  readonly linesInside: readonly Exemplar[];
  readonly linesOutside: readonly Exemplar[];
}

/** How much of what was slow fell into some stretches, against how much of the time they make; null: nothing was slow. */
export function coincidenceOf(file: CaseFile, stretches: readonly Stretch[]): Coincidence | null {
  const slow = slowOf(file);
  const { window } = file;
  const all = sum(slow);
  if (all === 0 || window === null) return null;
  const inside = slow.filter((one) => stretches.some((stretch) => meets(one, stretch)));
  const length = unionOf(stretches.map(({ from, to }) => ({ from, to: to + AFTER })));
  const longest = (list: readonly Slow[]): Exemplar[] =>
    [...list].sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from).map((one) => one.line);
  return {
    all,
    inside: sum(inside),
    part: sum(inside) / all,
    chance: Math.min(1, length / Math.max(1, window.to - window.from)),
    linesInside: longest(inside),
    linesOutside: longest(slow.filter((one) => !inside.includes(one))),
  };
}

/** Of members that do the same at one time, the time counts once. */
function unionOf(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let reached = -Infinity;
  let length = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    length += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return length;
}

const sum = (list: readonly Slow[]): number => list.reduce((total, one) => total + one.count, 0);

/** For where most of it fell into the stretches, and far more than by chance; against where hardly any did. */
export function coincidenceArguments(
  found: Coincidence | null,
  what: string,
  basis: Basis = 'slow apply lines',
): Argument[] {
  if (found === null || found.all < MANY) return [];
  const { all, part, chance, linesInside, linesOutside } = found;
  const says = `${percent(part)} of ${counted(all, 'slow request')} occurred in the ${percent(chance)} of the time in which ${what} ran, including ${AFTER / SECOND} s after each`;
  if (part >= 0.5 && part >= 3 * chance) return [{ says, basis, factor: part >= 0.8 ? 20 : 10, evidence: linesInside }];
  if (part < 0.2) return [{ says, basis, factor: 1 / 10, evidence: linesOutside }];
  return [];
}

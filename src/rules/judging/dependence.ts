import type { Exemplar } from '../../model/origin.js';
import { SECOND } from '../../model/units.js';

/** Lines of one member this close together report one event. */
const ONE_EVENT = 5 * SECOND;

/** What members write of each other, of leaders and of alarms: one event makes several of these lines. */
const OF_MEMBERS: ReadonlySet<string> = new Set(['peer lines', 'other peer lines', 'heartbeat lines', 'alarm lines']);

/** What of an argument shows whether it depends on another. */
interface Supporting {
  readonly basis: string;
  readonly factor: number;
  readonly evidence: readonly Exemplar[];
}

/** Two exemplars of one place are one line. */
export const placeOf = (line: Exemplar): string => `${line.input}\n${line.line ?? ''}\n${line.byteOffset ?? ''}`;

/**
 * How many independent kinds of evidence support a hypothesis. Two arguments whose lines are the same, or are of one
 * member within seconds, are one, under any name; so are arguments of one basis.
 */
export function independentKinds(supporting: readonly Supporting[]): number {
  const kept: Supporting[] = [];
  const strongest = supporting.filter((one) => one.evidence.length > 0).sort((a, b) => b.factor - a.factor);
  for (const one of strongest) if (!kept.some((other) => isOne(one, other))) kept.push(one);
  return kept.length;
}

function isOne(a: Supporting, b: Supporting): boolean {
  if (a.basis === b.basis) return true;
  const [less, more] = a.evidence.length <= b.evidence.length ? [a, b] : [b, a];
  const places = new Set(more.evidence.map(placeOf));
  if (less.evidence.every((line) => places.has(placeOf(line)))) return true;
  if (!OF_MEMBERS.has(a.basis) || !OF_MEMBERS.has(b.basis)) return false;
  return less.evidence.every((line) => more.evidence.some((other) => isNear(line, other)));
}

const isNear = (a: Exemplar, b: Exemplar): boolean =>
  a.input === b.input && a.time !== null && b.time !== null && Math.abs(a.time - b.time) <= ONE_EVENT;

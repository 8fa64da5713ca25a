import type { Cause } from '../../../model/report.js';
import { refusals } from '../headline.js';
import { blamedCauses } from '../verdicts.js';
import { presentState, type Step } from './present-state.js';
import type { View } from '../view.js';

const MOST = 4;

/**
 * Causes in the order in which their remedies are of use. While writes are refused, what ends that comes before what keeps
 * it from coming again: room by a defragmentation first, without which a disarmed alarm is raised again.
 */
function inOrderOfUse(report: View['report']): readonly Cause[] {
  const blamed = blamedCauses(report.causes);
  const last = refusals(report).at(-1);
  if (last === undefined || last.recovery !== null) return blamed;
  const rank = ({ role, id }: Cause): number =>
    role === 'prolonged' ? (id === 'alarm-left-armed' ? 1 : 0) : role === 'trigger' ? 2 : 3;
  return [...blamed].sort((a, b) => rank(a) - rank(b));
}

/**
 * What ends the present state, then the first remedy of each cause; the others are under Prevention. A cause whose own
 * remedy ends the same state brings nothing new.
 */
export function firstRemedies(report: View['report']): readonly Step[] {
  const now = presentState(report);
  const seen = new Set(now.map(({ remedy }) => remedy));
  const more = inOrderOfUse(report).flatMap((cause): Step[] => {
    const remedy = cause.remedies[0];
    if (remedy === undefined || seen.has(remedy)) return [];
    seen.add(remedy);
    return [{ of: cause.id, remedy }];
  });
  return [...now, ...more].slice(0, MOST);
}

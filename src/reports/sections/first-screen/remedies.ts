import type { Cause } from '../../../model/report.js';
import { refusals } from '../headline.js';
import { blamedCauses } from '../verdicts.js';
import type { View } from '../view.js';

const MOST = 4;

/**
 * Causes in the order in which their remedies are of use. While writes are refused, what ends that comes before what keeps
 * it from coming again: room by a defragmentation first, without which the alarm that is disarmed goes on again.
 */
function inOrderOfUse(report: View['report']): readonly Cause[] {
  const blamed = blamedCauses(report.causes);
  const last = refusals(report).at(-1);
  if (last === undefined || last.recovery !== null) return blamed;
  const rank = ({ role, id }: Cause): number =>
    role === 'trigger' ? 0 : role !== 'prolonged' ? 3 : id === 'alarm-left-armed' ? 2 : 1;
  return [...blamed].sort((a, b) => rank(a) - rank(b));
}

/** The first remedy of each cause; the others are under Prevention. */
export function firstRemedies(report: View['report']): readonly { readonly cause: Cause; readonly remedy: string }[] {
  const seen = new Set<string>();
  return inOrderOfUse(report).flatMap((cause) => {
    const remedy = cause.remedies[0];
    if (remedy === undefined || seen.has(remedy) || seen.size >= MOST) return [];
    seen.add(remedy);
    return [{ cause, remedy }];
  });
}

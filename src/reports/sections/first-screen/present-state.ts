import type { Report } from '../../../model/report.js';
import { knownOf, leadingSymptom } from '../symptoms.js';

export interface Step {
  /** What it ends: the id of a cause, or the kind of a symptom. */
  readonly of: string;
  readonly remedy: string;
}

/**
 * What ends the state that the inputs end in, whatever caused it, as the messages themselves state: before everything that keeps
 * it from coming back. A refusal has its own (`endOfRefusal`).
 */
export function presentState(report: Report): readonly Step[] {
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const symptom of report.symptoms) {
    const action = knownOf(symptom)?.action ?? null;
    if (action === null || seen.has(action) || !ends(symptom.consequence, symptom === leadingSymptom(report))) continue;
    seen.add(action);
    steps.push({ of: symptom.kind, remedy: action });
  }
  return steps.slice(0, 4);
}

/** What keeps a member from serving is mended first; what makes requests fail, where it is what the report is about. */
function ends(consequence: Report['symptoms'][number]['consequence'], leads: boolean): boolean {
  if (consequence === 'exit' || consequence === 'not-serving' || consequence === 'refusing') return true;
  return consequence === 'failing-requests' && leads;
}

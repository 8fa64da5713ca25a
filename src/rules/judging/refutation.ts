import type { CaseFile, Finding, Ground } from '../../model/case-file.js';
import { withoutOdds } from '../../model/odds.js';
import { listed } from '../queries/phrases.js';

/** What is left without them is a refutation by itself. */
const ENOUGH = 1 / 3;

/**
 * Refuting takes as much as confirming. What speaks against a hypothesis counts only as far as its source reaches: where
 * that covers a part of the members, the others may be the ones, and the hypothesis stays open.
 */
export function guarded(finding: Finding, file: CaseFile): Finding {
  if (finding.answer !== 'clear' || finding.ask === undefined) return finding;
  const { grounds = [], ask } = finding;
  const lacking = grounds.filter((one) => one.factor < 1 && lacksOf(one, file).length > 0);
  if (lacking.length === 0) return finding;
  const left = grounds.reduce((all, one) => all * (lacking.includes(one) ? 1 : one.factor), 1);
  if (left <= ENOUGH) return finding;
  return { answer: 'not-assessed', because: `${withoutOdds(finding.because)} ${reasonOf(lacking, file)}`, ...ask };
}

/** The members of which the source says nothing. */
function lacksOf({ scope }: Ground, file: CaseFile): string[] {
  if (scope === null) return [];
  return file.members.map((member) => member.name).filter((name) => !scope.members.includes(name));
}

function reasonOf(lacking: readonly Ground[], file: CaseFile): string {
  const [first] = lacking;
  const members = [...new Set(lacking.flatMap((one) => lacksOf(one, file)))].sort();
  const named = members.length > 4 ? [...members.slice(0, 3), `${members.length - 3} others`] : members;
  return `That refutes nothing of ${listed(named)}: no ${first?.scope?.source ?? 'input'} at hand covers the time there.`;
}

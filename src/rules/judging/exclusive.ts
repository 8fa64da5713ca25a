import type { Finding } from '../../model/case-file.js';
import { ODDS } from '../../model/odds.js';
import type { Judgement } from './precedence.js';

/** Causes of which one at the most is true: compaction was off, came too rarely, or stopped. */
const GROUPS: readonly (readonly string[])[] = [['compaction-disabled', 'compaction-too-late', 'compaction-stalled']];

/**
 * Of causes that exclude each other the strongest stays, and the others keep what it leaves: the odds of both can't be
 * good.
 */
export function settleExclusive(judgements: readonly Judgement[]): Judgement[] {
  return GROUPS.reduce<readonly Judgement[]>((all, group) => {
    const found = all.filter(({ rule, finding }) => group.includes(rule.id) && finding.answer === 'found');
    const strengths = found.map(confidenceOf);
    const most = Math.max(...strengths);
    const winner = found[strengths.indexOf(most)];
    if (winner === undefined || found.length < 2) return all;
    return all.map((one) => (found.includes(one) && one !== winner ? lessened(one, winner, most) : one));
  }, judgements) as Judgement[];
}

const confidenceOf = ({ finding }: Judgement): number => (finding.answer === 'found' ? finding.confidence : 0);

function lessened(one: Judgement, winner: Judgement, most: number): Judgement {
  const { finding } = one;
  const left = Math.round((1 - most) * 100) / 100;
  if (finding.answer !== 'found' || finding.confidence <= left) return one;
  return { ...one, finding: { ...finding, confidence: left, because: bounded(finding, left, winner.rule.id) } };
}

/** The sum at the end says the bound, as those of the rules do. */
function bounded({ because }: Extract<Finding, { answer: 'found' }>, left: number, winner: string): string {
  const reason = `since ${winner} excludes it and is the likelier`;
  const odds = ODDS.exec(because);
  if (odds === null) return `${because} At most ${left.toFixed(2)}, ${reason}.`;
  return because.replace(ODDS, ` Odds 1:9${odds[1] ?? ''} = ${left.toFixed(2)} (at most, ${reason}).`);
}

import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, isBefore, lineOf, type Of } from './queries/statements.js';
import { minutes } from './queries/numbers.js';

/** What rounding of each phase may come to. */
const TOLERANCE = 0.02;

/** The phases of a recovery and its whole duration, both stated in one text, must agree. */
export const phasesDoNotAddUp: ContradictionCheck = {
  id: 'phases-do-not-add-up',
  check(file) {
    return statementsOf(file, 'duration').flatMap((whole) => {
      const phases = statementsOf(file, 'phase').filter(({ exemplar }) => exemplar.input === whole.exemplar.input);
      if (whole.claim.of !== 'recovery' || phases.length < 2 || !isComplete(phases)) return [];
      const sum = phases.reduce((total, { claim }) => total + claim.minutes, 0);
      if (Math.abs(sum - whole.claim.minutes) <= Math.max(1, TOLERANCE * whole.claim.minutes)) return [];
      const statement = `The phases take ${phases.map(({ claim }) => `${claim.minutes}`).join(' + ')} = ${sum} minutes (${minutes(sum)}), but the text says that the recovery took ${minutes(whole.claim.minutes)}.`;
      return [{ statement, evidence: evidence([whole.exemplar], phases.map(lineOf)) }];
    });
  },
};

/** Numbered from 1 without a gap, in the order of the text: else one wasn't read, and the sum says nothing. */
function isComplete(phases: readonly Of<'phase'>[]): boolean {
  return phases.every(({ claim, exemplar }, i) => {
    const number = Number(/\d+/.exec(claim.name)?.[0]);
    const previous = phases[i - 1];
    return number === i + 1 && (previous === undefined || isBefore(previous.exemplar, exemplar));
  });
}

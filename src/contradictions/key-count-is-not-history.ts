import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { count } from './queries/numbers.js';

const NEAR = 0.05;
/** How the blank line after each key is taken out before counting. */
const STRIPS_BLANKS =
  /grep\s+(?:-\w+\s+)*(?:\.|\^\/|["'](?:\.|\^\/?|\/|\^\$)|-v)|awk\s+["']?NF|sed\s|tr\s+-s|sort\s+-u|uniq/;

/**
 * `get --prefix --keys-only` lists the keys of now, each followed by a blank line: never history, and 2N lines for N
 * keys. A count of it taken for revisions, or an odd one, is not what it says.
 */
export const keyCountIsNotHistory: ContradictionCheck = {
  id: 'key-count-is-not-history',
  check(file) {
    const said = statementsOf(file, 'statement').filter(({ claim }) => claim.unit === 'historic keys');
    return statementsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      if (claim.of !== 'keys') return [];
      const taken = said.filter((statement) => Math.abs(statement.claim.value - claim.value) <= NEAR * claim.value);
      const plain =
        !STRIPS_BLANKS.test(claim.command) && !/-w[= ]?json|--write-out[= ]"?json|--count-only/.test(claim.command);
      const odd = plain && claim.value % 2 === 1;
      if (taken.length === 0 && !odd) return [];
      const parts: string[] = [];
      if (taken.length > 0)
        parts.push(
          `${count(claim.value)} lines of "get --prefix --keys-only" are called historic keys, but the command lists only current keys, not superseded revisions.`,
        );
      if (plain) {
        parts.push(
          odd
            ? `Its plain output has a blank line after each key, so N keys give 2N lines: the odd count ${count(claim.value)} cannot come from this command.`
            : `Its plain output has a blank line after each key, so this is about ${count(claim.value / 2)} keys.`,
        );
      }
      return [{ statement: parts.join(' '), evidence: evidence([exemplar], taken.map(lineOf)) }];
    });
  },
};

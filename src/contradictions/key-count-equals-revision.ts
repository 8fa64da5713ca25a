import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence } from './queries/statements.js';
import { count } from './queries/numbers.js';

/** A store small enough that both may be equal by chance, or because every key was written once. */
const CHANCE = 1000;

/** The number of keys and the revision measure different things; equal to the digit, one was copied from the other. */
export const keyCountEqualsRevision: ContradictionCheck = {
  id: 'key-count-equals-revision',
  check(file) {
    const revisions = [
      ...statementsOf(file, 'hash').map(({ claim, exemplar }) => ({ revision: claim.revision, exemplar })),
      ...file.sizes.map(({ revision, exemplar }) => ({ revision: revision, exemplar })),
    ];
    return statementsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      if (claim.of !== 'keys' || claim.value < CHANCE) return [];
      const same = revisions.find(({ revision }) => revision === claim.value);
      if (same === undefined) return [];
      const statement = `The count of keys, ${count(claim.value)}, is exactly the revision of the store: one counts existing keys (with a blank line each), the other counts all accepted writes, so one number was used for the other.`;
      return [{ statement, evidence: evidence([exemplar, same.exemplar]) }];
    });
  },
};

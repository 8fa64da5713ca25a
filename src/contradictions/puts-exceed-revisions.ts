import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence } from './queries/statements.js';
import { count } from './queries/numbers.js';
import { highestRevision } from './queries/space.js';

/** The store's revision counts every successful write of every key since the store began: no resource can have more. */
export const putsExceedRevisions: ContradictionCheck = {
  id: 'puts-exceed-revisions',
  check(file) {
    const highest = highestRevision(file);
    if (highest === null) return [];
    return statementsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      if (claim.of !== 'request-lines' || claim.value <= highest.revision) return [];
      const excess = claim.value - highest.revision;
      const round = excess >= 1000 && excess % 10 ** Math.floor(Math.log10(excess)) === 0;
      const foreign = /\bPUT\s+\/registry\//.test(claim.command);
      const statement =
        `${count(claim.value)} write lines${claim.resource === null ? '' : ` of ${claim.resource}`} exceed the store's revision ${count(highest.revision)} by ${round ? 'exactly ' : ''}${count(excess)}, ` +
        `though the revision counts every accepted write of every key: the lines hold copies (members, rotated files), refused attempts or an older store, or a number was edited.` +
        (foreign
          ? ' Nor does etcd write "PUT /registry/.." lines itself: Kubernetes writes by Txn, so the log is of something else.'
          : '');
      return [{ statement, evidence: evidence([exemplar, highest.line]) }];
    });
  },
};

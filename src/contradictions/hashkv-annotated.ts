import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { versionsIn } from './queries/versions.js';

/** `(rev N)` behind a hash is printed by no release: somebody wrote the revision there. */
export const hashkvAnnotated: ContradictionCheck = {
  id: 'hashkv-annotated',
  check(file) {
    const annotated = statementsOf(file, 'hash').filter(({ claim }) => claim.annotated);
    if (annotated.length === 0) return [];
    const versions = versionsIn(file);
    const statement =
      `"etcdctl endpoint hashkv" prints endpoint and hash${versions.length === 1 ? ` in ${versions[0] ?? ''}` : ''}, and no release prints "(rev ${annotated[0]?.claim.revision ?? ''})" after them: ` +
      `the revision was added by hand, so equal hashes are only as reliable as that note.`;
    return [{ statement, evidence: evidence(annotated.map(lineOf)) }];
  },
};

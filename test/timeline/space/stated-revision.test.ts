import { expect } from 'chai';
import { statedRevision } from '../../../src/timeline/space/stated-revision.js';
import { said } from '../../case-files/pasted-text.js';

const hash = (line: number, revision: number | null, annotated = false) =>
  said(line, { what: 'hash', endpoint: 'a:2379', hash: '1', revision, compactRevision: null, annotated });
const of = (...statements: ReturnType<typeof hash>[]) => statedRevision(statements, (one) => one as never);

describe('the revision that hash tables state', () => {
  for (const [what, statements, expected] of [
    ['none', [hash(1, null)], null],
    ['the highest of those printed', [hash(1, 7), hash(2, 9)], [9, 'measured', 2]],
    ['a note by hand, as inferred', [hash(1, 1847293, true), hash(2, 1847293, true)], [1847293, 'inferred', 1]],
    ['what was printed before a higher note', [hash(1, 12, true), hash(2, 9)], [9, 'measured', 2]],
  ] as const)
    it(what, () => {
      const found = of(...statements);
      expect(found === null ? null : [found.value, found.basis, found.evidence[0]?.line]).to.deep.equal(expected);
    });
});

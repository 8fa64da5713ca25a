import { expect } from 'chai';
import type { CaseFile, Finding, Rule } from '../../../src/model/case-file.js';
import { settleRoles } from '../../../src/rules/judging/precedence.js';
import { emptyCaseFile, exemplar } from '../../case-files/case-file-builder.js';

const found = (id: string, seconds: number, confidence: number): { rule: Rule; finding: Finding } => ({
  rule: { id, title: id, explains: 'other', judge: () => finding() },
  finding: finding(seconds, confidence),
});
const finding = (seconds = 0, confidence = 0.5): Finding => ({
  answer: 'found',
  role: 'trigger',
  confidence,
  because: 'x',
  subject: null,
  share: null,
  evidence: [exemplar('a line', seconds)],
  counterEvidence: [],
  remedies: [],
});

const roles = (...all: readonly { rule: Rule; finding: Finding }[]): Record<string, string> => {
  const file: CaseFile = emptyCaseFile();
  return Object.fromEntries(
    settleRoles(all, file).map(({ rule, finding: one }) => [rule.id, one.answer === 'found' ? one.role : one.answer]),
  );
};

describe('roles by time', () => {
  it('an out-of-memory kill after large lists is a consequence of them, however certain', () => {
    expect(roles(found('memory-oom', 90, 0.98), found('list-storm', 10, 0.6))).to.deep.equal({
      'memory-oom': 'consequence',
      'list-storm': 'trigger',
    });
  });

  it('lists that came after the kill are those of its restart', () => {
    expect(roles(found('memory-oom', 10, 0.98), found('list-storm', 90, 0.6))['memory-oom']).to.equal('trigger');
  });

  it('causes that have nothing to do with each other keep their roles by strength', () => {
    expect(roles(found('memory-oom', 90, 0.98), found('clock-skew', 10, 0.6))['memory-oom']).to.equal('trigger');
  });
});

import { expect } from 'chai';
import type { CaseFile, Rule } from '../../../src/model/case-file.js';
import type { Argument } from '../../../src/rules/judging/confidence.js';
import { conclude, weigh } from '../../../src/rules/judging/confidence.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { CaseFileBuilder, exemplar } from '../../case-files/case-file-builder.js';

const FILE: CaseFile = new CaseFileBuilder().member('m1', '3.5.9').member('m2', '3.5.9').member('m3', '3.5.9').build();

function ruled(...all: readonly Argument[]): ReturnType<typeof judge>['causes'][number] | undefined {
  const rule: Rule = {
    id: 'some-cause',
    title: 'Some cause',
    explains: 'other',
    judge: () =>
      conclude({
        role: 'trigger',
        subject: null,
        share: null,
        remedies: ['do'],
        arguments: all,
        ask: { question: 'What?', command: 'ls' },
      }),
  };
  return judge(FILE, [rule]).causes[0];
}

const against = (members: readonly string[] | null, factor = 1 / 20): Argument => ({
  says: 'nothing of it is seen',
  factor,
  basis: 'log silence',
  evidence: [exemplar('a line', 1)],
  ...(members === null ? {} : { scope: { source: 'log', members } }),
});

describe('refutations', () => {
  it('hold where their source covers every member', () => {
    expect(ruled(against(['m1', 'm2', 'm3']))?.verdict).to.equal('refuted');
    expect(ruled(against(null))?.verdict).to.equal('refuted');
  });

  it('are open where it covers a part of them, and say which it does not', () => {
    const cause = ruled(against(['m1', 'm3']));
    expect(cause?.verdict).to.equal('undetermined');
    expect(cause?.because).to.equal(
      'Nothing of it is seen. That refutes nothing of m2: no log at hand covers the time there.',
    );
  });

  it('hold where what covers all of them is enough by itself', () => {
    expect(ruled(against(['m1']), against(['m1', 'm2', 'm3']))?.verdict).to.equal('refuted');
  });
});

describe('evidence of two kinds', () => {
  const argument = (basis: Argument['basis'], seconds: number, input = 'm1.log'): Argument => ({
    says: 'x',
    factor: 50,
    basis,
    evidence: [exemplar('a line', seconds, input)],
  });
  const confidence = (...all: readonly Argument[]): number => weigh(all, null).confidence;

  it('is that of different lines', () => {
    expect(confidence(argument('alarm lines', 1), argument('size samples', 2))).to.equal(0.98);
    expect(confidence(argument('alarm lines', 1), argument('peer lines', 60))).to.equal(0.98);
    expect(confidence(argument('alarm lines', 1), argument('peer lines', 2, 'm2.log'))).to.equal(0.98);
  });

  it('is not that of one event of one member, whatever the lines are called', () => {
    expect(confidence(argument('alarm lines', 1), argument('peer lines', 2))).to.equal(0.89);
    expect(confidence(argument('heartbeat lines', 1), argument('peer lines', 2))).to.equal(0.89);
  });

  it('is not one line that is cited twice', () => {
    const one = argument('size samples', 1);
    expect(confidence(one, { ...one, basis: 'alarm lines' })).to.equal(0.89);
  });
});

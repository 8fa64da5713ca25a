import { expect } from 'chai';
import fc from 'fast-check';

import type { Argument } from '../../../src/rules/judging/confidence.js';
import { conclude, weigh } from '../../../src/rules/judging/confidence.js';
import { explain } from '../../../src/rules/judging/explain.js';
import type { Cause } from '../../../src/model/report.js';
import { evidence, exemplar } from '../../case-files/case-file-builder.js';

const argument = (factor: number, part: Partial<Argument> = {}): Argument => ({
  says: `a reason of ${factor}`,
  factor,
  basis: 'request lines',
  evidence: [exemplar('line', 1)],
  ...part,
});

const conclusion = (list: readonly Argument[]) =>
  conclude({
    role: 'trigger',
    subject: null,
    share: null,
    remedies: [],
    arguments: list,
    ask: { question: 'q', command: 'c' },
  });

const sums: readonly [name: string, list: Argument[], confidence: number][] = [
  ['nothing leaves the prior', [], 0.1],
  ['strong', [argument(10)], 0.53],
  ['strong and weak', [argument(10), argument(3)], 0.77],
  ['one kind stays below 0.9', [argument(50), argument(10)], 0.89],
  ['two kinds reach it', [argument(50), argument(10, { basis: 'events' })], 0.98],
  [
    'an argument without a line is no second kind',
    [argument(50), argument(10, { basis: 'events', evidence: [] })],
    0.89,
  ],
  ['against', [argument(10), argument(1 / 50)], 0.02],
];

describe('confidence', () => {
  for (const [name, list, confidence] of sums)
    it(name, () => {
      expect(weigh(list, null).confidence).to.equal(confidence);
    });

  it('prints the product that it reports', () => {
    const finding = conclusion([argument(10), argument(3, { says: 'b; c' }), argument(1 / 4, { says: 'not so' })]);
    expect(finding.because).to.equal('A reason of 10; b, c. Against it: not so. Odds 1:9 ×10 ×3 ÷4 = 0.45.');
  });

  it('says in a refutation first what refutes', () => {
    const finding = conclusion([argument(2), argument(1 / 50, { says: 'it was disarmed' })]);
    expect(finding.answer).to.equal('clear');
    expect(finding.because).to.equal('It was disarmed. For it: a reason of 2. Odds 1:9 ÷50 ×2 = 0.01.');
  });

  it('openQuestions where it is too little to tell', () => {
    expect(conclusion([argument(2)]).answer).to.equal('not-assessed');
    expect(conclusion([]).answer).to.equal('not-assessed');
    expect(conclusion([argument(1 / 50, { evidence: [] })]).answer).to.equal('not-assessed');
  });

  it('stays within bounds, and needs two kinds for 0.9', () => {
    const factor = fc.constantFrom(1 / 50, 1 / 10, 1 / 2, 1, 2, 4, 10, 50);
    const basis = fc.constantFrom<Argument['basis']>('request lines', 'events', 'size samples');
    fc.assert(
      fc.property(fc.array(fc.record({ factor, basis })), (list) => {
        const all = list.map((one) => argument(one.factor, { basis: one.basis }));
        const { confidence } = weigh(all, null);
        expect(confidence).to.be.within(0.01, 0.98);
        const kinds = new Set(all.filter((one) => one.factor > 1).map((one) => one.basis)).size;
        if (confidence >= 0.9) expect(kinds).to.be.greaterThan(1);
      }),
    );
  });
});

describe('explain', () => {
  const cause = (part: Partial<Cause> = {}): Cause => ({
    id: 'pod-restart-storm',
    title: 'Pods restarted',
    role: 'trigger',
    verdict: 'possible',
    confidence: 0.45,
    because: 'A rose; b fell. Against it: c stayed. Odds 1:9 ×10 ×3 ÷4 = 0.45.',
    subject: 'shop/Deployment/web',
    share: 0.92,
    evidence: [evidence('line one', 1)],
    counterEvidence: [{ ...evidence('line two'), line: null }],
    remedies: ['Do it.'],
    ...part,
  });

  it('goes from factor to number, and from number to line', () => {
    const text = [...explain(cause())].join('\n');
    expect(text).to.include('×10     A rose (now 1.1:1)');
    expect(text).to.include('÷4      c stayed (now 1:1.2)');
    expect(text).to.match(/probability of 0\.45; reported as 0\.45/);
    expect(text).to.match(/etcd\.log:\d+ {2}2026-11-22T13:00:01/);
    expect(text).to.match(/etcd\.log at byte \d+\n {4}line two/);
    expect(text).to.include('  - Do it.');
  });

  it('gives the words where there is no product', () => {
    const text = [...explain(cause({ verdict: 'undetermined', confidence: null, because: 'No log covers it.' }))].join(
      '\n',
    );
    expect(text).to.include('Why\n  No log covers it.');
  });
});

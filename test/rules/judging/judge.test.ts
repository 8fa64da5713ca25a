import { expect } from 'chai';

import type { Finding, Rule } from '../../../src/model/case-file.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, emptyCaseFile, exemplar } from '../../case-files/case-file-builder.js';

const rule = (id: string, finding: Finding | (() => never), explains: Rule['explains'] = 'rate'): Rule => ({
  id,
  title: `Title of ${id}`,
  explains,
  judge: () => (typeof finding === 'function' ? finding() : finding),
});

const found = (part: Partial<Extract<Finding, { answer: 'found' }>> = {}): Finding => ({
  answer: 'found',
  role: 'trigger',
  confidence: 0.8,
  because: 'Seen.',
  subject: 's',
  share: 0.5,
  evidence: [exemplar('one', 1), exemplar('two', 2)],
  counterEvidence: [],
  remedies: ['Do it.'],
  ...part,
});

const verdictOf = (finding: Finding | (() => never)) => {
  const [cause] = judge(emptyCaseFile(), [rule('a', finding)]).causes;
  return [cause?.verdict, cause?.confidence];
};

const thresholds: readonly [
  name: string,
  finding: Finding | (() => never),
  verdict: string,
  confidence: number | null,
][] = [
  ['0.9 and two lines', found({ confidence: 0.9 }), 'confirmed', 0.9],
  ['0.95 and one line', found({ confidence: 0.95, evidence: [exemplar('one', 1)] }), 'likely', 0.89],
  ['0.7', found({ confidence: 0.7 }), 'likely', 0.7],
  ['0.3', found({ confidence: 0.3 }), 'possible', 0.3],
  ['0.29', found({ confidence: 0.29 }), 'undetermined', null],
  ['not a number', found({ confidence: NaN }), 'undetermined', null],
  ['found without a line', found({ evidence: [] }), 'undetermined', null],
  [
    'clear with a line',
    { answer: 'clear', because: 'No.', confidence: 0.05, counterEvidence: [exemplar('x', 1)] },
    'refuted',
    0.05,
  ],
  [
    'clear without a line',
    { answer: 'clear', because: 'No.', confidence: 0.05, counterEvidence: [] },
    'undetermined',
    null,
  ],
  [
    'hardly clear',
    { answer: 'clear', because: 'No.', confidence: 0.2, counterEvidence: [exemplar('x', 1)] },
    'undetermined',
    null,
  ],
  ['not assessed', { answer: 'not-assessed', because: 'No log.', question: 'q?', command: 'c' }, 'undetermined', null],
  [
    'a rule that throws',
    () => {
      throw new Error('boom');
    },
    'undetermined',
    null,
  ],
];

describe('judge', () => {
  for (const [name, finding, verdict, confidence] of thresholds)
    it(`${name} is ${verdict}`, () => {
      expect(verdictOf(finding)).to.deep.equal([verdict, confidence]);
    });

  it('more than certain is certain, and a share is of the whole', () => {
    expect(verdictOf(found({ confidence: 1.4 }))).to.deep.equal(['confirmed', 1]);
    const shareOf = (share: number | null): number | null | undefined =>
      judge(emptyCaseFile(), [rule('a', found({ share }))]).causes[0]?.share;
    expect([1.4, 1, 0, -0.2, NaN, null].map(shareOf)).to.deep.equal([1, 1, 0, 0, null, null]);
  });

  it('says what broke in a rule that threw', () => {
    const { causes, gaps } = judge(emptyCaseFile(), [
      rule('a', () => {
        throw new Error('boom');
      }),
    ]);
    expect(causes[0]?.because).to.equal('The rule failed: boom');
    expect(gaps.some((gap) => gap.wouldSettle.includes('a'))).to.equal(true);
  });

  it('sorts by verdict, confidence, id', () => {
    const { causes } = judge(emptyCaseFile(), [
      rule('c', { answer: 'not-assessed', because: 'n', question: 'q', command: 'c' }),
      rule('z', found({ confidence: 0.5, role: 'contributing' })),
      rule('b', found({ confidence: 0.75, role: 'contributing' })),
      rule('a', found({ confidence: 0.75, role: 'contributing' })),
      rule('r', { answer: 'clear', because: 'No.', confidence: 0.01, counterEvidence: [exemplar('x', 1)] }),
    ]);
    expect(causes.map((cause) => cause.id)).to.deep.equal(['a', 'b', 'z', 'r', 'c']);
  });

  it('names one trigger: what explains the rate, before what is more certain', () => {
    const file = new CaseFileBuilder().onsets({ spaceExceeded: 100 }).build();
    const { causes } = judge(file, [
      rule('limit', found({ confidence: 0.9 }), 'limit'),
      rule('rate', found({ confidence: 0.8 })),
      rule('other-rate', found({ confidence: 0.75 })),
    ]);
    expect(Object.fromEntries(causes.map((cause) => [cause.id, cause.role]))).to.deep.equal({
      limit: 'contributing',
      rate: 'trigger',
      'other-rate': 'amplifier',
    });
  });

  it('calls a consequence what begins after the refusal', () => {
    const file = new CaseFileBuilder().onsets({ spaceExceeded: 100 }).build();
    const late = found({ evidence: [exemplar('late', 150), exemplar('later', 160)] });
    expect(judge(file, [rule('a', late)]).causes[0]?.role).to.equal('consequence');
  });

  it('dates an event by its first occurrence, of which a dump has the last', () => {
    const file = new CaseFileBuilder()
      .onsets({ spaceExceeded: 100 })
      .event('a/Deployment/b', 'BackOff', 50, { first: at(10), last: at(900), exemplar: exemplar('BackOff', 900) })
      .build();
    const early = found({ evidence: file.events.map((group) => group.exemplar) });
    expect(judge(file, [rule('a', early)]).causes[0]?.role).to.equal('trigger');
  });

  it('calls a late contribution to the rate a consequence too, and leaves retention alone', () => {
    const file = new CaseFileBuilder().onsets({ spaceExceeded: 100 }).build();
    const late = found({ role: 'contributing', evidence: [exemplar('late', 150), exemplar('later', 160)] });
    expect(judge(file, [rule('a', late)]).causes[0]?.role).to.equal('consequence');
    expect(judge(file, [rule('a', late, 'retention')]).causes[0]?.role).to.equal('contributing');
  });

  it('openQuestions less about a kind of cause that is found', () => {
    const file = new CaseFileBuilder().onsets({ spaceExceeded: 100 }).build();
    const open = (question: string): Finding => ({ answer: 'not-assessed', because: 'n', question, command: 'c' });
    const { gaps } = judge(file, [
      rule('a', found({ confidence: 0.95 })),
      rule('b', open('Rate?')),
      rule('c', open('Retention?'), 'retention'),
    ]);
    const at_ = (question: string): number => gaps.findIndex((gap) => gap.question === question);
    expect(at_('Retention?')).to.be.below(at_('Rate?'));
  });

  it('never lets slowness be the trigger of a refusal for space', () => {
    const file = new CaseFileBuilder().onsets({ spaceExceeded: 100 }).build();
    expect(judge(file, [rule('slow', found(), 'latency')]).causes[0]?.role).to.equal('amplifier');
  });

  it('merges equal questions of several rules, the most important first', () => {
    const ask = { question: 'Who?', command: 'look' };
    const { gaps } = judge(new CaseFileBuilder().with({ window: { from: at(0), to: at(9) } }).build(), [
      rule('b', { answer: 'not-assessed', because: 'n', question: 'Disk?', command: 'd' }, 'latency'),
      rule('c', { answer: 'not-assessed', because: 'n', ...ask }),
      rule('a', { answer: 'not-assessed', because: 'n', ...ask }),
    ]);
    expect(gaps.filter((gap) => gap.question === 'Who?')).to.deep.equal([{ ...ask, wouldSettle: ['a', 'c'] }]);
    expect(gaps.at(-1)?.question).to.equal('Disk?');
  });

  it('names what the inputs lack where they are all of one kind', () => {
    const { gaps } = judge(new CaseFileBuilder().log(0, 300).onsets({ spaceExceeded: 100 }).build());
    expect(gaps.map((gap) => gap.question).join(' ')).to.match(/Who wrote/);
    for (const gap of gaps) {
      expect(gap.command).to.not.equal('');
      expect(gap.wouldSettle).to.not.have.length(0);
    }
  });
});

describe('gaps', () => {
  it('asks for the member of a log that names none', () => {
    const file = emptyCaseFile();
    const pasted = {
      input: 'pasted.txt',
      member: null,
      span: { from: at(0), to: at(1) },
      format: 'etcd-capnslog',
      debug: false,
      info: true,
      sampled: false,
      version: null,
    };
    const asked = (logs: readonly (typeof pasted)[]): boolean =>
      judge({ ...file, coverage: { ...file.coverage, etcdLogs: logs } }).gaps.some(({ question }) =>
        question.includes('Which member wrote'),
      );
    expect(asked([pasted])).to.equal(true);
    expect(asked([])).to.equal(false);
  });
});

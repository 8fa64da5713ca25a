import { expect } from 'chai';
import type { CaseFile, Indicator } from '../../../src/model/case-file.js';
import { revision } from '../../../src/model/units.js';
import type { JudgedCause } from '../../../src/rules/judging/judged-cause.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar } from '../../case-files/case-file-builder.js';

const of = (file: CaseFile, id: string): JudgedCause => {
  const cause = judge(file).causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no ${id}`);
  return cause;
};

const MEMBERS = ['m1', 'm2', 'm3'];
function members(): CaseFileBuilder {
  const builder = new CaseFileBuilder();
  for (const name of MEMBERS) builder.member(name, '3.5.9').log(0, 600, { member: name, input: name });
  return builder.with({ indicators: [] });
}

/** A round of status, each member with its applied index and its revision. */
function round(
  builder: CaseFileBuilder,
  rows: readonly (readonly [applied: number, revision: number])[],
  timed = true,
) {
  rows.forEach(([applied, rev], i) =>
    builder.size(10 + i, 1000, 500, {
      member: MEMBERS[i] ?? null,
      revision: revision(rev),
      ...(timed ? {} : { time: null }),
      exemplar: exemplar(`{"raftIndex":734118902,"raftAppliedIndex":${applied},"revision":${rev}}`, null, 'status'),
    }),
  );
  return builder;
}

const hash = (builder: CaseFileBuilder, endpoint: string, value: string, rev: number | null, compact: number | null) =>
  builder.claim(
    { what: 'hash', endpoint, hash: value, revision: rev, compactRevision: compact, annotated: false },
    'hash',
  );

describe('data-inconsistency', () => {
  it('is told by another revision at one applied index, with times and without', () => {
    for (const timed of [true, false]) {
      const file = round(
        members(),
        [
          [734118902, 688412077],
          [734118902, 688412077],
          [734118902, 687951840],
        ],
        timed,
      ).build();
      const cause = of(file, 'data-inconsistency');
      expect(cause.verdict, cause.because).to.equal('likely');
      expect(of(file, 'lagging-member').verdict).to.not.be.oneOf(['possible', 'likely', 'confirmed']);
    }
  });

  it('reads the applied index of an output that prints a field a line', () => {
    const builder = members();
    [688412077, 688412077, 687951840].forEach((rev, i) =>
      builder.size(0, 1000, 500, {
        time: null,
        member: MEMBERS[i] ?? null,
        revision: revision(rev),
        raftIndex: 734118902,
        raftAppliedIndex: 734118902,
        exemplar: exemplar('"Endpoint": "http://10.31.5.11:2379",', null, 'status'),
      }),
    );
    const cause = of(builder.build(), 'data-inconsistency');
    expect(cause.verdict, cause.because).to.equal('likely');
    expect(of(builder.build(), 'lagging-member').verdict).to.not.be.oneOf(['possible', 'likely', 'confirmed']);
  });

  it('is not told where the member with the lower revision has applied less', () => {
    const builder = members();
    [734118902, 733658000].forEach((applied, i) =>
      builder.size(0, 1000, 500, {
        time: null,
        member: MEMBERS[i] ?? null,
        revision: revision(i === 0 ? 688412077 : 687951840),
        raftIndex: 734118902,
        raftAppliedIndex: applied,
        exemplar: exemplar('"Endpoint": "http://10.31.5.11:2379",', null, 'status'),
      }),
    );
    expect(of(builder.build(), 'data-inconsistency').verdict).to.equal('undetermined');
    expect(of(builder.build(), 'lagging-member').verdict).to.be.oneOf(['possible', 'likely']);
  });

  it('is not told by a few writes between two answers', () => {
    const file = round(members(), [
      [734118902, 688412077],
      [734118902, 688412079],
    ]).build();
    expect(of(file, 'data-inconsistency').verdict).to.equal('undetermined');
  });

  it('is not refuted by two members that agree, where a third is not compared', () => {
    const builder = members();
    hash(builder, 'a', '1', 500, 400);
    hash(builder, 'b', '1', 500, 400);
    hash(builder, 'c', '2', 470, 400);
    const cause = of(builder.build(), 'data-inconsistency');
    expect(cause.verdict).to.equal('undetermined');
    expect(cause.because).to.include('1 other is not compared with them');
  });

  it('is refuted by equal hashes of all', () => {
    const builder = members();
    for (const endpoint of ['a', 'b', 'c']) hash(builder, endpoint, '1', 500, 400);
    expect(of(builder.build(), 'data-inconsistency').verdict).to.equal('refuted');
  });
});

describe('lagging-member', () => {
  const joined: Indicator = {
    name: 'member-joined',
    member: 'm1',
    source: 'etcd',
    start: at(100),
    end: at(100),
    count: 1,
    first: exemplar('added member', 100),
    last: exemplar('added member', 100),
  };

  it('one snapshot to a member that was just added is how it joins', () => {
    const file = members()
      .with({ indicators: [joined] })
      .burst('snapshot-sent', 110, { member: 'm1', to: 'c3' })
      .build();
    expect(of(file, 'lagging-member').verdict).to.not.be.oneOf(['possible', 'likely', 'confirmed']);
  });

  it('is told by an applied index far behind the others, in one table without times', () => {
    const file = round(
      members(),
      [
        [1451812, 1],
        [1451812, 1],
        [0, 1],
      ],
      false,
    ).build();
    const cause = of(file, 'lagging-member');
    expect(cause.verdict, cause.because).to.equal('possible');
    expect(cause.subject).to.equal('m3');
  });

  it('is not refuted by rounds that leave a member out', () => {
    const file = round(members(), [
      [734118902, 5],
      [734118902, 5],
    ]).build();
    expect(of(file, 'lagging-member').because).to.include('That refutes nothing of m3');
  });
});

describe('leader-flapping', () => {
  const elected = (builder: CaseFileBuilder, seconds: number, leader: string, term: number) =>
    builder.burst('leader-elected', seconds, { member: 'm1', leader, term });
  const five = (): CaseFileBuilder => {
    const builder = members();
    ['a', 'b', 'a', 'b', 'a', 'b'].forEach((leader, i) => elected(builder, 50 + i * 60, leader, i + 2));
    return builder;
  };

  it('counts changes of leader, and not transfers that were asked for', () => {
    expect(of(five().build(), 'leader-flapping').verdict).to.be.oneOf(['likely', 'confirmed']);
    const moved = [50, 110, 170, 230, 290, 350].map((seconds): Indicator => ({
      name: 'leader-moved',
      member: 'm1',
      source: 'etcd',
      start: at(seconds - 1),
      end: at(seconds),
      count: 2,
      first: exemplar('leadership transfer starting', seconds),
      last: exemplar('leadership transfer finished', seconds),
    }));
    expect(of(five().with({ indicators: moved }).build(), 'leader-flapping').verdict).to.not.be.oneOf([
      'likely',
      'confirmed',
      'possible',
    ]);
  });

  it('a single member that starts again and again has one leader', () => {
    const builder = new CaseFileBuilder().member('m1', '3.5.9').log(0, 600, { member: 'm1' });
    for (const [i, term] of [2, 3, 4, 5, 6].entries()) {
      builder.burst('member-started', i * 100, { member: 'm1' });
      elected(builder, i * 100 + 26, 'a', term);
    }
    expect(of(builder.build(), 'leader-flapping').verdict).to.not.be.oneOf(['likely', 'confirmed', 'possible']);
  });

  it('is not refuted in a log with elections', () => {
    const file = elected(members(), 300, 'b', 9)
      .burst('leader-lost', 290, { member: 'm1', leader: 'a' })
      .burst('election-started', 295, { member: 'm1' })
      .build();
    expect(of(file, 'leader-flapping').verdict).to.equal('undetermined');
  });
});

describe('snapshots that never arrive', () => {
  it('are told as such, of the member that they were for', () => {
    const builder = members();
    for (const seconds of [100, 200, 300])
      builder.burst('snapshot-failed', seconds, { member: 'm1', peer: 'c3', level: 'warn', message: 'failed to send' });
    const cause = of(builder.build(), 'lagging-member');
    expect(cause.verdict, cause.because).to.be.oneOf(['possible', 'likely']);
    expect(cause.because).to.include('c3 was to receive a full snapshot 3 times, and it never arrived');
  });
});

describe('blocking-defrag', () => {
  const slow = (): CaseFileBuilder => members().burst('slow-apply', 100, { member: 'm1', count: 30, end: 130 });

  it('is refuted by the logs of those that were slow', () => {
    expect(of(slow().build(), 'blocking-defrag').verdict).to.equal('refuted');
  });

  it('is open where a transcript asked for one, though it failed at the client', () => {
    const command = 'etcdctl --endpoints=127.0.0.1:2379 defrag';
    const file = slow()
      .claim({ what: 'command', command, output: ['context deadline exceeded'], script: false }, command)
      .build();
    expect(of(file, 'blocking-defrag').verdict).to.equal('undetermined');
  });
});

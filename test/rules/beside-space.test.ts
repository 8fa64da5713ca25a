import { expect } from 'chai';

import type { CaseFile, Indicator, SlowPoint } from '../../src/model/case-file.js';
import type { WithoutLeader } from '../../src/model/leadership.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { micros } from '../../src/model/units.js';
import { at, CaseFileBuilder, exemplar } from '../case-files/case-file-builder.js';

const IDS: Readonly<Record<string, string>> = { 'master-1': 'a1', 'master-2': 'b2', 'master-3': 'c3' };
const MEMBERS = Object.keys(IDS);

/** Three members with a log each, a leader elected at the start, and nothing else. */
function cluster(to = 3600, members: readonly string[] = MEMBERS): CaseFileBuilder {
  const builder = new CaseFileBuilder();
  for (const name of members) builder.member(name, '3.5.9').log(0, to, { member: name, input: `${name}.log` });
  const named = builder.build().members.map((member) => ({ ...member, id: IDS[member.name] ?? null }));
  return builder
    .with({ members: named, indicators: [], snapshots: [] })
    .burst('leader-elected', 5, { leader: 'a1', term: 2 });
}

function indicator(
  name: Indicator['name'],
  seconds: number,
  part: Partial<Indicator> = {},
  text = `${name} line`,
): Indicator {
  const line = exemplar(text, seconds);
  return {
    name,
    member: null,
    source: 'etcd',
    start: at(seconds),
    end: at(seconds),
    count: 1,
    first: line,
    last: line,
    ...part,
  };
}

function slow(seconds: number, tookSeconds: number, part: Partial<SlowPoint> = {}, text = 'slow'): SlowPoint {
  return {
    kind: 'slow-apply',
    member: 'master-1',
    time: at(seconds),
    duration: micros(tookSeconds * 1_000_000),
    exemplar: exemplar(text, seconds),
    ...part,
  };
}

const of = (file: CaseFile, id: string): JudgedCause => {
  const cause = judge(file).causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no ${id}`);
  return cause;
};

const refused = (builder: CaseFileBuilder, seconds = 600): CaseFileBuilder =>
  builder.onsets({ spaceExceeded: seconds });

/** The first is found, the second refuted with a line, the third not known. */
function tells(id: string, cases: { found: CaseFile; refuted?: CaseFile; open: CaseFile; late?: CaseFile }): void {
  describe(id, () => {
    it('is found by its signature', () => {
      const cause = of(cases.found, id);
      expect(cause.verdict, cause.because).to.be.oneOf(['confirmed', 'likely', 'possible']);
      expect(cause.evidence).to.not.have.length(0);
      expect(cause.remedies).to.not.have.length(0);
    });
    if (cases.refuted !== undefined) {
      const file = cases.refuted;
      it('is refuted by a line', () => {
        const cause = of(file, id);
        expect(cause.verdict, cause.because).to.equal('refuted');
        expect(cause.counterEvidence).to.not.have.length(0);
      });
    }
    it('is open where no input covers it, with the command that would', () => {
      const cause = of(cases.open, id);
      expect(cause.verdict, cause.because).to.equal('undetermined');
      const gap = judge(cases.open).gaps.find((one) => one.wouldSettle.includes(id));
      expect(gap?.command ?? '').to.not.equal('');
    });
    if (cases.late !== undefined) {
      const file = cases.late;
      it('is no trigger where its first indicator comes after the refusal', () => {
        const cause = of(file, id);
        expect(cause.verdict, cause.because).to.be.oneOf(['confirmed', 'likely', 'possible']);
        expect(cause.role).to.be.oneOf(['consequence', 'amplifier', 'prolonged']);
      });
    }
  });
}

const EMPTY = new CaseFileBuilder().build();
const onlyRequests = new CaseFileBuilder()
  .writers(0, 60, [{ workload: 'a/Deployment/b', resource: 'pods', puts: 900 }])
  .build();

const starved = (builder: CaseFileBuilder): CaseFileBuilder =>
  builder
    .burst('heartbeat-late', 100, { count: 40, end: 160 })
    .burst('slow-apply', 100, { count: 200, end: 170 })
    .with({ indicators: [indicator('cpu-stalled', 120, { source: 'system', member: 'master-1' })] });

tells('cpu-contention', {
  found: starved(cluster()).build(),
  refuted: cluster().burst('slow-fsync', 100, { count: 9, duration: 2_000_000 }).build(),
  open: cluster().build(),
  late: starved(refused(cluster(), 50)).build(),
});

const lost = (observer: string, peer: string, start: number, error: string) =>
  [
    'member-unreachable',
    start,
    { member: observer, peer: IDS[peer], end: start + 60, count: 9, text: `prober detected unhealthy status ${error}` },
  ] as const;
const cut = (builder: CaseFileBuilder): CaseFileBuilder =>
  builder
    .burst(...lost('master-1', 'master-3', 300, 'dial tcp 10.0.0.3:2380: i/o timeout'))
    .burst(...lost('master-3', 'master-1', 300, 'dial tcp 10.0.0.1:2380: i/o timeout'))
    .burst('leader-lost', 301, { member: 'master-3', term: 2 });

tells('network-partition', {
  found: cut(cluster()).build(),
  refuted: cluster()
    .burst('member-stopped', 299, { member: 'master-3' })
    .burst(...lost('master-1', 'master-3', 300, 'connection refused'))
    .burst('member-started', 350, { member: 'master-3', version: '3.5.9' })
    .build(),
  open: EMPTY,
  late: cut(refused(cluster(), 100)).build(),
});

describe('network-partition', () => {
  it('names the pair', () => {
    expect(of(cut(cluster()).build(), 'network-partition').subject).to.equal('master-1 and master-3');
  });

  it('is at most possible where the log of the peer is not at hand', () => {
    const file = cluster(3600, ['master-1'])
      .with({ members: cluster().build().members })
      .burst(...lost('master-1', 'master-3', 300, 'i/o timeout'))
      .build();
    expect(of(file, 'network-partition').confidence ?? 0).to.be.below(0.7);
  });

  it('is refuted where no member lost a peer, in logs of all of them', () => {
    expect(of(cluster().build(), 'network-partition').verdict).to.equal('refuted');
  });
});

const drifted = (builder: CaseFileBuilder): CaseFileBuilder =>
  builder.burst('clock-difference', 100, { count: 5, end: 400, difference: 4_000_000, peer: 'b2' });

tells('clock-skew', {
  found: drifted(cluster())
    .burst('certificate-error', 120, {
      text: 'x509: certificate has expired or is not yet valid: current time 2026-11-22T13:02:00Z is before 2026-11-22T13:02:03Z',
      remote: '10.0.0.3',
    })
    .build(),
  refuted: drifted(cluster()).build(),
  open: EMPTY,
});

describe('clock-skew', () => {
  it('says that it is a red herring', () => {
    expect(of(drifted(cluster()).build(), 'clock-skew').because).to.contain('not the wall clock');
  });
});

const defragmented = (builder: CaseFileBuilder, seconds: number, took: number): CaseFileBuilder =>
  builder.burst('defragmentation-finished', seconds, { duration: took * 1_000_000, endpoint: null });
const stalled = Array.from({ length: 12 }, (_, i) => slow(300 + i, 5 + i));

tells('blocking-defrag', {
  found: defragmented(cluster().with({ slow: stalled }), 312, 20).build(),
  refuted: defragmented(cluster().with({ slow: stalled }), 1800, 20).build(),
  open: cluster().build(),
  late: defragmented(refused(cluster().with({ slow: stalled }), 60), 312, 20).build(),
});

describe('blocking-defrag', () => {
  it('is refuted by one that took no time', () => {
    expect(of(defragmented(cluster(), 300, 0.2).build(), 'blocking-defrag').verdict).to.equal('refuted');
  });

  it('is refuted where applies were slow without a defragmentation', () => {
    const file = cluster().burst('slow-apply', 100, { count: 30, end: 130 }).build();
    expect(of(file, 'blocking-defrag').verdict).to.equal('refuted');
  });

  it('counts the copy of a log that nothing joins to a member once', () => {
    const file = defragmented(cluster().with({ slow: stalled }), 312, 20)
      .burst('defragmentation-finished', 312, { duration: 20_000_000, member: null, input: 'copy.log' })
      .build();
    expect(of(file, 'blocking-defrag').because).to.contain('1 defragmentation ');
  });
});

const sending = (builder: CaseFileBuilder, from: number, to: number): CaseFileBuilder =>
  builder.with({
    snapshots: [
      { member: 'master-1', start: at(from), end: at(to), evidence: [exemplar('sending database snapshot', from)] },
    ],
  });

tells('snapshot-io', {
  found: sending(cluster().with({ slow: stalled }), 290, 315).build(),
  refuted: sending(cluster().with({ slow: stalled }), 1800, 1830).build(),
  open: EMPTY,
  late: sending(refused(cluster().with({ slow: stalled }), 60), 290, 315).build(),
});

const read = (
  seconds: number,
  bytes: number,
  request = 'key:\\"/registry/pods/\\" range_end:\\"/registry/pods0\\" ',
): SlowPoint =>
  slow(
    seconds,
    3,
    {},
    `{"msg":"apply request took too long","took":"3s","prefix":"read-only range ","request":"${request}","response":"range_response_count:9000 size:${bytes}"}`,
  );
const lists = Array.from({ length: 30 }, (_, i) => read(300 + i, 40_000_000));

tells('list-storm', {
  found: cluster()
    .with({ slow: lists, indicators: [indicator('relist', 299, { source: 'kubernetes' })] })
    .build(),
  refuted: cluster()
    .with({ slow: Array.from({ length: 30 }, (_, i) => slow(300 + i, 2, {}, 'put')) })
    .build(),
  open: EMPTY,
  late: refused(cluster().with({ slow: lists }), 60).build(),
});

describe('list-storm', () => {
  it('is refuted by reads with small answers: they waited for something else', () => {
    const file = cluster()
      .with({ slow: Array.from({ length: 30 }, (_, i) => read(300 + i, 900)) })
      .build();
    expect(of(file, 'list-storm').verdict).to.equal('refuted');
  });

  it('names what was listed', () => {
    expect(of(cluster().with({ slow: lists }).build(), 'list-storm').subject).to.equal('/registry/pods/');
  });
});

const lagging = { source: 'kubernetes' as const, count: 60 };

tells('watch-starvation', {
  found: cluster()
    .with({ indicators: [indicator('watch-slow', 100, lagging)] })
    .burst('member-started', 1, { version: '3.5.7' })
    .build(),
  refuted: cluster()
    .with({ indicators: [indicator('watch-slow', 100, lagging)] })
    .burst('member-started', 1, { version: '3.5.17' })
    .build(),
  open: cluster().build(),
});

tells('memory-oom', {
  found: cluster()
    .with({ slow: lists })
    .burst('oom-kill', 340, {
      process: 'etcd',
      anonRssKb: 8_000_000,
      source: 'system',
      text: 'Killed process 12 (etcd)',
    })
    .burst('service-failed', 341, { unit: 'etcd.service', status: 'oom-kill', source: 'system' })
    .build(),
  refuted: cluster()
    .burst('service-failed', 341, { unit: 'etcd.service', status: 'exit-code', source: 'system' })
    .build(),
  open: cluster().build(),
  late: refused(cluster(), 60).burst('oom-kill', 340, { process: 'kube-apiserver', source: 'system' }).build(),
});

describe('memory-oom', () => {
  it('is not of another process on the host', () => {
    const file = cluster().burst('oom-kill', 340, { process: 'java', source: 'system' }).build();
    expect(of(file, 'memory-oom').verdict).to.equal('refuted');
  });
});

const expired = (builder: CaseFileBuilder, seconds = 100): CaseFileBuilder =>
  ['10.0.0.1', '10.0.0.2', '10.0.0.3'].reduce(
    (made, remote, i) =>
      made.burst('certificate-error', seconds + i, {
        remote,
        member: MEMBERS[i] ?? null,
        input: `${MEMBERS[i] ?? ''}.log`,
        text: 'remote error: tls: expired certificate',
      }),
    builder,
  );

tells('certificate-expiry', {
  found: expired(cluster()).build(),
  refuted: cluster()
    .burst('certificate-error', 100, { remote: '10.0.9.9', text: 'tls: unknown certificate authority' })
    .build(),
  open: EMPTY,
  late: expired(refused(cluster(), 60)).build(),
});

const behind = (builder: CaseFileBuilder, gaps: readonly number[]): CaseFileBuilder =>
  gaps.reduce(
    (made, gap, i) =>
      made
        .size(100 + 60 * i, 1000, 900, { member: 'master-1', revision: 200_000 + 1000 * i })
        .size(100 + 60 * i, 1000, 900, { member: 'master-2', revision: 200_000 + 1000 * i })
        .size(101 + 60 * i, 1000, 900, { member: 'master-3', revision: 200_000 + 1000 * i - gap }),
    builder,
  );

tells('lagging-member', {
  found: behind(cluster(), [50_000, 60_000, 70_000]).build(),
  refuted: behind(cluster(), [3, 0, 1]).build(),
  open: cluster().build(),
  late: behind(refused(cluster(), 60), [50_000, 60_000, 70_000]).build(),
});

describe('lagging-member', () => {
  it('reads the indexes of a status', () => {
    const file = cluster()
      .size(100, 1, 1, { exemplar: exemplar('"raftIndex":90000,"raftAppliedIndex":100', 100) })
      .size(200, 1, 1, { exemplar: exemplar('| 3 | 90000 | 100 | |', 200) })
      .build();
    expect(of(file, 'lagging-member').verdict).to.equal('possible');
  });

  it('takes one snapshot after a restart for what it is', () => {
    const file = cluster()
      .burst('member-stopped', 100, { member: 'master-3' })
      .burst('member-started', 200, { member: 'master-3', version: '3.5.9' })
      .burst('snapshot-sent', 210, { to: 'c3' })
      .build();
    expect(of(file, 'lagging-member').verdict).to.equal('refuted');
  });

  it('is found by snapshots that are sent again and again', () => {
    const file = [400, 900, 1500]
      .reduce((made, time) => made.burst('snapshot-sent', time, { to: 'c3' }), cluster())
      .build();
    const cause = of(file, 'lagging-member');
    expect([cause.verdict, cause.subject]).to.deep.equal(['possible', 'master-3']);
  });
});

const nodes = (builder: CaseFileBuilder, seconds: number): CaseFileBuilder =>
  ['worker-1', 'worker-2', 'worker-3']
    .reduce(
      (made, name) =>
        made.event(`(cluster)/Node/${name}`, 'NodeNotReady', 1, {
          objectKind: 'Node',
          objects: 1,
          first: at(seconds),
          last: at(seconds),
        }),
      builder,
    )
    .event('shop/Deployment/web', 'TaintManagerEviction', 30, {
      objects: 30,
      first: at(seconds + 300),
      last: at(seconds + 320),
    });

tells('not-ready-cascade', {
  found: nodes(refused(cluster(), 60), 180).build(),
  refuted: nodes(refused(cluster(), 600), 100).build(),
  open: refused(cluster(), 60).build(),
  late: nodes(refused(cluster(), 60), 180).build(),
});

const hash = (endpoint: string, value: string, revision: number | null, compactRevision: number | null) =>
  [
    { what: 'hash', endpoint, hash: value, revision, compactRevision, annotated: false },
    `${endpoint}, ${value}`,
  ] as const;

tells('data-inconsistency', {
  found: cluster()
    .burst('corrupt-alarm-raised', 100)
    .claim(...hash('a:2379', '1', 9, 4))
    .claim(...hash('b:2379', '2', 9, 4))
    .claim(...hash('c:2379', '2', 9, 4))
    .build(),
  refuted: cluster()
    .claim(...hash('a:2379', '1', 9, 4))
    .claim(...hash('b:2379', '1', 9, 4))
    .claim(...hash('c:2379', '1', 9, 4))
    .build(),
  open: cluster()
    .claim(...hash('a:2379', '1', 9, 4))
    .claim(...hash('b:2379', '2', 8, 4))
    .build(),
});

describe('data-inconsistency', () => {
  it('makes nothing of hashes that differ while one member still compacts', () => {
    const file = cluster()
      .claim(...hash('a:2379', '1', 9, 4))
      .claim(...hash('b:2379', '2', 9, 7))
      .build();
    expect(of(file, 'data-inconsistency').verdict).to.equal('undetermined');
  });

  it('names the odd one', () => {
    const file = cluster()
      .claim(...hash('a:2379', '1', 9, 4))
      .claim(...hash('b:2379', '2', 9, 4))
      .claim(...hash('c:2379', '2', 9, 4))
      .build();
    expect(of(file, 'data-inconsistency').subject).to.equal('a:2379');
  });
});

const stopped = exemplar('stopped', 301);
const nobody: WithoutLeader = {
  from: at(302),
  earliest: at(302),
  to: at(400),
  last: at(390),
  down: ['master-2', 'master-3'],
  term: 9,
  isMajority: true,
  elections: 7,
  evidence: [stopped, exemplar('lost leader', 302), exemplar('elected leader', 400)],
  ends: [stopped],
};
const gone = (builder: CaseFileBuilder): CaseFileBuilder =>
  builder
    .burst('member-stopped', 300, { member: 'master-2' })
    .burst('member-stopped', 301, { member: 'master-3' })
    .burst('member-started', 390, { member: 'master-2', version: '3.5.9' })
    .burst('member-started', 395, { member: 'master-3', version: '3.5.9' })
    .with({ leadership: { terms: [], without: [nobody] } });

tells('quorum-loss', {
  found: gone(cluster()).build(),
  refuted: cluster()
    .with({ leadership: { terms: [], without: [] } })
    .build(),
  open: onlyRequests,
  late: gone(refused(cluster(), 60)).build(),
});

describe('quorum-loss', () => {
  it('is confirmed by the ends of members and by elections of the others that fail', () => {
    expect(of(gone(cluster()).build(), 'quorum-loss').verdict).to.equal('confirmed');
  });

  it('makes nothing of restarts one after the other', () => {
    const file = cluster()
      .burst('member-stopped', 300, { member: 'master-2' })
      .burst('member-started', 330, { member: 'master-2', version: '3.5.9' })
      .burst('member-stopped', 340, { member: 'master-3' })
      .burst('member-started', 370, { member: 'master-3', version: '3.5.9' })
      .build();
    expect(of(file, 'quorum-loss').verdict).to.equal('refuted');
  });

  it('makes nothing of the stop that ends a recording', () => {
    const file = MEMBERS.reduce((made, member) => made.burst('member-stopped', 3599, { member }), cluster()).build();
    expect(of(file, 'quorum-loss').verdict).to.equal('refuted');
  });
});

const revisions = (builder: CaseFileBuilder, list: readonly number[], from = 100): CaseFileBuilder =>
  list.reduce((made, revision, i) => made.size(from + 60 * i, 1000, 900, { revision: revision }), builder);

tells('restore-rollback', {
  found: revisions(cluster(), [900, 1000, 400, 420])
    .with({ indicators: [indicator('future-revision', 250, { source: 'kubernetes' })] })
    .build(),
  refuted: revisions(cluster(), [900, 1000, 1400]).build(),
  open: cluster().build(),
  late: revisions(refused(cluster(), 60), [900, 1000, 400, 420]).build(),
});

describe('restore-rollback', () => {
  it('does not take a compacted revision for that of the store', () => {
    const file = revisions(cluster(), [900, 1000]).size(300, 1, 1, { revision: 500, origin: 'compaction' }).build();
    expect(of(file, 'restore-rollback').verdict).to.equal('refuted');
  });
});

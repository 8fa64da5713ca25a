import { expect } from 'chai';
import type { CaseFile, Indicator, IndicatorName } from '../../../src/model/case-file.js';
import type { JudgedCause } from '../../../src/rules/judging/judged-cause.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar } from '../../case-files/case-file-builder.js';

const MEMBERS = ['m1', 'm2', 'm3'];

function cluster(): CaseFileBuilder {
  const builder = new CaseFileBuilder();
  for (const name of MEMBERS) builder.member(name, '3.5.9').log(0, 600, { member: name, input: `${name}.log` });
  return builder;
}

function seen(name: IndicatorName, seconds: number, text: string, member: string | null = 'm1', count = 3): Indicator {
  const line = exemplar(text, seconds, `${member ?? 'x'}.log`);
  return { name, member, source: 'etcd', start: at(seconds), end: at(seconds), count, first: line, last: line };
}

const of = (file: CaseFile, id: string): JudgedCause => {
  const cause = judge(file).causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no ${id}`);
  return cause;
};

describe('causes that a line names', () => {
  const rows: readonly (readonly [id: string, name: IndicatorName, text: string, says: RegExp])[] = [
    [
      'raft-state-lost',
      'raft-log-lost',
      'tocommit(41278) is out of range [lastIndex(7)]',
      /up to entry 41,278, and the raft log ended at 7 \(in the log of m1\)/,
    ],
    ['removed-member-restarted', 'removed-member', 'the member has been permanently removed', /3 lines from 13:00:09/],
    [
      'cluster-id-mismatch',
      'cluster-id-mismatch',
      'request cluster ID mismatch (got 2a want 2b)',
      /different cluster id \(2a against 2b\)/,
    ],
    [
      'version-incompatible',
      'version-refused',
      'cannot be downgraded (current version: 3.0.17 is lower than determined cluster version: 3.1)',
      /refused: 3\.0\.17 beside 3\.1/,
    ],
    ['learner-not-promoted', 'learner-waiting', 'learner is not ready', /is not promoted/],
    ['auth-token-invalid', 'auth-refused', 'invalid auth token', /token/],
    ['wal-damaged', 'files-damaged', 'wal: crc mismatch', /damaged or missing/],
    ['configuration-refused', 'settings-refused', 'bind: address already in use', /holds the port/],
  ];
  for (const [id, name, text, says] of rows) {
    it(`${id} is likely by its line, and says where`, () => {
      const cause = of(
        cluster()
          .with({ indicators: [seen(name, 9, text)] })
          .build(),
        id,
      );
      expect(cause.verdict, cause.because).to.equal(id === 'auth-token-invalid' ? 'possible' : 'likely');
      expect(cause.because).to.match(says);
      expect(cause.subject).to.equal('m1');
      expect(cause.role).to.equal('trigger');
    });
    it(`${id} is open without one, and not refuted by silence`, () => {
      expect(of(cluster().with({ indicators: [] }).build(), id).verdict).to.equal('undetermined');
    });
  }

  it('a panic on all members is no lost disk', () => {
    const text = 'tocommit(9) is out of range [lastIndex(7)]';
    const indicators = MEMBERS.map((name, i) => seen('raft-log-lost', i, text, name));
    expect(of(cluster().with({ indicators }).build(), 'raft-state-lost').verdict).to.equal('possible');
  });

  it('a WAL that etcd repaired is no damage', () => {
    const indicators = [seen('files-damaged', 1, 'wal: crc mismatch'), seen('files-repaired', 2, 'repaired WAL')];
    expect(of(cluster().with({ indicators }).build(), 'wal-damaged').verdict).to.equal('possible');
  });

  it('a promotion after it ends the wait of a learner', () => {
    const indicators = [
      seen('learner-waiting', 1, 'learner is not ready'),
      seen('learner-promoted', 9, 'promote member'),
    ];
    expect(of(cluster().with({ indicators }).build(), 'learner-not-promoted').verdict).to.equal('possible');
  });

  it('variables of a service of Kubernetes are no settings', () => {
    const text = 'unrecognized environment variable ETCD_SERVICE_HOST=10.0.0.1';
    const file = cluster()
      .with({ indicators: [seen('setting-ignored', 1, text)] })
      .build();
    expect(of(file, 'configuration-refused').because).to.match(/^No input /);
  });

  it('comes as a consequence where it all began after the refusal', () => {
    const file = cluster()
      .with({ indicators: [seen('files-damaged', 300, 'wal: crc mismatch')] })
      .onsets({ spaceExceeded: 60 })
      .build();
    expect(of(file, 'wal-damaged').role).to.equal('consequence');
  });
});

describe('machine-paused', () => {
  const late = (builder: CaseFileBuilder): CaseFileBuilder =>
    builder.burst('heartbeat-late', 100, {
      member: 'm2',
      count: 2,
      exceeded: 7_800_000,
      text: 'failed to send out heartbeat',
    });

  it('is told by a timer that is late by a time without a line', () => {
    const file = late(cluster())
      .burst('leader-lost', 94, { member: 'm1' })
      .burst('leader-lost', 94, { member: 'm3' })
      .build();
    const cause = of(file, 'machine-paused');
    expect(cause.verdict, cause.because).to.equal('likely');
    expect(cause.subject).to.equal('m2');
    expect(cause.because).to.include('late by 7.8 s at 13:01:40, to 2 peers at once');
  });

  it('a member that went on writing was not paused', () => {
    const file = late(cluster()).burst('slow-apply', 96, { member: 'm2', duration: 2_000_000 }).build();
    expect(of(file, 'machine-paused').verdict).to.equal('undetermined');
  });

  it('slow syncs are another reason', () => {
    const file = late(cluster()).burst('slow-fsync', 101, { member: 'm2', duration: 7_000_000 }).build();
    expect(of(file, 'machine-paused').verdict).to.not.be.oneOf(['likely', 'confirmed', 'possible']);
  });
});

describe('probe-kills-etcd', () => {
  const kill = 'Container etcd failed liveness probe, will be restarted';

  it('is told by the kill, the alarm and the start after it', () => {
    const file = cluster()
      .burst('nospace-alarm-active', 50, { end: 200, count: 9 })
      .burst('container-killed', 200, { source: 'kubernetes', text: kill, name: 'etcd', member: null })
      .burst('member-started', 205)
      .onsets({ spaceExceeded: 50 })
      .build();
    const cause = of(file, 'probe-kills-etcd');
    expect(cause.verdict, cause.because).to.equal('confirmed');
    expect(cause.role).to.equal('prolonged');
  });

  it('a process that had ended by itself was not killed', () => {
    const file = cluster()
      .burst('panic', 195, { process: 'etcd' })
      .burst('container-killed', 200, { source: 'kubernetes', text: kill, name: 'etcd', member: null })
      .build();
    expect(of(file, 'probe-kills-etcd').verdict).to.equal('refuted');
  });

  it('failed probes alone are not a kill', () => {
    const file = cluster()
      .burst('probe-failed', 200, { source: 'kubernetes', text: 'Liveness probe for etcd-m1 failed', member: null })
      .build();
    expect(of(file, 'probe-kills-etcd').verdict).to.equal('undetermined');
  });
});

import { expect } from 'chai';
import type { CaseFile } from '../../src/model/case-file.js';
import type { Leadership } from '../../src/model/leadership.js';
import type { RecoveryAudit } from '../../src/model/recovery-audit.js';
import { cadencesOf } from '../../src/timeline/space/compaction-cadence.js';
import { leadershipOf } from '../../src/timeline/members/leadership.js';
import { auditRecovery } from '../../src/timeline/recovery/recovery-audit.js';
import { storyEntries } from '../../src/timeline/entries/story-entries.js';
import { at, CaseFileBuilder, evidence, exemplar, MIB } from '../case-files/case-file-builder.js';

const NAMES: Readonly<Record<string, string>> = { a1: 'master-1', b2: 'master-2', c3: 'master-3' };
const led = (builder: CaseFileBuilder, members = 3): Leadership =>
  leadershipOf(builder.build().bursts, (id) => NAMES[id] ?? null, members);

const elected = (builder: CaseFileBuilder, seconds: number, term: number, leader: string, member = 'master-1') =>
  builder.burst('leader-elected', seconds, { term, leader, member, input: `${member}.log` });
const lost = (builder: CaseFileBuilder, seconds: number, term: number, member: string) =>
  builder.burst('leader-lost', seconds, { term, leader: null, member, input: `${member}.log` });

describe('timeline/leadership', () => {
  it('tells terms once, from the member that learned of them first', () => {
    const { terms } = led(
      elected(elected(elected(new CaseFileBuilder(), 5, 2, 'a1'), 6, 2, 'a1', 'master-2'), 100, 3, 'b2'),
    );
    expect(terms.map(({ term, leader, from, to }) => [term, leader, from, to])).to.deep.equal([
      [2, 'master-1', at(5), at(100)],
      [3, 'master-2', at(100), null],
    ]);
  });

  it('counts the time without one from when a majority missed it', () => {
    const builder = elected(new CaseFileBuilder(), 5, 2, 'a1');
    lost(lost(builder, 100, 3, 'master-2'), 104, 3, 'master-3');
    const { without } = led(elected(builder, 110, 3, 'b2', 'master-2'));
    expect(without.map(({ from, to, isMajority }) => [from, to, isMajority])).to.deep.equal([[at(104), at(110), true]]);
  });

  it('says so where only one member missed it', () => {
    const builder = lost(elected(new CaseFileBuilder(), 5, 2, 'a1'), 100, 2, 'master-3');
    const { without } = led(elected(builder, 400, 3, 'b2'));
    expect(without.map(({ from, to, isMajority }) => [from, to, isMajority])).to.deep.equal([
      [at(100), at(400), false],
    ]);
  });

  it('takes no start of a cluster for a loss', () => {
    const builder = new CaseFileBuilder().burst('election-started', 4, { term: 1 });
    expect(led(elected(builder, 5, 2, 'a1')).without).to.deep.equal([]);
  });

  it('keeps elections without a winner', () => {
    const builder = new CaseFileBuilder();
    for (let i = 0; i < 5; i += 1) builder.burst('election-started', 10 + i, { term: i, member: 'master-1' });
    const [only] = led(builder).without;
    expect([only?.from, only?.to, only?.elections, only?.last]).to.deep.equal([at(10), null, 5, at(14)]);
  });
});

const compacted = (builder: CaseFileBuilder, minutes: readonly number[], member = 'master-1'): CaseFileBuilder =>
  minutes.reduce(
    (made, minute) => made.burst('compaction-finished', minute * 60, { member, revision: minute, duration: 3000 }),
    builder,
  );

describe('timeline/compaction-cadence', () => {
  const of = (file: CaseFile) => cadencesOf(file.bursts, file.coverage.etcdLogs, 3);

  it('finds the usual interval of each member, and its holes', () => {
    const file = compacted(
      compacted(new CaseFileBuilder().log(0, 7200), [5, 10, 15, 60, 65]),
      [5, 10],
      'master-2',
    ).build();
    expect(
      of(file).map(({ member, count, usual, holes }) => [
        member,
        count,
        usual,
        holes.map(({ from, to, isOpen }) => [from, to, isOpen]),
      ]),
    ).to.deep.equal([
      [
        'master-1',
        5,
        300_000_000,
        [
          [at(900), at(3600), false],
          [at(3900), at(7200), true],
        ],
      ],
      ['master-2', 2, null, []],
    ]);
  });

  it('knows of no hole where no log covers it', () => {
    const file = compacted(new CaseFileBuilder().log(0, 1000).log(3500, 4000), [5, 10, 15, 60, 65]).build();
    expect(of(file).flatMap(({ holes }) => holes)).to.deep.equal([]);
  });
});

function audit(builder: CaseFileBuilder, recovered: number | null = null, leadership?: Leadership): RecoveryAudit {
  const file = builder.onsets({ spaceExceeded: 600, ...(recovered === null ? {} : { recovery: recovered }) }).build();
  const made = auditRecovery({
    episodes: file.episodes,
    bursts: file.bursts,
    claims: file.claims,
    sizes: file.sizes,
    indicators: [],
    leadership: leadership ?? { terms: [], without: [] },
    cadences: [],
    coverage: file.coverage,
  });
  if (made === null) throw new Error('no refusal');
  return made;
}
const verdicts = (made: RecoveryAudit): string[] => made.steps.map(({ id, verdict }) => `${id}: ${verdict}`);

const defrag = (
  builder: CaseFileBuilder,
  seconds: number,
  member: string,
  took: number,
  before: number,
  after: number,
) =>
  builder
    .burst('defragmentation-started', seconds - took, { member, dbSizeBytes: before * MIB, duration: null })
    .burst('defragmentation-finished', seconds, {
      member,
      duration: took * 1_000_000,
      dbSizeBytes: after * MIB,
      freedBytes: (before - after) * MIB,
    });

const whole = (): CaseFileBuilder => new CaseFileBuilder().log(0, 3600, { version: '3.5.9' });

describe('timeline/recovery-audit', () => {
  it('finds nothing wrong with a recovery that is right', () => {
    const builder = whole().burst('compaction-finished', 700, { revision: 9, duration: 1000 });
    for (const [i, member] of ['master-2', 'master-3', 'master-1'].entries())
      defrag(builder, 800 + 60 * i, member, 4, 100, 10);
    const made = audit(builder.burst('nospace-alarm-disarmed', 1000), 1000, {
      terms: [{ term: 2, leader: 'master-1', from: at(0), to: null, evidence: [] }],
      without: [],
    });
    expect(verdicts(made)).to.deep.equal([
      'compaction: right',
      'defragmentation: right',
      'defragmentation: right',
      'defragmentation: right',
      'one-at-a-time: right',
      'leader-last: right',
      'alarm: right',
    ]);
    expect(made.firstAction?.time).to.equal(at(700));
    expect(made.blocked.map(({ what, member, wasLeader }) => [what, member, wasLeader])).to.deep.equal([
      ['defragmentation', 'master-2', false],
      ['defragmentation', 'master-3', false],
      ['defragmentation', 'master-1', true],
    ]);
  });

  it('names a defragmentation that came before any compaction', () => {
    const made = audit(defrag(whole(), 800, 'master-1', 4, 100, 99));
    expect(verdicts(made)).to.include.members([
      'compaction: missing',
      'defragmentation: without effect',
      'alarm: missing',
    ]);
  });

  it('names two members at once, and the leader first', () => {
    const builder = whole().burst('compaction-finished', 700, { revision: 9 });
    defrag(defrag(builder, 800, 'master-1', 30, 100, 10), 810, 'master-2', 30, 100, 10);
    const terms = [{ term: 2, leader: 'master-1', from: at(0), to: null, evidence: [] }];
    expect(verdicts(audit(builder, null, { terms, without: [] }))).to.include('one-at-a-time: dangerous');
    const inTurn = whole().burst('compaction-finished', 700, { revision: 9 });
    defrag(defrag(inTurn, 800, 'master-1', 5, 100, 10), 860, 'master-2', 5, 100, 10);
    expect(verdicts(audit(inTurn, null, { terms, without: [] }))).to.include('leader-last: dangerous');
  });

  it('knows a quota from a key', () => {
    const command = 'etcdctl put quota-backend-bytes 8589934592';
    const made = audit(whole().claim({ what: 'command', command, output: ['OK'], script: false }, command));
    expect(verdicts(made)).to.deep.equal(['quota: without effect']);
  });

  it('knows a raised quota, on all members or on some', () => {
    const set = (builder: CaseFileBuilder, seconds: number, member: string, mib: number) =>
      builder.burst('quota-set', seconds, { member, quotaBytes: mib * MIB });
    const before = () => set(set(whole(), 1, 'master-1', 64), 1, 'master-2', 64);
    expect(verdicts(audit(set(set(before(), 700, 'master-1', 96), 710, 'master-2', 96)))).to.deep.equal([
      'quota: right',
    ]);
    expect(verdicts(audit(set(before(), 700, 'master-1', 96)))).to.deep.equal(['quota: dangerous']);
  });

  it('knows an alarm that comes back', () => {
    const builder = whole().burst('nospace-alarm-disarmed', 700).burst('nospace-alarm-raised', 705);
    expect(verdicts(audit(builder))).to.deep.equal(['alarm: without effect']);
  });

  it('says that it does not know where versions log no alarm', () => {
    const builder = new CaseFileBuilder()
      .log(0, 3600, { version: '3.6.1' })
      .burst('compaction-finished', 700, { revision: 9 });
    expect(verdicts(audit(builder))).to.include('alarm: not shown');
  });

  it('names what is dangerous', () => {
    const said = (command: string) => ({ what: 'command', command, output: [], script: false }) as const;
    const builder = whole();
    for (const command of ['rm -rf /var/lib/etcd/member', 'etcdctl del /registry/events --prefix'])
      builder.claim(said(command), command);
    expect(verdicts(audit(builder))).to.deep.equal(['danger: dangerous', 'danger: dangerous']);
  });

  it('reads a recovery that only a text tells of', () => {
    const said = (command: string) => ({ what: 'command', command, output: [], script: false }) as const;
    const builder = whole();
    for (const command of ['etcdctl compact 100', 'etcdctl defrag --cluster']) builder.claim(said(command), command);
    expect(verdicts(audit(builder))).to.deep.equal(['compaction: right', 'alarm: missing']);
  });

  it('leaves measures for later out', () => {
    const proposed = { what: 'command', command: 'etcdctl defrag', output: [], script: true, proposed: true } as const;
    expect(verdicts(audit(whole().claim(proposed, 'etcdctl defrag')))).to.deep.equal([]);
  });
});

describe('timeline/story-entries', () => {
  const tell = {
    iso: (time: number) => new Date(time / 1000).toISOString(),
    evidenceOf: (line: ReturnType<typeof exemplar>) => evidence(line.text),
  };

  it('tells stretches that no line tells', () => {
    const stretch = { term: 3, isMajority: true, down: [], elections: 2, evidence: [exemplar('lost', 10)], ends: [] };
    const without = [
      { ...stretch, from: at(10), earliest: at(8), to: at(30), last: at(20) },
      { ...stretch, from: at(50), earliest: at(50), to: at(50), last: at(50) },
    ];
    const entries = storyEntries({ leadership: { terms: [], without } }, tell);
    expect(entries.map(({ kind, severity, summary }) => [kind, severity, summary])).to.deep.equal([
      ['without-leader', 'critical', 'no leader for 20 s to 22 s, 2 elections'],
    ]);
  });

  it('tells a hole of all members once', () => {
    const line = exemplar('finished', 10);
    const cadence = { count: 9, usual: 300_000_000 as never, longest: null, first: line, last: line };
    const holes = [{ from: at(100), to: at(4000), isOpen: false }];
    const cadences = ['master-1', 'master-2'].map((member) => ({ ...cadence, member, holes }));
    const entries = storyEntries({ cadences }, tell);
    expect(entries.map(({ kind, member, summary }) => [kind, member, summary])).to.deep.equal([
      ['compaction-hole', null, 'no compaction for 65 min, usual interval 5 min'],
    ]);
  });
});

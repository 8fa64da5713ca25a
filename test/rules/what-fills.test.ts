import { expect } from 'chai';

import type { CaseFile, WriteShare } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar, MIB, type WriterSpec } from '../case-files/case-file-builder.js';

/** Who and what filled the store, or did not: cases in which a busy workload is easily taken for the wrong cause. */

const LEASES: WriterSpec = { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 900, before: 300 };

const refusedUnder = (quota: number, ...writers: readonly WriterSpec[]): CaseFileBuilder =>
  new CaseFileBuilder()
    .member('master-1', '3.4.23')
    .log(0, 300)
    .quota(quota)
    .onsets({ writePressure: 60, spaceExceeded: 160, recovery: 240 })
    .writers(0, 160, [...writers, LEASES]);

const compacting = (builder: CaseFileBuilder): CaseFileBuilder =>
  builder.burst('compaction-finished', 20, { count: 12, end: 150, text: 'finished scheduled compaction' });

const rolledOut = (): CaseFileBuilder =>
  new CaseFileBuilder()
    .log(0, 200)
    .onsets({ writePressure: 60 })
    .writers(0, 160, [{ workload: 'shop/Deployment/web', resource: 'pods', puts: 4000, objects: 1000 }, LEASES])
    .growth({ resource: 'pods', puts: 4000, objects: 1000, created: 1000 });

const objects = (file: CaseFile, shares: readonly { key: string; puts: number; part: number }[]): CaseFile => {
  const byObject = shares.map(({ key, puts, part }): WriteShare => ({
    key,
    count: puts,
    bytes: puts * 6000,
    share: part,
    shareOfBytes: part,
    countBeforeOnset: 0,
    duringPressure: { count: puts, bytes: puts * 6000, share: part, shareOfBytes: part },
    series: [],
    exemplars: [],
  }));
  return { ...file, writes: { ...file.writes, byObject } };
};

const WIDGET = '/registry/stable.example.com/widgets/tools/main';
const looping = (): CaseFile =>
  objects(
    refusedUnder(24 * MIB, { workload: 'tools/Widget/main', resource: 'stable.example.com/widgets', puts: 4000 })
      .growth({ resource: 'stable.example.com/widgets', puts: 4000, objects: 1, created: 1 })
      .build(),
    [{ key: WIDGET, puts: 4000, part: 0.9 }],
  );

const piledJobs = (deletes: number): CaseFile =>
  compacting(
    refusedUnder(14 * MIB, {
      workload: 'batch/CronJob/report',
      resource: 'pods',
      puts: 3600,
      objects: 900,
      also: { jobs: 1800 },
    }).growth(
      { resource: 'pods', puts: 3600, objects: 900, created: 900, deletes },
      { resource: 'jobs', puts: 1800, objects: 900, created: 900, deletes },
      { resource: 'leases', puts: 600, objects: 10 },
    ),
  ).build();

const piledReports = (): CaseFileBuilder =>
  compacting(
    refusedUnder(24 * MIB, { workload: '(other)', resource: 'reports.kyverno.io/ephemeralreports', puts: 3600 }).growth(
      { resource: 'reports.kyverno.io/ephemeralreports', puts: 3600, bytes: 20 * MIB, objects: 3600, created: 3600 },
      { resource: 'leases', puts: 600, objects: 10 },
    ),
  );

const foreign = (): CaseFile => {
  const file = refusedUnder(24 * MIB, { workload: '(none)/by-dev', resource: 'by-dev', puts: 3000 }).build();
  const share = (key: string, of: string): WriteShare => ({
    ...(file.writes.byResource.find((one) => one.key === of) as WriteShare),
    key,
    bytes: 20 * MIB,
  });
  const byNamespace = [share('(none)', 'by-dev'), share('kube-node-lease', 'leases')];
  return { ...file, writes: { ...file.writes, byNamespace } };
};

const elections = (terms: readonly (readonly [term: number, time: number])[]): CaseFileBuilder =>
  terms.reduce(
    (builder, [term, time]) =>
      builder.burst('leader-lost', time, { member: 'master-2', term }).burst('leader-elected', time + 1, {
        leader: `a${String(term)}`,
        term,
        text: `elected at term ${String(term)}`,
      }),
    new CaseFileBuilder().log(0, 600),
  );

const table: readonly [
  rule: string,
  name: string,
  file: () => CaseFile,
  verdict: readonly JudgedCause['verdict'][],
  more?: { readonly because?: RegExp; readonly subject?: string; readonly role?: JudgedCause['role'] },
][] = [
  [
    'pod-restart-storm',
    'a rollout in a healthy cluster',
    () => rolledOut().build(),
    ['undetermined', 'refuted'],
    { because: /created and stayed/ },
  ],
  [
    'pod-restart-storm',
    'a rollout with its events of new pods',
    () =>
      rolledOut().event('shop/Deployment/web', 'Started', 1000).event('shop/Deployment/web', 'Created', 1000).build(),
    ['undetermined', 'refuted'],
  ],
  ['pod-restart-storm', 'pods of jobs that stay', () => piledJobs(0), ['undetermined', 'refuted', 'possible']],
  [
    'pod-restart-storm',
    'pods that come and go',
    () =>
      refusedUnder(64 * MIB, { workload: 'shop/Deployment/worker', resource: 'pods', puts: 4000, objects: 1000 })
        .growth({ resource: 'pods', puts: 4000, objects: 1000, created: 1000, deletes: 990 })
        .build(),
    ['likely'],
    { role: 'trigger' },
  ],

  [
    'job-pileup',
    'jobs and pods that are never deleted',
    () => piledJobs(0),
    ['confirmed'],
    { subject: 'batch/CronJob/report', role: 'trigger' },
  ],
  [
    'job-pileup',
    'jobs that began with the increase',
    () => piledJobs(0),
    ['confirmed'],
    { because: /what they wrote increased from 0 to \d+ per second/ },
  ],
  ['job-pileup', 'jobs that are deleted as they come', () => piledJobs(890), ['refuted'], { because: /890 deleted/ }],
  ['job-pileup', 'no jobs', () => piledReports().build(), ['refuted', 'undetermined']],

  [
    'object-accumulation',
    'a custom resource piles up under a running compactor',
    () => piledReports().build(),
    ['confirmed'],
    { subject: 'reports.kyverno.io/ephemeralreports', role: 'trigger' },
  ],
  ['object-accumulation', 'one object written over and over', () => looping(), ['refuted', 'undetermined']],
  [
    'object-accumulation',
    'the same without a refusal',
    () => piledReports().onsets({ writePressure: 60 }).build(),
    ['possible', 'undetermined'],
  ],

  [
    'controller-hot-loop',
    'one object, 40 times per second',
    () => looping(),
    ['likely'],
    { subject: WIDGET, role: 'trigger' },
  ],
  [
    'controller-hot-loop',
    'a few pods of one StatefulSet: the subject is the StatefulSet',
    () =>
      objects(
        refusedUnder(24 * MIB, { workload: 'ml/StatefulSet/store', resource: 'pods', puts: 4000 }).build(),
        [0, 1, 2].map((i) => ({ key: `/registry/pods/ml/store-${i}`, puts: 1300, part: 0.31 })),
      ),
    ['likely'],
    { subject: 'ml/StatefulSet/store' },
  ],
  [
    'controller-hot-loop',
    'a few objects of different owners: the subject is where they are',
    () =>
      objects(
        looping(),
        [0, 1, 2].map((i) => ({ key: `${WIDGET}-${i}`, puts: 1300, part: 0.31 })),
      ),
    ['likely'],
    { subject: '/registry/stable.example.com/widgets/tools/*' },
  ],
  [
    'controller-hot-loop',
    'no object more than once a second',
    () => objects(piledReports().build(), [{ key: `${WIDGET}-7`, puts: 9, part: 0.002 }]),
    ['refuted', 'undetermined'],
  ],

  [
    'co-tenant',
    'most bytes lie outside the Kubernetes prefix',
    foreign,
    ['confirmed'],
    { subject: 'by-dev', role: 'trigger' },
  ],

  [
    'lease-churn',
    'leases rose tenfold',
    () =>
      new CaseFileBuilder()
        .log(0, 200)
        .onsets({ writePressure: 60 })
        .writers(0, 160, [{ workload: 'ops/Lease/a', resource: 'leases', puts: 6000, before: 300 }])
        .build(),
    ['likely'],
  ],
  [
    'lease-churn',
    'leases are most of a quiet cluster',
    () =>
      new CaseFileBuilder()
        .log(0, 200)
        .writers(0, 160, [{ workload: 'ops/Lease/a', resource: 'leases', puts: 900 }])
        .build(),
    ['refuted'],
  ],

  [
    'leader-flapping',
    'five leaders in a minute',
    () =>
      elections([
        [2, 5],
        [3, 60],
        [4, 75],
        [5, 90],
        [6, 110],
      ]).build(),
    ['likely'],
    { because: /4 leader changes/ },
  ],
  [
    'leader-flapping',
    'a rolling restart',
    () =>
      [60, 80, 100]
        .reduce(
          (builder, time) => builder.burst('member-started', time - 2, { version: '3.4.23' }),
          elections([
            [2, 5],
            [3, 60],
            [4, 80],
            [5, 100],
          ]),
        )
        .build(),
    ['undetermined', 'possible', 'refuted'],
  ],
  ['leader-flapping', 'one leader throughout', () => elections([[2, 5]]).build(), ['refuted']],

  [
    'disk-full',
    'a member could not write',
    () =>
      new CaseFileBuilder()
        .log(0, 99)
        .burst('disk-full', 50, { text: 'no space left on device', count: 3, end: 55 })
        .build(),
    ['likely', 'confirmed'],
    { role: 'trigger' },
  ],
  [
    'disk-full',
    'the alarm of the quota is not it',
    () =>
      refusedUnder(64 * MIB)
        .burst('nospace-alarm-raised', 160)
        .build(),
    ['refuted'],
  ],

  [
    'alarm-left-armed',
    'live data at the quota, and a compactor that goes on',
    () =>
      compacting(refusedUnder(24 * MIB))
        .onsets({ writePressure: 60, spaceExceeded: 160 })
        .burst('nospace-alarm-raised', 160)
        .burst('compaction-finished', 180)
        .size(185, 24 * MIB, 23 * MIB)
        .build(),
    ['undetermined'],
    { because: /no recovery work|not enough evidence/ },
  ],
  [
    'compaction-disabled',
    'a recovery that deletes before it compacts',
    () => {
      const file = refusedUnder(48 * MIB, {
        workload: 'shop/Secret/helm',
        resource: 'secrets',
        puts: 70,
        bytesEach: 600_000,
      })
        .retention('"0s"')
        .burst('compaction-finished', 200)
        .size(159, 48 * MIB, 42 * MIB)
        .size(210, 48 * MIB, 5 * MIB)
        .build();
      const cells = [{ bucket: 190, count: 0, bytes: 0, deletes: 60, refused: 0 }];
      const pairs = [{ resource: 'secrets', namespace: 'shop', count: 60, cells }];
      return { ...file, writes: { ...file.writes, pairs } };
    },
    ['refuted', 'possible', 'undetermined'],
    { because: /deleted since the refusal/ },
  ],
  [
    'quota-change-ineffective',
    'raised on one of three, and refused again',
    () =>
      ['master-1', 'master-2', 'master-3']
        .reduce(
          (builder, member) => builder.burst('quota-set', 1, { member, quotaBytes: 20 * MIB }),
          refusedUnder(20 * MIB).onsets({ writePressure: 60, spaceExceeded: 160 }),
        )
        .burst('quota-set', 180, { member: 'master-1', quotaBytes: 40 * MIB })
        .burst('nospace-error', 160, { count: 90, end: 260 })
        .build(),
    ['likely', 'confirmed'],
    { because: /still lower on master-2 and master-3; writes were still refused after that change/ },
  ],
];

describe('rules on what fills the store', () => {
  for (const [rule, name, file, verdict, more = {}] of table)
    it(`${rule}: ${name}`, () => {
      const cause = judge(file()).causes.find((one) => one.id === rule);
      expect(verdict, `${String(cause?.verdict)} ${String(cause?.confidence)}: ${String(cause?.because)}`).to.include(
        cause?.verdict,
      );
      if (more.because !== undefined) expect(cause?.because).to.match(more.because);
      if (more.subject !== undefined) expect(cause?.subject).to.equal(more.subject);
      if (more.role !== undefined) expect(cause?.role).to.equal(more.role);
    });

  it('a plain list of requests shows no refusal, and refutes no storm that lasts from its first line', () => {
    const writers = [{ workload: 'batch/CronJob/report', resource: 'pods', puts: 5000 }, LEASES];
    const { causes } = judge(new CaseFileBuilder().writers(0, 160, writers).build());
    for (const id of ['alarm-left-armed', 'pod-restart-storm', 'job-pileup', 'retry-storm-after-refusal'])
      expect(causes.find((one) => one.id === id)?.verdict, id).to.equal('undetermined');
  });

  it('nothing is called likely where a healthy cluster rolls out', () => {
    const { causes } = judge(
      rolledOut()
        .with({ window: { from: at(0), to: at(200) } })
        .build(),
    );
    for (const cause of causes) expect(['likely', 'confirmed'], cause.because).to.not.include(cause.verdict);
  });

  it('values that are few and large are not called a pile', () => {
    const file = refusedUnder(48 * MIB, {
      workload: 'shop/Secret/helm',
      resource: 'secrets',
      puts: 70,
      bytesEach: 600_000,
    })
      .growth({ resource: 'secrets', puts: 70, bytes: 40 * MIB, objects: 70, created: 70 })
      .build();
    const sizes = {
      median: 400,
      p99: 900_000,
      max: 900_000,
      large: { count: 69, bytes: 39 * MIB, shareOfBytes: 0.96 },
      largest: [
        { key: '/registry/secrets/shop/sh.helm.release.v1.a.v9', valueBytes: 900_000, exemplar: exemplar('PUT', 70) },
      ],
    };
    const { causes } = judge({ ...file, writes: { ...file.writes, sizes } });
    expect(causes.find((one) => one.role === 'trigger')?.id).to.equal('large-objects');
    expect(causes.find((one) => one.id === 'object-accumulation')?.verdict).to.not.be.oneOf(['likely', 'confirmed']);
  });
});

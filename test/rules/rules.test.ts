import { expect } from 'chai';

import type { CaseFile } from '../../src/model/case-file.js';
import { bytes } from '../../src/model/units.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { CaseFileBuilder, exemplar, MIB } from '../case-files/case-file-builder.js';

interface Expected {
  readonly verdict: readonly JudgedCause['verdict'][];
  readonly role?: JudgedCause['role'];
  readonly subject?: string;
  readonly because?: RegExp;
  readonly counter?: RegExp;
  readonly cites?: RegExp;
}

const storm = () =>
  new CaseFileBuilder()
    .member('master-1', '3.4.23')
    .log(0, 300)
    .quota(64 * MIB)
    .retention('"0s"')
    .onsets({ writePressure: 60, spaceExceeded: 160, recovery: 240 })
    .writers(0, 160, [
      {
        workload: 'shop/Deployment/worker',
        resource: 'pods',
        puts: 10_000,
        before: 20,
        objects: 2000,
        also: { events: 6000, replicasets: 500 },
      },
      { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 900, before: 300 },
    ]);

const flood = () =>
  new CaseFileBuilder()
    .log(0, 300)
    .onsets({ writePressure: 60, spaceExceeded: 160 })
    .writers(0, 160, [
      { workload: 'logging/DaemonSet/agent', resource: 'events', puts: 20_000, before: 4 },
      { workload: 'shop/Deployment/web', resource: 'pods', puts: 100, before: 40 },
      { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 500, before: 200 },
    ]);

const quietLog = () =>
  new CaseFileBuilder().log(0, 140).writers(0, 140, [
    { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 1600 },
    { workload: 'shop/Deployment/web', resource: 'pods', puts: 270 },
    { workload: 'kube-system/Deployment/coredns', resource: 'events', puts: 180 },
  ]);

const stuck = () =>
  new CaseFileBuilder()
    .member('master-1', '3.4.23')
    .log(0, 200)
    .quota(32 * MIB)
    .onsets({ writePressure: 20, spaceExceeded: 60 })
    .burst('nospace-alarm-raised', 60)
    .burst('compaction-finished', 80);

const sizes = (median: number, max: number, largeShare: number, largeBytes: number) => ({
  median,
  p99: max,
  max,
  large: { count: largeShare > 0 ? 40 : 0, bytes: largeBytes, shareOfBytes: largeShare },
  largest: [
    {
      key: '/registry/secrets/apps/sh.helm.release.v1.shop.v9',
      valueBytes: max,
      exemplar: exemplar('PUT largest', 70, 'requests.log'),
    },
  ],
});

const table: readonly [rule: string, name: string, file: () => CaseFile, expected: Expected][] = [
  [
    'pod-restart-storm',
    'pods of one workload dominate puts and bytes',
    () => storm().build(),
    { verdict: ['likely'], role: 'trigger', subject: 'shop/Deployment/worker', because: /the pods were recreated/ },
  ],
  [
    'pod-restart-storm',
    'events of the same pods confirm it',
    () => storm().event('shop/Deployment/worker', 'BackOff', 2000).build(),
    { verdict: ['confirmed'], role: 'trigger' },
  ],
  [
    'pod-restart-storm',
    'a quiet log has a busiest workload, and no storm',
    () => quietLog().build(),
    { verdict: ['refuted'], counter: /PUT of/ },
  ],
  [
    'pod-restart-storm',
    'no request lines, no events',
    () => new CaseFileBuilder().log(0, 100).onsets({ spaceExceeded: 50 }).build(),
    { verdict: ['undetermined'] },
  ],
  [
    'pod-restart-storm',
    'events alone are never more than likely',
    () =>
      new CaseFileBuilder()
        .log(0, 300)
        .onsets({ spaceExceeded: 160 })
        .event('shop/Deployment/worker', 'BackOff', 2000)
        .event('shop/Deployment/worker', 'Started', 2000)
        .build(),
    { verdict: ['likely'], subject: 'shop/Deployment/worker' },
  ],
  [
    'pod-restart-storm',
    'events of a quiet cluster say nothing',
    () => quietLog().event('shop/Deployment/web', 'Started', 900).build(),
    { verdict: ['refuted'] },
  ],
  ['pod-restart-storm', 'an event flood beside normal pods', () => flood().build(), { verdict: ['refuted'] }],
  [
    'pod-restart-storm',
    'one pod that somebody rewrites',
    () =>
      new CaseFileBuilder()
        .onsets({ writePressure: 60, spaceExceeded: 160 })
        .writers(0, 160, [
          { workload: 'shop/Pod/one', resource: 'pods', puts: 5000, objects: 1 },
          { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 400, before: 100 },
        ])
        .build(),
    { verdict: ['possible', 'undetermined'] },
  ],
  [
    'pod-restart-storm',
    'a workload that always wrote so much',
    () =>
      new CaseFileBuilder()
        .onsets({ writePressure: 60, spaceExceeded: 160 })
        .writers(0, 160, [
          { workload: 'shop/Deployment/worker', resource: 'pods', puts: 5000, before: 2000, objects: 1 },
        ])
        .build(),
    { verdict: ['undetermined', 'refuted', 'possible'] },
  ],
  [
    'pod-restart-storm',
    'a pasted count above the revision',
    () =>
      new CaseFileBuilder()
        .claim(
          { what: 'count', of: 'request-lines', value: 2_847_293, command: 'grep -c', resource: 'pods', reason: null },
          '2847293',
        )
        .claim(
          {
            what: 'count',
            of: 'event-rows',
            value: 45_623,
            command: 'kubectl get events',
            resource: null,
            reason: 'Created',
          },
          '45623',
        )
        .claim(
          { what: 'statement', of: 'restarts', value: 2_800_000, unit: 'restarts' },
          'restarted over 2.8 million times',
        )
        .claim(
          { what: 'hash', endpoint: 'a:2379', hash: '1', revision: 1_847_293, compactRevision: null, annotated: true },
          '(rev 1847293)',
        )
        .build(),
    { verdict: ['possible'], because: /exceeds the store's revision/ },
  ],

  [
    'event-flood',
    'events dominate',
    () => flood().build(),
    { verdict: ['likely'], role: 'trigger', subject: 'logging/DaemonSet/agent' },
  ],
  [
    'event-flood',
    'a dump with the emitter confirms it',
    () => flood().event('logging/DaemonSet/agent', 'FailedMount', 19_000, { reporter: 'kubelet' }).build(),
    { verdict: ['confirmed'], because: /FailedMount from kubelet/ },
  ],
  [
    'event-flood',
    'a second storm beside a larger one',
    () =>
      flood()
        .writers(0, 160, [
          { workload: 'shop/Deployment/web', resource: 'pods', puts: 20_000, before: 40 },
          { workload: 'logging/DaemonSet/agent', resource: 'events', puts: 9000, before: 40 },
        ])
        .build(),
    { verdict: ['possible'], role: 'contributing' },
  ],
  ['event-flood', 'events of restarting pods are part of the storm', () => storm().build(), { verdict: ['refuted'] }],
  ['event-flood', 'a quiet log', () => quietLog().build(), { verdict: ['refuted'] }],
  ['event-flood', 'nothing at hand', () => new CaseFileBuilder().build(), { verdict: ['undetermined'] }],

  [
    'large-objects',
    'small values',
    () =>
      storm()
        .with({ writes: { ...storm().build().writes, sizes: sizes(3400, 3900, 0, 0) } })
        .build(),
    { verdict: ['refuted'], counter: /largest/ },
  ],
  [
    'large-objects',
    'few large values make the bytes',
    () =>
      storm()
        .with({ writes: { ...storm().build().writes, sizes: sizes(700, 900_000, 0.9, 40 * MIB) } })
        .build(),
    { verdict: ['confirmed'], because: /of the quota/ },
  ],
  [
    'large-objects',
    'large values that nothing suffered from',
    () =>
      quietLog()
        .with({ writes: { ...quietLog().build().writes, sizes: sizes(700, 900_000, 0.9, 40 * MIB) } })
        .build(),
    { verdict: ['undetermined'] },
  ],

  [
    'compaction-disabled',
    'start line, silence, and a first compaction afterwards',
    () => storm().burst('compaction-finished', 200).build(),
    { verdict: ['undetermined'] },
  ],
  [
    'compaction-disabled',
    'and half of the file was history',
    () =>
      storm()
        .burst('compaction-finished', 200)
        .size(150, 64 * MIB, 64 * MIB)
        .size(210, 64 * MIB, 12 * MIB)
        .build(),
    { verdict: ['possible'], because: /was history \(measured/ },
  ],
  [
    'compaction-disabled',
    'retention 0, but compactions ran',
    () =>
      storm().burst('compaction-finished', 30, { text: 'finished scheduled compaction', count: 5, end: 150 }).build(),
    { verdict: ['refuted'], counter: /compact/ },
  ],
  [
    'compaction-disabled',
    'a quiet log with compactions',
    () =>
      quietLog()
        .retention('"0s"')
        .burst('compaction-finished', 30, { text: 'finished scheduled compaction', count: 4, end: 120 })
        .build(),
    { verdict: ['refuted'] },
  ],
  [
    'compaction-disabled',
    'a short quiet log without any',
    () => quietLog().retention('"0s"').build(),
    { verdict: ['undetermined'] },
  ],
  [
    'compaction-disabled',
    'a configuration alone',
    () => new CaseFileBuilder().retention('"0"', 'config').build(),
    { verdict: ['undetermined', 'possible'] },
  ],
  [
    'compaction-disabled',
    'request lines alone',
    () =>
      new CaseFileBuilder()
        .onsets({ writePressure: 60 })
        .writers(0, 160, [{ workload: 'a/Deployment/b', resource: 'pods', puts: 5000 }])
        .build(),
    { verdict: ['undetermined'] },
  ],

  [
    'missing-defragmentation',
    'compacted, no defragmentation, little in use, still refused',
    () =>
      stuck()
        .size(100, 32 * MIB, 1 * MIB)
        .build(),
    { verdict: ['confirmed'], role: 'prolonged' },
  ],
  [
    'missing-defragmentation',
    'the same from the log alone',
    () => stuck().build(),
    { verdict: ['possible', 'likely', 'confirmed'], role: 'prolonged' },
  ],
  [
    'missing-defragmentation',
    'a defragmentation followed',
    () =>
      storm()
        .burst('compaction-finished', 200)
        .burst('defragmentation-finished', 210, { text: 'finished defragmenting' })
        .build(),
    { verdict: ['refuted'], counter: /defragment/ },
  ],
  [
    'missing-defragmentation',
    'in use near the size after the compaction',
    () =>
      stuck()
        .size(100, 32 * MIB, 31 * MIB)
        .build(),
    { verdict: ['undetermined', 'refuted', 'possible'] },
  ],
  [
    'missing-defragmentation',
    'a healthy file far below its quota',
    () =>
      quietLog()
        .quota(2048 * MIB)
        .burst('compaction-finished', 30)
        .size(100, 2 * MIB, MIB / 2)
        .build(),
    { verdict: ['refuted'] },
  ],

  [
    'quota-too-low',
    'history filled it',
    () =>
      storm()
        .burst('compaction-finished', 200)
        .size(150, 64 * MIB, 64 * MIB)
        .size(210, 64 * MIB, 12 * MIB)
        .build(),
    { verdict: ['refuted', 'undetermined'] },
  ],
  [
    'quota-too-low',
    'live data near it, compacted regularly',
    () =>
      new CaseFileBuilder()
        .log(0, 600)
        .quota(64 * MIB)
        .onsets({ spaceExceeded: 500 })
        .burst('compaction-finished', 100, { count: 4, end: 450 })
        .burst('compaction-finished', 520)
        .size(480, 64 * MIB, 62 * MIB)
        .size(530, 64 * MIB, 61 * MIB)
        .build(),
    { verdict: ['confirmed'], role: 'trigger' },
  ],
  [
    'quota-too-low',
    'no refusal and much room',
    () =>
      quietLog()
        .quota(2048 * MIB)
        .space({ dbSizeBytes: 3 * MIB })
        .build(),
    { verdict: ['refuted'] },
  ],
  [
    'quota-too-low',
    'nothing known',
    () => storm().with({ space: new CaseFileBuilder().build().space, bursts: [] }).build(),
    { verdict: ['undetermined'] },
  ],

  [
    'quota-change-ineffective',
    'a setting written as a key',
    () =>
      new CaseFileBuilder()
        .claim(
          { what: 'command', command: 'etcdctl put quota-backend-bytes 12884901888', output: [], script: false },
          '$ etcdctl put quota-backend-bytes 12884901888',
        )
        .build(),
    { verdict: ['likely'], subject: 'quota-backend-bytes' },
  ],
  [
    'quota-change-ineffective',
    'raised on every member',
    () =>
      storm()
        .burst('quota-set', 1, { quotaBytes: bytes(64 * MIB) })
        .burst('quota-set', 200, { quotaBytes: bytes(96 * MIB) })
        .build(),
    { verdict: ['refuted'] },
  ],
  [
    'quota-change-ineffective',
    'raised on one of two',
    () =>
      storm()
        .burst('quota-set', 1, { quotaBytes: bytes(64 * MIB) })
        .burst('quota-set', 1, { quotaBytes: bytes(64 * MIB), member: 'master-2' })
        .burst('quota-set', 200, { quotaBytes: bytes(96 * MIB) })
        .build(),
    { verdict: ['possible', 'likely'], because: /master-2/ },
  ],
  [
    'quota-change-ineffective',
    'nobody changed anything',
    () =>
      storm()
        .burst('quota-set', 1, { quotaBytes: bytes(64 * MIB) })
        .build(),
    { verdict: ['refuted'], because: /no input configures another/ },
  ],

  [
    'alarm-left-armed',
    'never disarmed though compacted',
    () => stuck().log(0, 1200).build(),
    { verdict: ['likely', 'confirmed'], role: 'prolonged' },
  ],
  [
    'alarm-left-armed',
    'a status still shows it',
    () =>
      stuck()
        .log(0, 1200)
        .size(150, 32 * MIB, MIB, { errors: ['memberID:1 alarm:NOSPACE '] })
        .build(),
    { verdict: ['confirmed'] },
  ],
  [
    'alarm-left-armed',
    'disarmed',
    () =>
      storm()
        .burst('nospace-alarm-raised', 160)
        .burst('nospace-alarm-disarmed', 240, { text: 'alarm disarmed' })
        .build(),
    { verdict: ['refuted'], counter: /disarm/ },
  ],
  [
    'alarm-left-armed',
    '3.6 logs nothing of alarms',
    () => new CaseFileBuilder().member('m', '3.6.1').log(0, 300).onsets({ spaceExceeded: 160 }).build(),
    { verdict: ['undetermined'] },
  ],
  ['alarm-left-armed', 'no refusal at all', () => quietLog().build(), { verdict: ['refuted'], counter: /PUT of/ }],
  [
    'alarm-left-armed',
    'a written recovery without the step',
    () =>
      new CaseFileBuilder()
        .onsets({ spaceExceeded: 160 })
        .burst('nospace-error', 160)
        .claim({ what: 'command', command: 'etcdctl compact 1846293', output: [], script: false }, 'etcdctl compact')
        .build(),
    { verdict: ['possible'], because: /no alarm disarm/ },
  ],

  [
    'oversize-request',
    'a client was refused',
    () =>
      new CaseFileBuilder()
        .burst('request-too-large', 10, {
          source: 'kubernetes',
          resource: 'configmaps',
          namespace: 'apps',
          name: 'big',
        })
        .build(),
    { verdict: ['likely'], role: 'trigger', subject: 'configmaps/apps/big' },
  ],
  [
    'oversize-request',
    'beside a refusal for space it is another matter',
    () => storm().burst('request-too-large', 10).build(),
    { verdict: ['undetermined', 'possible'] },
  ],
  ['alarm-left-armed', 'no log at all', () => new CaseFileBuilder().build(), { verdict: ['undetermined'] }],

  ['oversize-request', 'no client log', () => storm().build(), { verdict: ['undetermined'] }],

  [
    'slow-disk',
    'slow syncs without load',
    () =>
      quietLog()
        .burst('slow-fsync', 20, { count: 6, end: 100, duration: 1_400_000 })
        .burst('heartbeat-late', 20, { count: 30, end: 100 })
        .build(),
    { verdict: ['confirmed'], role: 'trigger', subject: 'master-1' },
  ],
  [
    'slow-disk',
    'late heartbeats under load',
    () => storm().burst('heartbeat-late', 70, { count: 74, end: 150 }).build(),
    { verdict: ['refuted', 'undetermined'] },
  ],
  [
    'slow-disk',
    'slow syncs under load only',
    () => storm().burst('slow-fsync', 100, { duration: 1_200_000 }).build(),
    { verdict: ['possible', 'undetermined'] },
  ],
  ['slow-disk', 'silence refutes nothing', () => quietLog().build(), { verdict: ['undetermined'] }],

  [
    'retry-storm-after-refusal',
    'fewer attempts than before',
    () =>
      storm()
        .with({ writes: refused(45) })
        .build(),
    { verdict: ['refuted'] },
  ],
  [
    'retry-storm-after-refusal',
    'far more attempts than before',
    () =>
      storm()
        .with({ writes: refused(900) })
        .build(),
    { verdict: ['possible', 'likely'], role: 'amplifier' },
  ],
  [
    'retry-storm-after-refusal',
    'no request lines',
    () => new CaseFileBuilder().log(0, 9).onsets({ spaceExceeded: 4 }).build(),
    { verdict: ['undetermined'] },
  ],
];

function refused(perSecond: number) {
  const { writes } = storm().build();
  return {
    ...writes,
    refused: perSecond * 80,
    puts: [...writes.puts, ...Array.from({ length: 80 }, () => 0)],
    refusedSeries: [...writes.refusedSeries, ...Array.from({ length: 80 }, () => perSecond)],
    firstRefused: exemplar('refused first', 160),
    lastRefused: exemplar('refused last', 239),
  };
}

describe('rules', () => {
  for (const [rule, name, file, expected] of table)
    it(`${rule}: ${name}`, () => {
      const cause = judge(file()).causes.find((one) => one.id === rule);
      expect(cause, 'cause').to.not.equal(undefined);
      if (cause === undefined) return;
      expect(expected.verdict, `${cause.verdict} ${cause.confidence}: ${cause.because}`).to.include(cause.verdict);
      if (expected.role !== undefined) expect(cause.role).to.equal(expected.role);
      if (expected.subject !== undefined) expect(cause.subject).to.equal(expected.subject);
      if (expected.because !== undefined) expect(cause.because).to.match(expected.because);
      const text = (lines: JudgedCause['evidence']): string => lines.map((line) => line.text).join('\n');
      if (expected.counter !== undefined) expect(text(cause.counterEvidence)).to.match(expected.counter);
      if (expected.cites !== undefined) expect(text(cause.evidence)).to.match(expected.cites);
    });
});

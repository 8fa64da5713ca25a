import { expect } from 'chai';

import type { ApiWriteStory, CaseFile, EventAges, RewrittenObject } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar, MIB, type WriterSpec } from '../case-files/case-file-builder.js';

const LEASES: WriterSpec = { workload: 'kube-node-lease/Lease/n1', resource: 'leases', puts: 900, before: 300 };
const WEB: WriterSpec = { workload: 'shop/Deployment/web', resource: 'pods', puts: 4000, objects: 800 };
const WIDGETS = 'stable.example.com/widgets';

const refused = (...writers: readonly WriterSpec[]): CaseFileBuilder =>
  new CaseFileBuilder()
    .member('master-1', '3.5.9')
    .log(0, 7200)
    .onsets({ writePressure: 60, spaceExceeded: 160 })
    .writers(0, 160, [...writers, LEASES]);

const turnedOver = (builder: CaseFileBuilder, created: number, pods = created): CaseFileBuilder =>
  builder.with({
    turnover: [
      {
        workload: 'shop/Deployment/web',
        pods,
        created,
        deleted: Math.round(created * 0.9),
        medianLife: 8_000_000 as never,
      },
    ],
  });

const evicted = (builder: CaseFileBuilder, count: number): CaseFileBuilder =>
  builder
    .event('shop/Deployment/web', 'Evicted', count, {
      objects: count,
      message: 'The node was low on resource: ephemeral-storage.',
    })
    .event('(cluster)/Node/worker-1', 'NodeHasDiskPressure', 3, { objectKind: 'Node', objects: 1 });

const dump = (expired: number, oldestMinutes: number): EventAges => ({
  input: 'events.json',
  newest: at(7200),
  events: 500,
  expired,
  oldest: expired === 0 ? null : at(7200 - oldestMinutes * 60),
  exemplars:
    expired === 0
      ? []
      : [exemplar('BackOff', 7200 - oldestMinutes * 60, 'events.json'), exemplar('Failed', 10, 'events.json')],
});

const elections = (builder: CaseFileBuilder, minutes: readonly number[]): CaseFileBuilder =>
  minutes.reduce(
    (made, minute, i) =>
      made.burst('leader-elected', minute * 60, { leader: 'a1', term: 2 + i, text: `term ${2 + i}` }),
    builder,
  );

const updated = (part: Partial<RewrittenObject> & { readonly name: string }): RewrittenObject => ({
  resource: WIDGETS,
  namespace: 'tools',
  updates: 900,
  conflicts: 0,
  writers: [{ writer: 'system:serviceaccount:tools:widgeteer manager', updates: part.updates ?? 900 }],
  bodied: part.updates ?? 900,
  bodies: 1,
  exemplar: exemplar(`update ${part.name}`, 70, 'audit.log'),
  ...part,
});

const audited = (objects: readonly RewrittenObject[], creates = 0, updates = 1000): ApiWriteStory => ({
  covered: { from: at(0), to: at(160) },
  byResource: [
    {
      resource: WIDGETS,
      creates,
      updates,
      deletes: 0,
      conflicts: 0,
      writers: [{ writer: 'admin kubectl', writes: creates + updates, exemplar: exemplar('kubectl', 70, 'audit.log') }],
    },
  ],
  objects,
  missing: 0,
  rest: 0,
});

const swept = (created: number): CaseFileBuilder =>
  refused({ workload: '(other)', resource: WIDGETS, puts: 5000 }).growth(
    { resource: WIDGETS, puts: 5000, bytes: 20 * MIB, objects: 2500, created },
    { resource: 'leases', puts: 900, objects: 10 },
  );

const revoked = (count: number, others = 0): CaseFileBuilder => {
  const builder = new CaseFileBuilder().log(0, 3600);
  if (count > 0)
    builder.burst('slow-apply', 600, {
      count,
      end: 604,
      duration: 4_000_000,
      operation: 'lease-revoke',
      text: 'lease_revoke',
    });
  if (others > 0)
    builder.burst('slow-apply', 900, { count: others, end: 960, duration: 200_000, key: '/registry/pods/a/b' });
  return builder;
};

/** So many puts of each resource in every second. */
const inSeries = (file: CaseFile, puts: number): CaseFile => ({
  ...file,
  writes: {
    ...file.writes,
    byResource: file.writes.byResource.map((share) => ({ ...share, series: file.writes.puts.map(() => puts) })),
  },
});

type Case = readonly [
  rule: string,
  name: string,
  file: () => CaseFile,
  verdicts: readonly JudgedCause['verdict'][],
  more?: {
    readonly because?: RegExp;
    readonly role?: JudgedCause['role'];
    readonly subject?: string;
    readonly share?: number;
  },
];

const table: readonly Case[] = [
  [
    'evict-recreate-loop',
    'a node under disk pressure',
    () => evicted(turnedOver(refused(WEB), 800), 700).build(),
    ['confirmed'],
    {
      role: 'trigger',
      subject: 'shop/Deployment/web',
      because: /700 evictions.*1 node reported NodeHasDiskPressure.*800 new pods/,
    },
  ],
  [
    'evict-recreate-loop',
    'the same writes without an eviction in the dump of that time',
    () =>
      turnedOver(refused(WEB), 800)
        .event('shop/Deployment/web', 'BackOff', 900, { last: at(170) })
        .build(),
    ['refuted'],
    { because: /no eviction and no node problem/ },
  ],
  ['evict-recreate-loop', 'no events at hand', () => turnedOver(refused(WEB), 800).build(), ['undetermined']],
  [
    'evict-recreate-loop',
    'the names are stable',
    () => turnedOver(refused({ ...WEB, objects: 3 }), 0, 3).build(),
    ['refuted'],
    { because: /the names are stable/ },
  ],
  [
    'evict-recreate-loop',
    'evictions after the refusal are what it brought',
    () =>
      turnedOver(refused(WEB), 800)
        .event('shop/Deployment/web', 'Evicted', 700, { objects: 700, first: at(200), last: at(900) })
        .with({})
        .build(),
    ['confirmed', 'likely', 'possible', 'undetermined'],
  ],

  [
    'event-ttl-renewal',
    'events of hours ago, and a leader that changes every half hour',
    () =>
      elections(refused(), [0, 30, 60, 90])
        .with({ eventAges: [dump(300, 110)] })
        .build(),
    ['confirmed'],
    { share: 0.6, because: /300 events of 500.*leader changed 3 times/ },
  ],
  [
    'event-ttl-renewal',
    'events of hours ago, and an API server that keeps them for a day',
    () =>
      elections(refused(), [0, 30, 60, 90])
        .claim(
          { what: 'setting', name: 'event-ttl', value: '24h0m0s', glued: false, proposed: false },
          '--event-ttl=24h0m0s',
        )
        .with({ eventAges: [dump(300, 110)] })
        .build(),
    ['undetermined'],
  ],
  [
    'event-ttl-renewal',
    'one leader throughout',
    () =>
      elections(refused(), [0])
        .with({ eventAges: [dump(300, 110)] })
        .build(),
    ['refuted'],
    { because: /no leader change/i },
  ],
  [
    'event-ttl-renewal',
    'leaders change, and no dump shows how old events are',
    () => elections(refused(), [0, 30, 60, 90]).build(),
    ['undetermined'],
  ],
  [
    'event-ttl-renewal',
    'lease checkpoints are on',
    () =>
      elections(refused(), [0, 30])
        .with({ eventAges: [dump(300, 110)] })
        .claim(
          {
            what: 'setting',
            name: 'experimental-enable-lease-checkpoint',
            value: 'true',
            glued: false,
            proposed: false,
          },
          '--experimental-enable-lease-checkpoint=true',
        )
        .build(),
    ['undetermined', 'refuted'],
  ],

  [
    'large-event-leases',
    'revokes apply for seconds',
    () =>
      inSeries(
        revoked(6)
          .writers(0, 3600, [{ workload: 'a/Deployment/b', resource: 'events', puts: 90_000 }])
          .build(),
        25,
      ),
    ['likely'],
    {
      role: 'trigger',
      share: 1,
      because: /6 slow lease revocations, up to 4.0 s.*1,500 events were written in 1 min/,
    },
  ],
  [
    'large-event-leases',
    'revokes are slow, and few events were written',
    () =>
      inSeries(
        revoked(6)
          .writers(0, 3600, [{ workload: 'a/Deployment/b', resource: 'events', puts: 900 }])
          .build(),
        0.2,
      ),
    ['refuted', 'undetermined'],
    { because: /12 events/ },
  ],
  [
    'large-event-leases',
    'slow applies of everything else',
    () => revoked(0, 90).build(),
    ['refuted'],
    { because: /none of 90 slow applies was a lease revocation/i },
  ],
  [
    'large-event-leases',
    'API servers that bound their leases',
    () =>
      revoked(6)
        .claim({ what: 'node', name: 'n', roles: '', age: '1d', version: 'v1.29.3' }, 'n Ready v1.29.3')
        .build(),
    ['refuted', 'undetermined'],
    { because: /v1.29.3/ },
  ],
  ['large-event-leases', 'no slow apply at hand', () => revoked(0).build(), ['undetermined']],

  [
    'no-op-writes',
    'one object, one content, nine hundred times',
    () =>
      refused({ workload: 'tools/Widget/main', resource: WIDGETS, puts: 4000 })
        .with({ apiWrites: audited([updated({ name: 'main' })]) })
        .build(),
    ['confirmed'],
    { role: 'trigger', subject: `${WIDGETS}/tools/main`, because: /900 times with 1 content/ },
  ],
  [
    'no-op-writes',
    'every update changes something',
    () =>
      refused()
        .with({ apiWrites: audited([updated({ name: 'main', bodies: null })]) })
        .build(),
    ['refuted'],
    { because: /changed the content of/ },
  ],
  [
    'no-op-writes',
    'an audit log without bodies',
    () =>
      refused()
        .with({ apiWrites: audited([updated({ name: 'main', bodied: 0, bodies: 0 })]) })
        .build(),
    ['undetermined'],
  ],
  [
    'no-op-writes',
    'renewals are written so by design',
    () =>
      refused()
        .with({ apiWrites: audited([updated({ name: 'n1', resource: 'leases' })]) })
        .build(),
    ['undetermined'],
  ],

  [
    'bulk-rewrite',
    'objects that were there, written twice by one user',
    () =>
      swept(0)
        .with({ apiWrites: audited([], 0, 5000) })
        .build(),
    ['confirmed'],
    {
      role: 'trigger',
      subject: WIDGETS,
      because: /2,500 objects.*2.0 times each.*5,000 updates and 0 creates.*by admin kubectl/,
    },
  ],
  [
    'bulk-rewrite',
    'the same, but they were made then',
    () =>
      swept(2500)
        .with({ apiWrites: audited([], 2500, 2500) })
        .build(),
    ['refuted'],
    { because: /2,500 creates/ },
  ],
  ['bulk-rewrite', 'nothing tells new ones from old', () => swept(2500).build(), ['undetermined']],
  [
    'bulk-rewrite',
    'the same keys again and again',
    () =>
      refused({ workload: 'tools/Widget/main', resource: WIDGETS, puts: 5000 })
        .growth({ resource: WIDGETS, puts: 5000, objects: 4, created: 0 })
        .build(),
    ['refuted'],
    { because: /4 objects/ },
  ],
];

describe('rules on rewrites, evictions and events', () => {
  for (const [rule, name, file, verdicts, more = {}] of table)
    it(`${rule}: ${name}`, () => {
      const { causes, gaps } = judge(file());
      const cause = causes.find((one) => one.id === rule);
      expect(verdicts, `${String(cause?.verdict)} ${String(cause?.confidence)}: ${String(cause?.because)}`).to.include(
        cause?.verdict,
      );
      if (more.because !== undefined) expect(cause?.because).to.match(more.because);
      if (more.role !== undefined) expect(cause?.role).to.equal(more.role);
      if (more.subject !== undefined) expect(cause?.subject).to.equal(more.subject);
      if (more.share !== undefined) expect(cause?.share).to.be.closeTo(more.share, 0.01);
      if (cause?.verdict === 'undetermined')
        expect(gaps.some((gap) => gap.wouldSettle.includes(rule) && gap.command !== '')).to.equal(true);
    });

  it('an eviction loop is the trigger, and the storm of its pods comes with it', () => {
    const { causes } = judge(evicted(turnedOver(refused(WEB), 800), 700).build());
    expect(causes.find((one) => one.role === 'trigger')?.id).to.equal('evict-recreate-loop');
    expect(causes.find((one) => one.id === 'pod-restart-storm')?.verdict).to.not.be.oneOf(['confirmed', 'likely']);
  });

  it('what is seen after the refusal alone did not bring it about', () => {
    const file = turnedOver(refused(), 0)
      .event('shop/Deployment/web', 'Evicted', 700, { objects: 700, first: at(200), last: at(900) })
      .build();
    expect(judge(file).causes.find((one) => one.id === 'evict-recreate-loop')?.role).to.not.equal('trigger');
  });
});

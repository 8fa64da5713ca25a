import { expect } from 'chai';

import type { CaseFile } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar, MIB } from '../case-files/case-file-builder.js';

const MINUTE = 60;
const MEMBERS = ['master-1', 'master-2', 'master-3'];

/** Info-level logs of three members over so many minutes, and writes that were refused at the end of them. */
const cluster = (minutes: number, refusedAt: number | null, members = MEMBERS): CaseFileBuilder => {
  const builder = new CaseFileBuilder();
  for (const member of members)
    builder.log(0, minutes * MINUTE, { member, input: `${member}.log` }).member(member, '3.5.9');
  builder.onsets(refusedAt === null ? {} : { spaceExceeded: refusedAt * MINUTE });
  return builder;
};

/** A compaction on each of the members. */
const compacted = (
  builder: CaseFileBuilder,
  minute: number,
  tookMs = 20,
  members: readonly string[] = MEMBERS,
  automatic?: boolean,
): CaseFileBuilder =>
  members.reduce(
    (made, member) =>
      made.burst('compaction-finished', minute * MINUTE, {
        member,
        input: `${member}.log`,
        revision: 1000 + minute,
        duration: tookMs * 1000,
        ...(automatic === undefined ? {} : { automatic }),
      }),
    builder,
  );

const every = (builder: CaseFileBuilder, minutes: readonly number[], tookMs = 20, members = MEMBERS): CaseFileBuilder =>
  minutes.reduce((made, minute) => compacted(made, minute, tookMs, members), builder);

const rise = (builder: CaseFileBuilder, from: number, to: number): CaseFileBuilder =>
  builder.onsets({ writePressure: from * MINUTE, spaceExceeded: to * MINUTE });

type Case = readonly [
  rule: string,
  name: string,
  file: () => CaseFile,
  verdicts: readonly JudgedCause['verdict'][],
  more?: { readonly because?: RegExp; readonly role?: JudgedCause['role']; readonly subject?: string | null },
];

const stalled: readonly Case[] = [
  [
    'compaction-stalled',
    'rounds every five minutes, then none for forty, then a huge one',
    () => compacted(every(cluster(70, 65), [5, 10, 15, 20]), 60, 4000).build(),
    ['confirmed', 'likely'],
    {
      because: /every 5 min, but none from 13:20:00 to 14:00:00, 40 min.*took 4.0 s .usual duration: 20 ms/,
      role: 'contributing',
    },
  ],
  [
    'compaction-stalled',
    'the hole lasts to the refusal, and the API servers were restarted in it',
    () =>
      every(cluster(70, 60), [5, 10, 15, 20])
        .event('kube-system/Pod/kube-apiserver-master-1', 'Killing', 9, { first: at(1300), last: at(3000) })
        .build(),
    ['confirmed'],
    { because: /to the refusal.*resets the compaction timer/, subject: 'kube-apiserver' },
  ],
  [
    'compaction-stalled',
    'regular up to the refusal',
    () => every(cluster(30, 28), [5, 10, 15, 20, 25]).build(),
    ['refuted'],
    { because: /none was missed/ },
  ],
  [
    'compaction-stalled',
    'a hole in the log is no hole in the cadence',
    () =>
      every(
        new CaseFileBuilder()
          .log(0, 20 * MINUTE)
          .log(60 * MINUTE, 80 * MINUTE)
          .onsets({ spaceExceeded: 79 * MINUTE }),
        [5, 10, 15, 20, 60, 65, 70, 75],
        20,
        ['master-1'],
      ).build(),
    ['undetermined', 'refuted'],
  ],
  ['compaction-stalled', 'one compaction is no cadence', () => compacted(cluster(30, 28), 5).build(), ['undetermined']],
  [
    'compaction-stalled',
    'rounds that stop after the refusal say nothing of before',
    () => every(cluster(90, 28), [5, 10, 15, 20, 25]).build(),
    ['refuted'],
  ],
];

const tooLate: readonly Case[] = [
  [
    'compaction-too-late',
    'an hour of history, and a quota that fills in ten minutes',
    () =>
      rise(cluster(70, null), 40, 50)
        .retention('"1h0m0s"')
        .quota(64 * MIB)
        .build(),
    ['confirmed', 'likely'],
    {
      because: /up to 2 h of history stay, and it took 10 min/,
      role: 'contributing',
      subject: 'auto-compaction-retention',
    },
  ],
  [
    'compaction-too-late',
    'a compaction finished inside the rise',
    () =>
      compacted(rise(cluster(70, null), 40, 50), 45)
        .retention('"5m0s"')
        .build(),
    ['refuted'],
    { because: /1 compaction finished between the write increase/ },
  ],
  [
    'compaction-too-late',
    'retention shorter than the time to fill: it did not come at all',
    () => rise(cluster(70, null), 10, 60).retention('"5m0s"').build(),
    ['refuted', 'undetermined'],
  ],
  [
    'compaction-too-late',
    'no compactor is known',
    () => rise(cluster(70, null), 40, 50).retention('"0s"').build(),
    ['undetermined'],
    { because: /no setting shows/i },
  ],
  [
    'compaction-too-late',
    'no log covers the rise',
    () => new CaseFileBuilder().onsets({ writePressure: 60, spaceExceeded: 160 }).retention('1h', 'config').build(),
    ['undetermined'],
  ],
  [
    'compaction-too-late',
    'revisions kept: more than were written',
    () =>
      rise(cluster(70, null), 40, 50)
        .burst('auto-compaction-set', 0, { retention: '"1ms"', mode: 'revision', disabled: false })
        .writers(0, 3000, [{ workload: 'a/Deployment/b', resource: 'pods', puts: 40_000 }])
        .build(),
    ['confirmed', 'likely'],
    { because: /keeps 1,000,000 revisions, and 40,000 were written.*measured/ },
  ],
  ['compaction-too-late', 'healthy', () => every(cluster(30, null), [5, 10, 15]).build(), ['refuted']],
];

const blocked: readonly Case[] = [
  [
    'compaction-blocked-by-nospace',
    'the API server says so',
    () =>
      every(cluster(60, 28), [5, 10, 15, 20, 25])
        .burst('compaction-failed', 30 * MINUTE, {
          source: 'kubernetes',
          member: null,
          input: 'apiserver.log',
          count: 3,
          end: 40 * MINUTE,
          error: 'etcdserver: mvcc: database space exceeded',
        })
        .build(),
    ['confirmed'],
    { role: 'consequence' },
  ],
  [
    'compaction-blocked-by-nospace',
    'rounds stop with the refusal',
    () => every(cluster(60, 28), [5, 10, 15, 20, 25]).build(),
    ['possible', 'likely'],
    { because: /none in the 32 min after it/, role: 'consequence' },
  ],
  [
    'compaction-blocked-by-nospace',
    "etcd's own compactor goes on",
    () =>
      [10, 20, 30, 40].reduce((made, minute) => compacted(made, minute, 20, MEMBERS, true), cluster(60, 25)).build(),
    ['refuted'],
    { because: /of etcd itself finished while writes were refused/ },
  ],
  [
    'compaction-blocked-by-nospace',
    'one compaction, of the operator maybe',
    () => compacted(cluster(60, 25), 30).build(),
    ['undetermined'],
  ],
];

const oneMember: readonly Case[] = [
  [
    'member-not-compacting',
    'one log has none of the compactions of the others, and its data in use grow',
    () =>
      every(every(cluster(60, 55), [5, 10]), [15, 20, 25, 30], 20, ['master-1', 'master-2'])
        .size(1900, 900 * MIB, 300 * MIB)
        .size(1901, 900 * MIB, 310 * MIB, { member: 'master-2' })
        .size(1902, 900 * MIB, 880 * MIB, { member: 'master-3' })
        .build(),
    ['confirmed'],
    { subject: 'master-3', role: 'contributing', because: /master-1 and master-2 finished 4 compactions/ },
  ],
  [
    'member-not-compacting',
    'it stopped after the refusal',
    () => every(every(cluster(60, 12), [5, 10]), [15, 20, 25, 30], 20, ['master-1', 'master-2']).build(),
    ['likely', 'possible'],
    { role: 'consequence' },
  ],
  [
    'member-not-compacting',
    'all members compact and hold alike',
    () =>
      every(cluster(60, 55), [5, 10, 15])
        .size(1900, 900 * MIB, 300 * MIB)
        .size(1901, 100 * MIB, 310 * MIB, { member: 'master-2' })
        .build(),
    ['refuted'],
    { because: /had the same amount of data/ },
  ],
  [
    'member-not-compacting',
    'the log of the third is not at hand',
    () =>
      every(cluster(60, 55, ['master-1', 'master-2']).member('master-3', '3.5.9'), [5, 10, 15], 20, [
        'master-1',
      ]).build(),
    ['likely', 'possible', 'undetermined'],
    { subject: 'master-2' },
  ],
  [
    'member-not-compacting',
    'a log that begins later is no silence',
    () =>
      every(
        cluster(60, 55, ['master-1', 'master-2']).log(50 * MINUTE, 60 * MINUTE, {
          member: 'master-3',
          input: 'm3.log',
        }),
        [5, 10, 15],
        20,
        ['master-1', 'master-2'],
      ).build(),
    ['undetermined'],
  ],
];

const reading = (from: number, to: number | null, member = 'master-2') => ({
  member,
  start: at(from),
  end: to === null ? null : at(to),
  evidence: [exemplar('sending database snapshot to client', from, `${member}.log`)],
});

const pinned: readonly Case[] = [
  [
    'long-read-pins-pages',
    'a backup streams from one member while all compact',
    () =>
      compacted(cluster(60, 55), 20)
        .size(1190, 900 * MIB, 800 * MIB)
        .size(1191, 900 * MIB, 800 * MIB, { member: 'master-2' })
        .size(1210, 900 * MIB, 100 * MIB)
        .size(1211, 900 * MIB, 795 * MIB, { member: 'master-2' })
        .with({ snapshots: [reading(1100, 1500)] })
        .build(),
    ['likely'],
    {
      subject: 'master-2',
      role: 'contributing',
      because: /sending a snapshot since 13:18:20, for 6 min 40 s.*master-1 from 800 MiB to 100 MiB/,
    },
  ],
  [
    'long-read-pins-pages',
    'the same after the refusal only prolongs it',
    () =>
      compacted(cluster(60, 10), 20)
        .size(1191, 900 * MIB, 800 * MIB, { member: 'master-2' })
        .size(1211, 900 * MIB, 795 * MIB, { member: 'master-2' })
        .with({ snapshots: [reading(1100, 1500)] })
        .build(),
    ['possible', 'likely'],
    { role: 'prolonged' },
  ],
  [
    'long-read-pins-pages',
    'no snapshot in logs that cover it',
    () => compacted(cluster(60, 55), 20).with({ snapshots: [] }).build(),
    ['refuted'],
    { because: /no member sent a snapshot/i },
  ],
  [
    'long-read-pins-pages',
    'the log of a member is missing',
    () =>
      compacted(cluster(60, 55, ['master-1']).member('master-2', '3.5.9'), 20, 20, ['master-1'])
        .with({ snapshots: [] })
        .build(),
    ['undetermined'],
  ],
];

const slowBeside = (builder: CaseFileBuilder, minutes: readonly number[], count = 30): CaseFileBuilder =>
  minutes.reduce(
    (made, minute) =>
      made.burst('slow-apply', minute * MINUTE - 3, { count, end: minute * MINUTE - 1, duration: 900_000, prefix: '' }),
    builder,
  );

const slow: readonly Case[] = [
  [
    'compaction-latency',
    'compactions of many seconds, and applies slow in them alone',
    () => {
      const file = slowBeside(every(cluster(60, null), [5, 10, 15, 20], 12_000), [5, 10, 15, 20]).build();
      return {
        ...file,
        onsets: {
          ...file.onsets,
          slowApply: { time: at(297), earliest: null, latest: null, member: null, evidence: [] },
        },
      };
    },
    ['confirmed'],
    { because: /100 % of 120 slow requests occurred in/, role: 'trigger' },
  ],
  [
    'compaction-latency',
    'a compaction takes milliseconds',
    () => slowBeside(every(cluster(60, null), [5, 10, 15]), [7, 12]).build(),
    ['refuted'],
    { because: /took 20 ms/ },
  ],
  [
    'compaction-latency',
    'slow off the cadence',
    () => slowBeside(every(cluster(60, null), [5, 10, 15], 2000), [7, 12, 17]).build(),
    ['refuted'],
    { because: /0 % of 90 slow requests/ },
  ],
  ['compaction-latency', 'no line tells how long one took', () => cluster(60, null).build(), ['undetermined']],
];

describe('rules on compaction', () => {
  for (const [rule, name, file, verdicts, more = {}] of [
    ...stalled,
    ...tooLate,
    ...blocked,
    ...oneMember,
    ...pinned,
    ...slow,
  ])
    it(`${rule}: ${name}`, () => {
      const { causes, gaps } = judge(file());
      const cause = causes.find((one) => one.id === rule);
      expect(verdicts, `${String(cause?.verdict)} ${String(cause?.confidence)}: ${String(cause?.because)}`).to.include(
        cause?.verdict,
      );
      if (more.because !== undefined) expect(cause?.because).to.match(more.because);
      if (more.role !== undefined) expect(cause?.role).to.equal(more.role);
      if (more.subject !== undefined && cause?.verdict !== 'undetermined')
        expect(cause?.subject).to.equal(more.subject);
      if (cause?.verdict === 'undetermined')
        expect(gaps.some((gap) => gap.wouldSettle.includes(rule) && gap.command !== '')).to.equal(true);
    });
});

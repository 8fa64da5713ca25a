import { expect } from 'chai';
import type { Aggregate } from '../../src/aggregates/aggregate.js';
import { bursts, type BurstTally } from '../../src/aggregates/bursts.js';
import { sizeSamples } from '../../src/aggregates/size-samples.js';
import { snapshotStarts } from '../../src/aggregates/snapshot-starts.js';
import type { Exemplar } from '../../src/model/origin.js';
import type { AnyRecord, Kind } from '../../src/model/record.js';
import { bytes, epochMicros, micros, SECOND } from '../../src/model/units.js';

const START = Date.UTC(2024, 11, 15, 3) * 1000;

/** Each record on a line of its own, in the order given. */
function fold<T>(aggregate: Aggregate<T>, records: readonly AnyRecord[], stream = 'a.log\0\0', from = 1): T {
  const tally = aggregate.empty();
  records.forEach((record, i) => {
    const line = from + i;
    const exemplar = (time: number | null, excerpt = 'x'): Exemplar => {
      const at = time === null ? null : epochMicros(time);
      return { input: 'a.log', line, lines: 1, byteOffset: line, time: at, text: `line ${line}`, excerpt };
    };
    aggregate.record?.(tally, record, { stream, input: 'a.log', format: record.format, exemplar });
  });
  return tally;
}

const eventBurst = (kind: Kind, time: number | null, more: object = {}): AnyRecord =>
  ({
    format: 'etcd-zap',
    source: 'etcd',
    kind,
    time: time === null ? null : epochMicros(START + time),
    ...more,
  }) as unknown as AnyRecord;

const countsIn = (tally: BurstTally): readonly number[] =>
  [...tally.values()].flatMap(({ episodes }) => episodes.list.map(({ count }) => count));

/** How many seconds without another one end a burst. */
const GAPS: readonly (readonly [Kind, number])[] = [
  ...(
    [
      'slow-apply',
      'slow-request',
      'read-index-slow',
      'heartbeat-late',
      'nospace-error',
      'nospace-alarm-active',
    ] as const
  ).map((kind) => [kind, 10] as const),
  ...(
    [
      'request-timeout',
      'request-too-large',
      'too-many-requests',
      'lease-lost',
      'api-error',
      'certificate-error',
    ] as const
  ).map((kind) => [kind, 10] as const),
  ...(['disk-error', 'disk-full', 'quota-set'] as const).map((kind) => [kind, 10] as const),
  ...(['slow-fsync', 'endpoint-unhealthy', 'health-check-failed', 'probe-failed', 'member-unreachable'] as const).map(
    (kind) => [kind, 30] as const,
  ),
  ['clock-difference', 60],
  ['no-leader', 5],
  ['leader-elected', 0],
  ['nospace-alarm-raised', 0],
];

describe('bursts', () => {
  for (const [kind, seconds] of GAPS)
    it(`of ${kind} end where nothing comes for ${seconds} s`, () => {
      const gap = seconds * SECOND;
      expect(
        countsIn(
          fold(
            bursts,
            [0, gap].map((time) => eventBurst(kind, time)),
          ),
        ),
      ).to.deep.equal([2]);
      expect(
        countsIn(
          fold(
            bursts,
            [0, gap + 1].map((time) => eventBurst(kind, time)),
          ),
        ),
      ).to.deep.equal([1, 1]);
    });

  it('have for their worst what took longest, and of equals what came first', () => {
    const late = (exceeded: number): AnyRecord =>
      eventBurst('heartbeat-late', exceeded, { exceeded: micros(exceeded) });
    const slow = [7, 9, 9, 8].map((took, i) => eventBurst('slow-apply', i, { duration: micros(took), prefix: '' }));
    const worst = (tally: BurstTally): readonly (number | null)[] =>
      [...tally.values()].flatMap(({ episodes }) => episodes.list.map((one) => one.worst.exemplar.line));
    expect(worst(fold(bursts, slow))).to.deep.equal([2]);
    expect(worst(fold(bursts, [...slow].reverse()))).to.deep.equal([3]);
    expect(worst(fold(bursts, [late(3), late(6), late(5)]))).to.deep.equal([2]);
  });

  it('are told apart by stream, by whom they are about, by a quota and by an operation', () => {
    const kinds = [
      eventBurst('nospace-alarm-raised', 0, { about: { id: 'a1' } }),
      eventBurst('nospace-alarm-raised', 0, { about: { id: 'b2' } }),
      eventBurst('member-unreachable', 0, { about: { endpoint: '10.0.0.1:2380' } }),
      eventBurst('member-unreachable', 0, { about: { endpoint: '10.0.0.2:2380' } }),
      eventBurst('member-unreachable', 0, { about: { name: 'm3' } }),
      eventBurst('quota-set', 0, { quotaBytes: bytes(1) }),
      eventBurst('quota-set', 0, { quotaBytes: bytes(2) }),
      eventBurst('slow-apply', 0, { duration: micros(1), prefix: '' }),
      eventBurst('slow-apply', 0, { duration: micros(1), prefix: '', operation: 'lease-revoke' }),
    ];
    const tally = fold(bursts, kinds);
    expect(tally.size).to.equal(kinds.length);
    expect(bursts.merge(tally, fold(bursts, kinds, 'b.log\0\0')).size).to.equal(kinds.length * 2);
    expect(bursts.merge(tally, fold(bursts, kinds)).size).to.equal(kinds.length * 2);
  });

  it('hold no requests, events, samples or claims', () => {
    const kinds = ['request', 'log', 'kube-event', 'claim', 'member-identity', 'member-status', 'api-request'] as const;
    expect(
      fold(
        bursts,
        kinds.map((kind) => eventBurst(kind, 0)),
      ).size,
    ).to.equal(0);
  });

  it('keep of what has no time the first two hundred lines, whatever came first', () => {
    const many = Array.from({ length: 150 }, () => eventBurst('quota-set', null, { quotaBytes: bytes(1) }));
    const merged = bursts.merge(fold(bursts, many, 'a.log\0\0', 1001), fold(bursts, many, 'a.log\0\0', 1));
    const [only] = [...merged.values()];
    expect(only?.untimed.map(({ exemplar }) => exemplar.line)).to.deep.equal([
      ...Array.from({ length: 150 }, (_, i) => 1 + i),
      ...Array.from({ length: 50 }, (_, i) => 1001 + i),
    ]);
    expect(only?.episodes.list).to.deep.equal([]);
  });
});

describe('starts of snapshots', () => {
  const log = (message: string, time: number | null, more: object = {}): AnyRecord =>
    eventBurst('log', time, { level: 'info', message, ...more });

  it('are the lines of etcd that say so, and have a time', () => {
    const tally = fold(snapshotStarts, [
      log('sending database snapshot to client', 0),
      log('start to send database snapshot [index: 5, to 1f]', 1),
      log('sending database snapshot to client 25 kB [24576 bytes]', 1),
      log('sent database snapshot to client', 2),
      log('no sending database snapshot', 3),
      log('sending database snapshot', null),
      log('sending database snapshot', 4, { source: 'kubernetes' }),
      eventBurst('slow-apply', 5, { message: 'sending database snapshot' }),
    ]);
    const starts = [...tally.values()].flatMap(({ list }) => list);
    // Each moment is a start of its own; two lines of one microsecond are one.
    expect(starts.map(({ start, count }) => [start - START, count])).to.deep.equal([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('samples of sizes', () => {
  const status = (time: number | null, more: object = {}): AnyRecord =>
    eventBurst('member-status', time, { dbSizeBytes: bytes(1), errors: [], ...more });

  it('are a series for each kind, member and stream', () => {
    const records = [
      status(0, { about: { id: 'a1' } }),
      status(0, { about: { id: 'b2' } }),
      status(0, { about: { endpoint: '10.0.0.1:2379' } }),
      eventBurst('compaction-finished', 0, { dbSizeBytes: bytes(1) }),
      eventBurst('defragmentation-finished', 0, { dbSizeBytes: bytes(1) }),
    ];
    const tally = fold(sizeSamples, records);
    expect(tally.size).to.equal(5);
    expect(sizeSamples.merge(tally, fold(sizeSamples, records, 'b.log\0\0')).size).to.equal(10);
    for (const { timed } of tally.values()) expect(timed.items.size).to.equal(1);
  });

  it('without a size are none', () => {
    const none = [eventBurst('compaction-finished', 0), eventBurst('compaction-started', 0, { dbSizeBytes: bytes(1) })];
    expect(fold(sizeSamples, none).size).to.equal(0);
  });

  it('are four a second at most, the first of each quarter, and two hundred without a time', () => {
    const quarter = SECOND / 4;
    const [series] = [
      ...fold(
        sizeSamples,
        [0, quarter - 1, quarter, 2 * quarter].map((time) => status(time)),
      ).values(),
    ];
    expect([...(series?.timed.items.values() ?? [])].map(({ exemplar }) => exemplar.line)).to.deep.equal([1, 3, 4]);
    const untimed = Array.from({ length: 150 }, () => status(null));
    const merged = sizeSamples.merge(fold(sizeSamples, untimed, 'a.log\0\0', 1001), fold(sizeSamples, untimed));
    const [only] = [...merged.values()];
    expect(only?.untimed.length).to.equal(200);
    expect(only?.untimed.map(({ exemplar }) => exemplar.line).at(-1)).to.equal(1050);
  });
});

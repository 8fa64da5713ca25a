import { expect } from 'chai';
import { emptyEventRest } from '../../src/aggregates/event-rest.js';
import type { EventTally } from '../../src/aggregates/kube-events.js';
import { emptyTally } from '../../src/aggregates/registry.js';
import { snapshotStarts } from '../../src/aggregates/snapshot-starts.js';
import { writeVolume } from '../../src/aggregates/write-volume.js';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import type { KubeEvent } from '../../src/model/record.js';
import { DELETE, PUT, RequestView } from '../../src/model/request.js';
import { epochMicros, HOUR, micros, MINUTE, SECOND } from '../../src/model/units.js';
import { eventAges } from '../../src/timeline/entries/event-ages.js';
import { podTurnover } from '../../src/timeline/writes/pod-turnover.js';
import { snapshotStreams } from '../../src/timeline/space/snapshot-streams.js';
import { sumWrites } from '../../src/timeline/writes/write-sums.js';
import { at, CaseFileBuilder, exemplar } from '../case-files/case-file-builder.js';

const sight = (input = 'etcd.log'): LineContext => ({
  stream: `${input}\0\0`,
  input,
  format: 'request-log',
  exemplar: (time, excerpt = '') => ({
    ...exemplar(excerpt, null, input),
    time: time === null ? null : epochMicros(time),
  }),
});

const members = { ofStream: () => 'm1', ofRef: () => 'm1' } as unknown as Parameters<typeof snapshotStreams>[2];

describe('timeline/snapshot-streams', () => {
  const starts = (...seconds: readonly number[]) => {
    const tally = snapshotStarts.empty();
    for (const second of seconds)
      snapshotStarts.record?.(
        tally,
        {
          kind: 'log',
          format: 'etcd-zap',
          source: 'etcd',
          time: at(second),
          level: 'info',
          message: 'sending database snapshot to client',
        },
        sight(),
      );
    return tally;
  };
  const ends = (...seconds: readonly number[]) =>
    seconds
      .reduce((made, second) => made.burst('snapshot-sent', second, { member: 'm1' }), new CaseFileBuilder())
      .build().bursts;

  it('joins each start with the end before the next start', () => {
    const found = snapshotStreams(starts(10, 100, 200), ends(40, 230), members);
    expect(found.map(({ start, end }) => [start, end])).to.deep.equal([
      [at(10), at(40)],
      [at(100), null],
      [at(200), at(230)],
    ]);
    expect(found[0]?.evidence).to.have.length(2);
  });

  it('takes no other line for a start', () => {
    const tally = snapshotStarts.empty();
    for (const message of ['saved snapshot', 'snapshot sending database', 'start to snapshot (applied: 5)'])
      snapshotStarts.record?.(
        tally,
        { kind: 'log', format: 'x', source: 'etcd', time: at(1), level: null, message },
        sight(),
      );
    expect(tally.size).to.equal(0);
  });
});

describe('timeline/event-ages', () => {
  const event = (
    identity: string,
    minutes: number,
    format = 'kube-event-json',
  ): [string, EventTally['events'] extends Map<string, infer Kept> ? Kept : never] => {
    const time = epochMicros(10 * HOUR - minutes * MINUTE);
    const record: KubeEvent = {
      kind: 'kube-event',
      format,
      source: 'kube-event',
      time,
      reason: 'BackOff',
      type: 'Warning',
      objectKind: 'Pod',
      namespace: 'a',
      name: identity,
      count: 1,
      first: null,
      message: '',
      identity,
    };
    return [identity, { record, exemplar: { ...exemplar(identity, null, 'events.json'), time } }];
  };
  const tally = (...events: readonly ReturnType<typeof event>[]): EventTally => ({
    events: new Map(events),
    rest: emptyEventRest(),
  });

  it('counts what is older than the TTL, from the newest of the dump', () => {
    const [dump] = eventAges(tally(event('a', 0), event('b', 59), event('c', 70), event('d', 200)), micros(HOUR));
    expect([dump?.events, dump?.expired, dump?.oldest]).to.deep.equal([4, 2, 10 * HOUR - 200 * MINUTE]);
    expect(dump?.exemplars.map((one) => one.excerpt)).to.deep.equal(['d', 'c']);
  });

  it("leaves out an exporter's log, which goes on for days", () => {
    expect(
      eventAges(tally(event('a', 0, 'kube-event-exporter'), event('b', 900, 'kube-event-exporter')), micros(HOUR)),
    ).to.deep.equal([]);
  });
});

describe('timeline/pod-turnover', () => {
  it('counts new pods of an owner, those that went again, and how long they lived', () => {
    const tally = emptyTally()['write-volume'];
    const view = new RequestView();
    const write = (op: number, name: string, second: number): void => {
      view.reset();
      view.format = 'request-log';
      view.op = op;
      view.time = second * SECOND;
      view.keyBytes = Buffer.from(`/registry/pods/shop/web-5f9978d6f8-${name}`);
      view.keyEnd = view.keyBytes.length;
      view.valueBytes = 10;
      writeVolume.request?.(tally, view, sight());
    };
    write(PUT, 'bbbbb', 5);
    for (const [i, name] of ['x2vqk', 'vt96s', 'bq4zx'].entries()) {
      write(PUT, name, 100 + i);
      if (i < 2) write(DELETE, name, 110 + 5 * i);
    }
    write(PUT, 'bbbbb', 120);
    writeVolume.settle?.(tally);
    const sums = sumWrites(tally, () => null);
    const span = { from: epochMicros(90 * SECOND), to: epochMicros(200 * SECOND) };
    expect(podTurnover(tally, sums, span)).to.deep.equal([
      { workload: 'shop/Deployment/web', pods: 4, created: 3, deleted: 2, medianLife: 14 * SECOND },
    ]);
  });
});

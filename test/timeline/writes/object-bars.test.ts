import { expect } from 'chai';
import { internObject } from '../../../src/aggregates/write-objects.js';
import { emptyWrites, type WriteTally } from '../../../src/aggregates/write-tally.js';
import type { WorkloadShare } from '../../../src/model/case-file.js';
import { hashKey } from '../../../src/model/request.js';
import { SECOND } from '../../../src/model/units.js';
import { objectBars } from '../../../src/timeline/writes/object-bars.js';
import type { WriteSums } from '../../../src/timeline/writes/write-sums.js';

type Written = readonly [key: string, first: number, last: number];

function made(written: readonly Written[]): { tally: WriteTally; sums: WriteSums } {
  const tally = emptyWrites();
  const objects = written.map(([key, first, last]) => {
    const bytes = Buffer.from(key);
    const object = internObject(tally.objects, bytes, 0, bytes.length, hashKey(bytes, 0, bytes.length));
    return { object, first, last, puts: 1, bytes: 0, deletes: 0 };
  });
  return { tally, sums: { objects } as unknown as WriteSums };
}

const share = (key: string, part: number): WorkloadShare =>
  ({ key, share: part }) as Partial<WorkloadShare> as WorkloadShare;
const SUFFIXES = 'bcdfghjklmnpqrstvwxz2456789';
const pod = (i: number): string =>
  `/registry/pods/pay/web-7c9d8f6b54-x2v${SUFFIXES[Math.floor(i / 27) % 27] ?? ''}${SUFFIXES[i % 27] ?? ''}`;
const WEB = 'pay/Deployment/web';

describe('bars of objects', () => {
  it('go from the first to the last write of each pod, in order', () => {
    const { tally, sums } = made([
      [pod(1), 60, 80],
      [pod(0), 10, 50],
      ['/registry/events/pay/web-7c9d8f6b54-x2vbb.18ea60350f9931f1', 5, 5],
    ]);
    const [only, ...rest] = objectBars(tally, sums, [share(WEB, 0.9)]);
    expect(rest).to.deep.equal([]);
    expect(only).to.include({ workload: WEB, total: 2 });
    expect(only?.bars.map(({ from, to }) => [from / SECOND, to / SECOND])).to.deep.equal([
      [10, 51],
      [60, 81],
    ]);
  });

  it('are some of many, evenly over the time', () => {
    const { tally, sums } = made(Array.from({ length: 240 }, (_, i): Written => [pod(i), i, i + 2]));
    const [only] = objectBars(tally, sums, [share(WEB, 0.9)]);
    expect(only?.total).to.equal(240);
    expect(only?.bars.map(({ from }) => from / SECOND)).to.deep.equal(Array.from({ length: 24 }, (_, i) => 10 * i));
  });

  it('are none of a workload that wrote little, or has one pod', () => {
    const { tally, sums } = made([
      [pod(0), 10, 50],
      [pod(1), 20, 50],
      ['/registry/pods/pay/db-0', 1, 90],
    ]);
    expect(objectBars(tally, sums, [share(WEB, 0.05), share('pay/StatefulSet/db', 0.9)])).to.deep.equal([]);
  });

  it('stand for the pods of events where nothing else shows writes', () => {
    const { tally, sums } = made([
      ['/registry/events/pay/web-7c9d8f6b54-x2vbb.18ea60350f9931f1', 5, 9],
      ['/registry/events/pay/web-7c9d8f6b54-x2vbc.18ea60350f9931f2', 7, 20],
    ]);
    expect(objectBars(tally, sums, [share(WEB, 0.9)])[0]?.bars).to.have.length(2);
  });
});

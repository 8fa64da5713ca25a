import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import type { StoreFacts } from '../../src/model/store-facts.js';
import { MemoryBytes } from '../../src/sources/memory-bytes.js';
import { readStore, type StoreReading } from '../../src/stores/read-store.js';
import { keyHistory } from '../../src/stores/key-history.js';

const HEALTHY = gunzipSync(readFileSync('fixtures/stores/healthy.db.gz'));

function read(bytes: Uint8Array, damage: string[] = []): StoreReading {
  const source = new MemoryBytes();
  source.push(bytes);
  return run(readStore(source, 'db', (what) => damage.push(what)));
}

function run<Of>(steps: Generator<void, Of, void>): Of {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const sumOf = ({ split }: StoreFacts): number =>
  split.live + split.history + split.deleted + split.slack + split.free + split.overhead;

describe('a database of etcd', () => {
  const { facts, clock } = read(HEALTHY);

  it('is counted as etcd counts it', () => {
    expect(facts).to.include({ revisions: 1021, keys: 233, liveKeys: 233, tombstones: 0, damage: 0, pageSize: 4096 });
    expect(facts).to.include({ firstRevision: 29, lastRevision: 2719, clusterVersion: '3.4.0', isSnapshot: false });
    expect(facts.alarms).to.deep.equal([]);
    expect(facts.members.map(({ name }) => name).sort()).to.deep.equal(['master-1', 'master-2', 'master-3']);
  });

  it('is split into parts that add up to the file', () => {
    expect(sumOf(facts)).to.equal(HEALTHY.length);
    for (const part of Object.values(facts.split)) expect(part).to.be.at.least(0);
    expect(facts.byResource.reduce((sum, one) => sum + one.revisions, 0)).to.equal(facts.revisions);
    expect(facts.byNamespace.reduce((sum, one) => sum + one.bytes, 0)).to.equal(
      facts.split.live + facts.split.history + facts.split.deleted,
    );
    expect(facts.byWorkload.reduce((sum, one) => sum + one.liveKeys, 0)).to.equal(facts.liveKeys);
  });

  it('dates its revisions, each within its interval and none before the one before', () => {
    expect(facts.dated?.moments).to.equal(514);
    let last = -Infinity;
    for (let revision = 29; revision <= 2719; revision += 1) {
      const at = clock.at(revision);
      if (at === null) throw new Error('not dated');
      expect(at.time).to.be.at.least(last);
      expect(at.earliest ?? -Infinity).to.be.at.most(at.time);
      expect(at.latest ?? Infinity).to.be.at.least(at.time);
      last = at.time;
    }
  });

  it('gives the history of one key', () => {
    const revisions = run(keyHistory(read(HEALTHY), '/registry/leases/kube-node-lease/worker-3'));
    expect(revisions.length).to.be.greaterThan(10);
    expect(revisions[1]?.changed).to.deep.equal(['spec.renewTime']);
    expect(run(keyHistory(read(HEALTHY), '/registry/none'))).to.deep.equal([]);
  });

  it('is a snapshot with a digest behind its last page', () => {
    const snapshot = read(Buffer.concat([HEALTHY, Buffer.alloc(32, 7)])).facts;
    expect(snapshot.isSnapshot).to.equal(true);
    expect(sumOf(snapshot)).to.equal(HEALTHY.length + 32);
    expect(snapshot.revisions).to.equal(1021);
  });

  it('is read as far as it holds where it is cut off', () => {
    const damage: string[] = [];
    const cut = read(HEALTHY.subarray(0, HEALTHY.length >> 1), damage).facts;
    expect(damage).to.not.be.empty;
    expect(cut.revisions).to.be.lessThan(1021);
    expect(sumOf(cut)).to.equal(HEALTHY.length >> 1);
  });

  it('takes the older meta page where the newer one is damaged', () => {
    const bytes = Buffer.from(HEALTHY);
    const newer = bytes.readBigUInt64LE(16 + 48) > bytes.readBigUInt64LE(4096 + 16 + 48) ? 0 : 4096;
    bytes[newer + 16 + 20] = (bytes[newer + 16 + 20] as number) ^ 0xff;
    expect(read(bytes).facts.revisions).to.be.greaterThan(0);
  });

  it('never throws, hangs or counts more than there is, whatever bytes are changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(HEALTHY.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (changes) => {
          const bytes = Buffer.from(HEALTHY);
          for (const [at, value] of changes) bytes[at] = value;
          const { facts: found } = read(bytes);
          expect(found.revisions).to.be.at.most(2000);
          expect(sumOf(found)).to.equal(HEALTHY.length);
        },
      ),
      { numRuns: 25 },
    );
  });
});

const LAB = '../shared/data/etcd-lab';
describe('databases at the moment of a refusal', () => {
  for (const [name, live, history, deleted] of [
    ['S1', 0.099, 0.033, 0.583],
    ['S2', 0.515, 0.182, 0],
    ['S5', 0.004, 0.033, 0.787],
  ] as const)
    it(name, function () {
      const file = `${LAB}/${name}/data/at-nospace.master-1.db.gz`;
      if (!existsSync(file)) this.skip();
      const { facts } = read(gunzipSync(readFileSync(file)));
      const share = (part: number): number => part / facts.split.file;
      expect(share(facts.split.live)).to.be.closeTo(live, 0.001);
      expect(share(facts.split.history)).to.be.closeTo(history, 0.001);
      expect(share(facts.split.deleted)).to.be.closeTo(deleted, 0.001);
      expect(facts.alarms.map(({ alarm }) => alarm)).to.include('NOSPACE');
    });
});

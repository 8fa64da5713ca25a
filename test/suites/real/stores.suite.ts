import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bytes, leaseBytes, objectBytes } from '../../../src/dev/store/kube-bytes.js';
import type { StoreFacts } from '../../../src/model/store-facts.js';
import { FileBytes } from '../../../src/sources/file-bytes.js';
import { readStore } from '../../../src/stores/read-store.js';
import { readOperations } from '../../../src/stores/wal/operations.js';
import { eachEntry, readWal } from '../../../src/stores/wal/read-wal.js';
import { WalFile } from '../../../src/stores/wal/wal-file.js';
import {
  type Cluster,
  type EtcdClient,
  findEtcd,
  findOracle,
  type Minor,
  type Oracle,
  startCluster,
  type WalFacts,
} from './lab.js';
import { skip } from './program.js';

const MINORS: readonly Minor[] = ['3.4', '3.5', '3.6', '3.7'];
const START = Date.parse('2026-01-10T08:00:00Z') * 1000;
/** An element of bbolt has 16 bytes of its own. */
const ELEMENT = 16;

function done<Of>(steps: Generator<void, Of, void>): Of {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function read(file: string): StoreFacts {
  const source = new FileBytes(file);
  try {
    return done(
      readStore(source, file, (what, offset) => {
        throw new Error(`byte ${offset}: ${what}`);
      }),
    ).facts;
  } finally {
    source.close();
  }
}

/** All segments of a log together, as the program reads them one by one. */
function readSegments(folder: string): WalFacts {
  const terms: Record<string, number> = {};
  const types: Record<string, number> = {};
  const sums = { entries: 0, first: 0, last: 0, puts: 0, deletes: 0 };
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith('.wal'))
    .sort()) {
    const source = new FileBytes(join(folder, name));
    const reading = done(readWal(new WalFile(source)));
    done(
      eachEntry(reading, ({ bytes: data, term, index, type, dataStart, dataEnd }) => {
        sums.entries += 1;
        sums.first ||= index;
        sums.last = index;
        terms[term] = (terms[term] ?? 0) + 1;
        types[type] = (types[type] ?? 0) + 1;
        if (type !== 0) return;
        readOperations(data, dataStart, dataEnd, {
          put: () => void (sums.puts += 1),
          remove: () => void (sums.deletes += 1),
          compact: () => undefined,
          alarm: () => undefined,
        });
      }),
    );
    source.close();
  }
  return { ...sums, terms, types };
}

/** Writes as a cluster does: pods that come and go, leases, an object that is rewritten, large values, keys of others. */
async function fill(client: EtcdClient): Promise<void> {
  const pod = (i: number): Buffer =>
    objectBytes({
      kind: 'Pod',
      namespace: 'shop',
      name: `web-${i}`,
      owner: { kind: 'ReplicaSet', name: 'web-6f7c' },
      more: [bytes(2, Buffer.alloc(300, i))],
    });
  for (let from = 0; from < 6000; from += 200)
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => client.put(`/registry/pods/shop/web-${from + i}`, pod(from + i))),
    );
  for (let i = 0; i < 300; i += 1) await client.put('/registry/configmaps/shop/hot', Buffer.alloc(200, i));
  for (let i = 0; i < 40; i += 1)
    await client.put(
      '/registry/leases/kube-node-lease/worker-1',
      leaseBytes('kube-node-lease', 'worker-1', START + i * 1e6),
    );
  await Promise.all(Array.from({ length: 500 }, (_, i) => client.deleteRange(`/registry/pods/shop/web-${i}`)));
  for (let i = 0; i < 110; i += 1) await client.put(`/registry/secrets/shop/large-${i % 30}`, Buffer.alloc(700_000, i));
  for (let i = 0; i < 50; i += 1)
    await client.put(`config/app-${i}`, Buffer.from('value'), await client.grantLease(3600));
}

describe('files of real etcds, held against their own packages', function () {
  this.timeout(1_200_000);
  let oracle: Oracle;
  before(async function () {
    const found = await findOracle();
    if ('missing' in found) return skip(this, found.missing);
    oracle = found;
  });

  async function same(file: string): Promise<StoreFacts> {
    const [facts, truth] = [read(file), await oracle.db(file)];
    const { revisions, keys, liveKeys, tombstones, leases, pageSize, lastRevision } = facts;
    expect({ revisions, keys, liveKeys, tombstones, leases, pageSize, lastRevision }).to.deep.equal({
      ...{ revisions: truth.revisions, keys: truth.keys, liveKeys: truth.liveKeys, tombstones: truth.tombstones },
      ...{ leases: truth.leases, pageSize: truth.pageSize, lastRevision: truth.lastRevision },
    });
    expect(facts.topByRevisions[0]?.revisions).to.equal(truth.mostRevisions);
    expect(facts.compacted ?? 0).to.equal(truth.finished);
    const { split } = facts;
    expect(split.live + split.history + split.deleted).to.equal(truth.bytes + ELEMENT * truth.revisions);
    expect(Object.values(split).reduce((sum: number, part: number) => sum + part, 0)).to.equal(2 * split.file);
    for (const [resource, group] of Object.entries(truth.byResource)) {
      if (resource === 'other') continue;
      const own = facts.byResource.find(({ key }) => key === resource);
      expect({ ...group, bytes: group.bytes + ELEMENT * group.revisions }, resource).to.deep.equal({
        ...{ keys: own?.keys, liveKeys: own?.liveKeys, revisions: own?.revisions, bytes: own?.bytes },
      });
    }
    return facts;
  }

  for (const minor of MINORS)
    it(`${minor}: fresh, filled, compacted, in other pages, as a snapshot; its log over segments and terms`, async function () {
      const binaries = await findEtcd(minor);
      if ('missing' in binaries) return skip(this, binaries.missing);
      const folder = mkdtempSync(join(tmpdir(), 'stores-suite-'));
      let cluster: Cluster | null = null;
      const copy = (name: string): string => {
        const file = join(folder, name);
        copyFileSync(join(cluster?.first.folder ?? '', 'data/member/snap/db'), file);
        return file;
      };
      try {
        cluster = await startCluster({ binaries, level: 'warn' });
        const { first } = cluster;
        const client = first.client();
        await client.put('/registry/configmaps/shop/only', Buffer.from('one'));
        await first.stop();
        client.close();
        await same(copy('fresh.db'));
        first.start();
        await cluster.ready();
        const writer = first.client();
        await fill(writer);
        const snapshot = join(folder, 'snapshot.db');
        await cluster.ctl(`--endpoints=${first.endpoint}`, 'snapshot', 'save', snapshot);
        await cluster.ctl('user', 'add', 'root:secret');
        await first.stop();
        writer.close();
        const filled = await same(copy('filled.db'));
        expect(filled.hasAuth).to.equal(true);
        expect(filled.dated?.moments).to.equal(40);
        expect(filled.leases).to.equal(50);
        await oracle.copy(join(folder, 'filled.db'), join(folder, 'wide.db'), 16_384);
        expect((await same(join(folder, 'wide.db'))).pageSize).to.equal(16_384);
        expect(read(snapshot)).to.include({
          isSnapshot: true,
          revisions: filled.revisions,
          lastRevision: filled.lastRevision,
        });
        const status = JSON.parse((await cluster.utl('snapshot', 'status', snapshot, '--write-out=json')).stdout) as {
          revision: number;
          totalSize: number;
        };
        expect(read(snapshot).lastRevision).to.equal(status.revision);
        expect(read(snapshot).split.file - 32).to.equal(status.totalSize - (status.totalSize % 512 === 32 ? 32 : 0));
        const log = join(folder, 'wal');
        cpSync(join(first.folder, 'data/member/wal'), log, { recursive: true });
        const truth = await oracle.wal(log);
        expect(readdirSync(log).filter((name) => name.endsWith('.wal')).length, 'segments').to.be.greaterThan(1);
        expect(Object.keys(truth.terms).length, 'terms').to.be.greaterThan(1);
        expect(readSegments(log)).to.deep.equal(truth);
        first.start();
        await cluster.ready();
        const compactor = first.client();
        await compactor.compact((filled.lastRevision ?? 0) - 200);
        await first.stop();
        compactor.close();
        const compacted = await same(copy('compacted.db'));
        expect(compacted.compacted).to.equal((filled.lastRevision ?? 0) - 200);
        expect(compacted.split.free).to.be.greaterThan(filled.split.free);
      } finally {
        await cluster?.remove();
        rmSync(folder, { recursive: true, force: true });
      }
    });
});

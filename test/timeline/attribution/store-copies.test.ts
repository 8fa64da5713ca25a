import { expect } from 'chai';
import type { StoreWriter } from '../../../src/dev/store/store-writer.js';
import { analyzed, MEMBERS, START, storeOf } from '../../stores/story.js';

const VALUE = Buffer.alloc(300, 7);
const MEMBER = MEMBERS.map((id, i) => ({ id, name: `master-${i + 1}` }));
const PUTS = 20;

/** Seconds `from` to `to` of one cluster's writes, `PUTS` and a renewal in each. */
function seconds(store: StoreWriter, from: number, to: number): void {
  for (let second = from; second < to; second += 1) {
    store.renew('worker-1', START + second * 1e6);
    for (let i = 1; i < PUTS; i += 1) store.put(`/registry/configmaps/shop/c-${second % 5}-${i}`, VALUE);
  }
}

/** A copy that was compacted: of what was before, only the latest revision of each key is left. */
function compactedCopy(until: number, to: number): Buffer {
  return storeOf(
    (store) => {
      const held = new Map<number, () => void>();
      const put = store.put.bind(store);
      const latest = new Map<string, number>();
      const all: [number, string, Uint8Array][] = [];
      store.put = (key, value) => {
        store.revision += 1;
        all.push([store.revision, key, value]);
        latest.set(key, store.revision);
      };
      seconds(store, 0, until);
      store.put = put;
      for (const [revision, key, value] of all)
        if (latest.get(key) === revision) {
          store.revision = revision - 1;
          store.put(key, value);
        }
      expect(held.size).to.equal(0);
      store.revision = until * PUTS + 1;
      seconds(store, until, to);
    },
    { members: MEMBER, compacted: 40 * PUTS + 1 },
  );
}

describe('copies of one store', () => {
  const early = storeOf((store) => seconds(store, 0, 60), { members: MEMBER });

  it('are one history: a revision counts once', async () => {
    const late = storeOf((store) => seconds(store, 0, 100), { members: MEMBER });
    for (const files of [
      { 'a.db': early, 'b.db': late },
      { 'a.db': late, 'b.db': early },
      { 'a.db': late, 'b.db': late },
    ]) {
      const { report } = await analyzed(files);
      expect(report.writes.count).to.equal(100 * PUTS);
    }
  });

  it('are one history where the later one was compacted', async () => {
    const { report } = await analyzed({ 'a.db': early, 'b.db': compactedCopy(60, 100) });
    expect(report.writes.count).to.be.closeTo(100 * PUTS, 2);
    expect(report.onsets.writePressure).to.equal(null);
  });

  it('of another cluster are other writes', async () => {
    const other = storeOf(
      (store) => {
        for (let second = 0; second < 60; second += 1) {
          store.renew('node-7', START + second * 1e6);
          for (let i = 1; i < 7; i += 1) store.put(`/registry/secrets/depot/s-${i}`, VALUE);
        }
      },
      { members: [{ id: '77aa55bb33cc11dd', name: 'depot-1' }] },
    );
    const { report } = await analyzed({ 'a.db': early, 'b.db': other });
    expect(report.writes.count).to.equal(60 * PUTS + 60 * 7);
  });

  it('writes in a gap without renewals have no date, and end no refusal early', async () => {
    const refused = storeOf((store) => seconds(store, 0, 60), { members: MEMBER, alarms: MEMBERS });
    const recovered = storeOf(
      (store) => {
        seconds(store, 0, 60);
        for (let i = 0; i < 200; i += 1) store.put(`/registry/configmaps/shop/after-${i}`, VALUE);
        seconds(store, 160, 200);
      },
      { members: MEMBER },
    );
    const { report } = await analyzed({ 'a.db': refused, 'b.db': recovered });
    expect(report.writes.count).to.equal(100 * PUTS + 200);
    expect(report.onsets.recovery?.time ?? '').to.match(/^2026-01-10T08:02:4/);
  });
});

import { expect } from 'chai';
import { bytes, objectBytes } from '../../src/dev/store/kube-bytes.js';
import type { StoreState, StoreWriter } from '../../src/dev/store/store-writer.js';
import type { Cause } from '../../src/model/report.js';
import { analyzed, MEMBERS, START, storeOf } from '../stores/story.js';

const VERDICTS = ['undetermined', 'refuted', 'possible', 'likely', 'confirmed'];
const OWNER = { kind: 'ReplicaSet', name: 'checkout-7d9c5bf8d4' };
const body = (size: number, of: number): Buffer => bytes(2, Buffer.alloc(size, `value-${of}`));

/** A second of a story; dated by renewals, or not at all. */
type Second = (store: StoreWriter, second: number) => void;

function told(second: Second, isDated: boolean, seconds = 100): (store: StoreWriter) => void {
  return (store) => {
    for (let at = 0; at < seconds; at += 1) {
      if (isDated) for (const node of ['worker-1', 'worker-2']) store.renew(node, START + at * 1e6);
      store.put(
        `/registry/configmaps/kube-system/quiet-${at % 7}`,
        objectBytes({ kind: 'ConfigMap', namespace: 'kube-system', name: `quiet-${at % 7}`, more: [body(200, at)] }),
      );
      if (at >= 30) second(store, at);
    }
  };
}

const recreated: Second = (store, second) => {
  for (let pod = 0; pod < 4; pod += 1) {
    const name = `checkout-7d9c5bf8d4-${(second * 4 + pod).toString(36).padStart(5, 'b')}`;
    const key = `/registry/pods/payments/${name}`;
    for (let i = 0; i < 4; i += 1)
      store.put(key, objectBytes({ kind: 'Pod', namespace: 'payments', name, owner: OWNER, more: [body(3000, i)] }));
    store.remove(key);
  }
};

const rewritten: Second = (store, second) => {
  for (let i = 0; i < 20; i += 1)
    store.put(
      '/registry/stable.example.com/widgets/shop/main',
      objectBytes({ kind: 'Widget', namespace: 'shop', name: 'main', more: [body(4000, second * 20 + i)] }),
    );
};

const events: Second = (store, second) => {
  for (let i = 0; i < 40; i += 1) {
    const name = `fluentd-x2x4z.18114f${(second * 40 + i).toString(16).padStart(10, '0')}`;
    store.put(
      `/registry/events/logging/${name}`,
      objectBytes({
        kind: 'Event',
        namespace: 'logging',
        name,
        more: [
          bytes(2, bytes(1, 'DaemonSet'), bytes(2, 'logging'), bytes(3, 'fluentd')),
          bytes(3, 'FailedScheduling'),
          body(900, i),
        ],
      }),
    );
  }
};

const large: Second = (store, second) => {
  if (second % 2 === 0)
    store.put(
      `/registry/secrets/platform/sh.helm.release.v1.app.v${second}`,
      objectBytes({
        kind: 'Secret',
        namespace: 'platform',
        name: `sh.helm.release.v1.app.v${second}`,
        more: [body(500_000, second)],
      }),
    );
};

async function causesOf(
  second: Second,
  isDated: boolean,
  state: StoreState = { alarms: MEMBERS },
  seconds = 100,
): Promise<readonly Cause[]> {
  const { report } = await analyzed({ 'at-refusal.db': storeOf(told(second, isDated, seconds), state) });
  return report.causes;
}

const verdictOf = (causes: readonly Cause[], id: string): number =>
  VERDICTS.indexOf(causes.find((cause) => cause.id === id)?.verdict ?? 'undetermined');
const LIKELY = VERDICTS.indexOf('likely');

const STORIES = [
  ['pod-restart-storm', recreated, /checkout/],
  ['controller-hot-loop', rewritten, /widgets/],
  ['event-flood', events, /fluentd/],
  ['large-objects', large, /helm/],
] as const;

describe('what a full database is full of', () => {
  for (const isDated of [true, false])
    for (const [id, second, subject] of STORIES)
      it(`${id}, ${isDated ? 'with' : 'without'} dates inside`, async () => {
        const causes = await causesOf(second, isDated);
        const cause = causes.find((one) => one.id === id);
        expect(VERDICTS.indexOf(cause?.verdict ?? ''), cause?.because).to.be.at.least(LIKELY);
        expect(cause?.subject).to.match(subject);
        expect(cause?.because).to.match(/database/);
        for (const [other] of STORIES) if (other !== id) expect(verdictOf(causes, other), other).to.be.below(LIKELY);
      });

  it('one file is one kind of evidence: nothing is confirmed by it alone', async () => {
    for (const [, second] of STORIES)
      for (const { id, verdict } of await causesOf(second, true)) expect(verdict, id).to.not.equal('confirmed');
  });

  it('was not defragmented, and its alarm is armed still', async () => {
    const causes = await causesOf(recreated, true, { alarms: MEMBERS, compacted: 1000, freePages: 5000 });
    expect(verdictOf(causes, 'missing-defragmentation')).to.be.at.least(LIKELY);
    expect(verdictOf(causes, 'alarm-left-armed')).to.be.at.least(LIKELY);
  });

  it('is full, and its alarm does its duty', async () => {
    const causes = await causesOf(recreated, true);
    for (const id of ['missing-defragmentation', 'alarm-left-armed'])
      expect(verdictOf(causes, id), id).to.be.below(VERDICTS.indexOf('possible'));
  });

  it('was never compacted, in minutes or in an hour', async () => {
    expect(verdictOf(await causesOf(recreated, true), 'compaction-disabled')).to.be.below(LIKELY);
    expect(verdictOf(await causesOf(rewritten, true, { alarms: MEMBERS }, 1800), 'compaction-disabled')).to.be.at.least(
      LIKELY,
    );
  });

  it('was compacted before it was full', async () => {
    const causes = await causesOf(recreated, true, { alarms: MEMBERS, compacted: 400 }, 1800);
    expect(verdictOf(causes, 'compaction-disabled')).to.be.at.most(VERDICTS.indexOf('refuted'));
  });

  it('a compaction that did not finish is named', async () => {
    const causes = await causesOf(recreated, true, { alarms: MEMBERS, compacted: 300, scheduled: 900 });
    expect(causes.find(({ id }) => id === 'compaction-stalled')?.because).to.match(/revision 900 was started/);
  });

  it('without an alarm nothing is full', async () => {
    for (const [id, second] of STORIES) {
      const causes = await causesOf(second, false, {});
      expect(verdictOf(causes, id), id).to.be.below(LIKELY);
    }
  });
});

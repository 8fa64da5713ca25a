import { HASH_LETTERS, podName, SUFFIX_LETTERS } from './pod-name.js';
import type { Random } from './random.js';

/**
 * How many different keys a log has.
 * - `low`: one Deployment whose pods are replaced after two dozen writes, and some steady ones: few workloads, long lives.
 * - `real`: the shares that recordings of control planes have (docs/performance.md): near half of all puts go to a key
 *   that was not written before.
 * - `hostile`: every put goes to another key, of another workload in another namespace.
 */
export const KEY_SOURCES = ['low', 'real', 'hostile'] as const;
export type KeySourceName = (typeof KEY_SOURCES)[number];

/** What a put writes. `lease`: whether the key expires, as those of Events do. */
export interface Put {
  readonly key: string;
  readonly valueBytes: number;
  readonly lease: boolean;
}

export interface KeySource {
  /** A pod's. */
  pod(): Put;
  /** Of other resources; null: no such line at this place. */
  other(): Put | null;
}

const HEX_LETTERS = '0123456789abcdef';

/** `fresh`: how many of the new keys of `real` are written, the others being known ones of the same kind: 0 to 1. */
export function keySource(name: KeySourceName, random: Random, fresh = 1): KeySource {
  if (name === 'low') return fewKeys(random);
  return name === 'real' ? recordedKeys(random, fresh) : hostileKeys(random);
}

/** Few owners and many pods: one Deployment throws its pods away after two dozen writes, the others keep theirs. */
function fewKeys(random: Random): KeySource {
  const storming = `checkout-worker-${random.text(HASH_LETTERS, 10)}`;
  const pods = Array.from({ length: 48 }, () => podName(storming, random));
  const written = pods.map(() => random.int(0, 23));
  const steady = [
    'shop/web-frontend',
    'shop/api-gateway',
    'ledger/booking',
    'kube-system/coredns',
    'monitoring/prometheus-agent',
  ].flatMap((owner) => {
    const replicaSet = `${owner}-${random.text(HASH_LETTERS, 9)}`;
    return Array.from({ length: 12 }, () => podName(replicaSet, random));
  });
  const nodes = Array.from({ length: 24 }, (_, i) => `k8s-worker-${i + 1}`);
  const stormingPod = (): string => {
    const slot = random.int(0, pods.length - 1);
    written[slot] = (written[slot] ?? 0) + 1;
    if (written[slot] > 24) {
      written[slot] = 0;
      pods[slot] = podName(storming, random);
    }
    return pods[slot] ?? '';
  };
  const otherKey = (): string => {
    const chance = random.next();
    if (chance < 0.45) return `/registry/events/payments/${random.pick(pods)}.18114f${random.text(HEX_LETTERS, 10)}`;
    if (chance < 0.75) return `/registry/leases/kube-node-lease/${random.pick(nodes)}`;
    if (chance < 0.95)
      return `/registry/leases/kube-system/${random.pick(['kube-controller-manager', 'kube-scheduler'])}`;
    return `/registry/minions/${random.pick(nodes)}`;
  };
  return {
    pod() {
      const key =
        random.next() < 0.93 ? `/registry/pods/payments/${stormingPod()}` : `/registry/pods/${random.pick(steady)}`;
      return { key, valueBytes: random.int(2890, 3940), lease: false };
    },
    other() {
      if (random.next() >= 0.15) return null;
      const key = otherKey();
      return { key, valueBytes: random.int(380, 1900), lease: false };
    },
  };
}

/** A pod of a live workload: it is written a few times, and then another takes its place. */
interface LivePod {
  readonly namespace: string;
  readonly name: string;
  writesLeft: number;
}

/** Known keys of a kind, of which a later write takes one. */
const KNOWN = 4096;

/**
 * Of 100 puts: 38 of pods (each created, and updated a few times), 38 of Events (six of ten are new, four of ten repeat
 * one), 7 of reports that are created once, and the rest updates of what stays. Workloads: Deployments that keep
 * their pods' template for some thousand pods, and Jobs, each with a name and eight pods of its own.
 */
function recordedKeys(random: Random, fresh: number): KeySource {
  const namespaces = ['payments', 'shop', 'ledger', 'batch', 'monitoring', 'kube-system', 'policy', 'media'];
  const words = ['checkout', 'worker', 'api', 'gateway', 'report', 'sync', 'mailer', 'index', 'cache', 'audit'];
  const owner = (): string => `${random.pick(words)}-${random.pick(words)}`;
  const deployments = Array.from({ length: 60 }, () => ({
    namespace: random.pick(namespaces),
    name: owner(),
    replicaSet: random.text(HASH_LETTERS, 10),
  }));
  const nodes = Array.from({ length: 24 }, (_, i) => `k8s-worker-${i + 1}`);
  let minute = 28_903_000;
  let job = '';
  let jobPods = 0;
  const known = new Map<string, string[]>();
  /** A new key of a kind, or one that is known. */
  const made = (kind: string, key: () => string): string => {
    let keys = known.get(kind);
    if (keys === undefined) known.set(kind, (keys = []));
    if (keys.length > 0 && random.next() >= fresh) return random.pick(keys);
    const fallen = key();
    if (keys.length < KNOWN) keys.push(fallen);
    else keys[random.int(0, KNOWN - 1)] = fallen;
    return fallen;
  };
  const repeated = (kind: string, key: () => string): string => {
    const keys = known.get(kind);
    return keys === undefined ? made(kind, key) : random.pick(keys);
  };
  const newPod = (): LivePod => {
    const writesLeft = random.int(1, 4);
    if (random.next() < 0.3) {
      if (jobPods === 0) {
        minute += random.next() < 0.02 ? 1 : 0;
        job = `nightly-${owner()}-${minute}`;
        jobPods = 8;
      }
      jobPods -= 1;
      return { namespace: 'batch', name: podName(job, random), writesLeft };
    }
    const deployment = random.pick(deployments);
    if (random.next() < 0.001) deployment.replicaSet = random.text(HASH_LETTERS, 10);
    const name = podName(`${deployment.name}-${deployment.replicaSet}`, random);
    return { namespace: deployment.namespace, name, writesLeft };
  };
  const pods = Array.from({ length: 400 }, newPod);
  const pod = (): string => {
    const slot = random.int(0, pods.length - 1);
    const live = pods[slot] as LivePod;
    live.writesLeft -= 1;
    if (live.writesLeft < 0 && random.next() < fresh) pods[slot] = newPod();
    const { namespace, name } = pods[slot] as LivePod;
    return `${namespace}/${name}`;
  };
  const eventKey = (): string =>
    `/registry/events/${random.next() < 0.8 ? pod() : `default/${random.pick(nodes)}`}.18114f${random.text(HEX_LETTERS, 10)}`;
  const uuid = (): string => [8, 4, 4, 4, 12].map((length) => random.text(HEX_LETTERS, length)).join('-');
  const steady = (): Put => {
    const chance = random.next();
    const { namespace, name, replicaSet } = random.pick(deployments);
    const put = (key: string, low: number, high: number): Put => ({
      key: `/registry/${key}`,
      valueBytes: random.int(low, high),
      lease: false,
    });
    if (chance < 0.4) return put(`leases/kube-node-lease/${random.pick(nodes)}`, 480, 640);
    if (chance < 0.55) return put(`replicasets/${namespace}/${name}-${replicaSet}`, 1600, 2600);
    if (chance < 0.68) return put(`endpointslices/${namespace}/${name}-${name.length}x2vq`, 900, 2600);
    if (chance < 0.8) return put(`deployments/${namespace}/${name}`, 2000, 3900);
    if (chance < 0.93) return put(`jobs/batch/nightly-${name}-${minute - random.int(0, 9)}`, 1500, 2100);
    if (chance < 0.98) return put(`configmaps/${namespace}/${name}`, 300, 3000);
    return put(`minions/${random.pick(nodes)}`, 4200, 8100);
  };
  return {
    pod: () => ({ key: `/registry/pods/${pod()}`, valueBytes: random.int(1900, 3940), lease: false }),
    other() {
      // At most two come with a write of a pod, and 62 with 38 of them.
      if (random.next() >= 0.62 / 0.76) return null;
      const chance = random.next();
      if (chance < 0.38 / 0.62) {
        const key = random.next() < 0.4 ? repeated('events', eventKey) : made('events', eventKey);
        return { key, valueBytes: random.int(620, 1150), lease: true };
      }
      if (chance < 0.45 / 0.62) {
        const key = made(
          'reports',
          () => `/registry/wgpolicyk8s.io/policyreports/${random.pick(namespaces)}/${uuid()}`,
        );
        return { key, valueBytes: random.int(1400, 5200), lease: false };
      }
      return steady();
    },
  };
}

/** Nothing comes twice, and nothing rolls up to anything known. */
function hostileKeys(random: Random): KeySource {
  const word = (length: number): string => random.text(SUFFIX_LETTERS, length);
  const put = (): Put => ({
    key: `/registry/pods/${word(8)}/${word(14)}`,
    valueBytes: random.int(380, 3940),
    lease: false,
  });
  return { pod: put, other: () => null };
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type Cluster,
  type ClusterOptions,
  eventName,
  findEtcd,
  Ledger,
  podName,
  sleep,
  startCluster,
  storm,
  type Storm,
  Writer,
} from '../real/lab.js';
import { resourceOf } from './simulated/scene.js';

/**
 * Records fixtures/incidents again from real runs of etcd, some minutes in all:
 *
 *     npm run pretest && node .cache/test/test/suites/accuracy/record.js [NAME ...]
 */
interface Play {
  readonly name: string;
  readonly title: string;
  readonly minor: Parameters<typeof findEtcd>[0];
  readonly options: Omit<ClusterOptions, 'binaries'>;
  readonly triggers: readonly string[];
  readonly also: readonly string[];
  readonly arguable?: readonly string[];
  readonly act: (stage: Stage) => Promise<void>;
}

interface Rage extends Omit<Storm, 'untilRefused'> {
  /** What is deleted before the n-th write. */
  readonly gone?: (index: number) => string | null;
}

interface Stage {
  readonly cluster: Cluster;
  readonly writers: readonly Writer[];
  readonly ledger: Ledger;
  /** Everyday writes for so long. */
  readonly calm: (seconds: number) => Promise<void>;
  /** A storm beside the everyday writes, until a write is refused; then the clients go on for some seconds. */
  readonly rage: (storm: Rage) => Promise<void>;
  /** As an API server does: `compact_rev_key`, then the compaction to an earlier revision. */
  readonly compact: (keep: number) => Promise<void>;
}

const MIB = 1 << 20;
const RETENTION = 'compaction-disabled';
const SMALL = 'quota-too-low';
/** Ten pods at a time are made and written four times; those of two rounds ago are deleted. */
const recreated = (workload: string): Pick<Rage, 'key' | 'gone'> => {
  const nameOf = (pod: number): string => `/registry/pods/payments/${podName(workload, pod)}`;
  return {
    key: (index) => nameOf(Math.floor(index / 40) * 10 + (index % 10)),
    gone: (index) =>
      index >= 80 && index % 4 === 0 ? nameOf((Math.floor(index / 40) - 2) * 10 + (index % 40) / 4) : null,
  };
};

const PLAYS: readonly Play[] = [
  {
    name: 'etcd-3.4-pod-storm-recovered',
    title:
      'pods of one Deployment are written again and again until the quota is reached; compaction, defragmentation, disarm',
    minor: '3.4',
    options: { members: 3, log: 'zap', level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['pod-restart-storm'],
    also: [RETENTION],
    arguable: [SMALL],
    async act({ calm, rage, cluster, ledger }) {
      await calm(20);
      await rage({ ...recreated('checkout-worker-bf7fd4c48'), valueBytes: 9000, count: 4000, perSecond: 70 });
      await ledger.act('compact', async () => cluster.ctl('compact', String(await cluster.revision())));
      for (const { name, endpoint } of cluster.members)
        await ledger.act(`defrag ${name}`, () => cluster.ctl(`--endpoints=${endpoint}`, 'defrag'));
      await ledger.act('alarm disarm', () => cluster.ctl('alarm', 'disarm'));
      await calm(8);
    },
  },
  {
    name: 'etcd-3.4-event-flood-old-text',
    title: 'events of one DaemonSet flood the store, old text log',
    minor: '3.4',
    options: { members: 1, log: 'capnslog', level: 'debug', quotaBytes: 6 * MIB },
    triggers: ['event-flood'],
    also: [RETENTION],
    arguable: [SMALL],
    async act({ calm, rage }) {
      await calm(20);
      const key = (index: number): string =>
        `/registry/events/logging/${eventName(`fluentd-${podName('x', index % 9).slice(2)}`, index)}`;
      await rage({ key, valueBytes: 3900, count: 6000, perSecond: 60 });
    },
  },
  {
    name: 'etcd-3.5-large-secrets',
    title: 'a pipeline writes releases of Helm of 400 kB each',
    minor: '3.5',
    options: { members: 1, level: 'debug', quotaBytes: 24 * MIB },
    triggers: ['large-objects'],
    also: [RETENTION],
    arguable: [SMALL],
    async act({ calm, rage }) {
      await calm(20);
      await rage({
        key: (index) => `/registry/secrets/shop/sh.helm.release.v1.storefront.v${index + 1}`,
        valueBytes: 400_000,
        count: 200,
        perSecond: 3,
        concurrency: 2,
      });
    },
  },
  {
    name: 'etcd-3.5-hot-loop',
    title: 'two controllers change one object in turns',
    minor: '3.5',
    options: { members: 3, level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['controller-hot-loop'],
    also: [RETENTION],
    arguable: [SMALL, 'no-op-writes'],
    async act({ calm, rage }) {
      await calm(20);
      await rage({
        key: () => '/registry/example.com/gateways/platform/public',
        valueBytes: 16_000,
        count: 3000,
        perSecond: 35,
        concurrency: 2,
      });
    },
  },
  {
    name: 'etcd-3.6-objects-pile-up',
    title: 'reports of a scanner pile up while compaction runs',
    minor: '3.6',
    options: { members: 1, level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['object-accumulation'],
    also: ['compaction-blocked-by-nospace'],
    arguable: [SMALL],
    async act({ calm, rage, compact }) {
      let over = false;
      const rounds = (async (): Promise<void> => {
        while (!over) {
          await compact(5);
          await sleep(4000);
        }
      })();
      await calm(20);
      await rage({
        key: (index) => `/registry/wgpolicyk8s.io/policyreports/policy/scan-${podName('r', index).slice(2)}-${index}`,
        valueBytes: 9000,
        count: 4000,
        perSecond: 45,
      });
      over = true;
      await rounds;
    },
  },
  {
    name: 'etcd-3.6-healthy',
    title: 'everyday writes, and an API server that compacts',
    minor: '3.6',
    options: { members: 3, level: 'debug', quotaBytes: 2048 * MIB },
    triggers: [],
    also: [],
    async act({ calm, compact }) {
      for (let round = 0; round < 10; round += 1) {
        await calm(4);
        await compact(10);
      }
    },
  },
  {
    name: 'etcd-3.4-healthy-old-text',
    title: 'everyday writes, and an API server that compacts, old text log',
    minor: '3.4',
    options: { members: 3, log: 'capnslog', level: 'debug', quotaBytes: 2048 * MIB },
    triggers: [],
    also: [],
    async act({ calm, compact }) {
      for (let round = 0; round < 10; round += 1) {
        await calm(4);
        await compact(10);
      }
    },
  },
  {
    name: 'etcd-3.7-pod-storm',
    title: 'pods of one Deployment are written again and again until the quota is reached; it is not repaired',
    minor: '3.7',
    options: { members: 1, level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['pod-restart-storm'],
    also: [RETENTION],
    arguable: [SMALL],
    async act({ calm, rage }) {
      await calm(20);
      await rage({ ...recreated('indexer-6f5cbb9d84'), valueBytes: 8000, count: 4000, perSecond: 70 });
    },
  },
  {
    name: 'etcd-3.5-compacted-not-defragmented',
    title: 'a storm of pods up to the quota, then a compaction, and neither defragmentation nor disarm',
    minor: '3.5',
    options: { members: 1, level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['pod-restart-storm'],
    also: [RETENTION, 'missing-defragmentation', 'alarm-left-armed'],
    arguable: [SMALL],
    async act({ calm, rage, cluster, ledger }) {
      await calm(20);
      await rage({ ...recreated('biller-7d9c6f5b54'), valueBytes: 9000, count: 4000, perSecond: 70 });
      await ledger.act('compact', async () => cluster.ctl('compact', String(await cluster.revision())));
      await calm(12);
    },
  },
  {
    name: 'etcd-3.6-foreign-keys',
    title: "another application's keys in the etcd of Kubernetes",
    minor: '3.6',
    options: { members: 1, level: 'debug', quotaBytes: 12 * MIB },
    triggers: ['co-tenant'],
    also: [RETENTION, 'object-accumulation'],
    arguable: [SMALL],
    async act({ calm, rage }) {
      await calm(20);
      await rage({
        key: (index) => `by-dev/meta/channel-cp/${index % 30}-${index}`,
        valueBytes: 15_000,
        count: 3000,
        perSecond: 40,
      });
    },
  },
];

const EVERYDAY: readonly (readonly [key: (index: number) => string, bytes: number])[] = [
  [(index) => `/registry/leases/kube-node-lease/worker-${(index % 4) + 1}`, 480],
  [() => '/registry/leases/kube-system/kube-scheduler', 440],
  [(index) => `/registry/leases/kube-node-lease/worker-${(index % 4) + 5}`, 480],
  [() => '/registry/leases/kube-system/kube-controller-manager', 450],
  [(index) => `/registry/pods/kube-system/${podName('coredns-5f9978d6f8', index % 3)}`, 4200],
  [() => '/registry/argoproj.io/applications/argocd/cart', 2300],
];

async function play(one: Play): Promise<void> {
  const binaries = await findEtcd(one.minor);
  if ('missing' in binaries) throw new Error(binaries.missing);
  const cluster = await startCluster({ binaries, ...one.options });
  const ledger = new Ledger();
  const writers = cluster.members.map((member) => Writer.of(member, ledger));
  const statuses: string[] = [];
  let over = false;
  let turn = 0;
  let raged: number | null = null;
  const calm = async (seconds: number): Promise<void> => {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(220)) {
      const [key, bytes] = EVERYDAY[turn % EVERYDAY.length] ?? [() => '', 0];
      await writers[turn % writers.length]?.write(key(turn), bytes);
      turn += 1;
    }
  };
  const sampling = (async (): Promise<void> => {
    while (!over) {
      const t = new Date().toISOString();
      const { stdout } = await cluster.ctl('endpoint', 'status', '-w=json', '--command-timeout=2s');
      if (stdout.trim() !== '') statuses.push(`{"t":"${t}","status":${stdout.trim()}}\n`);
      await sleep(2500);
    }
  })();
  try {
    await one.act({
      cluster,
      writers,
      ledger,
      calm,
      async rage(wanted) {
        raged = Date.now();
        const removals: Promise<void>[] = [];
        const key = (index: number): string => {
          const dead = wanted.gone?.(index) ?? null;
          if (dead !== null) removals.push(writers[index % writers.length]?.remove(dead) ?? Promise.resolve());
          return wanted.key(index);
        };
        const raging = storm(writers, ledger, { ...wanted, key, untilRefused: true });
        while (ledger.refused === 0 && Date.now() < raged + 90_000) await calm(0.2);
        await raging;
        await Promise.all(removals);
        await calm(5);
      },
      async compact(keep) {
        await writers[0]?.write('compact_rev_key', 5);
        const revision = (await cluster.revision()) - keep;
        if (ledger.refused === 0 && revision > 1)
          await ledger.act('compact', () => cluster.ctl('compact', String(revision)));
      },
    });
  } finally {
    over = true;
    await sampling;
    for (const writer of writers) writer.close();
    await cluster.stop();
  }
  write(one, binaries.version, cluster, ledger, statuses, raged);
  await cluster.remove();
}

function write(
  one: Play,
  version: string,
  cluster: Cluster,
  ledger: Ledger,
  statuses: readonly string[],
  raged: number | null,
): void {
  const folder = join('fixtures', 'incidents', one.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const member of cluster.members) {
    const { etcd } = cluster.binaries;
    const folders = member.log.replaceAll(cluster.folder, '/var/lib/etcd');
    const paths = etcd.startsWith('/') ? folders.replaceAll(etcd, '/usr/bin/etcd') : folders;
    const kept = paths.split('\n').filter(isKept).join('\n');
    writeFileSync(join(folder, `${member.name}.log.gz`), gzipSync(kept, { level: 9 }));
  }
  writeFileSync(join(folder, 'endpoint-status.jsonl.gz'), gzipSync(statuses.join(''), { level: 9 }));
  const accepted = ledger.ops.filter(({ op, result }) => op === 'put' && result === 'ok');
  const counts = new Map<string, number>();
  for (const { key } of accepted) counts.set(resourceOf(key), (counts.get(resourceOf(key)) ?? 0) + 1);
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
  const truth = {
    title: one.title,
    version,
    triggers: one.triggers,
    also: one.also,
    arguable: one.arguable ?? [],
    capturedAt: iso(Date.now()),
    writePressure: iso(raged),
    spaceExceeded: iso(ledger.firstRefused?.at ?? null),
    quotaBytes: one.options.quotaBytes,
    puts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    refused: ledger.refused,
    actions: ledger.actions.map(({ at, what }) => ({ time: iso(at), what })),
  };
  writeFileSync(join(folder, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  writeFileSync(join(folder, 'SOURCE.md'), sourceOf(one, version));
}

/** From 3.5 on, debug lines of the apply step hold whole values: of debug lines only those of requests are kept. */
const isKept = (line: string): boolean =>
  !line.startsWith('{"level":"debug"') || line.includes('"msg":"request stats"');

const sourceOf = ({ title, options }: Play, version: string): string => `# etcd ${version}: ${title}

A recording of a real etcd ${version} (${options.members ?? 1} member${(options.members ?? 1) > 1 ? 's' : ''}, ${options.log === 'capnslog' ? 'old text log' : 'JSON log'}, debug level, quota of ${(options.quotaBytes ?? 0) / MIB} MiB), by
\`test/suites/accuracy/record.ts\`. The clients are a load generator that writes as kube-apiserver does; the incident is
scaled down to a minute.

- \`*.log.gz\`: standard error of each member. Folder names are replaced, and of debug lines only \`request stats\` is kept.
- \`endpoint-status.jsonl.gz\`: \`etcdctl endpoint status -w json\` every few seconds.
- \`truth.json\`: what really happened, from the clients' side.
`;

const wanted = process.argv.slice(2);
for (const one of PLAYS) {
  if (wanted.length > 0 && !wanted.includes(one.name)) continue;
  process.stdout.write(`${one.name} …\n`);
  await play(one);
}

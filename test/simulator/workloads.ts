import type { Client } from './api-records.js';
import { nameSuffix, templateHash } from './random.js';
import type { World } from './world.js';

const MANAGER: Client = {
  user: 'system:kube-controller-manager',
  agent: 'kube-controller-manager/v1.29.4 (linux/amd64) kubernetes/55019c8',
};
const SCHEDULER: Client = {
  user: 'system:kube-scheduler',
  agent: 'kube-scheduler/v1.29.4 (linux/amd64) kubernetes/55019c8',
};
const kubelet = (node: string): Client => ({
  user: `system:node:${node}`,
  agent: 'kubelet/v1.29.4 (linux/amd64) kubernetes/55019c8',
});
const serviceAccount = (namespace: string, name: string, agent = name): Client => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  agent: `${agent}/v0.0.0 (linux/amd64) kubernetes/$Format`,
});

/** A quiet cluster's everyday: node leases, electors, node and pod status, endpoints, an operator, a few events. */
export function everyday(world: World, from: number, to: number, busyness = 1): void {
  for (const node of world.nodes) {
    world.every(from, to, 10_000, (time) =>
      world.put(time, `/registry/leases/kube-node-lease/${node}`, 480, kubelet(node)),
    );
    world.every(from, to, 300_000, (time) => world.put(time, `/registry/minions/${node}`, 5200, kubelet(node)));
  }
  for (const [name, client] of [
    ['kube-controller-manager', MANAGER],
    ['kube-scheduler', SCHEDULER],
  ] as const)
    world.every(from, to, 4000 / busyness, (time) =>
      world.put(time, `/registry/leases/kube-system/${name}`, 460, client),
    );
  const pods = Array.from(
    { length: 24 },
    (_, i) =>
      `/registry/pods/${i % 3 === 0 ? 'shop' : 'kube-system'}/${i % 3 === 0 ? 'web' : 'coredns'}-${HASH}-${nameSuffix(world.random)}`,
  );
  world.stream(from, to, 0.15 * busyness, (time) =>
    world.put(time, world.random.pick(pods), world.random.int(3800, 5200), kubelet(world.random.pick(world.nodes))),
  );
  world.stream(from, to, 0.1 * busyness, (time) =>
    world.put(
      time,
      `/registry/argoproj.io/applications/argocd/${world.random.pick(['cart', 'shop', 'search'])}`,
      2300,
      serviceAccount('argocd', 'argocd-application-controller'),
    ),
  );
  world.stream(from, to, 0.05 * busyness, (time) =>
    world.put(
      time,
      `/registry/configmaps/kube-system/${world.random.pick(['cluster-info', 'autoscaler-status'])}`,
      1500,
      MANAGER,
    ),
  );
  world.stream(from, to, 0.04 * busyness, (time) => {
    const pod = world.random.pick(pods).split('/');
    const node = world.random.pick(world.nodes);
    world.tell(time, {
      namespace: pod[3] ?? '',
      kind: 'Pod',
      name: pod[4] ?? '',
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
      component: 'kubelet',
      host: node,
    });
  });
}

const HASH = '7c9d8f6b54';

export interface Storm {
  readonly namespace: string;
  readonly workload: string;
  readonly from: number;
  readonly to: number;
  readonly perSecond: number;
}

/** The pods of a Deployment crash or are recreated: status writes and events of kubelets. */
export function podStorm(
  world: World,
  storm: Storm & { readonly recreated: boolean; readonly replicas?: number; readonly bytes?: number },
): void {
  const { namespace, workload, from, to, perSecond, recreated, replicas = 30, bytes = 7000 } = storm;
  const set = `${workload}-${templateHash(world.random)}`;
  const pods = Array.from({ length: replicas }, () => ({ name: `${set}-${nameSuffix(world.random)}`, step: 0 }));
  world.storm(from, to, perSecond, (time) => {
    const pod = world.random.pick(pods);
    const node = world.random.pick(world.nodes);
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string, component = 'kubelet'): void => {
      world.tell(time + 4, { namespace, kind: 'Pod', name: pod.name, type, reason, message, component, host: node });
    };
    const key = (): string => `/registry/pods/${namespace}/${pod.name}`;
    if (recreated && pod.step >= 4) {
      world.remove(time, key(), MANAGER);
      pod.name = `${set}-${nameSuffix(world.random)}`;
      pod.step = 0;
    }
    world.put(
      time,
      key(),
      Math.round(world.random.between(0.85, 1.15) * bytes),
      pod.step === 0 && recreated ? MANAGER : kubelet(node),
    );
    const image = `registry.example.com/${namespace}/${workload}:v2`;
    if (pod.step % 4 === 0) {
      if (recreated)
        tell('Normal', 'Scheduled', `Successfully assigned ${namespace}/${pod.name} to ${node}`, 'default-scheduler');
      tell('Normal', 'Pulled', `Container image "${image}" already present on machine`);
    } else if (pod.step % 4 === 1) tell('Normal', 'Started', `Started container ${workload}`);
    else if (pod.step % 4 === 3)
      tell('Warning', 'BackOff', `Back-off restarting failed container ${workload} in pod ${pod.name}_${namespace}`);
    pod.step += 1;
  });
}

/** A component without a filter reports one thing of its pods over and over, each time as a new event. */
export function eventFlood(world: World, storm: Storm & { readonly aggregated?: boolean }): void {
  const { namespace, workload, from, to, perSecond, aggregated = false } = storm;
  const pods = Array.from({ length: 12 }, () => `${workload}-${nameSuffix(world.random)}`);
  world.storm(from, to, perSecond, (time) => {
    const name = world.random.pick(pods);
    const message =
      `MountVolume.SetUp failed for volume "config" : rpc error: code = Internal desc = could not mount ${workload}-config at ` +
      `/var/lib/kubelet/pods/${name}/volumes: ${'exit status 32, mounting arguments -t nfs -o nolock '.repeat(aggregated ? 2 : 10)}`;
    world.tell(
      time,
      {
        namespace,
        kind: 'Pod',
        name,
        type: 'Warning',
        reason: 'FailedMount',
        message,
        component: 'kubelet',
        host: world.random.pick(world.nodes),
      },
      false,
      aggregated,
    );
  });
}

/** CronJobs of every minute whose jobs are not removed. */
export function jobPile(world: World, storm: Storm & { readonly bytes?: number }): void {
  const { namespace, workload, from, to, perSecond, bytes = 6500 } = storm;
  const jobsEach = Math.max(1, Math.round((perSecond / (2 + 2 * PODS_OF_A_JOB)) * 60));
  for (let i = 0; i < jobsEach; i++) {
    const cron = `${workload}-${String(i).padStart(3, '0')}`;
    for (let minute = Math.ceil(from / 60_000); minute < to / 60_000; minute++)
      world.agenda.at(minute * 60_000 + world.random.between(10, 50_000), (time) => {
        if (world.isOver(time)) return;
        world.beginsStorm(time);
        // the controller names a job after the minute for which it was scheduled
        runJob(world, time, namespace, `${cron}-${minute}`, bytes);
      });
  }
}

/** `parallelism` of each job. */
const PODS_OF_A_JOB = 6;

function runJob(world: World, time: number, namespace: string, job: string, bytes: number): void {
  const own = { namespace, kind: 'Job', name: job, type: 'Normal', component: 'job-controller' } as const;
  world.put(time, `/registry/jobs/${namespace}/${job}`, Math.round(bytes * 0.6), MANAGER);
  for (let i = 0; i < PODS_OF_A_JOB; i++) {
    const pod = `${job}-${nameSuffix(world.random)}`;
    const node = world.random.pick(world.nodes);
    world.put(time + 8 + i, `/registry/pods/${namespace}/${pod}`, bytes, MANAGER);
    world.tell(time + 9 + i, { ...own, reason: 'SuccessfulCreate', message: `Created pod: ${pod}` });
    world.agenda.at(time + 2500 + 200 * i, (now) =>
      world.put(now, `/registry/pods/${namespace}/${pod}`, bytes + 700, kubelet(node)),
    );
  }
  world.agenda.at(time + 2500 + 200 * PODS_OF_A_JOB, (now) => {
    world.put(now + 20, `/registry/jobs/${namespace}/${job}`, Math.round(bytes * 0.65), MANAGER);
    world.tell(now + 30, { ...own, reason: 'Completed', message: 'Job completed' });
  });
}

/** Two controllers undo each other's changes of one object. */
export function hotLoop(
  world: World,
  storm: Storm & { readonly bytes: number; readonly key: string; readonly conflicts?: number },
): void {
  const { from, to, perSecond, bytes, key, conflicts = 0.2 } = storm;
  const sides = [serviceAccount('platform', storm.workload), serviceAccount('platform', 'policy-sync')];
  let turn = 0;
  world.storm(from, to, perSecond, (time) => {
    turn += 1;
    const client = sides[turn % 2] ?? MANAGER;
    world.put(time, key, bytes + (turn % 2) * 12, client, {
      conflict: world.random.chance(conflicts) && world.cluster.store.has(key),
    });
  });
}

/** Electors far too many, each of which renews its lease every few seconds. */
export function leaseChurn(world: World, storm: Storm): void {
  const { namespace, workload, from, to, perSecond } = storm;
  const electors = Array.from({ length: Math.max(1, Math.round(perSecond * 2)) }, (_, i) => `${workload}-${i}`);
  for (const name of electors)
    world.every(from, to, 2000, (time) => {
      if (world.isOver(time)) return;
      world.beginsStorm(time);
      world.put(time, `/registry/leases/${namespace}/${name}`, 560, serviceAccount(namespace, name));
    });
}

/** Reports of a scanner, one after the other, and none is ever deleted. */
export function accumulation(world: World, storm: Storm & { readonly bytes: number; readonly resource: string }): void {
  const { namespace, workload, from, to, perSecond, bytes, resource } = storm;
  world.storm(from, to, perSecond, (time) => {
    const key = `/registry/${resource}/${namespace}/${workload}-${nameSuffix(world.random, 10)}`;
    world.put(time, key, Math.round(bytes * world.random.between(0.7, 1.4)), serviceAccount(namespace, workload));
  });
}

/** Releases of Helm, each a secret of hundreds of kilobytes. */
export function largeSecrets(world: World, storm: Storm & { readonly bytes: number }): void {
  const { namespace, workload, from, to, perSecond, bytes } = storm;
  let release = 100;
  world.storm(from, to, perSecond, (time) => {
    release += 1;
    const key = `/registry/secrets/${namespace}/sh.helm.release.v1.${workload}.v${release}`;
    world.put(
      time,
      key,
      Math.round(bytes * world.random.between(0.9, 1.1)),
      serviceAccount(namespace, 'ci-deployer', 'Helm'),
    );
    if (release > 110)
      world.remove(
        time + 30,
        `/registry/secrets/${namespace}/sh.helm.release.v1.${workload}.v${release - 10}`,
        serviceAccount(namespace, 'ci-deployer', 'Helm'),
      );
  });
}

/** Kubelets evict pods because of low disk space, and the controller recreates them. */
export function evictions(world: World, storm: Storm & { readonly bytes?: number }): void {
  const { namespace, workload, from, to, perSecond, bytes = 7000 } = storm;
  const set = `${workload}-${templateHash(world.random)}`;
  const node = world.nodes[0] ?? 'worker-1';
  world.every(from, to, 45_000, (time) => {
    world.tell(time, {
      namespace: 'default',
      kind: 'Node',
      name: node,
      type: 'Normal',
      reason: 'NodeHasDiskPressure',
      message: `Node ${node} status is now: NodeHasDiskPressure`,
      component: 'kubelet',
      host: node,
    });
  });
  world.storm(from, to, perSecond / 5, (time) => {
    const name = `${set}-${nameSuffix(world.random)}`;
    const key = `/registry/pods/${namespace}/${name}`;
    const own = { namespace, kind: 'Pod', name, host: node } as const;
    world.put(time, key, bytes, MANAGER);
    world.tell(time + 5, {
      ...own,
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
      component: 'default-scheduler',
    });
    world.put(time + 60, key, bytes + 300, SCHEDULER);
    world.agenda.at(time + 1800, (now) => {
      world.put(now, key, bytes + 900, kubelet(node));
      world.tell(now + 3, {
        ...own,
        type: 'Warning',
        reason: 'Evicted',
        message:
          'The node was low on resource: ephemeral-storage. Threshold quantity: 10721284Ki, available: 9862216Ki.',
        component: 'kubelet',
      });
      world.put(now + 40, key, bytes + 700, kubelet(node));
    });
    world.agenda.at(time + 40_000, (now) => world.remove(now, key, MANAGER));
  });
}

/** Another application's keys in the same etcd. */
export function foreignKeys(world: World, storm: Storm & { readonly bytes: number }): void {
  const { workload, from, to, perSecond, bytes } = storm;
  let turn = 0;
  world.storm(from, to, perSecond, (time) => {
    turn += 1;
    world.cluster.write(
      time,
      { op: 'put', key: `${workload}/meta/channel-cp/${turn % 40}-${nameSuffix(world.random, 6)}`, size: bytes },
      1,
      '10.20.7.63:50114',
    );
  });
}

/** Every object of a resource is written once by one client: a migration of the stored version. */
export function bulkRewrite(world: World, storm: Storm & { readonly bytes: number; readonly resource: string }): void {
  const { namespace, workload, from, to, perSecond, bytes, resource } = storm;
  const total = Math.round(((to - from) / 1000) * perSecond);
  const keys = Array.from(
    { length: total },
    (_, i) => `/registry/${resource}/${namespace}-${i % 17}/${workload}-${nameSuffix(world.random, 6)}`,
  );
  for (const key of keys) world.preload(key, bytes);
  let turn = 0;
  world.storm(from, to, perSecond, (time) => {
    const key = keys[turn++];
    if (key !== undefined) world.put(time, key, bytes + 20, serviceAccount('kube-system', 'storage-version-migrator'));
  });
}

/** A rollout: each pod of a Deployment replaced by a new one, once. */
export function rollout(world: World, storm: Storm & { readonly replicas: number }): void {
  const { namespace, workload, from, replicas } = storm;
  const [old, next] = [`${workload}-${templateHash(world.random)}`, `${workload}-${templateHash(world.random)}`];
  const gone = Array.from({ length: replicas }, () => `/registry/pods/${namespace}/${old}-${nameSuffix(world.random)}`);
  for (const key of gone) world.preload(key, 6000);
  for (let i = 0; i < replicas; i++) {
    const at = from + (i / replicas) * (storm.to - from);
    const name = `${next}-${nameSuffix(world.random)}`;
    const key = `/registry/pods/${namespace}/${name}`;
    const node = world.random.pick(world.nodes);
    const own = { namespace, kind: 'Pod', name, host: node, type: 'Normal' } as const;
    world.agenda.at(at, (time) => {
      world.put(time, key, 5200, MANAGER);
      world.put(time + 30, key, 5600, SCHEDULER);
      world.tell(time + 31, {
        ...own,
        reason: 'Scheduled',
        message: `Successfully assigned ${namespace}/${name} to ${node}`,
        component: 'default-scheduler',
      });
    });
    world.agenda.at(at + 2500, (time) => {
      world.put(time, key, 6600, kubelet(node));
      world.tell(time + 5, {
        ...own,
        reason: 'Pulled',
        message: `Container image "registry.example.com/${workload}:v3" already present on machine`,
        component: 'kubelet',
      });
      world.tell(time + 8, {
        ...own,
        reason: 'Started',
        message: `Started container ${workload}`,
        component: 'kubelet',
      });
      world.put(time + 60, key, 6900, kubelet(node));
      world.remove(time + 400, gone[i] ?? '', MANAGER);
    });
  }
}

import { expect } from 'chai';
import fc from 'fast-check';
import { parseEtcdKey } from '../../src/model/etcd-key.js';
import { isCandidateOwner, ownerOfPod, workloadOf, workloadOfObject } from '../../src/model/workload.js';

function workloadOfKey(key: string): string {
  const { resource, namespace, name, kubernetes } = parseEtcdKey(key);
  return workloadOf(resource, namespace, name, kubernetes);
}

const LONG = 'a-very-long-deployment-name-that-eats-all-the-room-there';

/** [pod, kind, owner] */
const PODS: readonly (readonly [string, string, string])[] = [
  ['checkout-worker-bf7fd4c48-vt96s', 'Deployment', 'checkout-worker'],
  ['checkout-api-7c9d8f6b54-x2vqk', 'Deployment', 'checkout-api'],
  ['prometheus-d54f4ddf7-bl9th', 'Deployment', 'prometheus'],
  ['fluentd-h2wtk', 'DaemonSet', 'fluentd'],
  ['node-exporter-7xk2p', 'DaemonSet', 'node-exporter'],
  // too short for a template hash: an index, a version
  ['resize-4-x2vqk', 'DaemonSet', 'resize-4'],
  ['agent-b-x2vqk', 'DaemonSet', 'agent-b'],
  ['report-sync-29922510-k6x9v', 'CronJob', 'report-sync'],
  // up to 1.20 seconds
  ['backup-1734232500-k6x9v', 'CronJob', 'backup'],
  // a date is no schedule
  ['migrate-20241215-k6x9v', 'DaemonSet', 'migrate-20241215'],
  ['migrate-2026-k6x9v', 'DaemonSet', 'migrate-2026'],
  ['checkout-db-0', 'StatefulSet', 'checkout-db'],
  ['kafka-12', 'StatefulSet', 'kafka'],
  ['kafka-012', 'Pod', 'kafka-012'],
  ['debug', 'Pod', 'debug'],
  // a vowel, a y, a 0 in the suffix
  ['tools-mysql', 'Pod', 'tools-mysql'],
  ['tools-x2vq0', 'Pod', 'tools-x2vq0'],
  ['kube-apiserver-master-1', 'Pod', 'kube-apiserver-master-1'],
  ['frontend-3-deploy', 'DeploymentConfig', 'frontend'],
  ['frontend-12-build', 'BuildConfig', 'frontend'],
  // generateName cuts the base to 58 characters: part of the hash and the dash are lost
  [`${LONG}-7x2vqk`, 'Deployment', LONG],
  ['-x2vqk', 'Pod', '-x2vqk'],
  ['', 'Pod', ''],
];

/** [key, workload] */
const KEYS: readonly (readonly [string, string])[] = [
  ['/registry/pods/payments/checkout-worker-bf7fd4c48-vt96s', 'payments/Deployment/checkout-worker'],
  ['/registry/replicasets/payments/checkout-worker-bf7fd4c48', 'payments/Deployment/checkout-worker'],
  ['/registry/replicasets/payments/checkout-worker', 'payments/ReplicaSet/checkout-worker'],
  ['/registry/deployments/payments/checkout-worker', 'payments/Deployment/checkout-worker'],
  ['/registry/jobs/batch/report-sync-29922510', 'batch/CronJob/report-sync'],
  ['/registry/jobs/batch/migrate-2026', 'batch/Job/migrate-2026'],
  ['/registry/cronjobs/batch/report-sync', 'batch/CronJob/report-sync'],
  ['/registry/leases/kube-node-lease/worker-7', 'kube-node-lease/Lease/worker-7'],
  ['/registry/minions/worker-7', '(cluster)/Node/worker-7'],
  ['/registry/masterleases/10.0.1.10', '(cluster)/MasterLease/10.0.1.10'],
  ['/registry/configmaps/kube-system/cluster-autoscaler-status', 'kube-system/ConfigMap/cluster-autoscaler-status'],
  ['/registry/services/specs/shop/cart', 'shop/Service/cart'],
  ['/registry/services/endpoints/shop/cart', 'shop/Endpoints/cart'],
  ['/registry/endpointslices/shop/cart-x2vqk', 'shop/EndpointSlice/cart-x2vqk'],
  ['/registry/controllers/shop/cart', 'shop/ReplicationController/cart'],
  ['/registry/networkpolicies/shop/cart', 'shop/NetworkPolicy/cart'],
  ['/registry/clusterroles/system:node', '(cluster)/ClusterRole/system:node'],
  ['/registry/argoproj.io/applications/argocd/cart', 'argocd/Application/cart'],
  ['/registry/stable.example.com/widgets/shop/blue', 'shop/Widget/blue'],
  ['/registry/stable.example.com/policies/shop/blue', 'shop/Policy/blue'],
  ['/registry/cilium.io/ciliumnodes/worker-1', '(cluster)/CiliumNode/worker-1'],
  ['/registry/pods/kube-system/etcd-master-1', 'kube-system/Pod/etcd-master-1'],
  ['/registry/pods/data/etcd-1', 'data/StatefulSet/etcd'],
  // events count for the workload of their object
  ['/registry/events/payments/checkout-worker-bf7fd4c48-vt96s.18ea601abbc84c16', 'payments/Deployment/checkout-worker'],
  ['/registry/events/payments/checkout-worker-bf7fd4c48.18ea601abbc84c16', 'payments/Deployment/checkout-worker'],
  ['/registry/events/logging/fluentd-h2wtk.18ea601abbc84c16', 'logging/DaemonSet/fluentd'],
  ['/registry/events/batch/report-sync-29922510.18ea601abbc84c16', 'batch/CronJob/report-sync'],
  ['/registry/events/data/kafka-2.18ea601abbc84c16', 'data/StatefulSet/kafka'],
  [
    '/registry/events/default/ip-10-0-3-42.eu-west-1.compute.internal.18ea601abbc84c16',
    'default/Pod/ip-10-0-3-42.eu-west-1.compute.internal',
  ],
  ['/registry/events/shop/cart.18ea601abbc84c16', 'shop/Pod/cart'],
  ['compact_rev_key', '(none)/compact_rev_key'],
  ['/calico/ipam/v2/host/worker-1', '(none)/calico'],
];

/** [kind, namespace, name, key of the same object] */
const OBJECTS: readonly (readonly [string, string | null, string, string])[] = [
  ['pod', 'payments', 'checkout-api-7c9d8f6b54-x2vqk', '/registry/pods/payments/checkout-api-7c9d8f6b54-x2vqk'],
  ['Pod', 'kube-system', 'etcd-master-1', '/registry/pods/kube-system/etcd-master-1'],
  ['ReplicaSet', 'payments', 'checkout-api-7c9d8f6b54', '/registry/replicasets/payments/checkout-api-7c9d8f6b54'],
  ['Job', 'batch', 'report-sync-29922510', '/registry/jobs/batch/report-sync-29922510'],
  // the events of nodes are in the namespace default
  ['node', 'default', 'worker-3', '/registry/minions/worker-3'],
  ['Service', 'shop', 'cart', '/registry/services/specs/shop/cart'],
  ['horizontalpodautoscaler', 'shop', 'cart', '/registry/horizontalpodautoscalers/shop/cart'],
  ['Application', 'argocd', 'cart', '/registry/argoproj.io/applications/argocd/cart'],
  ['podmonitor', 'shop', 'cart', '/registry/monitoring.coreos.com/podmonitors/shop/cart'],
  ['widget', 'shop', 'blue', '/registry/stable.example.com/widgets/shop/blue'],
  ['Widget', 'shop', 'blue', '/registry/stable.example.com/widgets/shop/blue'],
];

describe('ownerOfPod', () => {
  for (const [pod, kind, name] of PODS) {
    it(`${pod} → ${kind}/${name}`, () => expect(ownerOfPod(pod)).to.deep.equal({ kind, name }));
  }
});

describe('workloadOf', () => {
  for (const [key, workload] of KEYS) it(`${key} → ${workload}`, () => expect(workloadOfKey(key)).to.equal(workload));

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.string()),
        fc.string(),
        fc.boolean(),
        (resource, namespace, name, kubernetes) => {
          expect(workloadOf(resource, namespace, name, kubernetes)).to.be.a('string');
          expect(workloadOfObject(resource, namespace, name)).to.be.a('string');
        },
      ),
    );
  });
});

describe('workloadOfObject', () => {
  for (const [kind, namespace, name, key] of OBJECTS) {
    it(`${kind} ${name} agrees with its key`, () => {
      expect(workloadOfObject(kind, namespace, name)).to.equal(workloadOfKey(key));
    });
  }

  it('names an unknown namespace', () =>
    expect(workloadOfObject('Pod', null, 'web-0')).to.equal('(unknown)/StatefulSet/web'));
});

describe('isCandidateOwner', () => {
  it('knows what else may be behind a DaemonSet', () => {
    expect(isCandidateOwner('a/DaemonSet/web', 'a/Job/web')).to.equal(true);
    expect(isCandidateOwner('a/DaemonSet/web', 'a/Deployment/web')).to.equal(false);
    expect(isCandidateOwner('a/DaemonSet/web', 'b/Job/web')).to.equal(false);
    expect(isCandidateOwner('a/Pod/web', 'a/Pod/web')).to.equal(true);
  });
});

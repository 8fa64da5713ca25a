import { expect } from 'chai';
import fc from 'fast-check';
import { namespaceLabel, parseEtcdKey } from '../../src/model/etcd-key.js';

/** [key, resource, namespace label, name] */
const KEYS: readonly (readonly [string, string, string, string])[] = [
  ['/registry/pods/payments/checkout-api-7c9d8f6b54-x2vqk', 'pods', 'payments', 'checkout-api-7c9d8f6b54-x2vqk'],
  ['/registry/minions/worker-1', 'minions', '(cluster)', 'worker-1'],
  ['/registry/leases/kube-node-lease/worker-1', 'leases', 'kube-node-lease', 'worker-1'],
  ['/registry/events/payments/web-0.18ea5ddfbf5a3655', 'events', 'payments', 'web-0.18ea5ddfbf5a3655'],
  ['/registry/services/specs/default/kubernetes', 'services/specs', 'default', 'kubernetes'],
  ['/registry/services/endpoints/default/kubernetes', 'services/endpoints', 'default', 'kubernetes'],
  ['/registry/masterleases/10.0.1.10', 'masterleases', '(cluster)', '10.0.1.10'],
  ['/registry/ranges/serviceips', 'ranges', '(cluster)', 'serviceips'],
  ['/registry/clusterroles/system:node', 'clusterroles', '(cluster)', 'system:node'],
  ['/registry/health', 'health', '(cluster)', ''],
  ['/registry/stable.example.com/widgets/shop/blue', 'stable.example.com/widgets', 'shop', 'blue'],
  ['/registry/cilium.io/ciliumnodes/worker-1', 'cilium.io/ciliumnodes', '(cluster)', 'worker-1'],
  [
    '/registry/apiregistration.k8s.io/apiservices/v1.apps',
    'apiregistration.k8s.io/apiservices',
    '(cluster)',
    'v1.apps',
  ],
  ['/kubernetes.io/pods/default/web-0', 'pods', 'default', 'web-0'],
  ['/openshift.io/oauth/accesstokens/sha256~x', 'oauth/accesstokens', '(cluster)', 'sha256~x'],
  // custom prefixes of one and more segments
  ['/blue/configmaps/kube-system/coredns', 'configmaps', 'kube-system', 'coredns'],
  ['/k8s/blue/services/endpoints/default/web', 'services/endpoints', 'default', 'web'],
  [
    '/blue/apiextensions.k8s.io/customresourcedefinitions/x.y',
    'apiextensions.k8s.io/customresourcedefinitions',
    '(cluster)',
    'x.y',
  ],
  // traces of kube-apiserver
  ['/pods/kube-system/coredns-0', 'pods', 'kube-system', 'coredns-0'],
  // paging and prefixes
  ['/registry/pods/payments/web-0\0', 'pods', 'payments', 'web-0'],
  ['/registry/pods/', 'pods', '(cluster)', ''],
  ['/registry/pods/payments/', 'pods', 'payments', ''],
  // foreign
  ['compact_rev_key', 'compact_rev_key', '(none)', ''],
  ['/calico/ipam/v2/host/worker-1', 'calico', '(none)', 'ipam/v2/host/worker-1'],
  ['cilium/state/identities/v1/id/1', 'cilium', '(none)', 'state/identities/v1/id/1'],
  ['/vault/secrets/a', 'vault', '(none)', 'secrets/a'],
  ['/users/alice', 'users', '(none)', 'alice'],
  ['/apisix/routes/1', 'apisix', '(none)', 'routes/1'],
  ['/registry', 'registry', '(none)', ''],
  ['quota-backend-bytes', 'quota-backend-bytes', '(none)', ''],
  ['', '', '(none)', ''],
];

describe('parseEtcdKey', () => {
  for (const [key, resource, namespace, name] of KEYS) {
    it(JSON.stringify(key), () => {
      const parsed = parseEtcdKey(key);
      expect([parsed.resource, namespaceLabel(parsed), parsed.name]).to.deep.equal([resource, namespace, name]);
      expect(parsed.kubernetes).to.equal(namespace !== '(none)');
    });
  }

  it('takes any text', () => {
    const segment = fc.oneof(fc.string(), fc.constantFrom('registry', 'pods', 'services', 'specs', 'a.b', '', '\0'));
    fc.assert(
      fc.property(fc.array(segment), fc.boolean(), (segments, rooted) => {
        const parsed = parseEtcdKey((rooted ? '/' : '') + segments.join('/'));
        expect(parsed.resource).to.be.a('string');
        expect(namespaceLabel(parsed)).to.be.a('string');
      }),
    );
  });
});

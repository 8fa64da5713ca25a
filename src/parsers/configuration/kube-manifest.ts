import type { BlockParser } from '../../model/parser.js';
import { openYaml } from './kube-yaml/yaml-block.js';
import { beginsWith } from '../begins-with.js';

/**
 * Manifests of pods that run etcd or kube-apiserver: static pods in `/etc/kubernetes/manifests`, what `kubectl get pod
 * -o yaml` shows of them, StatefulSets. Their flags and environments are settings. Read by the same block as events,
 * for a list may hold both.
 *
 *     kind: Pod
 *     spec:
 *       containers:
 *       - command:
 *         - etcd
 *         - --quota-backend-bytes=8589934592
 */
export const kubeManifest: BlockParser = {
  id: 'kube-manifest',
  source: 'config',
  title: 'manifests of pods that run etcd or kube-apiserver (YAML)',
  sample:
    'apiVersion: v1\n' +
    'kind: Pod\n' +
    'spec:\n' +
    '  containers:\n' +
    '  - name: kube-apiserver\n' +
    '    command: [kube-apiserver, --etcd-compaction-interval=5m0s]',
  takes: ['quota-set', 'auto-compaction-set', 'member-identity', 'claim'],
  begins: 'ao-',
  mayOpen: beginsWith('apiVersion:', 'object:', '---'),
  open: (line, _context, sink) => openYaml(line, sink),
};

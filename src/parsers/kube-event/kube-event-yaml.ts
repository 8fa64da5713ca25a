import type { BlockParser } from '../../model/parser.js';
import { openYaml } from '../configuration/kube-yaml/yaml-block.js';
import { beginsWith } from '../begins-with.js';

/**
 * Events as YAML: `kubectl get events -o yaml` (List), must-gather's `events.yaml` (EventList), and watches, whose
 * documents `---` parts; with `--output-watch-events` each is an envelope of `object:` and `type:`.
 *
 *     apiVersion: v1
 *     items:
 *     - apiVersion: v1
 *       count: 12
 *       involvedObject:
 *
 * Items are cut out by indentation and parsed one by one, so a dump of any size passes.
 */
export const kubeEventYaml: BlockParser = {
  id: 'kube-event-yaml',
  source: 'kube-event',
  title: 'Kubernetes events as YAML (kubectl -o yaml, watches, must-gather)',
  sample:
    'apiVersion: v1\n' +
    'involvedObject: { kind: Pod, name: checkout-db-0, namespace: payments }\n' +
    'kind: Event\n' +
    'lastTimestamp: "2026-11-22T13:13:02Z"\n' +
    'message: Back-off restarting failed container\n' +
    'reason: BackOff',
  versions: 'core/v1, events.k8s.io/v1beta1 and v1',
  takes: ['kube-event'],
  begins: 'ao-',
  mayOpen: beginsWith('apiVersion:', 'object:', '---'),
  open: (line, _context, sink) => openYaml(line, sink),
};

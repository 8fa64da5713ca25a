import { builtInResource } from './kube-resource.js';

/** A key of etcd, taken apart by the Kubernetes layout. */
export interface EtcdKey {
  /** As etcd stores it: `pods`, `minions`, `services/endpoints`, `stable.example.com/widgets`; of a foreign key the first segment. */
  readonly resource: string;
  /** The namespace; null for cluster-scoped and foreign keys. */
  readonly namespace: string | null;
  readonly name: string;
  /** False outside the Kubernetes prefix. */
  readonly kubernetes: boolean;
}

/** Values of `--etcd-prefix` that Kubernetes and OpenShift ship with. */
const KNOWN_PREFIXES: ReadonlySet<string> = new Set(['registry', 'kubernetes.io', 'openshift.io']);

/** Built-in paths that other tenants of an etcd use too (`/apisix/routes/1`): they don't show a prefix. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  ...['services', 'endpoints', 'nodes', 'health', 'builds', 'routes', 'templates', 'images', 'users', 'groups'],
]);

/** A custom `--etcd-prefix` may have several segments (`/k8s/blue`); deeper ones were never seen. */
const PREFIX_SEGMENTS = 3;

/**
 * `<prefix>/<resource path>[/<namespace>]/<name>`, default prefix `/registry`. Total: any text gives a key.
 *
 * - `/registry/pods/payments/checkout-api-7c9d8f6b54-x2vqk`, `/registry/minions/worker-1`
 * - `/registry/services/endpoints/default/kubernetes`: resource paths of two segments
 * - `/registry/stable.example.com/widgets/ns/name`: a dot in the first segment makes it group and plural
 * - `/my/prefix/pods/ns/name`: a custom prefix shows by the built-in resource behind it
 * - `/pods/ns/name`: traces of kube-apiserver print keys without the prefix
 * - `compact_rev_key`, `/calico/ipam/…`: not of Kubernetes
 */
export function parseEtcdKey(key: string): EtcdKey {
  // paging asks for the key after the last one: the same key with a zero byte
  let end = key.length;
  while (end > 0 && key.charCodeAt(end - 1) === 0) end--;
  const start = key.charCodeAt(0) === SLASH ? 1 : 0;
  const firstEnd = segmentEnd(key, start, end);
  const first = key.slice(start, firstEnd);
  if (KNOWN_PREFIXES.has(first) && firstEnd < end) return kubernetesKey(key, firstEnd + 1, end);
  if (start === 1) {
    const at = customPrefixEnd(key, start, end);
    if (at >= 0) return kubernetesKey(key, at, end);
  }
  return { resource: first, namespace: null, name: key.slice(Math.min(firstEnd + 1, end), end), kubernetes: false };
}

/** What `byNamespace` lists: the namespace, `(cluster)`, or `(none)` for keys that aren't of Kubernetes. */
export function namespaceLabel(key: EtcdKey): string {
  if (!key.kubernetes) return '(none)';
  return key.namespace ?? '(cluster)';
}

const SLASH = 47;

function segmentEnd(key: string, start: number, end: number): number {
  const at = key.indexOf('/', start);
  return at < 0 || at > end ? end : at;
}

function kubernetesKey(key: string, start: number, end: number): EtcdKey {
  let pathEnd = segmentEnd(key, start, end);
  const first = key.slice(start, pathEnd);
  if (pathEnd < end && (first.includes('.') || isSplitPath(key, first, pathEnd, end))) {
    pathEnd = segmentEnd(key, pathEnd + 1, end);
  }
  const resource = key.slice(start, pathEnd);
  if (pathEnd >= end) return { resource, namespace: null, name: '', kubernetes: true };
  const nameAt = segmentEnd(key, pathEnd + 1, end);
  // Whether a custom resource has namespaces cannot be known from one key: two segments left mean that it has.
  if (nameAt >= end) return { resource, namespace: null, name: key.slice(pathEnd + 1, end), kubernetes: true };
  return { resource, namespace: key.slice(pathEnd + 1, nameAt), name: key.slice(nameAt + 1, end), kubernetes: true };
}

/** `services/specs`, `services/endpoints`; OpenShift's `oauth/clients`. */
function isSplitPath(key: string, first: string, firstEnd: number, end: number): boolean {
  if (first === 'oauth') return true;
  if (first !== 'services') return false;
  const second = key.slice(firstEnd + 1, segmentEnd(key, firstEnd + 1, end));
  return second === 'specs' || second === 'endpoints';
}

/**
 * Where the resource begins behind a prefix of none to three unknown segments: at a built-in resource with as many
 * segments behind it as its scope asks for. -1: nowhere. So `/vault/secrets/a` stays foreign.
 */
function customPrefixEnd(key: string, start: number, end: number): number {
  let at = start;
  for (let segment = 0; segment <= PREFIX_SEGMENTS && at < end; segment++) {
    const stop = segmentEnd(key, at, end);
    if (stop === end) return -1;
    if (isBuiltInAt(key, at, stop, end)) return at;
    at = stop + 1;
  }
  return -1;
}

function isBuiltInAt(key: string, at: number, stop: number, end: number): boolean {
  const first = key.slice(at, stop);
  const pathEnd = isSplitPath(key, first, stop, end) ? segmentEnd(key, stop + 1, end) : stop;
  if (first.endsWith('.k8s.io')) return segmentEnd(key, stop + 1, end) < end;
  const path = key.slice(at, pathEnd);
  const known = COMMON_WORDS.has(path) ? undefined : builtInResource(path);
  return known !== undefined && segmentsAfter(key, pathEnd, end) === (known.namespaced ? 2 : 1);
}

function segmentsAfter(key: string, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end && count < 4; count++) at = segmentEnd(key, at + 1, end);
  return count;
}

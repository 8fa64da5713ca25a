import { parseEtcdKey } from '../../model/etcd-key.js';
import { builtInKind, builtInResource } from '../../model/kube-resource.js';

/** What a row of a count names. */
export interface CountedName {
  readonly resource?: string;
  readonly namespace?: string;
  /** A whole key, or a prefix that is of no resource. */
  readonly key?: string;
}

/** `sure`: only Kubernetes has this. `likely`: has the form of its names. `plausible`: may be among those. */
export type Certainty = 'sure' | 'likely' | 'plausible';

export interface NamedCount extends CountedName {
  readonly certainty: Certainty;
}

/** Built-in plurals that tables of other programs have too. */
const COMMON: ReadonlySet<string> = new Set([
  ...['events', 'services', 'endpoints', 'nodes', 'jobs', 'routes', 'images', 'users', 'groups', 'templates', 'roles'],
  ...['builds', 'health', 'ranges', 'leases', 'deployments', 'namespaces', 'controllers', 'ingress'],
]);
/** Groups of built-in resources without a dot. */
const DOTLESS: ReadonlySet<string> = new Set(['apps', 'batch', 'autoscaling', 'policy', 'extensions', 'core']);
/** What kubectl takes for the plural (`kubectl api-resources`). */
const SHORT: Readonly<Record<string, string>> = {
  ...{ po: 'pods', svc: 'services', cm: 'configmaps', ep: 'endpoints', ns: 'namespaces', no: 'nodes', ev: 'events' },
  ...{
    rs: 'replicasets',
    sts: 'statefulsets',
    ds: 'daemonsets',
    deploy: 'deployments',
    cj: 'cronjobs',
    rc: 'controllers',
  },
  ...{ sa: 'serviceaccounts', pvc: 'persistentvolumeclaims', pv: 'persistentvolumes', hpa: 'horizontalpodautoscalers' },
  ...{ ing: 'ingresses', sc: 'storageclasses', netpol: 'networkpolicies', pdb: 'poddisruptionbudgets' },
  ...{ quota: 'resourcequotas', limits: 'limitranges', csr: 'certificatesigningrequests' },
  ...{ crd: 'customresourcedefinitions', crds: 'customresourcedefinitions', cr: 'clusterroles' },
};
const GROUP =
  /^(?=.{4,120}$)[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:io|com|org|net|dev|sh|cloud|app|ai|co|tech|local|eu|de|cn|gov|edu|info|systems|me|fr|uk|jp|ch|nl|us|run|build|page|xyz)$/;
const PLURAL = /^[a-z][a-z0-9]{2,62}$/;
const LABEL = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** `plural` as the API names it, and its group, as etcd's keys have them. */
export function storedName(plural: string, group = ''): string {
  if (group.includes('.') && !group.endsWith('.k8s.io')) return `${group}/${plural}`;
  const known = builtInResource(plural) ?? builtInResource(`${group}/${plural}`) ?? special(plural);
  if (known !== undefined) return builtInKind(known.kind)?.resource ?? known.resource;
  return group.includes('.') ? `${group}/${plural}` : plural;
}

const special = (plural: string): ReturnType<typeof builtInResource> =>
  plural === 'apiservices' || plural === 'customresourcedefinitions'
    ? builtInKind(plural === 'apiservices' ? 'apiservice' : 'customresourcedefinition')
    : undefined;

/** What `kubectl get` and the API servers' metrics call a resource: `po`, `secret`, `replicasets.apps`, `widgets.example.com`. */
export function resourceOfApi(text: string): string {
  const lower = text.toLowerCase();
  const dot = lower.indexOf('.');
  const plural = dot === -1 ? lower : lower.slice(0, dot);
  // `deployments.v1.apps`
  const group = dot === -1 ? '' : lower.slice(dot + 1).replace(/^v\d\w*\./, '');
  const full = SHORT[plural] ?? plural;
  const kind = builtInResource(full) === undefined && group === '' ? builtInKind(full) : undefined;
  return kind?.resource ?? storedName(full, group);
}

/** A prefix of keys behind the Kubernetes prefix: `pods`, `pods/prod`, `netvista.io/vistaendpoints/etl`, `services/specs`. */
export function ofKeyPath(path: string): CountedName {
  const parts = path.split('/').filter((part) => part !== '');
  const [first = '', second] = parts;
  const two =
    second !== undefined &&
    (first.includes('.') ||
      (first === 'services' && (second === 'specs' || second === 'endpoints')) ||
      first === 'oauth');
  const resource = two ? `${first}/${second}` : first;
  const rest = parts.slice(two ? 2 : 1);
  const known = builtInResource(resource);
  if (rest.length === 0) return { resource };
  if (rest.length === 1 && known?.namespaced !== false) return { resource, namespace: rest[0] as string };
  if (rest.length === 1) return { resource, key: `/registry/${path}` };
  return {
    resource,
    ...(known?.namespaced === false ? {} : { namespace: rest[0] as string }),
    key: `/registry/${path}`,
  };
}

const MARKS = new Set(['"', "'", '`', ':', '=', ',', '*']);

/** Without quotes around it, and without what parts it from its number. */
function bare(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && MARKS.has(text[start] as string)) start += 1;
  while (end > start && MARKS.has(text[end - 1] as string)) end -= 1;
  return text.slice(start, end);
}

/** A key, a prefix of keys, a resource or a group; null: none of these. */
export function countedName(raw: string): NamedCount | null {
  const text = bare(raw);
  if (text.length < 2 || text.length > 1024 || /[^\x21-\x7e]/.test(text)) return null;
  const ours = /^\/?(?:registry|kubernetes\.io|openshift\.io)\/(?=[^/*])(.+)$/.exec(text)?.[1];
  if (ours !== undefined) return { ...ofKeyPath(ours), certainty: 'sure' };
  if (text.startsWith('/')) {
    const parsed = parseEtcdKey(text);
    return parsed.kubernetes
      ? {
          ...ofKeyPath([parsed.resource, parsed.namespace, parsed.name].filter((part) => part).join('/')),
          certainty: 'likely',
        }
      : { key: text, certainty: 'plausible' };
  }
  if (text === 'compact_rev_key') return { key: text, certainty: 'sure' };
  return text.includes('/') ? ofSegments(text) : ofWord(text);
}

/** `pods/prod`, `fleet.cattle.io/clusterregistrations`, `apps/v1/ReplicaSet`, `v1/Pod` */
function ofSegments(text: string): NamedCount | null {
  const parts = text.split('/');
  const typed = /^(?:([a-z][a-z0-9.-]*)\/)?v\d(?:(?:alpha|beta)\d+)?\/([A-Z][A-Za-z0-9]+)$/.exec(text);
  if (typed !== null) return { resource: resourceOfKind(typed[2] ?? '', typed[1] ?? ''), certainty: 'sure' };
  const [first = '', second = ''] = parts;
  if (parts.length > 4 || !parts.every((part) => part === '' || LABEL.test(part))) return null;
  if (GROUP.test(first) && PLURAL.test(second))
    return { ...ofKeyPath(text), certainty: first.endsWith('.k8s.io') ? 'sure' : 'likely' };
  const known = builtInResource(first) ?? builtInResource(`${first}/${second}`);
  if (known !== undefined) return { ...ofKeyPath(text), certainty: COMMON.has(first) ? 'likely' : 'sure' };
  return PLURAL.test(first) ? { ...ofKeyPath(text), certainty: 'plausible' } : null;
}

function ofWord(text: string): NamedCount | null {
  const known = builtInResource(text);
  if (known !== undefined) return { resource: text, certainty: COMMON.has(text) ? 'plausible' : 'sure' };
  const dot = text.indexOf('.');
  if (dot > 0) {
    const plural = text.slice(0, dot);
    const group = text.slice(dot + 1);
    if (builtInResource(plural) !== undefined && (DOTLESS.has(group) || group.endsWith('.k8s.io')))
      return { resource: resourceOfApi(text), certainty: 'sure' };
    if (GROUP.test(text)) {
      // `widgets.example.com` is a resource, `example.com` a group of a key; a group of Kubernetes shows itself
      if (text.endsWith('.k8s.io') && dot === text.length - 7) return { resource: text, certainty: 'likely' };
      if (
        /\.(?:k8s\.io|[a-z0-9-]+\.[a-z]+)$/.test(text) &&
        PLURAL.test(plural) &&
        plural.endsWith('s') &&
        group.includes('.')
      )
        return { resource: group.endsWith('.k8s.io') ? text : `${group}/${plural}`, certainty: 'plausible' };
      return { resource: text, certainty: 'plausible' };
    }
    return null;
  }
  const kind = /^[A-Z][A-Za-z]{2,62}$/.test(text) ? text : undefined;
  if (kind !== undefined) {
    const builtIn = builtInKind(kind);
    return builtIn === undefined
      ? { resource: kind, certainty: 'plausible' }
      : { resource: builtIn.resource, certainty: COMMON.has(builtIn.resource) ? 'plausible' : 'likely' };
  }
  return PLURAL.test(text) && text.endsWith('s') && !text.endsWith('ss')
    ? { resource: text, certainty: 'plausible' }
    : null;
}

/** `ReplicaSet` of `apps`, `Widget` of `example.com`: the plural of a custom kind is a guess, and regular in nearly all cases. */
export function resourceOfKind(kind: string, group = ''): string {
  const known = builtInKind(kind);
  if (known !== undefined && (!group.includes('.') || group.endsWith('.k8s.io'))) return known.resource;
  const lower = kind.toLowerCase();
  const plural = /[^aeiou]y$/.test(lower)
    ? `${lower.slice(0, -1)}ies`
    : /(?:s|x|z|ch|sh)$/.test(lower)
      ? `${lower}es`
      : `${lower}s`;
  return storedName(plural, group);
}

import { builtInKind, builtInResource } from '../model/kube-resource.js';
import { parseEtcdKey } from '../model/etcd-key.js';
import type { NameKind, Namer } from './namer.js';
import { PUBLIC_DOMAINS, PUBLIC_NAMESPACES, PUBLIC_OBJECTS, PUBLIC_USERS } from './public-names.js';
import { isPublicSetting, isPublicWord } from './word-shape.js';
import { withoutTail } from '../model/without-tail.js';

/** Places whose form shows what each part names: there even `test` or `web` is somebody's name. */

const isStandIn = (text: string): boolean => text === '' || /^\([a-z]+\)$/.test(text);

export function nameSlot(kind: NameKind, text: string, namer: Namer): string {
  return isStandIn(text) || PUBLIC_OBJECTS.has(text) ? text : namer.name(kind, text, true);
}

export function namespaceSlot(text: string, namer: Namer): string {
  return isStandIn(text) || PUBLIC_NAMESPACES.has(text) ? text : namer.name('namespace', text, true);
}

/** `pods`, `services/endpoints`, `stable.example.com/widgets`: the group of a custom resource is somebody's domain. */
export function resourceSlot(text: string, namer: Namer): string {
  if (isStandIn(text) || builtInResource(text) !== undefined || text.split('/').every(isPublicGroup)) return text;
  return namer.name('resource', text, true);
}

function isPublicGroup(part: string): boolean {
  if (isPublicWord(part)) return true;
  for (let dot = part.indexOf('.'); dot >= 0; dot = part.indexOf('.', dot + 1))
    if (PUBLIC_DOMAINS.has(part.slice(dot + 1))) return isPublicSetting(part.slice(0, dot));
  return PUBLIC_DOMAINS.has(part);
}

/** `payments/Deployment/checkout-worker`, `(none)/calico`. */
export function workloadSlot(text: string, namer: Namer): string {
  const first = text.indexOf('/');
  if (first < 0) return isStandIn(text) ? text : namer.name('workload', text, true);
  const second = text.indexOf('/', first + 1);
  const place = text.slice(0, first);
  const kind = text.slice(first + 1, second < 0 ? text.length : second);
  if (place === '(none)') return `${place}/${nameSlot('key', text.slice(first + 1), namer)}`;
  const shown = isPublicKind(kind) ? kind : namer.name('resource', kind, true);
  const name = second < 0 ? '' : `/${objectSlot(kind, text.slice(second + 1), namer)}`;
  return `${namespaceSlot(place, namer)}/${shown}${name}`;
}

export const isPublicKind = (kind: string): boolean => builtInKind(kind) !== undefined || isPublicWord(kind);

/** The name of an object, by the object's kind or resource. */
export function objectSlot(kind: string, name: string, namer: Namer): string {
  const resource = kind.toLowerCase();
  const named = KIND_OF.find(([words]) => words.test(resource))?.[1] ?? 'object';
  if (named === 'namespace') return namespaceSlot(name, namer);
  return nameSlot(named, name, namer);
}

const KIND_OF: readonly (readonly [RegExp, NameKind])[] = [
  [/^pods?$|^pods\//, 'pod'],
  [/^(?:nodes?|minions?|csinodes?)$/, 'host'],
  [/^namespaces?$/, 'namespace'],
  [
    /^(?:deployments?|daemonsets?|statefulsets?|replicasets?|replicationcontrollers?|controllers|jobs?|cronjobs?|deploymentconfigs?)$/,
    'workload',
  ],
  [/^(?:serviceaccounts?|users?)$/, 'user'],
  [/^events?$/, 'event'],
];

/** A whole key of etcd. Of one outside the Kubernetes prefix all that isn't public goes, segment by segment. */
export function keySlot(text: string, namer: Namer): string {
  const parsed = parseEtcdKey(text);
  if (!parsed.kubernetes) {
    return text
      .split('/')
      .map((part, i, all) => (part === '' || (i < all.length - 1 && isPublicWord(part)) ? part : keyPart(part, namer)))
      .join('/');
  }
  const { resource, namespace, name } = parsed;
  const tail = [...(namespace === null ? [] : [namespace]), ...(name === '' ? [] : [name])];
  // A range over a namespace ends in a slash: `/registry/pods/web/`.
  const bare = withoutTail(text, name === '' && namespace !== null ? '\0/' : '\0');
  const rest = tail.length === 0 ? '' : `/${tail.join('/')}`;
  const front = rest !== '' && bare.endsWith(rest) ? bare.slice(0, bare.length - rest.length) : bare;
  if (rest !== '' && front === bare) return `${resourceFront(bare, '', namer)}`;
  const shown = [
    ...(namespace === null ? [] : [namespaceSlot(namespace, namer)]),
    ...(name === '' ? [] : name.split('/').map((part) => objectSlot(resource, part, namer))),
  ];
  return [resourceFront(front, resource, namer), ...shown].join('/') + text.slice(bare.length);
}

const keyPart = (part: string, namer: Namer): string => (isPublicWord(part) ? part : namer.name('key', part, true));

/** `/registry/pods`: the prefix, which may be somebody's own, and the resource. */
function resourceFront(front: string, resource: string, namer: Namer): string {
  const prefix = resource !== '' && front.endsWith(resource) ? front.slice(0, front.length - resource.length) : front;
  const shown = prefix
    .split('/')
    .map((part) => (part === '' || isPublicGroup(part) ? part : namer.name('key', part, true)))
    .join('/');
  return prefix === front ? shown : shown + resourceSlot(resource, namer);
}

/** `system:serviceaccount:payments:deployer`, `system:node:master-1`, `jane@example.com`. */
export function userSlot(text: string, namer: Namer): string {
  if (isStandIn(text) || PUBLIC_USERS.has(text)) return text;
  const [system, what = '', ...rest] = text.split(':');
  if (system === 'system' && what === 'serviceaccount' && rest.length >= 2) {
    const [namespace = '', ...name] = rest;
    return ['system', what, namespaceSlot(namespace, namer), nameSlot('user', name.join(':'), namer)].join(':');
  }
  if (system === 'system' && what === 'node' && rest.length > 0)
    return `system:node:${nameSlot('host', rest.join(':'), namer)}`;
  if (system === 'system' && what === 'serviceaccounts' && rest.length > 0)
    return `system:serviceaccounts:${namespaceSlot(rest.join(':'), namer)}`;
  return namer.name('user', text, true);
}

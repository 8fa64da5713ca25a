import { builtInKind, builtInResource, canonicalKind, kindOfResource } from './kube-resource.js';

/** Who made a pod, as far as its name shows. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/**
 * The `byWorkload` key of an object: `payments/Deployment/checkout-worker` after owner roll-up. An Event counts for
 * the workload of its involved object, a lease is `ns/Lease/name`, a node `(cluster)/Node/name`, a foreign key
 * `(none)/<first segment>`. `resource` as in etcd's key.
 */
export function workloadOf(resource: string, namespace: string | null, name: string, kubernetes: boolean): string {
  if (!kubernetes) return `(none)/${resource}`;
  if (resource === 'events') return workloadOfEventName(namespace, name);
  if (resource.includes('.')) return label(namespace ?? '(cluster)', kindOfResource(resource), name);
  const known = builtInResource(resource);
  if (known?.namespaced === false) return label('(cluster)', known.kind, name);
  const place = namespace ?? (known === undefined ? '(cluster)' : '(unknown)');
  return rollUp(place, known?.kind ?? kindOfResource(resource), name);
}

/**
 * The same key from an object's kind, as events have it: `Pod`, `pod`, `HorizontalPodAutoscaler`. Events of
 * cluster-scoped objects carry the namespace `default`, so the scope comes from the kind.
 */
export function workloadOfObject(kind: string, namespace: string | null, name: string): string {
  const known = builtInKind(kind);
  if (known?.namespaced === false) return label('(cluster)', known.kind, name);
  if (known === undefined) return label(namespace ?? '(cluster)', canonicalKind(kind), name);
  return rollUp(namespace ?? '(unknown)', known.kind, name);
}

/**
 * Whether `owner` may be what `workload` stands for. A pod `<name>-<5>` is listed under `DaemonSet`, but its name looks
 * the same below a ReplicaSet, a ReplicationController or a Job of that name; a pod's ordinal looks like a
 * StatefulSet's.
 */
export function isCandidateOwner(workload: string, owner: string): boolean {
  if (workload === owner) return true;
  const [place, kind, name] = splitWorkload(workload);
  const [ownerPlace, ownerKind, ownerName] = splitWorkload(owner);
  return place === ownerPlace && name === ownerName && kind === 'DaemonSet' && BARE_OWNERS.has(ownerKind);
}

/**
 * The owner by the grammar of generated names, the strongest that fits:
 * - `<deployment>-<template hash>-<5>`: Deployment
 * - `<cronjob>-<minutes or seconds since 1970>-<5>`: CronJob
 * - `<name>-<5>`: DaemonSet, ReplicaSet, ReplicationController or Job; named DaemonSet
 * - `<statefulset>-<ordinal>`: StatefulSet (or a bare pod of such a name)
 * - anything else: the pod itself
 */
export function ownerOfPod(name: string): Owner {
  if (STATIC_POD.test(name)) return { kind: 'Pod', name };
  const stem = withoutRandomSuffix(name);
  if (stem !== null) {
    const deployment = withoutTemplateHash(stem, isCutBase(name) ? 1 : HASH_MIN);
    if (deployment !== null) return { kind: 'Deployment', name: deployment };
    const cronJob = withoutSchedule(stem);
    return cronJob === null ? { kind: 'DaemonSet', name: stem } : { kind: 'CronJob', name: cronJob };
  }
  const openShift = OPENSHIFT_POD.exec(name);
  if (openShift !== null) {
    return { kind: openShift[2] === 'deploy' ? 'DeploymentConfig' : 'BuildConfig', name: openShift[1] ?? name };
  }
  const ordinal = ORDINAL.exec(name);
  return ordinal === null ? { kind: 'Pod', name } : { kind: 'StatefulSet', name: name.slice(0, ordinal.index) };
}

/** The object that an Event's name shows: `<object>.<hex of the first occurrence in ns>`; null: no such suffix. */
export function objectOfEventName(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot > 0 && EVENT_STAMP.test(name.slice(dot + 1)) ? name.slice(0, dot) : null;
}

const BARE_OWNERS: ReadonlySet<string> = new Set(['DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job']);

/** The random suffix of `generateName`: 5 of 27 characters, no vowels, no y, no 0 1 3 (apimachinery util/rand). */
const SUFFIX_LENGTH = 5;
const RANDOM = characters('bcdfghjklmnpqrstvwxz2456789');
/** Of these, the template hash has only ten: a decimal number goes through them digit by digit (SafeEncodeString). */
const HASH = characters('bcdf456789');
/**
 * The hash is a 32-bit number: 6 digits and more in all but 0.02 % of cases. Shorter tails are words of people: `web-b`,
 * `node-5`, the index of an indexed Job.
 */
const HASH_MIN = 6;
const HASH_MAX = 10;
/** `generateName` cuts its base to 58 characters before it appends the suffix. */
const BASE_MAX = 58;

const ORDINAL = /-(?:0|[1-9]\d{0,4})$/;
/** `frontend-3-deploy` deploys version 3 of a DeploymentConfig, `frontend-7-build` runs a build. */
const OPENSHIFT_POD = /^(.+)-\d+-(deploy|build)$/;
/** Static pods of a control plane are named after their node, which may end in a number. */
const STATIC_POD = /^kube-(?:apiserver|controller-manager|scheduler)-./;
const EVENT_STAMP = /^[0-9a-f]{13,16}$/;

/** A CronJob's Job: since 1.21 minutes (8 digits; 24 M is 2015, so that dates like 20241215 don't count), before seconds. */
const MINUTES = { digits: 8, from: 24_000_000, to: 60_000_000 };
const SECONDS = { digits: 10, from: 1_400_000_000, to: 2_200_000_000 };

function characters(text: string): readonly boolean[] {
  const table = new Array<boolean>(128).fill(false);
  for (let i = 0; i < text.length; i++) table[text.charCodeAt(i)] = true;
  return table;
}

function label(place: string, kind: string, name: string): string {
  return name === '' ? `${place}/${kind}` : `${place}/${kind}/${name}`;
}

function rollUp(place: string, kind: string, name: string): string {
  const owner = ownerOf(kind, place, name);
  return label(place, owner.kind, owner.name);
}

function ownerOf(kind: string, place: string, name: string): Owner {
  if (kind === 'Pod') return place === 'kube-system' && name.startsWith('etcd-') ? staticEtcd(name) : ownerOfPod(name);
  if (kind === 'ReplicaSet') {
    const deployment = withoutTemplateHash(name, HASH_MIN);
    if (deployment !== null) return { kind: 'Deployment', name: deployment };
  }
  if (kind === 'Job') {
    const cronJob = withoutSchedule(name);
    if (cronJob !== null) return { kind: 'CronJob', name: cronJob };
  }
  return { kind, name };
}

/** In kube-system `etcd-master-1` is the static pod of node `master-1` and no StatefulSet. */
function staticEtcd(name: string): Owner {
  const owner = ownerOfPod(name);
  return owner.kind === 'StatefulSet' ? { kind: 'Pod', name } : owner;
}

/** The kind of an Event's object isn't in its key: pod, ReplicaSet and Job show by their tails. */
function workloadOfEventName(namespace: string | null, name: string): string {
  const place = namespace ?? '(unknown)';
  const object = objectOfEventName(name) ?? name;
  const deployment = withoutTemplateHash(object, HASH_CERTAIN);
  if (deployment !== null && withoutRandomSuffix(object) === null) return label(place, 'Deployment', deployment);
  const cronJob = withoutSchedule(object);
  if (cronJob !== null) return label(place, 'CronJob', cronJob);
  return rollUp(place, 'Pod', object);
}

/** Without a kind to go by, a tail counts as a template hash from this length on. */
const HASH_CERTAIN = 8;

function withoutRandomSuffix(name: string): string | null {
  const cut = name.length - SUFFIX_LENGTH;
  if (cut < 1 || !allOf(RANDOM, name, cut, name.length)) return null;
  if (name.charCodeAt(cut - 1) === DASH) return cut > 1 ? name.slice(0, cut - 1) : null;
  return isCutBase(name) ? name.slice(0, cut) : null;
}

/** Whether the base was so long that `generateName` cut into it: then even the dash is lost. */
function isCutBase(name: string): boolean {
  return name.length === BASE_MAX + SUFFIX_LENGTH && name.charCodeAt(BASE_MAX - 1) !== DASH;
}

function withoutTemplateHash(name: string, least: number): string | null {
  const dash = name.lastIndexOf('-');
  const length = name.length - dash - 1;
  if (dash < 1 || length < least || length > HASH_MAX) return null;
  return allOf(HASH, name, dash + 1, name.length) ? name.slice(0, dash) : null;
}

function withoutSchedule(name: string): string | null {
  const dash = name.lastIndexOf('-');
  if (dash < 1) return null;
  const stamp = name.slice(dash + 1);
  const form = stamp.length === MINUTES.digits ? MINUTES : stamp.length === SECONDS.digits ? SECONDS : null;
  if (form === null || !/^\d+$/.test(stamp)) return null;
  const value = Number(stamp);
  return value >= form.from && value < form.to ? name.slice(0, dash) : null;
}

const DASH = 45;

function allOf(table: readonly boolean[], text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (table[text.charCodeAt(i)] !== true) return false;
  return true;
}

function splitWorkload(workload: string): readonly [string, string, string] {
  const first = workload.indexOf('/');
  const second = workload.indexOf('/', first + 1);
  if (second < 0) return [workload, '', ''];
  return [workload.slice(0, first), workload.slice(first + 1, second), workload.slice(second + 1)];
}

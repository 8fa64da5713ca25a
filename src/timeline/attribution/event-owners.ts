import type { EventTally } from '../../aggregates/kube-events.js';
import { groupNumber, objectNumbers } from '../../aggregates/write-objects.js';
import type { WriteTally } from '../../aggregates/write-tally.js';
import { keyAt } from '../../mergeable/key-table.js';
import { parseEtcdKey } from '../../model/etcd-key.js';
import { canonicalKind, kindOfResource } from '../../model/kube-resource.js';
import { objectOfEventName, workloadOfObject } from '../../model/workload.js';

/** Objects of a guessed owner whose kind is looked up. */
const ASKED = 200;
/** Part of them of which a kind has to be known, and one kind. */
const MOST = 0.5;

/**
 * An event's key names its object and not the kind, so that its owner is guessed by the grammar of pods' names. Where no
 * pod of that owner was written, the kind at hand counts: that of events in a dump, or of another key with that name.
 * `default/DaemonSet/default` of the events of node claims becomes `default/NodeClaim/default-*`.
 */
export function withEventOwners(tally: WriteTally, events: EventTally): WriteTally {
  const { objects } = tally;
  const resources = objects.pairs.map((pair) => pair.split('\0')[0] ?? '');
  const resourceOf = (group: number): string => resources[objects.groups[group]?.pair ?? 0] ?? '';
  const withPods = new Set(
    objects.groups.flatMap(({ workload }, group) => (resourceOf(group) === 'pods' ? [workload] : [])),
  );
  const guessed = new Map<number, string[]>();
  objects.groups.forEach(({ workload }, group) => {
    if (workload > 0 && resourceOf(group) === 'events' && !withPods.has(workload)) guessed.set(group, []);
  });
  if (guessed.size === 0) return tally;
  collectNames(tally, guessed);
  const kinds = kindsByName(tally, events, new Set([...guessed.values()].flat()));
  const workloads = [...objects.workloads];
  const exemplars = new Map(tally.exemplars);
  const groups = [...objects.groups];
  for (const [group, names] of guessed) {
    const { pair, workload } = groups[group] as (typeof groups)[number];
    const old = workloads[workload] as string;
    const renamed = ownerBy(old, names, kinds) ?? (withPods.size > 0 ? unknownBy(old, names) : null);
    if (renamed === null || renamed === old) continue;
    groups[group] = { pair, workload: workloads.length };
    workloads.push(renamed);
    const lines = tally.exemplars.get(old);
    if (lines !== undefined && !exemplars.has(renamed)) exemplars.set(renamed, lines);
  }
  return { ...tally, exemplars, objects: { ...objects, groups, workloads } };
}

/** Names of the objects that events of these groups are about. */
function collectNames({ objects }: WriteTally, guessed: ReadonlyMap<number, string[]>): void {
  for (const object of objectNumbers(objects)) {
    if (object >= objects.keys.limit) return;
    const names = guessed.get(groupNumber(objects, object));
    if (names === undefined || names.length >= ASKED) continue;
    const { name } = parseEtcdKey(keyAt(objects.keys, object));
    names.push(objectOfEventName(name) ?? name);
  }
}

/** The kind of the object of each name: of a dump of events, else of keys of other resources. */
function kindsByName({ objects }: WriteTally, events: EventTally, asked: ReadonlySet<string>): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const object of objectNumbers(objects)) {
    if (object >= objects.keys.limit) break;
    const { resource, name, kubernetes } = parseEtcdKey(keyAt(objects.keys, object));
    if (kubernetes && resource !== 'events' && resource !== 'leases' && asked.has(name))
      kinds.set(name, kindOfResource(resource));
  }
  for (const { record } of events.events.values())
    if (record.name !== null && record.objectKind !== '' && asked.has(record.name))
      kinds.set(record.name, canonicalKind(record.objectKind));
  return kinds;
}

function ownerBy(old: string, names: readonly string[], kinds: ReadonlyMap<string, string>): string | null {
  const counts = new Map<string, number>();
  for (const name of names) {
    const kind = kinds.get(name);
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [top] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (top === undefined || top[0] === 'Pod' || top[1] < MOST * names.length) return null;
  const [place = ''] = old.split('/');
  const own = names.filter((name) => kinds.get(name) === top[0]);
  const [first = ''] = own;
  if (own.length === 1) return workloadOfObject(top[0], place, first);
  const owners = new Set(own.map((name) => workloadOfObject(top[0], place, name)));
  if (owners.size === 1) return [...owners][0] ?? null;
  return `${place}/${top[0]}/${old.split('/').slice(2).join('/')}-*`;
}

/** A controller has not made so many pods of which none was ever written. */
const NO_PODS = 20;

/** Of many names without any pod in sight the kind is not known. */
function unknownBy(old: string, names: readonly string[]): string | null {
  const [place = '', kind = '', ...name] = old.split('/');
  if ((kind !== 'DaemonSet' && kind !== 'StatefulSet') || new Set(names).size < NO_PODS) return null;
  return `${place}/(unknown)/${name.join('/')}-*`;
}

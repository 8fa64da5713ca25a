import { Fields } from '../fields.js';

/** Names of fields by number: what every kind has, and what most kinds have. k8s.io/api, generated.proto. */
const METADATA: Readonly<Record<number, string>> = {
  ...{ 1: 'name', 2: 'generateName', 3: 'namespace', 5: 'uid', 6: 'resourceVersion', 7: 'generation' },
  ...{ 8: 'creationTimestamp', 9: 'deletionTimestamp', 10: 'deletionGracePeriodSeconds', 11: 'labels' },
  ...{ 12: 'annotations', 13: 'ownerReferences', 14: 'finalizers', 17: 'managedFields' },
};
const OF_KIND: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  ConfigMap: { 2: 'data', 3: 'binaryData', 4: 'immutable' },
  Secret: { 2: 'data', 3: 'type', 4: 'stringData', 5: 'immutable' },
  Endpoints: { 2: 'subsets' },
  EndpointSlice: { 2: 'endpoints', 3: 'ports', 4: 'addressType' },
  Event: {
    ...{ 2: 'involvedObject', 3: 'reason', 4: 'message', 5: 'source', 6: 'firstTimestamp', 7: 'lastTimestamp' },
    ...{ 8: 'count', 9: 'type', 10: 'eventTime', 11: 'series', 12: 'action', 14: 'reportingComponent' },
  },
  Lease: { 2: 'spec' },
};
const LEASE_SPEC: Readonly<Record<number, string>> = {
  ...{ 1: 'holderIdentity', 2: 'leaseDurationSeconds', 3: 'acquireTime', 4: 'renewTime', 5: 'leaseTransitions' },
};
const USUAL: Readonly<Record<number, string>> = { 2: 'spec', 3: 'status' };

/** An object's fields two levels deep, by path, each with its bytes as text: for comparing, never for showing. */
export type FieldMap = ReadonlyMap<string, string>;

/** Fields of a value as etcd holds it; empty where it is neither protobuf nor JSON of Kubernetes. */
export function fieldsOf(bytes: Uint8Array, from: number, to: number, kind: string | null): FieldMap {
  return bytes[from] === 0x7b ? jsonFields(bytes, from, to) : protobufFields(bytes, from + 4, to, kind);
}

/** Paths whose contents differ, sorted. */
export function changedPaths(before: FieldMap, after: FieldMap): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

function protobufFields(bytes: Uint8Array, from: number, to: number, kind: string | null): FieldMap {
  const found = new Map<string, string>();
  const unknown = new Fields().reset(bytes, from, to);
  while (unknown.next()) {
    if (unknown.field !== 2 || unknown.wire !== 2) continue;
    const raw = new Fields().reset(bytes, unknown.start, unknown.end);
    const names = OF_KIND[kind ?? ''] ?? USUAL;
    while (raw.next()) {
      if (raw.field === 1) addFields(found, 'metadata', bytes, raw, METADATA);
      else if (raw.field === 2 && kind === 'Lease') addFields(found, 'spec', bytes, raw, LEASE_SPEC);
      else append(found, names[raw.field] ?? `field ${raw.field}`, bytes, raw);
    }
  }
  return found;
}

function addFields(
  found: Map<string, string>,
  path: string,
  bytes: Uint8Array,
  message: Fields,
  names: Readonly<Record<number, string>>,
): void {
  const inner = new Fields().reset(bytes, message.start, message.end);
  while (inner.next()) append(found, `${path}.${names[inner.field] ?? `field ${inner.field}`}`, bytes, inner);
}

/** A repeated field comes several times. */
function append(found: Map<string, string>, path: string, bytes: Uint8Array, field: Fields): void {
  const value = Buffer.from(bytes.buffer, bytes.byteOffset + field.start, field.end - field.start).toString('latin1');
  found.set(path, `${found.get(path) ?? ''}\n${value}`);
}

function jsonFields(bytes: Uint8Array, from: number, to: number): FieldMap {
  const found = new Map<string, string>();
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8'));
  } catch {
    return found;
  }
  if (typeof root !== 'object' || root === null) return found;
  for (const [name, value] of Object.entries(root)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, field] of Object.entries(value as Readonly<Record<string, unknown>>))
        found.set(`${name}.${inner}`, JSON.stringify(field));
    else found.set(name, JSON.stringify(value));
  }
  return found;
}

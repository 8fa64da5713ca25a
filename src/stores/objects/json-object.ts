import { contentHash } from '../../model/content-hash.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import type { InvolvedObject, KubeObject, Manager, ObjectOwner } from './object-facts.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** An object in JSON: custom resources always, built-ins where the API server stores JSON. null: not JSON. */
export function readJsonObject(bytes: Uint8Array, from: number, to: number, withHash: boolean): KubeObject | null {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8'));
  } catch {
    return null;
  }
  if (!isObject(root)) return null;
  const kind = text(root['kind']);
  const metadata = object(root['metadata']);
  const time = timeOf(root, kind);
  return {
    kind,
    owner: ownerOf(list(metadata['ownerReferences'])),
    manager: latestManager(list(metadata['managedFields'])),
    involved: involvedOf(root, kind),
    written: time === null ? null : parseRfc3339(time),
    created: parseRfc3339(text(metadata['creationTimestamp']) ?? ''),
    precision: time === null || time.includes('.') ? 0 : 1e6,
    clock: clockOf(root, kind),
    contentHash: withHash ? contentHash(root) : 0,
  };
}

function ownerOf(references: readonly Json[]): ObjectOwner | null {
  const found = references.find((one) => one['controller'] === true) ?? references[0];
  const kind = text(found?.['kind']);
  const name = text(found?.['name']);
  return kind === null || name === null ? null : { kind, name };
}

function latestManager(entries: readonly Json[]): Manager | null {
  let latest: Json | null = null;
  for (const entry of entries)
    if (latest === null || (text(entry['time']) ?? '') >= (text(latest['time']) ?? '')) latest = entry;
  const name = text(latest?.['manager']);
  return name === null ? null : { name, subresource: text(latest?.['subresource']) ?? '' };
}

function involvedOf(root: Json, kind: string | null): InvolvedObject | null {
  if (kind !== 'Event') return null;
  const about = isObject(root['involvedObject']) ? root['involvedObject'] : object(root['regarding']);
  const name = text(about['name']);
  if (name === null) return null;
  return {
    kind: text(about['kind']) ?? '',
    namespace: text(about['namespace']) ?? '',
    name,
    reason: text(root['reason']) ?? '',
  };
}

/** When the writer says that it wrote: only fields that are stamped at each write. */
function timeOf(root: Json, kind: string | null): string | null {
  if (kind === 'Lease') return text(object(root['spec'])['renewTime']);
  if (kind !== 'Event') return null;
  return (
    text(object(root['series'])['lastObservedTime']) ??
    text(root['lastTimestamp']) ??
    text(root['deprecatedLastTimestamp']) ??
    text(root['eventTime'])
  );
}

function clockOf(root: Json, kind: string | null): string | null {
  if (kind === 'Lease') return text(object(root['spec'])['holderIdentity']);
  if (kind !== 'Event') return null;
  const source = object(root['source']);
  return text(source['host']) ?? text(source['component']) ?? text(root['reportingComponent']);
}

import type { ObjectCount } from '../../model/record.js';
import type { EpochMicros } from '../../model/units.js';
import { bytes } from '../../model/units.js';
import { resourceOfApi } from '../counts/names.js';

/**
 * What the API servers say of each resource: how many objects the store holds, by a count of its keys once a minute.
 * `etcd_object_counts` until 1.21, `apiserver_storage_objects` since; 1.34 has sizes too, estimated from lists.
 *
 *     apiserver_storage_objects{resource="replicasets.apps"} 318
 *     apiserver_resource_objects{group="apps",resource="replicasets"} 318
 */
const COUNTS: ReadonlySet<string> = new Set([
  'etcd_object_counts',
  'apiserver_storage_objects',
  'apiserver_resource_objects',
]);
const SIZES: ReadonlySet<string> = new Set(['apiserver_resource_size_estimate_bytes']);

/** Whether a metric counts objects, or sizes them. */
export const countsObjects = (name: string): boolean => COUNTS.has(name) || SIZES.has(name);

/** The record of a sample; null: it has no resource, or counting failed (-1). */
export function objectCountOf(
  name: string,
  labels: ReadonlyMap<string, string>,
  value: number,
  time: EpochMicros | null,
  format: string,
): ObjectCount | null {
  const plural = labels.get('resource') ?? labels.get('object') ?? labels.get('kind');
  if (plural === undefined || plural === '' || !Number.isFinite(value) || value < 0) return null;
  const group = labels.get('group') ?? '';
  const resource = resourceOfApi(group === '' || plural.includes('.') ? plural : `${plural}.${group}`);
  const isSize = SIZES.has(name);
  return {
    ...{ kind: 'object-count', format, source: 'metrics', time, of: 'objects', resource },
    count: isSize ? null : Math.round(value),
    ...(isSize ? { bytes: bytes(Math.round(value)) } : {}),
    command: name,
    excerpt: `${name}: ${plural}${group === '' ? '' : `.${group}`} ${value}`,
  };
}

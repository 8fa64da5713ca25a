import type { WriteTally } from '../../aggregates/write-tally.js';

/** Kinds of which a Service selects the pods, and which usually share its name. */
const BEHIND =
  /^([^/]+)\/(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|DeploymentConfig)\/(.+)$/;
const ENDPOINTS = /^([^/]+)\/(Endpoints|EndpointSlice)\/(.+)$/;
/** An EndpointSlice is its Service's name and a random suffix, of the letters that apimachinery uses. */
const SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/**
 * Endpoints and EndpointSlices are written because pods of a workload come and go: where exactly one workload at hand has
 * the name of their Service, they count for it.
 */
export function withEndpointOwners(tally: WriteTally): WriteTally {
  const { objects } = tally;
  const behind = new Map<string, number | null>();
  objects.workloads.forEach((workload, id) => {
    const [, place, name] = BEHIND.exec(workload) ?? [];
    if (place === undefined) return;
    const service = `${place}/${name ?? ''}`;
    behind.set(service, behind.has(service) ? null : id);
  });
  if (behind.size === 0) return tally;
  const ownerOf = (workload: string): number | null => {
    const [, place = '', kind, name = ''] = ENDPOINTS.exec(workload) ?? [];
    if (kind === undefined) return null;
    const service = kind === 'Endpoints' ? name : name.replace(SUFFIX, '');
    return behind.get(`${place}/${service}`) ?? null;
  };
  const owners = objects.workloads.map(ownerOf);
  if (owners.every((owner) => owner === null)) return tally;
  const groups = objects.groups.map(({ pair, workload }) => ({ pair, workload: owners[workload] ?? workload }));
  return { ...tally, objects: { ...objects, groups } };
}

import { namesOf } from '../../model/etcd-releases.js';

/** What kube-apiserver exports about its etcd (fixtures/upstream/kubernetes.json), and what it did before 1.20. */
const API_SERVER = `
  bookmark_counts bookmark_total db_total_size_in_bytes helper_cache_entry_total helper_cache_hit_total
  helper_cache_miss_total lease_object_counts object_counts request_cache_add_duration_seconds
  request_cache_get_duration_seconds request_duration_seconds request_errors_total request_latencies_summary
  requests_total version_info watcher_channel_length
`;

/** Metric names that begin with `etcd_`: of etcd 3.3 to 3.7, and of kube-apiserver. */
export const ETCD_METRICS: ReadonlySet<string> = new Set([
  ...namesOf('metric'),
  ...API_SERVER.split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => `etcd_${name}`),
]);

/** Whether anything exports it; a histogram's and a summary's parts are of its name. */
export function isEtcdMetric(name: string): boolean {
  return ETCD_METRICS.has(name) || ETCD_METRICS.has(name.replace(/_(?:bucket|sum|count)$/, ''));
}

/** The names that differ least from one that doesn't exist: the best guess at what was meant; null where none is near. */
export function nearestMetric(name: string): string | null {
  const near = [...ETCD_METRICS]
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .sort((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))[0];
  return near !== undefined && near.distance <= name.length / 4 ? near.known : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

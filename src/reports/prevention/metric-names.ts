import { knows } from '../../model/etcd-releases.js';

/** Metrics of an expression; `up` and `process_…` are Prometheus' own, `grpc_server_…` are in every release of etcd 3. */
const NAME = /\betcd_\w+/g;

/** Names in an expression that a release of etcd doesn't export. */
export function missingMetrics(expr: string, version: string): string[] {
  return [...new Set(expr.match(NAME) ?? [])].filter((name) => !knows(version, 'metric', name));
}

/** What etcd exports under another name in old releases: the first of the names that a release has. */
const NAMES = {
  size: ['etcd_mvcc_db_total_size_in_bytes', 'etcd_debugging_mvcc_db_total_size_in_bytes'],
  puts: ['etcd_mvcc_put_total', 'etcd_debugging_mvcc_put_total'],
  quota: ['etcd_server_quota_backend_bytes'],
} as const;

/** Null: the release has none. */
export const metricOf = (what: keyof typeof NAMES, version: string): string | null =>
  NAMES[what].find((name) => knows(version, 'metric', name)) ?? null;

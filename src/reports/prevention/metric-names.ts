/**
 * Metrics that alerts use, with the first minor version of etcd 3 that exports them. Seen on /metrics of 3.4.23 and
 * 3.5.30; since when, by etcd's changelogs. `up` is Prometheus' own.
 */
const SINCE: ReadonlyMap<string, number> = new Map([
  ['etcd_mvcc_db_total_size_in_bytes', 3],
  ['etcd_mvcc_db_total_size_in_use_in_bytes', 4],
  ['etcd_server_quota_backend_bytes', 4],
  ['etcd_mvcc_put_total', 3],
  ['etcd_debugging_mvcc_db_compaction_keys_total', 0],
  ['etcd_server_has_leader', 0],
  ['etcd_server_leader_changes_seen_total', 0],
  ['etcd_server_proposals_committed_total', 0],
  ['etcd_server_proposals_applied_total', 0],
  ['etcd_disk_wal_fsync_duration_seconds_bucket', 0],
  ['etcd_disk_backend_commit_duration_seconds_bucket', 0],
  ['etcd_network_peer_sent_failures_total', 0],
  ['etcd_debugging_server_alarms', 6],
  ['process_start_time_seconds', 0],
  ['up', 0],
]);

const NAME = /\b(?:etcd_\w+|process_\w+|up)\b/g;

/** Names in an expression that members of a minor version don't export. */
export function missingMetrics(expr: string, minor: number): string[] {
  return [...new Set(expr.match(NAME) ?? [])].filter((name) => (SINCE.get(name) ?? Infinity) > minor);
}

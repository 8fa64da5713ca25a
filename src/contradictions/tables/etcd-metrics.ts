/**
 * Metric names that begin with `etcd_`: etcd's own, those of 3.4.23 and 3.5.30 as seen on /metrics and those of other
 * releases as known (unverified), and those that kube-apiserver exports about its etcd (unverified).
 */
const SERVER = `
  cluster_version
  debugging_auth_revision
  debugging_disk_backend_commit_rebalance_duration_seconds debugging_disk_backend_commit_spill_duration_seconds
  debugging_disk_backend_commit_write_duration_seconds
  debugging_lease_granted_total debugging_lease_renewed_total debugging_lease_revoked_total debugging_lease_ttl_total
  debugging_mvcc_compact_revision debugging_mvcc_current_revision debugging_mvcc_db_compaction_keys_total
  debugging_mvcc_db_compaction_last debugging_mvcc_db_compaction_pause_duration_milliseconds
  debugging_mvcc_db_compaction_total_duration_milliseconds debugging_mvcc_db_total_size_in_bytes
  debugging_mvcc_delete_total debugging_mvcc_events_total debugging_mvcc_index_compaction_pause_duration_milliseconds
  debugging_mvcc_keys_total debugging_mvcc_pending_events_total debugging_mvcc_put_total debugging_mvcc_range_total
  debugging_mvcc_slow_watcher_total debugging_mvcc_total_put_size_in_bytes debugging_mvcc_txn_total
  debugging_mvcc_watch_stream_total debugging_mvcc_watcher_total
  debugging_server_alarms debugging_server_lease_expired_total
  debugging_snap_save_marshalling_duration_seconds debugging_snap_save_total_duration_seconds
  debugging_store_expires_total debugging_store_reads_total debugging_store_watch_requests_total
  debugging_store_watchers debugging_store_writes_total
  disk_backend_commit_duration_seconds disk_backend_defrag_duration_seconds disk_backend_snapshot_duration_seconds
  disk_defrag_inflight disk_wal_fsync_duration_seconds disk_wal_write_bytes_total disk_wal_write_duration_seconds
  grpc_proxy_cache_hits_total grpc_proxy_cache_keys_total grpc_proxy_cache_misses_total
  grpc_proxy_events_coalescing_total grpc_proxy_watchers_coalescing_total
  mvcc_db_open_read_transactions mvcc_db_total_size_in_bytes mvcc_db_total_size_in_use_in_bytes mvcc_delete_total
  mvcc_hash_duration_seconds mvcc_hash_rev_duration_seconds mvcc_put_total mvcc_range_total mvcc_txn_total
  network_active_peers network_client_grpc_received_bytes_total network_client_grpc_sent_bytes_total
  network_disconnected_peers_total network_known_peers network_peer_received_bytes_total
  network_peer_received_failures_total network_peer_round_trip_time_seconds network_peer_sent_bytes_total
  network_peer_sent_failures_total network_server_stream_failures_total
  network_snapshot_receive_failures network_snapshot_receive_inflights_total network_snapshot_receive_success
  network_snapshot_receive_total_duration_seconds network_snapshot_send_failures network_snapshot_send_inflights_total
  network_snapshot_send_success network_snapshot_send_total_duration_seconds
  server_apply_duration_seconds server_client_requests_total server_feature_enabled server_go_version server_has_leader
  server_health_failures server_health_success server_heartbeat_send_failures_total server_id server_is_leader
  server_is_learner server_leader_changes_seen_total server_learner_promote_failures server_learner_promote_successes
  server_proposals_applied_total server_proposals_committed_total server_proposals_failed_total
  server_proposals_pending server_quota_backend_bytes server_range_duration_seconds
  server_read_indexes_failed_total server_request_duration_seconds server_slow_apply_total
  server_slow_read_indexes_total server_snapshot_apply_in_progress_total server_version
  snap_db_fsync_duration_seconds snap_db_save_total_duration_seconds snap_fsync_duration_seconds
`;

const API_SERVER = `
  bookmark_counts bookmark_total db_total_size_in_bytes helper_cache_entry_total helper_cache_hit_total
  helper_cache_miss_total lease_object_counts object_counts request_cache_add_duration_seconds
  request_cache_get_duration_seconds request_duration_seconds request_errors_total request_latencies_summary
  requests_total version_info watcher_channel_length
`;

export const ETCD_METRICS: ReadonlySet<string> = new Set(
  `${SERVER} ${API_SERVER}`
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => `etcd_${name}`),
);

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

// Made by src/dev/upstream/make-upstream-names.ts from the sources of etcd; do not edit.
// `3.4.25-` is 3.4 from patch 25 on, `3.6` all of it, `all` 3.3 to 3.7.

/** Flags of etcd with the type of their value. */
export const FLAGS = `
advertise-client-urls text: all
auth-token text: all
auth-token-ttl integer: 3.3.23- 3.4.10- 3.5 3.6 3.7
auto-compaction-mode text: all
auto-compaction-retention text: all
auto-tls boolean: all
backend-batch-interval duration: 3.4 3.5 3.6 3.7
backend-batch-limit integer: 3.4 3.5 3.6 3.7
backend-bbolt-freelist-type text: 3.5 3.6 3.7
bcrypt-cost integer: 3.4 3.5 3.6 3.7
bootstrap-defrag-threshold-megabytes integer: 3.6 3.7
ca-file text: 3.3
cert-file text: all
cipher-suites text: 3.3.7- 3.4 3.5 3.6 3.7
client-cert-allowed-hostname text: 3.4 3.5 3.6 3.7
client-cert-auth boolean: all
client-cert-file text: 3.5 3.6 3.7
client-crl-file text: all
client-key-file text: 3.5 3.6 3.7
compact-hash-check-time duration: 3.6 3.7
compaction-batch-limit integer: 3.6 3.7
compaction-sleep-interval duration: 3.6 3.7
config-file text: all
corrupt-check-time duration: 3.6 3.7
cors text: all
data-dir text: all
debug boolean: 3.3 3.4
discovery text: 3.3 3.4 3.5 3.6
discovery-cacert text: 3.6 3.7
discovery-cert text: 3.6 3.7
discovery-dial-timeout duration: 3.6 3.7
discovery-endpoints text: 3.6 3.7
discovery-fallback text: all
discovery-insecure-skip-tls-verify boolean: 3.6 3.7
discovery-insecure-transport boolean: 3.6 3.7
discovery-keepalive-time duration: 3.6 3.7
discovery-keepalive-timeout duration: 3.6 3.7
discovery-key text: 3.6 3.7
discovery-password text: 3.6 3.7
discovery-proxy text: 3.3 3.4 3.5 3.6
discovery-request-timeout duration: 3.6 3.7
discovery-srv text: all
discovery-srv-name text: 3.4 3.5 3.6 3.7
discovery-token text: 3.6 3.7
discovery-user text: 3.6 3.7
distributed-tracing-address text: 3.6 3.7
distributed-tracing-instance-id text: 3.6 3.7
distributed-tracing-sampling-rate integer: 3.6 3.7
distributed-tracing-service-name text: 3.6 3.7
downgrade-check-time duration: 3.6 3.7
election-timeout integer: all
enable-distributed-tracing boolean: 3.6 3.7
enable-grpc-gateway boolean: 3.4 3.5 3.6 3.7
enable-log-rotation boolean: 3.5 3.6 3.7
enable-pprof boolean: all
enable-v2 boolean: 3.3 3.4 3.5
experimental-backend-bbolt-freelist-type text: 3.4
experimental-bootstrap-defrag-threshold-megabytes integer: 3.5 3.6
experimental-compact-hash-check-enabled boolean: 3.5.5- 3.6
experimental-compact-hash-check-time duration: 3.5.5- 3.6
experimental-compaction-batch-limit integer: 3.4 3.5 3.6
experimental-compaction-sleep-interval duration: 3.5.16- 3.6
experimental-corrupt-check-time duration: 3.3 3.4 3.5 3.6
experimental-distributed-tracing-address text: 3.5 3.6
experimental-distributed-tracing-instance-id text: 3.5 3.6
experimental-distributed-tracing-sampling-rate integer: 3.5.11- 3.6
experimental-distributed-tracing-service-name text: 3.5 3.6
experimental-downgrade-check-time duration: 3.5 3.6
experimental-enable-distributed-tracing boolean: 3.5 3.6
experimental-enable-lease-checkpoint boolean: 3.4 3.5 3.6
experimental-enable-lease-checkpoint-persist boolean: 3.4.20- 3.5.2- 3.6
experimental-enable-v2v3 text: 3.3 3.4 3.5
experimental-initial-corrupt-check boolean: 3.3 3.4 3.5 3.6
experimental-memory-mlock boolean: 3.5 3.6
experimental-peer-skip-client-san-verification boolean: 3.3.16- 3.4 3.5 3.6
experimental-snapshot-catchup-entries integer: 3.5.14- 3.6
experimental-stop-grpc-service-on-defrag boolean: 3.5.14- 3.6
experimental-txn-mode-write-with-shared-buffer boolean: 3.5 3.6
experimental-warning-apply-duration duration: 3.4.16- 3.5 3.6
experimental-warning-unary-request-duration duration: 3.6
experimental-watch-progress-notify-interval duration: 3.4.11- 3.5 3.6
feature-gates text: 3.6 3.7
force-new-cluster boolean: all
grpc-keepalive-interval duration: all
grpc-keepalive-min-time duration: all
grpc-keepalive-timeout duration: all
heartbeat-interval integer: all
host-whitelist text: 3.4 3.5 3.6 3.7
initial-advertise-peer-urls text: all
initial-cluster text: all
initial-cluster-state text: all
initial-cluster-token text: all
initial-election-tick-advance boolean: 3.3.4- 3.4 3.5 3.6 3.7
key-file text: all
listen-client-http-urls text: 3.4.25- 3.5.8- 3.6 3.7
listen-client-urls text: all
listen-metrics-urls text: all
listen-peer-urls text: all
log-format text: 3.6 3.7
log-level text: 3.4 3.5 3.6 3.7
log-output text: 3.3 3.4
log-outputs text: 3.4 3.5 3.6 3.7
log-package-levels text: 3.3 3.4
log-rotation-config-json text: 3.5 3.6 3.7
logger text: 3.4 3.5 3.6 3.7
max-concurrent-streams text: 3.4.20- 3.5.5- 3.6 3.7
max-learners integer: 3.6 3.7
max-request-bytes integer: all
max-snapshots integer: all
max-txn-ops integer: all
max-wals integer: all
memory-mlock boolean: 3.6 3.7
metrics text: all
name text: all
next-cluster-version-compatible boolean: 3.4.31-
peer-auto-tls boolean: all
peer-ca-file text: 3.3
peer-cert-allowed-cn text: all
peer-cert-allowed-hostname text: 3.4 3.5 3.6 3.7
peer-cert-file text: all
peer-client-cert-auth boolean: all
peer-client-cert-file text: 3.5 3.6 3.7
peer-client-key-file text: 3.5 3.6 3.7
peer-crl-file text: all
peer-key-file text: all
peer-skip-client-san-verification boolean: 3.6 3.7
peer-trusted-ca-file text: all
pre-vote boolean: 3.4 3.5 3.6 3.7
proxy text: 3.3 3.4 3.5
proxy-dial-timeout integer: 3.3 3.4 3.5
proxy-failure-wait integer: 3.3 3.4 3.5
proxy-read-timeout integer: 3.3 3.4 3.5
proxy-refresh-interval integer: 3.3 3.4 3.5
proxy-write-timeout integer: 3.3 3.4 3.5
quota-backend-bytes integer: all
raft-read-timeout duration: 3.5 3.6 3.7
raft-write-timeout duration: 3.5 3.6 3.7
self-signed-cert-validity integer: 3.5 3.6 3.7
snapshot-catchup-entries integer: 3.6 3.7
snapshot-count integer: all
socket-reuse-address boolean: 3.5 3.6 3.7
socket-reuse-port boolean: 3.5 3.6 3.7
strict-reconfig-check boolean: all
tls-max-version text: 3.4.25- 3.5.8- 3.6 3.7
tls-min-version text: 3.4.25- 3.5.8- 3.6 3.7
trusted-ca-file text: all
unsafe-no-fsync boolean: 3.4.10- 3.5 3.6 3.7
v2-deprecation text: 3.5 3.6 3.7
version boolean: all
wal-dir text: all
warning-apply-duration duration: 3.6 3.7
warning-unary-request-duration duration: 3.6 3.7
watch-progress-notify-interval duration: 3.6 3.7
`;

/** Keys of the configuration file, and what its value must be there. */
export const KEYS = `
advertise-client-urls text: all
auth-token text: all
auth-token-ttl integer: 3.3.23- 3.4.10- 3.5 3.6 3.7
auto-compaction-mode text: all
auto-compaction-retention text: all
backend-batch-interval nanoseconds: 3.4 3.5 3.6 3.7
backend-batch-limit integer: 3.4 3.5 3.6 3.7
backend-bbolt-freelist-type text: 3.5 3.6 3.7
bcrypt-cost integer: 3.4 3.5 3.6 3.7
bootstrap-defrag-threshold-megabytes integer: 3.6 3.7
cipher-suites list: 3.3.7- 3.4 3.5 3.6 3.7
client-transport-security other: all
compact-hash-check-time nanoseconds: 3.6 3.7
compaction-batch-limit integer: 3.6 3.7
compaction-sleep-interval nanoseconds: 3.6 3.7
corrupt-check-time nanoseconds: 3.6 3.7
cors text: all
data-dir text: all
debug boolean: 3.3 3.4
discovery text: 3.3 3.4 3.5 3.6
discovery-config other: 3.6 3.7
discovery-proxy text: 3.3 3.4 3.5 3.6
discovery-srv text: all
discovery-srv-name text: 3.4 3.5 3.6 3.7
distributed-tracing-address text: 3.6 3.7
distributed-tracing-instance-id text: 3.6 3.7
distributed-tracing-sampling-rate integer: 3.6 3.7
distributed-tracing-service-name text: 3.6 3.7
downgrade-check-time nanoseconds: 3.6 3.7
election-timeout integer: all
enable-distributed-tracing boolean: 3.6 3.7
enable-grpc-gateway boolean: 3.4 3.5 3.6 3.7
enable-log-rotation boolean: 3.5 3.6 3.7
enable-pprof boolean: all
enable-v2 boolean: 3.3 3.4 3.5
experimental-backend-bbolt-freelist-type text: 3.4
experimental-bootstrap-defrag-threshold-megabytes integer: 3.5 3.6
experimental-compact-hash-check-enabled boolean: 3.5.5- 3.6
experimental-compact-hash-check-time nanoseconds: 3.5.5- 3.6
experimental-compaction-batch-limit integer: 3.4 3.5 3.6
experimental-compaction-sleep-interval nanoseconds: 3.5.16- 3.6
experimental-corrupt-check-time nanoseconds: 3.3 3.4 3.5 3.6
experimental-distributed-tracing-address text: 3.5 3.6
experimental-distributed-tracing-instance-id text: 3.5 3.6
experimental-distributed-tracing-sampling-rate integer: 3.5.11- 3.6
experimental-distributed-tracing-service-name text: 3.5 3.6
experimental-downgrade-check-time nanoseconds: 3.5 3.6
experimental-enable-distributed-tracing boolean: 3.5 3.6
experimental-enable-lease-checkpoint boolean: 3.4 3.5 3.6
experimental-enable-lease-checkpoint-persist boolean: 3.4.20- 3.5.2- 3.6
experimental-enable-v2v3 text: 3.3 3.4 3.5
experimental-initial-corrupt-check boolean: 3.3 3.4 3.5 3.6
experimental-memory-mlock boolean: 3.5 3.6
experimental-peer-skip-client-san-verification boolean: 3.6
experimental-snapshot-catch-up-entries integer: 3.5.14- 3.6
experimental-stop-grpc-service-on-defrag boolean: 3.5.14- 3.6
experimental-txn-mode-write-with-shared-buffer boolean: 3.5 3.6
experimental-warning-apply-duration nanoseconds: 3.4.16- 3.5 3.6
experimental-warning-unary-request-duration nanoseconds: 3.6
experimental-watch-progress-notify-interval nanoseconds: 3.4.11- 3.5 3.6
feature-gates text: 3.6 3.7
force-new-cluster boolean: all
grpc-additional-server-options other: 3.6 3.7
grpc-keepalive-interval nanoseconds: all
grpc-keepalive-min-time nanoseconds: all
grpc-keepalive-timeout nanoseconds: all
heartbeat-interval integer: all
host-whitelist text: 3.4 3.5 3.6 3.7
initial-advertise-peer-urls text: all
initial-cluster text: all
initial-cluster-state text: all
initial-cluster-token text: all
initial-election-tick-advance boolean: 3.3.4- 3.4 3.5 3.6 3.7
listen-client-http-urls text: 3.4.25- 3.5.8- 3.6 3.7
listen-client-urls text: all
listen-metrics-urls text: all
listen-peer-urls text: all
log-format text: 3.6 3.7
log-level text: 3.4 3.5 3.6 3.7
log-output list: 3.4
log-output text: 3.3
log-outputs list: 3.4 3.5 3.6 3.7
log-package-levels text: 3.3 3.4
log-rotation-config-json text: 3.5 3.6 3.7
logger text: 3.4 3.5 3.6 3.7
max-concurrent-streams integer: 3.4.20- 3.5.5- 3.6 3.7
max-learners integer: 3.6 3.7
max-request-bytes integer: all
max-snapshots integer: all
max-txn-ops integer: all
max-wals integer: all
memory-mlock boolean: 3.6 3.7
metrics text: all
name text: all
next-cluster-version-compatible boolean: 3.4.31-
peer-transport-security other: all
pre-vote boolean: 3.4 3.5 3.6 3.7
quota-backend-bytes integer: all
self-signed-cert-validity integer: 3.5.1- 3.6 3.7
snapshot-catchup-entries integer: 3.6 3.7
snapshot-count integer: all
socket-options other: 3.5.10- 3.6 3.7
strict-reconfig-check boolean: all
tls-max-version text: 3.4.25- 3.5.8- 3.6 3.7
tls-min-version text: 3.4.25- 3.5.8- 3.6 3.7
unsafe-no-fsync boolean: 3.4.10- 3.5 3.6 3.7
v2-deprecation other: 3.5 3.6 3.7
wal-dir text: all
warning-apply-duration nanoseconds: 3.6 3.7
warning-unary-request-duration nanoseconds: 3.6 3.7
watch-progress-notify-interval nanoseconds: 3.6 3.7
`;

/** Feature gates of the server, and whether they are on by default. */
export const GATES = `
CompactHashCheck off: 3.6 3.7
FastLeaseKeepAlive on: 3.7
InitialCorruptCheck off: 3.6 3.7
LeaseCheckpoint off: 3.6 3.7
LeaseCheckpointPersist off: 3.6 3.7
PriorityRequest off: 3.7
SetMemberLocalAddr off: 3.6 3.7
StopGRPCServiceOnDefrag off: 3.6 3.7
TxnModeWriteWithSharedBuffer on: 3.6 3.7
`;

/** Metrics of etcd, without the parts of histograms. */
export const METRICS = `
etcd_cluster_version: 3.3.18- 3.4 3.5 3.6 3.7
etcd_debugging_auth_revision: 3.3.21- 3.4.8- 3.5 3.6 3.7
etcd_debugging_disk_backend_commit_rebalance_duration_seconds: 3.4 3.5 3.6 3.7
etcd_debugging_disk_backend_commit_spill_duration_seconds: 3.4 3.5 3.6 3.7
etcd_debugging_disk_backend_commit_write_duration_seconds: 3.4 3.5 3.6 3.7
etcd_debugging_lease_granted_total: 3.4 3.5 3.6 3.7
etcd_debugging_lease_renewed_total: 3.4 3.5 3.6 3.7
etcd_debugging_lease_revoked_total: 3.4 3.5 3.6 3.7
etcd_debugging_lease_ttl_total: 3.4 3.5 3.6 3.7
etcd_debugging_mvcc_compact_revision: 3.3.16- 3.4.1- 3.5 3.6 3.7
etcd_debugging_mvcc_current_revision: 3.3.16- 3.4.1- 3.5 3.6 3.7
etcd_debugging_mvcc_db_compaction_keys_total: all
etcd_debugging_mvcc_db_compaction_last: 3.5 3.6 3.7
etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds: all
etcd_debugging_mvcc_db_compaction_total_duration_milliseconds: all
etcd_debugging_mvcc_db_total_size_in_bytes: 3.3 3.4
etcd_debugging_mvcc_delete_total: 3.3 3.4
etcd_debugging_mvcc_events_total: all
etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds: all
etcd_debugging_mvcc_keys_total: all
etcd_debugging_mvcc_pending_events_total: all
etcd_debugging_mvcc_put_total: 3.3 3.4
etcd_debugging_mvcc_range_total: 3.3 3.4 3.5
etcd_debugging_mvcc_slow_watcher_total: all
etcd_debugging_mvcc_total_put_size_in_bytes: 3.3.18- 3.4.4- 3.5 3.6 3.7
etcd_debugging_mvcc_txn_total: 3.3 3.4
etcd_debugging_mvcc_watch_stream_total: all
etcd_debugging_mvcc_watcher_total: all
etcd_debugging_server_alarms: 3.6 3.7
etcd_debugging_server_lease_expired_total: all
etcd_debugging_server_watch_send_loop_control_stream_duration_seconds: 3.7
etcd_debugging_server_watch_send_loop_progress_duration_seconds: 3.7
etcd_debugging_server_watch_send_loop_watch_stream_duration_per_event_seconds: 3.7
etcd_debugging_server_watch_send_loop_watch_stream_duration_seconds: 3.7
etcd_debugging_snap_save_marshalling_duration_seconds: all
etcd_debugging_snap_save_total_duration_seconds: all
etcd_debugging_store_expires_total: all
etcd_debugging_store_reads_failed_total: all
etcd_debugging_store_reads_total: all
etcd_debugging_store_watch_requests_total: all
etcd_debugging_store_watchers: all
etcd_debugging_store_writes_failed_total: all
etcd_debugging_store_writes_total: all
etcd_disk_backend_commit_duration_seconds: all
etcd_disk_backend_defrag_duration_seconds: 3.3.9- 3.4 3.5 3.6 3.7
etcd_disk_backend_snapshot_duration_seconds: all
etcd_disk_defrag_inflight: 3.4.18- 3.5.2- 3.6 3.7
etcd_disk_wal_fsync_duration_seconds: all
etcd_disk_wal_write_bytes_total: 3.3.20- 3.4.7- 3.5 3.6 3.7
etcd_disk_wal_write_duration_seconds: 3.5.14- 3.6 3.7
etcd_grpc_proxy_cache_hits_total: all
etcd_grpc_proxy_cache_keys_total: all
etcd_grpc_proxy_cache_misses_total: all
etcd_grpc_proxy_events_coalescing_total: all
etcd_grpc_proxy_watchers_coalescing_total: all
etcd_http_failed_total: 3.3 3.4 3.5
etcd_http_received_total: 3.3 3.4 3.5
etcd_http_successful_duration_seconds: 3.3 3.4 3.5
etcd_mvcc_db_open_read_transactions: 3.4 3.5 3.6 3.7
etcd_mvcc_db_total_size_in_bytes: 3.3.9- 3.4 3.5 3.6 3.7
etcd_mvcc_db_total_size_in_use_in_bytes: 3.3.9- 3.4 3.5 3.6 3.7
etcd_mvcc_delete_total: 3.4 3.5 3.6 3.7
etcd_mvcc_hash_duration_seconds: 3.3.9- 3.4 3.5 3.6 3.7
etcd_mvcc_hash_rev_duration_seconds: 3.3.9- 3.4 3.5 3.6 3.7
etcd_mvcc_put_total: 3.4 3.5 3.6 3.7
etcd_mvcc_range_total: 3.4 3.5 3.6 3.7
etcd_mvcc_txn_total: 3.4 3.5 3.6 3.7
etcd_network_active_peers: 3.4 3.5 3.6 3.7
etcd_network_client_grpc_received_bytes_total: all
etcd_network_client_grpc_sent_bytes_total: all
etcd_network_disconnected_peers_total: 3.4 3.5 3.6 3.7
etcd_network_known_peers: 3.6 3.7
etcd_network_peer_received_bytes_total: all
etcd_network_peer_received_failures_total: all
etcd_network_peer_round_trip_time_seconds: all
etcd_network_peer_sent_bytes_total: all
etcd_network_peer_sent_failures_total: all
etcd_network_server_stream_failures_total: 3.4 3.5 3.6 3.7
etcd_network_snapshot_receive_failures: 3.3.10- 3.4 3.5 3.6 3.7
etcd_network_snapshot_receive_inflights_total: 3.3.14- 3.4 3.5 3.6 3.7
etcd_network_snapshot_receive_success: 3.3.10- 3.4 3.5 3.6 3.7
etcd_network_snapshot_receive_total_duration_seconds: 3.3.10- 3.4 3.5 3.6 3.7
etcd_network_snapshot_send_failures: 3.3.10- 3.4 3.5 3.6 3.7
etcd_network_snapshot_send_inflights_total: 3.3.14- 3.4 3.5 3.6 3.7
etcd_network_snapshot_send_success: 3.3.10- 3.4 3.5 3.6 3.7
etcd_network_snapshot_send_total_duration_seconds: 3.3.10- 3.4 3.5 3.6 3.7
etcd_proxy_dropped_total: 3.3 3.4 3.5
etcd_proxy_handled_total: 3.3 3.4 3.5
etcd_proxy_handling_duration_seconds: 3.3 3.4 3.5
etcd_proxy_requests_total: 3.3 3.4 3.5
etcd_server_apply_duration_seconds: 3.5 3.6 3.7
etcd_server_client_requests_total: 3.3.19- 3.4.5- 3.5 3.6 3.7
etcd_server_feature_enabled: 3.6 3.7
etcd_server_go_version: 3.3.9- 3.4 3.5 3.6 3.7
etcd_server_has_leader: all
etcd_server_health_failures: 3.3.10- 3.4 3.5 3.6 3.7
etcd_server_health_success: 3.3.10- 3.4 3.5 3.6 3.7
etcd_server_healthcheck: 3.4.29- 3.5.11- 3.6 3.7
etcd_server_healthchecks_total: 3.4.29- 3.5.11- 3.6 3.7
etcd_server_heartbeat_send_failures_total: 3.3.9- 3.4 3.5 3.6 3.7
etcd_server_id: 3.3.10- 3.4 3.5 3.6 3.7
etcd_server_is_leader: 3.3.4- 3.4 3.5 3.6 3.7
etcd_server_is_learner: 3.4 3.5 3.6 3.7
etcd_server_leader_changes_seen_total: all
etcd_server_learner_promote_failures: 3.4 3.5 3.6 3.7
etcd_server_learner_promote_successes: 3.4 3.5 3.6 3.7
etcd_server_proposals_applied_total: all
etcd_server_proposals_committed_total: all
etcd_server_proposals_failed_total: all
etcd_server_proposals_pending: all
etcd_server_quota_backend_bytes: 3.3.9- 3.4 3.5 3.6 3.7
etcd_server_range_duration_seconds: 3.6 3.7
etcd_server_read_indexes_failed_total: 3.3.10- 3.4 3.5 3.6 3.7
etcd_server_request_duration_seconds: 3.7
etcd_server_slow_apply_total: 3.3.9- 3.4 3.5 3.6 3.7
etcd_server_slow_read_indexes_total: 3.3.9- 3.4 3.5 3.6 3.7
etcd_server_snapshot_apply_in_progress_total: 3.3.14- 3.4 3.5 3.6 3.7
etcd_server_version: all
etcd_snap_db_fsync_duration_seconds: 3.3.10- 3.4 3.5 3.6 3.7
etcd_snap_db_save_total_duration_seconds: 3.3.10- 3.4 3.5 3.6 3.7
etcd_snap_fsync_duration_seconds: 3.4 3.5 3.6 3.7
`;

/** Flags of etcdctl, of all its commands. */
export const CTL_FLAGS = `
auth-jwt-token: 3.7
auto-compact: 3.4 3.5 3.6 3.7
auto-defrag: 3.4 3.5 3.6 3.7
bump-revision: 3.4.27- 3.5.10-
cacert: all
cert: all
cluster: all
command-timeout: all
consistency: all
count-only: 3.4.24- 3.5 3.6 3.7
data-dir: 3.3 3.4 3.5
debug: all
dest-cacert: all
dest-cert: all
dest-insecure-transport: all
dest-key: all
dest-password: 3.5 3.6 3.7
dest-prefix: all
dest-user: 3.5 3.6 3.7
detail: all
dial-timeout: all
discovery-srv: all
discovery-srv-name: 3.4 3.5 3.6 3.7
endpoints: all
from-key: all
help: 3.7
hex: all
ignore-lease: all
ignore-value: all
initial-advertise-peer-urls: 3.3 3.4 3.5
initial-cluster: 3.3 3.4 3.5
initial-cluster-token: 3.3 3.4 3.5
initial-memory-map-size: 3.5.14-
insecure-discovery: all
insecure-skip-tls-verify: all
insecure-transport: all
interactive: all
keepalive-time: all
keepalive-timeout: all
key: all
keys: all
keys-only: all
learner: 3.4 3.5 3.6 3.7
lease: all
limit: all
listen: all
load: all
mark-compacted: 3.4.27- 3.5.10-
max-create-rev: 3.6 3.7
max-mod-rev: 3.6 3.7
max-recv-bytes: 3.6 3.7
max-request-bytes: 3.6 3.7
max-txn-ops: 3.6 3.7
min-create-rev: 3.6 3.7
min-mod-rev: 3.6 3.7
name: 3.3 3.4 3.5
new-user-password: 3.4 3.5 3.6 3.7
no-dest-prefix: all
no-password: 3.4 3.5 3.6 3.7
no-ttl: 3.3 3.4
once: all
order: all
password: 3.4 3.5 3.6 3.7
peer-urls: all
physical: all
prefix: all
prev-kv: all
print-value-only: all
progress-notify: 3.5 3.6 3.7
range: 3.5.6- 3.6 3.7
rev: all
skip-hash-check: 3.3 3.4 3.5
sort-by: all
stream: 3.7
transformer: 3.3 3.4
ttl: all
user: all
wal-dir: 3.3 3.4 3.5
write-out: all
`;

/** Flags of etcdutl, of all its commands. */
export const UTL_FLAGS = `
backup-dir: 3.5
backup-wal-dir: 3.5
bump-revision: 3.5.10- 3.6 3.7
data-dir: 3.5 3.6 3.7
force: 3.6 3.7
initial-advertise-peer-urls: 3.5 3.6 3.7
initial-cluster: 3.5 3.6 3.7
initial-cluster-token: 3.5 3.6 3.7
initial-memory-map-size: 3.5.14- 3.6 3.7
mark-compacted: 3.5.10- 3.6 3.7
name: 3.5 3.6 3.7
rev: 3.6 3.7
skip-hash-check: 3.5 3.6 3.7
target-version: 3.6 3.7
timeout: 3.7
wal-dir: 3.5 3.6 3.7
with-v3: 3.5
write-out: 3.5 3.6 3.7
`;

/** Names that every cluster has, or that a project publishes: they show nothing about this one. */

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

export const PUBLIC_NAMESPACES = set('default kube-system kube-public kube-node-lease');

/** Users, and what stands for several at once. */
export const PUBLIC_USERS = set(`
system:apiserver system:admin system:masters system:anonymous system:unauthenticated system:authenticated
system:kube-scheduler system:kube-controller-manager system:kube-proxy system:nodes system:serviceaccounts
system:monitoring system:node-problem-detector system:volume-scheduler system:public-info-viewer
kubernetes-admin system:node-proxier system:kube-apiserver kube-apiserver kube-apiserver-etcd-client root etcd
`);

/** Objects that Kubernetes makes itself. */
export const PUBLIC_OBJECTS = set(`
kubernetes kube-dns coredns kube-proxy kube-root-ca.crt kube-scheduler kube-controller-manager kube-apiserver etcd kubelet
extension-apiserver-authentication cluster-admin default system:node apiserver
`);

/** Domains of projects that are in everybody's logs: API groups, packages, labels. */
export const PUBLIC_DOMAINS = set(`
k8s.io kubernetes.io etcd.io golang.org grpc.io googleapis.com openshift.io coreos.com cert-manager.io projectcalico.org
cilium.io istio.io helm.sh argoproj.io fluxcd.io prometheus.io cattle.io longhorn.io knative.dev tekton.dev velero.io
keda.sh github.com metal3.io kyverno.io gatekeeper.sh external-secrets.io cluster.local localhost.localdomain
kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local
`);

/** Words joined by dashes that are no names: settings, kinds, ids of this program, programs of Kubernetes. */
export const PUBLIC_COMPOUNDS = set(`
accept-encoding active-remote-members added-peer-id added-peer-peer-urls advertise-client-urls
advertise-peer-urls alarm-disarm alarm-left-armed alarm-never-disarmed anon-rss anonymous-auth api-error
api-request api-writes apiserver-requests application-json attach-detach-controller attachdetach-controller
audit-log-path audit-policy-file auth-token auth-token-ttl authorization-mode auto-compaction
auto-compaction-interval auto-compaction-mode auto-compaction-retention auto-compaction-set auto-tls back-off
backend-batch-interval backend-batch-limit backend-bbolt-freelist-type backend-size backend-size-bytes
backend-size-in-use backend-size-in-use-bytes bcrypt-cost bootstrap-defrag-threshold-megabytes bulk-rewrite
captured-at cert-file certificate-controller certificate-error cipher-suites cli-progress client-cert-auth
client-go client-transport-security clock-anchors clock-difference cluster-autoscaler cluster-id cluster-version
co-tenant command-cannot-print-this commit-index compact-hash-check-time compact-index compact-revision
compaction-batch-limit compaction-blocked-by-nospace compaction-disabled compaction-every-5-min
compaction-failed compaction-finished compaction-latency compaction-off-is-default compaction-requested
compaction-sleep-interval compaction-stalled compaction-started compaction-too-late container-killed
content-length content-type controller-hot-loop copy-on-write corrupt-alarm-raised corrupt-check-time
corrupt-check-time-interval count-only crash-loop cronjob-controller current-db-size current-db-size-bytes
current-db-size-bytes-diff current-db-size-in-use current-db-size-in-use-bytes current-db-size-in-use-bytes-diff
current-leader-member-id daemon-set-controller daemonset-controller data-dir db-size default-scheduler
defragmentation-failed defragmentation-finished defragmentation-leader-first defragmentation-started
deployment-controller dir-type discovery-fallback discovery-proxy discovery-srv discovery-srv-name discovery-url
disk-error disk-full downgrade-check-time e-mail election-started election-ticks election-timeout en-us
enable-log-rotation enable-pprof enable-v2 endpoint-controller endpoint-slice-controller endpoint-unhealthy
endpointslice-controller ephemeral-storage etcd-cafile etcd-capnslog etcd-certfile etcd-client etcd-cluster
etcd-compaction-interval etcd-keyfile etcd-operator etcd-postmortem etcd-servers etcd-servers-overrides
etcd-version event-exporter event-flood event-rows event-ttl event-ttl-renewal evict-recreate-loop
exceeded-duration expected-duration experimental-compaction-batch-limit experimental-compaction-sleep-interval
experimental-enable-lease-checkpoint fail-on fast-forward fast-forwarding feature-gates field-selector file-date
file-rss force-new-cluster format-help forward-duration forward-ticks fragmentation-is-history full-again
garbage-collector generic-garbage-collector git-sha go-arch go-http-client go-os go-restful go-version
grpc-keepalive-interval grpc-keepalive-min-time grpc-keepalive-timeout hashkv-annotated health-check-failed
heartbeat-interval heartbeat-late history-max horizontal-pod-autoscaler host-whitelist if-none in-memory in-use
info-level initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token
initial-corrupt-check initial-election-tick-advance invoked-by job-controller job-pileup journal-file
key-count-equals-revision key-count-is-not-history key-file key-value keys-only kube-apiserver
kube-apiserver-requests kube-audit kube-controller-manager kube-dns kube-event kube-event-json kube-events
kube-flannel kube-node-lease kube-prefix kube-proxy kube-public kube-root-ca kube-scheduler kube-system
large-event-leases large-objects last-applied-configuration leader-changed leader-elect
leader-elect-renew-deadline leader-elect-retry-period leader-elected leader-election leader-flapping leader-lost
lease-churn lease-grant lease-lost lease-max-object-count lease-revoke listen-client-http-urls
listen-client-urls listen-metrics-urls listen-peer-urls local-member-applied-index local-member-attributes
local-member-id local-member-snapshot-count local-member-snapshot-index local-server-version log-format
log-level log-outputs log-package-levels log-rotation-config-json long-read-pins-pages long-running
max-concurrent-streams max-cpu-available max-cpu-set max-learners max-request-bytes max-snapshots max-txn-ops
max-wals member-dir member-identity member-initialized member-not-compacting member-started member-status
member-stopped member-unreachable metric-does-not-exist metrics-server missing-defragmentation move-leader
multi-attach namespace-controller network-partition new-leader-member-id no-headers no-leader no-op no-op-writes
node-controller node-problem-detector non-leader nospace-alarm-active nospace-alarm-disarmed
nospace-alarm-raised nospace-error not-assessed object-accumulation old-leader-member-id one-off oom-kill
oom-killer oom-score-adj out-of-date out-of-memory oversize-request peer-auto-tls peer-cert-file
peer-client-cert-auth peer-id peer-key-file peer-transport-security peer-trusted-ca-file
persistent-volume-binder phases-do-not-add-up pod-restart-storm post-mortem pre-vote prevention-alerts
prevention-readme probe-failed proxy-dial-timeout proxy-failure-wait proxy-read-timeout proxy-refresh-interval
proxy-write-timeout publish-timeout put-storm puts-exceed-revisions quorum-loss quota-8-gib quota-backend-bytes
quota-change-ineffective quota-doubled quota-exceeded quota-name quota-set quota-set-as-key quota-size
quota-size-bytes quota-too-low raft-applied-index raft-index raft-term rate-above-backoff-ceiling re-list
read-index-slow read-only read-only-range read-write record-formats recovered-remote-peer-id
recovered-remote-peer-urls redact-map remote-member-id remote-peer-id remote-peer-id-from
remote-peer-id-stream-handler remote-peer-urls replicaset-controller replication-controller request-content
request-count request-lines request-log request-path request-size request-timeout request-too-large
resourcequota-controller response-count response-size response-type retry-storm-after-refusal retry-timeout
revision-too-low-for-age round-trip run-time script-reads-array-as-object second-hand self-signed
self-signed-cert-validity sent-request-id server-side service-account-controller service-cluster-ip-range
service-failed service-restarted service-started service-starting service-stopped serviceaccount-controller
setting-glued-to-text sha-1 shmem-rss short-iso show-managed-fields single-member size-below-quota-at-refusal
size-samples slow-apply slow-disk slow-durations slow-fsync slow-request snapshot-catchup-entries snapshot-count
snapshot-index snapshot-io snapshot-saved snapshot-sent snapshot-size snapshot-starts socket-reuse-address
socket-reuse-port sort-by stateful-set-controller statefulset-controller status-table status-table-edited
stream-coverage stream-reader-type stream-type stream-writer-type strict-reconfig-check
taint-eviction-controller term-unchanged-by-restart terminated-pod-gc-threshold time-spent timeline-csv
timeline-formats tls-cert-file tls-max-version tls-min-version tls-private-key-file too-many-requests total-vm
transferee-member-id trusted-ca-file ttl-after-finished-controller ttl-controller unattended-defragmentation
units-mixed unsafe-no-fsync up-to-date user-agent utf-8 v2-deprecation wal-corrupt wal-dir wal-dir-dedicated
warning-apply-duration warning-unary-request-duration watch-progress-notify-interval window-exceeds-event-ttl
without-top-writer wording-of-another-version write-ahead write-ahead-log write-out write-tally write-volume
writes-csv x-request-id yyyy-mm-dd
`);

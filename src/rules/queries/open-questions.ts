import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { CaseFile } from '../../model/case-file.js';
import type { OpenQuestion } from '../judging/confidence.js';
import { etcdctl, refusalOf } from './event-bursts.js';
import { fullStore } from './store-split.js';
import { stamp } from './phrases.js';

/** Events with their counts and times; a table has neither. */
const EVENTS = /^kube-event-(?!table)/;
const AUDIT = /^kube-audit/;

/** Whether any record of such a format was read: a question does not ask for what is at hand. */
const isAtHand = ({ inputs }: CaseFile, format: RegExp): boolean =>
  inputs.some(({ records }) => Object.entries(records).some(([name, count]) => count > 0 && format.test(name)));

const EVENTS_DUMP = 'kubectl get events -A -o json > events.json; ';
const eventsDump = (file: CaseFile): string => (isAtHand(file, EVENTS) ? '' : EVENTS_DUMP);

/**
 * Questions that the inputs leave open, each with the command that answers it. All rules share the wording, so that the
 * same question from several rules becomes one gap.
 */
export const writersOf = (file: CaseFile): OpenQuestion => ({
  question: `Who wrote to etcd ${when(file)}, and which objects?`,
  command: clusterSeen(file).kubernetes
    ? `jq -r 'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.verb,.user.username,.userAgent,.objectRef.resource,.objectRef.namespace]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20   # or the request log: journalctl -u etcd${span(file)} with --log-level debug`
    : `journalctl -u etcd${span(file)} | grep 'request stats' | grep -oE '/etcdserverpb.KV/(Put|Txn)|remote"?:? ?=? ?"?[0-9.]+|key:[^ ]+' | sort | uniq -c | sort -rn | head -20   # with etcd at --log-level debug`,
});

/** Where only the API servers show who wrote: their logs have neither sizes nor what bypasses them. */
export const storedWrites = (): OpenQuestion => ({
  question: 'Which writes did etcd store, of which sizes? The logs of the API servers show neither.',
  command: 'etcdctl snapshot save snapshot.db   # on one member; the file is an input of its own',
});

export const podRestarts = (file: CaseFile): OpenQuestion => ({
  question: 'Which pods restarted or were recreated, and how often?',
  command: `${eventsDump(file)}kubectl get pods -A --sort-by='.status.containerStatuses[0].restartCount' | tail -20${file.coverage.requests === null ? '   # and the request log of etcd' : ''}`,
});

export const compactions = (file: CaseFile): OpenQuestion => ({
  question:
    fullStore(file) === null
      ? `Did etcd or an API server compact ${when(file)}?`
      : 'Is compaction turned on, in etcd or in an API server? The database only shows which compactions were started and finished.',
  command: `journalctl -u etcd${span(file)} | grep -E 'compact tree index|store.index: compact|finished scheduled compaction'; ps -C etcd -o args= | tr ' ' '\\n' | grep auto-compaction${clusterSeen(file).kubernetes ? `; ${etcdctl(file)} get compact_rev_key -w json; ps -C kube-apiserver -o args= | tr ' ' '\\n' | grep etcd-compaction-interval` : ''}`,
});

/** Of sizes and quota what the inputs leave open; where they have all of it, how it was at other times. */
function openSizes({ space }: CaseFile): string {
  const sizes = [
    ...(space.dbSizeBytes === null ? ['the database file'] : []),
    ...(space.dbSizeInUseBytes === null ? ['the data in use'] : []),
  ];
  const size = sizes.length === 0 ? '' : `how large ${sizes.length === 1 ? 'was' : 'were'} ${sizes.join(' and ')}`;
  const asked = [size, ...(space.quotaBytes === null ? ['what was the quota'] : [])].filter((part) => part !== '');
  const question = asked.length === 0 ? 'how did file and data in use grow over time' : asked.join(', and ');
  return `${question.charAt(0).toUpperCase()}${question.slice(1)}?`;
}

export const sizesAndQuota = (file: CaseFile): OpenQuestion => ({
  question:
    file.space.file !== undefined && file.space.quotaBytes === null
      ? 'What was the quota? The database does not hold it.'
      : openSizes(file),
  command: `${etcdctl(file)} endpoint status --cluster -w json; curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_mvcc_db_total_size|etcd_server_quota_backend_bytes'`,
});

export const quotaInForce = (file: CaseFile): OpenQuestion => ({
  question: 'Which quota does each member use?',
  command: `journalctl -u etcd | grep -E 'enabled backend quota|starting an etcd server'; curl -s http://127.0.0.1:2379/metrics | grep etcd_server_quota_backend_bytes   # on every member, after its last restart${file.members.length > 0 ? ` (${file.members.map((member) => member.name).join(', ')})` : ''}`,
});

export const alarms = (file: CaseFile): OpenQuestion => ({
  question: 'Is the NOSPACE alarm still active at the end of the inputs?',
  command: `${etcdctl(file)} alarm list; ${etcdctl(file)} endpoint status --cluster -w table`,
});

export const diskLatency = (): OpenQuestion => ({
  question: 'How long do WAL syncs and backend commits take on each member?',
  command:
    "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_disk_(wal_fsync|backend_commit)_duration_seconds'   # 99th percentile: sync below 10 ms, commit below 25 ms",
});

export const clientErrors = (file: CaseFile): OpenQuestion => ({
  question: 'Were client requests refused because they were too large? etcd does not log this.',
  command: `journalctl -u kubelet -u containerd${span(file)} | grep -E 'request is too large|larger than max'; kubectl -n kube-system logs -l component=kube-apiserver --tail=-1 | grep -E 'request is too large|larger than max'`,
});

export const retries = (file: CaseFile): OpenQuestion => ({
  question: 'How many writes per second did clients attempt before and after the refusal?',
  command: `kubectl get --raw /metrics | grep -E 'etcd_request_duration_seconds_count|apiserver_request_total'   # or the request log: journalctl -u etcd${span(file)} with --log-level debug`,
});

export const compactionFailures = (file: CaseFile): OpenQuestion => ({
  question: 'Could the API servers compact while writes were refused?',
  command: `for pod in $(kubectl -n kube-system get pods -l component=kube-apiserver -o name); do kubectl -n kube-system logs --tail=-1 "$pod" | grep 'compact failed'; done; ${etcdctl(file)} get compact_rev_key -w json   # twice, 10 minutes apart: its mod_revision must move`,
});

export const inUseByMember = (file: CaseFile): OpenQuestion => ({
  question: 'Do the members hold the same amount of data, and does each member compact?',
  command: `${etcdctl(file)} endpoint status --cluster -w json | jq -r '.[] | [.Endpoint, .Status.dbSize, .Status.dbSizeInUse] | @tsv'; journalctl -u etcd${span(file)} | grep -c 'finished scheduled compaction'   # on every member`,
});

export const openReads = (file: CaseFile): OpenQuestion => ({
  question: 'Was a snapshot or another long read transaction open during a compaction?',
  command: `journalctl -u etcd${span(file)} | grep -E 'sending database snapshot|sent database snapshot|finished scheduled compaction'; curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_mvcc_db_open_read_transactions|etcd_mvcc_db_total_size_in_use'   # on every member`,
});

export const compactionTimes = (file: CaseFile): OpenQuestion => ({
  question: 'How long do compactions take, and are requests slow at the same time?',
  command: `journalctl -u etcd${span(file)} | grep -E 'finished scheduled compaction|took too long'; curl -s http://127.0.0.1:2379/metrics | grep etcd_debugging_mvcc_db_compaction_total_duration`,
});

export const eventsOfNodes = (file: CaseFile): OpenQuestion => ({
  question: 'Did nodes evict pods because of disk pressure, memory pressure or NotReady?',
  command: `${eventsDump(file)}kubectl get pods -A --field-selector=status.phase=Failed -o json | jq -r '.items[] | select(.status.reason=="Evicted") | [.metadata.namespace,.metadata.name,.status.message]|@tsv'; kubectl describe nodes | grep -A8 Conditions:`,
});

export const eventTtl = (file: CaseFile): OpenQuestion => ({
  question: 'Do events exist longer than their TTL, and how often does the leader change?',
  command: `${isAtHand(file, EVENTS) ? '' : "kubectl get events -A -o json | jq -r '[.items[] | (.series.lastObservedTime // .lastTimestamp // .eventTime)] | sort | .[0]'; "}journalctl -u etcd${span(file)} | grep -E 'elected leader|leader changed'; curl -s http://127.0.0.1:2379/metrics | grep etcd_server_leader_changes_seen_total`,
});

export const leaseSizes = (file: CaseFile): OpenQuestion => ({
  question: 'How many keys are attached to one lease, and are applies slow when it is revoked?',
  command: `kubectl version; for id in $(${etcdctl(file)} lease list | tail -n +2 | head -20); do ${etcdctl(file)} lease timetolive --keys "$id" | wc -w; done; journalctl -u etcd${span(file)} | grep 'took too long' | grep -c lease_revoke`,
});

export const sameContent = (object: string | null): OpenQuestion => ({
  question: 'Do the writes change anything except timestamps and managedFields?',
  command: `${object === null ? 'kubectl get RESOURCE NAME' : `kubectl get ${object}`} -o yaml > a.yaml; sleep 10; ${object === null ? 'kubectl get RESOURCE NAME' : `kubectl get ${object}`} -o yaml > b.yaml; diff a.yaml b.yaml   # or an audit log of level RequestResponse`,
});

export const rewritersOf = (file: CaseFile): OpenQuestion => ({
  question: 'Were existing objects updated or new objects created, and by which client?',
  command: `${isAtHand(file, AUDIT) ? '' : `jq -r 'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch"))) | [.verb,.user.username,.userAgent,.objectRef.resource]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20; `}kubectl get storageversionmigrations; ${etcdctl(file)} get /registry/RESOURCE --prefix --keys-only --limit=1 --write-out=fields | grep Count`,
});

export const cpuTime = (): OpenQuestion => ({
  question: 'Did the members get enough CPU time?',
  command:
    "top -b -n 1 | head -20; grep -E '^cpu ' /proc/stat   # the 8th number is steal; kubectl top nodes; journalctl -k | grep -iE 'soft lockup|rcu.*stall|throttled'   # on every member, and node_cpu_seconds_total{mode=\"steal\"} where node_exporter runs",
});

export const peerNetwork = (file: CaseFile): OpenQuestion => ({
  question: 'Was the network between the members up all the time?',
  command: `journalctl -u etcd${span(file)} | grep -E 'became inactive|prober detected|lost (the )?TCP|health check for peer|dropped internal'; curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_network_(peer_sent_failures|disconnected_peers)_total|etcd_network_peer_round_trip_time_seconds'   # on every member`,
});

export const clocksOfMembers = (): OpenQuestion => ({
  question: 'Are the clocks of the members synchronised?',
  command:
    "chronyc tracking || timedatectl timesync-status; journalctl -u etcd | grep -iE 'clock (difference|drift)'   # on every member",
});

export const defragmentations = (file: CaseFile): OpenQuestion => ({
  question: 'Did a defragmentation run at that time, and how long did it take?',
  command: `journalctl -u etcd${span(file)} | grep -i defragment; curl -s http://127.0.0.1:2379/metrics | grep etcd_disk_backend_defrag_duration_seconds; crontab -l; kubectl get cronjobs -A   # on every member`,
});

export const backups = (file: CaseFile): OpenQuestion => ({
  question: 'Did a backup run when etcd was slow, and on which member?',
  command: `journalctl -u etcd${span(file)} | grep -E 'sending database snapshot|sent database snapshot'; crontab -l; kubectl get cronjobs -A; iostat -x 1 5   # on every member`,
});

export const largeReads = (file: CaseFile): OpenQuestion => ({
  question: 'Which reads were slow, how large were their responses, and which client sent them?',
  command: `journalctl -u etcd${span(file)} | grep -E 'read-only (range|txn)' | grep -oE 'key:[^ ]+|range_response_count:[0-9]+|size:[0-9]+'${isAtHand(file, AUDIT) ? '' : `; jq -r 'select(.verb=="list") | [.user.username,.userAgent,.objectRef.resource,.requestURI]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20`}`,
});

export const watchLag = (): OpenQuestion => ({
  question: 'Do watches lag, and does TLS traffic starve them?',
  command:
    "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_debugging_mvcc_(slow_watcher|pending_events)_total|etcd_network_client_grpc_sent_bytes_total'; etcd --version; kubectl -n kube-system logs -l component=kube-apiserver --tail=-1 | grep -iE 'watcher close|too old resource version'   # twice, a minute apart",
});

export const outOfMemory = (): OpenQuestion => ({
  question: 'Was a control plane process killed because the host or its cgroup ran out of memory?',
  command:
    "journalctl -k | grep -iE 'killed process|out of memory'; systemctl show etcd -p Result -p NRestarts; kubectl -n kube-system get pods -o json | jq -r '.items[] | .metadata.name as $p | .status.containerStatuses[]? | [$p, .name, .lastState.terminated.reason, .lastState.terminated.exitCode] | @tsv'   # on every control plane host",
});

export const certificates = (): OpenQuestion => ({
  question: 'Are the certificates of the members and clients valid?',
  command:
    'for f in /etc/kubernetes/pki/etcd/*.crt; do echo "$f"; openssl x509 -noout -enddate -in "$f"; done; kubeadm certs check-expiration   # on every member',
});

export const appliedIndexes = (file: CaseFile): OpenQuestion => ({
  question: 'Does a member lag behind the others?',
  command: `${etcdctl(file)} endpoint status --cluster -w json | jq -r '.[] | [.Endpoint, .Status.header.revision, .Status.raftIndex, .Status.raftAppliedIndex] | @tsv'   # twice, a minute apart; journalctl -u etcd${span(file)} | grep -E 'sent database snapshot|applying snapshot'`,
});

export const nodeConditions = (file: CaseFile): OpenQuestion => ({
  question: 'Did nodes become NotReady, and was that before or after the trouble in etcd began?',
  command: `${eventsDump(file)}kubectl get nodes -o json | jq -r '.items[] | [.metadata.name, (.status.conditions[] | select(.type=="Ready") | .status, .lastTransitionTime)] | @tsv'; kubectl -n kube-system logs -l component=kube-controller-manager --tail=-1 | grep -E 'NotReady|evict|zone'`,
});

export const hashes = (file: CaseFile): OpenQuestion => ({
  question: 'Do all members hold the same data?',
  command: `rev=$(${etcdctl(file)} endpoint status -w json | jq '[.[].Status.header.revision] | min'); ${etcdctl(file)} endpoint hashkv --cluster --rev "$rev" -w json   # equal revision and equal compact_revision, else the hashes say nothing; ${etcdctl(file)} alarm list`,
});

export const quorum = (file: CaseFile): OpenQuestion => ({
  question: 'Were enough members up to elect a leader?',
  command: `${etcdctl(file)} member list -w table; ${etcdctl(file)} endpoint status --cluster -w table; journalctl -u etcd${span(file)} | grep -E 'elected leader|lost leader|starting a new election|received signal|closed etcd server|removed member'   # on every member`,
});

export const revisions = (file: CaseFile): OpenQuestion => ({
  question: 'Did the store return to an older revision?',
  command: `${etcdctl(file)} endpoint status --cluster -w json | jq -r '.[] | [.Endpoint, .Status.header.cluster_id, .Status.header.revision] | @tsv'   # against an older status; journalctl -u etcd | grep -iE 'restor|force-new-cluster'; kubectl -n kube-system logs -l component=kube-apiserver --tail=-1 | grep -E 'future revision|Too large resource version'`,
});

/** Names the refusal only where the inputs show one. */
const when = (file: CaseFile): string =>
  refusalOf(file) === null ? 'in the time that the inputs cover' : 'before the refusal';

function span(file: CaseFile): string {
  const until = refusalOf(file) ?? file.window?.to ?? null;
  if (file.window === null || until === null) return '';
  const hour = 3_600_000_000;
  const since = stamp(Math.min(file.window.from, until - hour) as typeof until);
  return ` --utc --since '${since}' --until '${stamp(until)}'`;
}

export const throttling = (): OpenQuestion => ({
  question: 'Did API servers turn requests away with 429, and whose?',
  command:
    'kubectl get --raw /metrics | grep -E \'apiserver_flowcontrol_rejected_requests_total|apiserver_request_total.*code="429"\'',
});

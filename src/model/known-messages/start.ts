import type { KnownMessage } from './row.js';

/** Messages of a member that does not start, or ends by itself. */
export const startMessages: readonly KnownMessage[] = [
  {
    kind: 'raft-log-lost',
    meaning:
      'The member has acknowledged entries that its log no longer holds: its data directory was emptied, restored or truncated while the other members still count it as their own.',
    consequence: 'exit',
    action:
      'While the other members have a quorum: remove this member (etcdctl member remove ID), move its data directory away, add it again (etcdctl member add NAME --peer-urls=URL) and start it with --initial-cluster-state=existing. Do not copy data or a WAL of another member into it.',
    source: 'etcd-io/raft log.go commitTo; etcd operations guide, Runtime reconfiguration, Replace a failed machine',
  },
  {
    kind: 'snapshot-missing',
    meaning:
      'The log begins after a snapshot whose database file is not there: the member ended while it received one, or files were copied or removed by hand.',
    consequence: 'exit',
    action:
      'While the other members have a quorum: remove this member, move its data directory away and add it again; it gets a new snapshot. Without a quorum: restore all members from one backup with etcdutl snapshot restore.',
    source: 'etcd server/etcdserver/bootstrap.go, api/snap/db.go; operations guide, Disaster recovery',
  },
  {
    kind: 'snapshot-corrupt',
    meaning: 'A snapshot file on disk is damaged; etcd uses an older one if there is one.',
    consequence: 'degraded',
    action: 'Check the disk. If the member does not start, remove it, move its data directory away and add it again.',
    source: 'etcd api/snap/snapshotter.go',
  },
  {
    kind: 'wal-corrupt',
    meaning:
      'The write-ahead log or the database is damaged: a torn write at a power cut or a full disk, or a failing disk or memory.',
    consequence: 'exit',
    action:
      'Keep a copy of the data directory. While the other members have a quorum: remove this member, move its data directory away and add it again. A single member: restore the last backup with etcdutl snapshot restore. Then check the disk and the memory of the host.',
    source: 'etcd server/storage/wal; operations guide, Disaster recovery',
  },
  {
    kind: 'version-refused',
    text: /downgrad|lower than determined/i,
    meaning: 'A newer minor version of etcd wrote the data, and this version refuses to open them.',
    consequence: 'exit',
    action:
      'Start the version that the cluster ran before, or a later one, on this data directory; do not delete the directory. From 3.6 on, etcdctl downgrade enable allows a downgrade by one minor version.',
    source: 'etcd membership/cluster.go mustDetectDowngrade; operations guide, Downgrading',
  },
  {
    kind: 'version-refused',
    meaning: 'Two members run versions that do not work together; they refuse each other’s messages.',
    consequence: 'not-serving',
    action: 'Bring all members to one minor version, or to neighbouring ones: one minor version at a time.',
    source: 'etcd api/rafthttp/http.go checkClusterCompatibility; operations guide, Upgrading',
  },
  {
    kind: 'local-member-removed',
    meaning: 'The cluster has removed this member and will never accept its id again.',
    consequence: 'exit',
    action:
      'To keep it: move its data directory away, add it as a new member (etcdctl member add) and start it with --initial-cluster-state=existing. Otherwise stop its unit.',
    source: 'etcd server/etcdserver/server.go ErrMemberRemoved; operations guide, Runtime reconfiguration',
  },
  {
    kind: 'already-bootstrapped',
    meaning:
      'The member is started as new with an empty data directory, while the cluster knows it as an existing member.',
    consequence: 'exit',
    action:
      'If its data directory was lost: remove the member, add it again and start it with --initial-cluster-state=existing. If it was moved: point --data-dir at the old directory.',
    source: 'etcd server/etcdserver/bootstrap.go "member has already been bootstrapped"',
  },
  {
    kind: 'cluster-id-mismatch',
    meaning:
      'Two members belong to two clusters: one of them was started as a new cluster (--initial-cluster-state=new, an empty directory, or a restore on part of the members).',
    consequence: 'not-serving',
    action:
      'Find out which cluster id holds the data (etcdctl endpoint status -w json). Stop the member of the other cluster, move its data directory away, remove and add it in the right cluster, and start it with --initial-cluster-state=existing.',
    source: 'etcd api/rafthttp/stream.go errClusterIDMismatch; operations guide, Runtime reconfiguration',
  },
  {
    kind: 'initial-cluster-mismatch',
    text: /not a member of the etcd cluster/,
    meaning:
      'The data directory belongs to a cluster that has no member with the name and the address of this node: the address or the name of the node changed, or the member was removed.',
    consequence: 'exit',
    action:
      'Give the node its former address back; or remove the old member from a healthy server and let this node join again with an empty data directory. A single server: k3s server --cluster-reset rewrites the membership.',
    source: 'k3s pkg/etcd/etcd.go, Test',
  },
  {
    kind: 'initial-cluster-mismatch',
    meaning: 'The start flags name other members or peer URLs than the cluster knows.',
    consequence: 'exit',
    action:
      'Compare etcdctl member list of a healthy member with --name, --initial-cluster and --initial-advertise-peer-urls, and correct the flags; for a member that joins, --initial-cluster-state=existing.',
    source: 'etcd membership/cluster.go ValidateClusterAndAssignIDs; embed/config.go',
  },
  {
    kind: 'discovery-failed',
    meaning: 'The member did not find its cluster by discovery.',
    consequence: 'exit',
    action:
      'If the data directory already holds a cluster, omit the discovery flags; otherwise use a new token, and check that the discovery endpoint or the SRV records are reachable.',
    source: 'etcd server/etcdserver/api/v3discovery; clustering guide',
  },
  {
    kind: 'bind-failed',
    text: /address already in use/,
    meaning: 'Another process, often a running etcd, listens on the same address and port.',
    consequence: 'exit',
    action: 'Find it with ss -ltnp (ports 2379 and 2380) and stop one of the two.',
    source: 'Go net; etcd embed/etcd.go',
  },
  {
    kind: 'bind-failed',
    meaning: 'The listen address is not an address of this host.',
    consequence: 'exit',
    action:
      'Set --listen-peer-urls and --listen-client-urls to an address of this host (ip addr), or give it the address.',
    source: 'Go net; etcd embed/etcd.go',
  },
  {
    kind: 'setting-refused',
    meaning: 'etcd does not accept its flags or environment variables and does not start.',
    consequence: 'exit',
    action: 'Remove or correct the setting that the line names (etcd --help of this version).',
    source: 'etcd embed/config.go, etcdmain/config.go',
  },
  {
    kind: 'database-locked',
    meaning: 'Another process holds the lock on the database file: two etcd processes on one data directory.',
    consequence: 'not-serving',
    action: 'Find it (fuser or lsof on member/snap/db) and stop one of the two. A backup tool may hold it too.',
    source: 'etcd server/storage/backend.go',
  },
  {
    kind: 'file-descriptors-short',
    meaning: 'The process has used all or nearly all of its file descriptors; connections are then refused.',
    consequence: 'failing-requests',
    action:
      'Raise LimitNOFILE of the unit (or the ulimit of the container), and find the client that opens so many connections.',
    source: 'etcd server/etcdserver/metrics.go monitorFileDescriptor',
  },
  {
    kind: 'v2-content',
    meaning: 'The database holds keys of the v2 API, which etcd 3.6 no longer reads; it refuses to start with them.',
    consequence: 'exit',
    action:
      'Go back to the last 3.5, empty the v2 store (etcdutl check v2store shows it; ETCDCTL_API=2 etcdctl rm), wait for a snapshot, and upgrade again.',
    source: 'etcd upgrade guide 3.5 to 3.6; server/etcdserver/bootstrap.go',
  },
  {
    kind: 'schema-invalid',
    meaning: 'The storage version of the database does not fit this version of etcd, or is not known yet.',
    consequence: 'degraded',
    action:
      'Start the version that wrote the data, and wait for a snapshot (or etcdutl migrate) before another version.',
    source: 'etcd server/storage/schema',
  },
  {
    kind: 'publish-failed',
    meaning:
      'The member runs but cannot publish its name through raft: there is no leader, or it cannot reach the others.',
    consequence: 'degraded',
    action: null,
    source: 'etcd server/etcdserver/server.go publishV3',
  },
  {
    kind: 'start-failed',
    meaning: 'etcd did not start.',
    consequence: 'exit',
    action: 'The error in the line states the reason.',
    source: 'etcd etcdmain/etcd.go',
  },
  {
    kind: 'panic',
    text: /freelist|freepages|page \d+ already freed|cannot free page|invalid page|unexpected fault address|assertion failed: Page expected/,
    meaning: 'The database file is damaged; bbolt ended the process.',
    consequence: 'exit',
    action:
      'Keep a copy of the file and check it with bbolt check. While the other members have a quorum, replace this member; else restore a backup.',
    source: 'bbolt db.go, freelist.go',
  },
  {
    kind: 'panic',
    text: /tocommit\(\d+\) is out of range|\bstate\.commit \d+ is out of range/,
    meaning:
      'The member has acknowledged entries that its log no longer holds: its data directory was emptied, restored or truncated while the other members still count it as their own.',
    consequence: 'exit',
    action:
      'While the other members have a quorum: remove this member, move its data directory away, add it again and start it with --initial-cluster-state=existing.',
    source: 'etcd-io/raft log.go commitTo, raft.go loadState',
  },
  {
    kind: 'panic',
    text: /failed to find revision pair|cannot find rev|failed to open database: invalid/,
    meaning:
      'The index and the records in the database do not fit together: the database file is damaged or was mixed up.',
    consequence: 'exit',
    action:
      'Keep a copy of the data directory. While the other members have a quorum, replace this member; else restore a backup. Then check the disk and the memory of the host.',
    source: 'etcd server/storage/mvcc/kvstore_txn.go',
  },
  {
    kind: 'panic',
    text: /cannot access (?:data|member|wal|snap)\w* directory|(?:mkdir|open|stat) \S+: permission denied/,
    meaning: 'etcd may not read or write its data directory.',
    consequence: 'exit',
    action: 'Give the user of etcd the data directory (chown, mode 0700), and check SELinux or the volume’s mount.',
    source: 'etcd etcdmain/etcd.go, client/pkg/fileutil',
  },
  {
    kind: 'panic',
    text: /runtime error: |fatal error: |nil pointer dereference/,
    meaning:
      'The process ended on an error in its own code or in the data that it read; the stack below the line names the place.',
    consequence: 'exit',
    action:
      'Look up the message and the first frames of the stack among the issues of etcd. With frames of bbolt, keep a copy of the database and check it with bbolt check; with frames of wal, keep a copy of the write-ahead log.',
    source: 'Go runtime, panic.go',
  },
  {
    kind: 'new-cluster-forced',
    meaning:
      'The member was started with --force-new-cluster: it forgot the other members and discarded uncommitted entries.',
    consequence: 'degraded',
    action:
      'Remove the flag now, before the next start. Move the data directories of the other members away and add them one by one as new members.',
    source: 'etcd server/etcdserver/bootstrap.go; operations guide, Disaster recovery',
  },
];

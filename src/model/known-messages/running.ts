import type { KnownMessage } from './row.js';

/** Messages of members that run. */
export const runningMessages: readonly KnownMessage[] = [
  {
    kind: 'nospace-alarm',
    meaning: 'The database reached its quota: every member refuses writes until the alarm is disarmed.',
    consequence: 'refusing',
    action: null,
    source: 'etcd operations guide, Maintenance, Space quota',
  },
  {
    kind: 'nospace-error',
    meaning: 'The database reached its quota, or its alarm is still armed: writes are refused.',
    consequence: 'refusing',
    action: null,
    source: 'etcd operations guide, Maintenance, Space quota',
  },
  {
    kind: 'corrupt-alarm',
    meaning: 'etcd found that members hold different data, and refuses requests until the alarm is disarmed.',
    consequence: 'refusing',
    action:
      'Find the member that differs (etcdctl endpoint hashkv --cluster), replace it from the others, and only then disarm the alarm.',
    source: 'etcd operations guide, Data corruption',
  },
  {
    kind: 'corrupt-error',
    meaning: 'Requests are refused under a CORRUPT alarm.',
    consequence: 'refusing',
    action:
      'Find the member that differs (etcdctl endpoint hashkv --cluster), replace it from the others, and only then disarm the alarm.',
    source: 'etcd server/etcdserver/apply/corrupt.go',
  },
  {
    kind: 'hash-mismatch',
    text: /checkInitialHashKV|different hash values|inconsistency with peers/,
    meaning:
      'At its start the member found that its data differ from a peer’s at the same revision, and refuses to serve.',
    consequence: 'exit',
    action:
      'Compare all members (etcdctl endpoint hashkv --cluster at one revision); replace the one that differs: remove it, move its data away, add it again.',
    source: 'etcd operations guide, Data corruption; server/etcdserver/corrupt.go',
  },
  {
    kind: 'hash-mismatch',
    meaning: 'A check of etcd found data of members that differ.',
    consequence: 'degraded',
    action:
      'Compare all members (etcdctl endpoint hashkv --cluster at one revision); replace the one that differs: remove it, move its data away, add it again.',
    source: 'etcd operations guide, Data corruption; server/etcdserver/corrupt.go',
  },
  {
    kind: 'no-leader',
    meaning: 'The member knows no leader: without a leader, requests that need agreement get no answer.',
    consequence: 'not-serving',
    action: null,
    source: 'etcd api/etcdhttp/health.go; raft',
  },
  {
    kind: 'quorum-inactive',
    meaning: 'The leader heard from fewer than a majority within an election timeout and stepped down.',
    consequence: 'not-serving',
    action: null,
    source: 'raft MsgCheckQuorum',
  },
  {
    kind: 'certificate-error',
    text: /\bis before\b|certificate is not yet valid/,
    meaning: 'A certificate is refused because the clock of the checking side is before the start of its validity.',
    consequence: 'failing-requests',
    action:
      'Compare the clock of the host that checks with that of the host that issued the certificate (chronyc tracking); the refusals end by themselves at the time that the line names.',
    source: 'Go crypto/x509',
  },
  {
    kind: 'certificate-error',
    text: /\bis after\b|expired certificate|certificate has expired(?! or)/,
    meaning: 'A certificate has expired, and connections with it are refused.',
    consequence: 'failing-requests',
    action:
      'Renew the certificate (kubeadm certs renew, or what issued it) of the party that the line names, and restart the processes that use it.',
    source: 'Go crypto/x509; kubeadm certs',
  },
  {
    kind: 'certificate-error',
    text: /expired or is not yet valid/,
    meaning:
      'A certificate has expired, or the clock of the checking side is before the start of its validity; the line does not say which.',
    consequence: 'failing-requests',
    action:
      'Check its dates (openssl x509 -noout -dates): renew it if it has expired, otherwise compare the clocks (chronyc tracking).',
    source: 'Go crypto/x509 before 1.15',
  },
  {
    kind: 'certificate-error',
    text: /SAN|DNSNames|is valid for|Common Name|not valid for any/,
    meaning: 'A certificate does not name the address or host that it is used for.',
    consequence: 'failing-requests',
    action: 'Issue it again with that address and host name as subject alternative names.',
    source: 'Go crypto/x509; etcd transport security',
  },
  {
    kind: 'certificate-error',
    text: /unknown authority|unknown certificate authority/,
    meaning: 'A certificate is signed by an authority that the other side does not trust.',
    consequence: 'failing-requests',
    action:
      'Use one CA on both sides: compare --trusted-ca-file and --peer-trusted-ca-file with the issuer of the certificate.',
    source: 'Go crypto/x509',
  },
  {
    kind: 'certificate-error',
    meaning: 'Connections are refused because of a certificate.',
    consequence: 'failing-requests',
    action:
      'Check the certificate of the party that the line names: openssl x509 -noout -dates -ext subjectAltName -issuer.',
    source: 'etcd transport security',
  },
  {
    kind: 'auth-error',
    text: /auth token/,
    meaning:
      'The member refuses tokens that it did not issue or no longer knows: simple tokens are kept in the memory of one member and are lost with its process.',
    consequence: 'failing-requests',
    action:
      'Restart the clients, so that they authenticate again. Set --auth-token=jwt if clients connect to several members, and compare auth revisions with etcdctl auth status on each member.',
    source: 'etcd server/auth/store.go; etcd-io/etcd#13134',
  },
  {
    kind: 'auth-error',
    text: /auth revision/,
    meaning: 'A request was made with an older state of users and roles than this member has.',
    consequence: 'failing-requests',
    action: 'Compare etcdctl auth status on each member; a member that lags has not applied all entries.',
    source: 'etcd server/auth/store.go',
  },
  {
    kind: 'auth-error',
    meaning: 'Requests are refused because of their user, password or permission.',
    consequence: 'failing-requests',
    action: 'Check the user and roles of the client (etcdctl user get, role get).',
    source: 'etcd server/auth/store.go',
  },
  {
    kind: 'learner-not-ready',
    meaning: 'A learner has not caught up with the leader, so it cannot become a voting member.',
    consequence: 'degraded',
    action:
      'Wait until its applied index is near the leader’s (etcdctl endpoint status), and promote it again; if the index does not move, check for failed snapshots.',
    source: 'etcd server/etcdserver/server.go isLearnerReady; learner design',
  },
  {
    kind: 'member-change-rejected',
    meaning: 'A membership change was refused because it would have cost the quorum or does not fit the cluster.',
    consequence: 'degraded',
    action: 'First bring back the members that are down, then change one member at a time.',
    source: 'etcd --strict-reconfig-check; server/etcdserver/server.go',
  },
  {
    kind: 'removed-member-rejected',
    meaning: 'A member that was removed from the cluster still runs and connects to the others.',
    consequence: 'degraded',
    action: 'Stop it; to keep it, move its data directory away and add it as a new member.',
    source: 'etcd api/rafthttp/http.go',
  },
  {
    kind: 'peer-not-in-cluster',
    meaning: 'An unknown peer connects to this member.',
    consequence: 'degraded',
    action: 'Compare etcdctl member list with the flags of that peer.',
    source: 'etcd api/rafthttp/http.go',
  },
  {
    kind: 'member-store-synced',
    meaning: 'The two member lists that etcd keeps differed, and etcd corrected them.',
    consequence: 'degraded',
    action: 'Compare etcdctl member list on all members before an upgrade to 3.6.',
    source: 'etcd upgrade guide 3.5 to 3.6',
  },
  {
    kind: 'snapshot-failed',
    meaning: 'A follower that lags behind the log needs the whole database, and did not receive it.',
    consequence: 'degraded',
    action:
      'Check the network and the time-out between the two members, and the follower’s disk. Until a snapshot arrives, the follower has no current data, and one more failure may cost the quorum.',
    source: 'etcd api/rafthttp/snapshot_sender.go',
  },
  {
    kind: 'request-too-large',
    meaning: 'Requests are larger than --max-request-bytes (1.5 MiB) and are refused.',
    consequence: 'failing-requests',
    action: 'Find the client and make its objects smaller; a larger limit slows all members.',
    source: 'etcd limits',
  },
  {
    kind: 'too-many-requests',
    meaning: 'etcd or the API server rejects requests because more arrive than it can process.',
    consequence: 'failing-requests',
    action: null,
    source: 'etcd v3_server.go (5,000 entries behind); Kubernetes API priority and fairness',
  },
  {
    kind: 'request-timeout',
    meaning: 'Requests were not answered in time.',
    consequence: 'failing-requests',
    action: null,
    source: 'etcd server/etcdserver/errors',
  },
  {
    kind: 'read-index-failed',
    meaning: 'Reads that need agreement failed.',
    consequence: 'failing-requests',
    action: null,
    source: 'etcd v3_server.go linearizableReadLoop',
  },
  {
    kind: 'endpoint-unhealthy',
    meaning: 'A client or etcdctl got no answer from the member in time.',
    consequence: 'not-serving',
    action: null,
    source: 'etcdctl endpoint health',
  },
  {
    kind: 'health-check-failed',
    meaning: 'The health endpoint of etcd answers that it is not healthy.',
    consequence: 'failing-requests',
    action: null,
    source: 'etcd api/etcdhttp/health.go',
  },
  {
    kind: 'probe-failed',
    meaning: 'The kubelet’s probe failed; repeated failures of a liveness probe kill the container.',
    consequence: 'failing-requests',
    action:
      'Give the liveness probe a threshold and a time-out longer than a start of etcd, and leave alarms out of it (path /livez, or /health?exclude=NOSPACE).',
    source: 'Kubernetes, Configure liveness probes; etcd 3.5.11 /livez',
  },
  {
    kind: 'container-killed',
    meaning: 'The kubelet killed the container, usually because its liveness probe failed.',
    consequence: 'exit',
    action:
      'Stop the kills first: remove the liveness probe from the manifest, or give it a threshold longer than a start of etcd.',
    source: 'Kubernetes, Container probes',
  },
  {
    kind: 'oom-kill',
    meaning: 'The kernel killed the process because memory ran out.',
    consequence: 'exit',
    action:
      'Give it more memory (a start of etcd needs about the size of the database and more), and find the client that reads so much.',
    source: 'Linux mm/oom_kill.c; etcd hardware guide',
  },
  {
    kind: 'disk-full',
    meaning: 'The file system is full: etcd cannot write its log and ends.',
    consequence: 'exit',
    action:
      'Free space on the file system of --data-dir (old logs, images, backups; never files of member/), then start etcd.',
    source: 'etcd server/storage/wal',
  },
  {
    kind: 'disk-error',
    meaning: 'The disk or its file system reports errors.',
    consequence: 'degraded',
    action: 'Take the member to another disk: remove it, move its data away, add it again.',
    source: 'Linux',
  },
  {
    kind: 'service-failed',
    meaning: 'The process of the unit or container ended, or does not come up.',
    consequence: 'not-serving',
    action:
      'What it printed last names the reason: journalctl -u etcd, crictl logs --previous or docker logs of the container, talosctl logs etcd.',
    source: 'kubelet kuberuntime_manager.go; systemd.service, Restart=',
  },
  {
    kind: 'api-error',
    text: /required revision has been compacted/,
    meaning: 'A client asked for a revision that compaction had removed; it lists again and continues.',
    consequence: null,
    action: null,
    source: 'etcd api/v3rpc/rpctypes/error.go ErrCompacted',
  },
  {
    kind: 'api-error',
    text: /requested lease not found/,
    meaning: 'The lease of a client had expired before it was renewed, and the keys under it are gone.',
    consequence: 'failing-requests',
    action: null,
    source: 'etcd api/v3rpc/rpctypes/error.go ErrLeaseNotFound',
  },
  {
    kind: 'api-error',
    text: /database is locked|error (?:in txn|while range on)/,
    meaning: 'The SQL or dqlite database behind kine did not answer in time; etcd is not in use here.',
    consequence: 'failing-requests',
    action: null,
    source: 'k3s-io/kine pkg/drivers/generic',
  },
  {
    kind: 'lease-lost',
    text: /demot\w+ self|disconnect|session expired/,
    meaning: 'A client could not keep its lease or session in etcd, and stopped what it holds by it.',
    consequence: 'failing-requests',
    action: null,
    source: 'Patroni ha.py; Milvus sessionutil',
  },
  {
    kind: 'lease-lost',
    meaning: 'A controller or scheduler could not renew its lease and gave up leadership.',
    consequence: 'failing-requests',
    action: null,
    source: 'client-go leaderelection',
  },
  {
    kind: 'lease-revoke-failed',
    meaning: 'Expired leases are not revoked: their keys stay.',
    consequence: 'degraded',
    action: null,
    source: 'etcd server/etcdserver/server.go revokeExpiredLeases',
  },
  {
    kind: 'messages-dropped',
    meaning: 'Messages between members were dropped because the receiver or the network does not keep up.',
    consequence: 'degraded',
    action: null,
    source: 'etcd api/rafthttp/peer.go',
  },
  {
    kind: 'version-mismatch',
    meaning: 'Members run different versions; that is normal only during an upgrade.',
    consequence: null,
    action: 'Finish the upgrade, one member at a time.',
    source: 'etcd operations guide, Upgrading',
  },
  {
    kind: 'tick-missed',
    meaning: 'The process did not run in time: a starved CPU, a paused machine or a blocked disk.',
    consequence: 'degraded',
    action: null,
    source: 'raft node.go Tick',
  },
  {
    kind: 'member-unreachable',
    meaning: 'A member does not reach another one.',
    consequence: 'degraded',
    action: null,
    source: 'etcd api/rafthttp/peer_status.go',
  },
  {
    kind: 'storage-error',
    meaning: 'etcd could not read or write one of its files.',
    consequence: 'degraded',
    action: 'Check permissions and free space of the data directory.',
    source: 'etcd server/storage',
  },
];

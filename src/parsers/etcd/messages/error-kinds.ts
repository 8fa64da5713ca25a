import type { NoticeKind } from './notice.js';

/**
 * Errors that say what happened under any message (`discovery failed`, `failed to start etcd`, `bootstrap
 * failed`, a panic). The first that fits wins. Sources: `raft/log.go`, `wal/wal.go`, `api/snap/*.go`,
 * `etcdserver/{bootstrap,errors}.go`, `membership/cluster.go`, `embed/config.go`, Go's `net`.
 */
const KINDS: readonly { readonly text: RegExp; readonly kind: NoticeKind | 'wal-corrupt' }[] = [
  {
    kind: 'raft-log-lost',
    text: /tocommit\(\d+\) is out of range|state\.commit \d+ is out of range|first index of committed entry\[\d+\] should <= appliedi|unexpected committed entry index|missing log entry \[last|after\(\d+\) is out of range \[committed|(?:applied|applying)\(\d+\) is out of range|conflict with committed entry|slice\[\d+,\d+\) out of bound|snapshot index \[\d+\] should > appliedi|unexpected leader snapshot from outdated index/,
  },
  {
    kind: 'snapshot-missing',
    text: /failed to find \[SNAPSHOT|snap: (?:snapshot file doesn't exist|empty snapshot|no available snapshot)|database file .* of the backend is missing|failed to recover v3 backend from snapshot|recovering backend from snapshot error/i,
  },
  {
    kind: 'wal-corrupt',
    text: /\bcrc mismatch\b|read wal error|failed to (?:read|repair) WAL|WAL.*cannot be repaired|wal: (?:file not found|slice bounds|max entry size|conflicting metadata|unexpected EOF)|invalid database\b|freepages: failed|page \d+ already freed|walpb: /i,
  },
  { kind: 'hash-mismatch', text: /found data inconsistency with peers|data inconsistency detected/ },
  { kind: 'corrupt-error', text: /etcdserver: corrupt cluster/ },
  { kind: 'local-member-removed', text: /member has been permanently removed from the cluster/ },
  { kind: 'already-bootstrapped', text: /has already been bootstrapped/ },
  { kind: 'cluster-id-mismatch', text: /cluster ID mismatch/i },
  {
    kind: 'initial-cluster-mismatch',
    text: /member count is unequal|unmatched member while checking PeerURLs|PeerURLs: no match found for existing member|error validating peerURLs|--initial-cluster (?:has|must include|is)\b.*|missing from --initial-(?:cluster|advertise-peer-urls)|couldn't find local name .* in the initial cluster configuration|could not retrieve cluster information from the given URLs|cannot fetch cluster info from peer urls|etcdserver: name conflicts/,
  },
  { kind: 'bind-failed', text: /\bbind: (?:address already in use|cannot assign requested address|permission denied)/ },
  { kind: 'version-refused', text: /incompatible with current running cluster|incompatible.*cluster version/ },
  { kind: 'v2-content', text: /illegal v2store content|detected disallowed.*v2/ },
  { kind: 'file-descriptors-short', text: /too many open files/ },
  { kind: 'database-locked', text: /resource temporarily unavailable.*(?:lock|flock)|timeout waiting for.*lock/ },
  {
    kind: 'setting-refused',
    text: /flag provided but not defined|error verifying flags|is not a valid command-line flag|unknown flag|conflicting environment variable|error setting up initial cluster|multiple discovery or bootstrap flags/,
  },
  { kind: 'learner-not-ready', text: /can only promote a learner member which is in sync with leader/ },
  { kind: 'member-change-rejected', text: /too many learner members in cluster|re-configuration failed due to/ },
  {
    kind: 'auth-error',
    text: /etcdserver: (?:invalid auth token|user name is empty|authentication failed|permission denied|revision of auth store is old|role name not found|user name not found|authentication is not enabled)/,
  },
];

/** What an error says; null: nothing that is known. */
export function errorKind(text: string): NoticeKind | 'wal-corrupt' | null {
  return KINDS.find((one) => one.text.test(text))?.kind ?? null;
}

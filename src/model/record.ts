import type { StoreFacts } from './store-facts.js';
import type { Bytes, EpochMicros, Micros, Revision } from './units.js';

export type Source = 'etcd' | 'kubernetes' | 'kube-event' | 'system' | 'etcdctl' | 'config' | 'metrics';

/** Any of a member's names, as the line had them. Ids in lower-case hexadecimal without leading zeros. */
export interface MemberRef {
  readonly id?: string;
  readonly name?: string;
  readonly host?: string;
  /** host:port, without scheme. */
  readonly endpoint?: string;
}

/**
 * What every record carries. A parser fills `kind`, `time`, `format`, `source` and the fields of its kind; where the
 * record stands (input, line) is added by the reader.
 */
interface Common {
  readonly format: string;
  readonly source: Source;
  /** UTC; null where the record carries no time: it is never given one. */
  readonly time: EpochMicros | null;
  /** Where only an age bounds the time: the earliest it can have been (`time` is then the latest). */
  readonly timeEarliest?: EpochMicros;
  /** Whom the record speaks of, where that is not the member whose log it is in. */
  readonly about?: MemberRef;
  /** The id of the member whose log the line is in, where the line shows it. */
  readonly localId?: string;
  /** What a reader wants to see of the line, where the line itself is not it. */
  readonly excerpt?: string;
}

interface Keyed {
  readonly key?: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

interface Sizes {
  readonly dbSizeBytes?: Bytes;
  readonly dbSizeInUseBytes?: Bytes;
}

/** One put or delete, or another request without either. The bulk path hands these over as `RequestView`. */
export interface RequestRecord extends Common, Keyed {
  readonly kind: 'request';
  readonly op: string;
  readonly valueBytes: Bytes | null;
  readonly duration: Micros | null;
  readonly remote: string | null;
  /** Because the database was full. */
  readonly refused: boolean;
  /** The compare of the transaction failed: its put did not happen. */
  readonly conflict: boolean;
  readonly failed: boolean;
}

export interface SlowRecord extends Common, Keyed {
  readonly kind: 'slow-apply' | 'slow-request' | 'slow-fsync' | 'read-index-slow';
  readonly duration: Micros | null;
  /** `read-only range ` and the like: what of the request was slow. */
  readonly prefix?: string;
  /** `put`, `delete`, `range`, `txn`, `lease-grant`, … of etcd; `list` too if an API server shows it. */
  readonly op?: string;
  /** Of a request to an API server: `create`, `update`, `patch`, `delete`, `get`, `list`, `watch`. */
  readonly verb?: string;
  readonly valueBytes?: Bytes;
  readonly responseBytes?: Bytes;
  readonly responseCount?: number;
  /** Of a read that is paged: at most so many. */
  readonly limit?: number;
  readonly userAgent?: string;
  /** The request was the revoke of a lease, with all that hangs on it: it names no key. */
  readonly operation?: 'lease-revoke';
}

export interface HeartbeatLate extends Common {
  readonly kind: 'heartbeat-late';
  readonly exceeded: Micros | null;
  readonly to: string | null;
}

export interface CompactionRecord extends Common, Sizes {
  readonly kind:
    | 'compaction-requested'
    | 'compaction-started'
    | 'compaction-finished'
    | 'compaction-failed'
    // etcd's own compactor is done with a round, also where the revision had been compacted before
    | 'compaction-accepted';
  readonly revision: Revision | null;
  readonly duration: Micros | null;
  /** True where etcd's own compactor did it, false where a client asked; absent if the line does not show it. */
  readonly automatic?: boolean;
  /** Of etcd's own compactor: `periodic` or `revision`, where the line shows. */
  readonly mode?: string;
  readonly error?: string;
}

export interface DefragmentationRecord extends Common, Sizes {
  readonly kind: 'defragmentation-started' | 'defragmentation-finished' | 'defragmentation-failed';
  readonly endpoint: string | null;
  readonly duration: Micros | null;
  /** Negative if it grew. */
  readonly freedBytes?: Bytes;
  readonly error?: string;
}

export interface SnapshotRecord extends Common {
  readonly kind: 'snapshot-saved' | 'snapshot-sent';
  readonly appliedIndex: number | null;
  readonly to: string | null;
  readonly sizeBytes: Bytes | null;
}

export interface QuotaRecord extends Common {
  readonly kind: 'quota-set' | 'quota-exceeded';
  readonly quotaBytes: Bytes | null;
}

export interface AutoCompactionSet extends Common {
  readonly kind: 'auto-compaction-set';
  readonly mode: string | null;
  /** As written: `"0s"`, `5m`; in revision mode the number, which etcd logs as nanoseconds (`1µs` is `1000`). */
  readonly retention: string;
  readonly disabled: boolean;
}

export interface AlarmRecord extends Common, Keyed {
  readonly kind:
    | 'nospace-error'
    | 'nospace-alarm-raised'
    | 'nospace-alarm-active'
    | 'nospace-alarm-disarmed'
    | 'corrupt-alarm-raised';
  /** True where a client saw the text, false where the server logged it. */
  readonly clientSide?: boolean;
  /** Of the write that was refused. */
  readonly valueBytes?: Bytes;
  readonly duration?: Micros | null;
}

export interface LeaderRecord extends Common {
  readonly kind: 'leader-elected' | 'leader-lost' | 'leader-changed' | 'election-started' | 'no-leader';
  readonly leader: string | null;
  readonly term: number | null;
}

export interface MemberRecord extends Common {
  readonly kind: 'member-started' | 'member-stopped' | 'member-unreachable' | 'clock-difference';
  readonly version?: string | null;
  readonly name?: string | null;
  readonly peer?: string | null;
  readonly difference?: Micros | null;
}

export interface MemberStatus extends Common, Sizes {
  readonly kind: 'member-status';
  readonly endpoint: string | null;
  readonly version: string | null;
  readonly quotaBytes: Bytes | null;
  readonly isLeader: boolean | null;
  readonly term: number | null;
  readonly revision: Revision | null;
  /** The last raft entry that the member has, and the last that it has applied. */
  readonly raftIndex?: number;
  readonly raftAppliedIndex?: number;
  readonly errors: readonly string[];
  /** A rounded size as it was printed (`8.2 GB`); the field without `Text` then holds its middle. */
  readonly dbSizeText?: string;
  readonly dbSizeInUseText?: string;
  readonly quotaText?: string;
}

export interface TroubleRecord extends Common, Keyed {
  readonly kind:
    | 'request-timeout'
    | 'request-too-large'
    | 'too-many-requests'
    | 'endpoint-unhealthy'
    | 'health-check-failed'
    | 'lease-lost'
    | 'probe-failed'
    | 'container-killed'
    | 'api-error';
  readonly duration?: Micros | null;
  readonly endpoint?: string | null;
  readonly message?: string;
}

export interface ApiRequest extends Common, Keyed {
  readonly kind: 'api-request';
  readonly verb: string;
  readonly subresource?: string;
  readonly code: number | null;
  readonly duration: Micros | null;
  readonly user: string | null;
  readonly userAgent: string | null;
  /** How many requests like this one there were, where a list counts them; one otherwise. */
  readonly count?: number;
  /** The client's address, as far as the server could show. */
  readonly remote?: string;
  /** Of API priority and fairness, where the server's own log shows it. */
  readonly flowSchema?: string;
  /** Nothing was stored: `dryRun=All`. */
  readonly dryRun?: boolean;
  /** Of the object in the answer: the same as before where nothing was written. */
  readonly resourceVersion?: string;
  /** Of the object in the answer without times and managedFields: equal where nothing else changed. */
  readonly bodyHash?: number;
}

export interface KubeEvent extends Common {
  readonly kind: 'kube-event';
  readonly reason: string;
  readonly type: string;
  readonly objectKind: string;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly count: number;
  /** First occurrence. `time` is the last one. */
  readonly first: EpochMicros | null;
  readonly message: string;
  /** What makes two sightings one event: uid, else the event's name, else object, reason and message. */
  readonly identity: string;
  /** The object that the message names as made or owned (`Created pod: X`), and so the owner of X. */
  readonly component?: string;
  /** The program that wrote the event, where the input shows. */
  readonly reporter?: string;
}

export interface ServiceRecord extends Common {
  readonly kind: 'service-starting' | 'service-started' | 'service-stopped' | 'service-failed' | 'service-restarted';
  readonly unit: string;
  readonly status?: string | null;
  readonly restarts?: number | null;
}

export interface SystemRecord extends Common {
  readonly kind: 'oom-kill' | 'disk-full' | 'disk-error' | 'wal-corrupt' | 'certificate-error' | 'panic';
  readonly process?: string | null;
  readonly pid?: number | null;
  readonly anonRssKb?: number | null;
  readonly remote?: string | null;
  /** Of a panic: its reason. Of a refused certificate: the error. */
  readonly message?: string;
  /** Of a refused certificate: what was wrong with it. */
  readonly reason?: CertificateFault;
  /** Of a refused certificate: the clock of the refusing side, and the date that it was compared with. */
  readonly currentTime?: EpochMicros;
  readonly limitTime?: EpochMicros;
  /** Of a refused certificate: the member on the other side, in hexadecimal. */
  readonly peer?: string | null;
  /** Of a refused certificate: the name that the client asked for. */
  readonly serverName?: string;
  /** Of a refused certificate: host:port that was dialed. */
  readonly endpoint?: string;
}

/** `expired`: the clock is after the certificate's last moment; `not-yet-valid`: before its first. */
export type CertificateFault =
  | 'expired'
  | 'not-yet-valid'
  /** One of the two; the line doesn't say which. */
  | 'out-of-date'
  | 'unknown-authority'
  | 'name-mismatch'
  | 'usage'
  | 'missing'
  /** Refused by the other side, without a reason. */
  | 'bad-certificate'
  | 'protocol'
  | 'other';

/** Kinds of messages that carry their words and few values: `NoticeRecord`. */
export const NOTICE_KINDS = [
  // members of the cluster
  ...(['member-added', 'member-removed', 'member-updated', 'member-promoted', 'member-change-rejected'] as const),
  ...(['local-member-removed', 'removed-member-rejected', 'member-store-synced', 'voters-changed'] as const),
  ...(['learner-not-ready', 'initial-cluster-mismatch', 'discovery-failed', 'already-bootstrapped'] as const),
  // two clusters
  ...(['cluster-id-mismatch', 'peer-not-in-cluster', 'new-cluster-forced'] as const),
  // consensus
  ...(['quorum-inactive', 'tick-missed', 'raft-state-changed', 'proposal-dropped', 'campaign-blocked'] as const),
  ...(['read-index-failed', 'raft-log-lost', 'server-overloaded'] as const),
  ...(['leadership-transfer-started', 'leadership-transferred', 'leadership-transfer-failed'] as const),
  // snapshots between members and on disk
  ...(['snapshot-receiving', 'snapshot-received', 'snapshot-applied', 'snapshot-failed', 'snapshot-slow'] as const),
  ...(['snapshot-triggered', 'snapshot-missing', 'snapshot-corrupt', 'snapshot-restored'] as const),
  // corruption
  ...(['corrupt-alarm-active', 'corrupt-alarm-disarmed', 'corrupt-error', 'hash-mismatch'] as const),
  ...(['corruption-checked', 'corruption-check-skipped', 'alarm-unknown'] as const),
  // storage
  ...(['defragmentation-skipped', 'defragmentation-leftover', 'database-locked', 'storage-error'] as const),
  // leases, clients, authentication
  ...(['lease-revoke-failed', 'lease-error', 'stream-error', 'auth-error', 'auth-changed'] as const),
  ...([
    'connection-rejected',
    'file-descriptors-short',
    'transaction-error',
    'apply-failed',
    'name-resolution-failed',
  ] as const),
  // peers
  ...(['peer-connected', 'peer-disconnected', 'peer-message-failed', 'messages-dropped', 'peer-query-failed'] as const),
  // versions
  ...(['cluster-version-changed', 'version-mismatch', 'version-refused', 'downgrade-started'] as const),
  ...(['downgrade-finished', 'storage-version-changed', 'schema-invalid', 'v2-content'] as const),
  // start and stop
  ...(['member-ready', 'publish-failed', 'setting-ignored', 'setting-refused', 'bind-failed', 'start-failed'] as const),
  ...(['server-closed', 'server-error'] as const),
] as const;

/** A message of etcd that a reader wants on the timeline, with the values that it carries. */
export interface NoticeRecord extends Common {
  readonly kind: (typeof NOTICE_KINDS)[number];
  /** debug to fatal; null if the line does not show it. */
  readonly level: string | null;
  readonly message: string;
  readonly error?: string;
  /** The other member, in hexadecimal. */
  readonly peer?: string | null;
  readonly term?: number;
  /** Of a change of state: leader, follower, candidate, pre-candidate. */
  readonly state?: string;
  /** Of a configuration: how many members vote, how many learn. */
  readonly voters?: number;
  readonly learners?: number;
  readonly version?: string;
  readonly clusterVersion?: string;
  readonly localClusterId?: string;
  readonly remoteClusterId?: string;
  readonly appliedIndex?: number;
  readonly sizeBytes?: Bytes;
  readonly duration?: Micros;
  readonly user?: string;
  readonly remote?: string;
  /** True where a client saw the text, false where the server logged it. */
  readonly clientSide?: boolean;
}

/**
 * A row of a table that counts keys or objects. `versions`: how often one key was written since it was made; `revisions`:
 * entries of the history, or writes. Neither is what lives in the store.
 */
export interface ObjectCount extends Common {
  readonly kind: 'object-count';
  readonly of: 'objects' | 'revisions' | 'versions';
  /** As etcd stores it (`minions`, `stable.example.com/widgets`); the group alone where the row has no more. */
  readonly resource?: string;
  readonly namespace?: string;
  /** A key or prefix that is of no resource; or what part of the resource the row counts (a status, a stem of names). */
  readonly key?: string;
  /** null: the row has a size alone. */
  readonly count: number | null;
  readonly bytes?: Bytes;
  /** The command that printed the table, where it is above. */
  readonly command?: string;
}

/** A recognised line without a kind of its own. */
export interface LogRecord extends Common {
  readonly kind: 'log';
  readonly level: string | null;
  readonly message: string;
}

/** What names a member: a start-up line, a member list, a configuration. */
export interface MemberIdentity extends Common {
  readonly kind: 'member-identity';
  readonly id?: string;
  readonly name?: string;
  /** host:port pairs of its client and peer URLs. */
  readonly endpoints?: readonly string[];
  /** True where the line speaks of the member whose log it is in. */
  readonly self: boolean;
}

/**
 * A thing that a person or a command's output states: a count, a size, a command that was run. What it proves is
 * judged later; here it is only kept with its words.
 */
export interface Claim extends Common {
  readonly kind: 'claim';
  readonly claim: StatementBody;
}

export type StatementBody =
  /** A shell command that somebody ran or wrote down. `output` is its first lines. `proposed`: among the measures for later. */
  | {
      readonly what: 'command';
      readonly command: string;
      readonly output: readonly string[];
      readonly script: boolean;
      readonly proposed?: boolean;
    }
  /** A count that a command printed: of matching request lines, keys, or event rows. */
  | {
      readonly what: 'count';
      readonly of: 'request-lines' | 'keys' | 'event-rows' | 'other';
      readonly value: number;
      readonly command: string;
      readonly resource: string | null;
      readonly reason: string | null;
    }
  /** `du -sh`, `Actual data size: 156MB`: a size as printed; bytes by the stated unit convention. */
  | {
      readonly what: 'size';
      readonly of: 'directory' | 'database' | 'live' | 'quota' | 'other';
      readonly value: Bytes;
      readonly low: Bytes;
      readonly high: Bytes;
      readonly text: string;
      readonly units: 'decimal' | 'binary' | 'unknown';
    }
  | {
      readonly what: 'hash';
      readonly endpoint: string;
      readonly hash: string;
      readonly revision: number | null;
      readonly compactRevision: number | null;
      /** True where the line has more than the printing command prints (`(rev N)` in 3.4's simple output). */
      readonly annotated: boolean;
    }
  | { readonly what: 'ratio'; readonly of: 'fragmentation'; readonly value: number }
  | { readonly what: 'phase'; readonly name: string; readonly minutes: number }
  | { readonly what: 'duration'; readonly of: 'recovery' | 'other'; readonly minutes: number }
  | {
      readonly what: 'statement';
      readonly of: 'restarts' | 'window' | 'other';
      readonly value: number;
      readonly unit: string;
    }
  | {
      readonly what: 'setting';
      readonly name: string;
      readonly value: string;
      readonly glued: boolean;
      readonly proposed: boolean;
    }
  | { readonly what: 'metric'; readonly name: string }
  | { readonly what: 'jq'; readonly path: string; readonly over: string }
  /** A node row of `kubectl get nodes`. */
  | {
      readonly what: 'node';
      readonly name: string;
      readonly roles: string;
      readonly age: string;
      readonly version: string;
    }
  /** A table of `endpoint status` with its columns, to be held against what its version prints. */
  | {
      readonly what: 'status-table';
      readonly columns: readonly string[];
      readonly version: string | null;
      readonly ids: readonly string[];
    }
  /** `compacted revision N` and the like: a command's answer. */
  | {
      readonly what: 'answer';
      readonly of: 'compact' | 'defrag' | 'alarm-disarm' | 'put';
      readonly value: number | null;
    };

/** What a database or snapshot of etcd holds. */
export interface StoreContent extends Common {
  readonly kind: 'store-content';
  readonly facts: StoreFacts;
}

export type AnyRecord =
  | RequestRecord
  | SlowRecord
  | HeartbeatLate
  | CompactionRecord
  | DefragmentationRecord
  | SnapshotRecord
  | QuotaRecord
  | AutoCompactionSet
  | AlarmRecord
  | LeaderRecord
  | MemberRecord
  | MemberStatus
  | TroubleRecord
  | ApiRequest
  | KubeEvent
  | ServiceRecord
  | SystemRecord
  | NoticeRecord
  | ObjectCount
  | LogRecord
  | MemberIdentity
  | Claim
  | StoreContent;

export type Kind = AnyRecord['kind'];

const NOTICES: ReadonlySet<string> = new Set(NOTICE_KINDS);
export const isNotice = (record: { readonly kind: string }): record is NoticeRecord => NOTICES.has(record.kind);

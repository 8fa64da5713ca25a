import { type Kind, NOTICE_KINDS } from '../../../model/record.js';

/** The kinds of records that the lines of etcd's server make, in whichever form. */
export const ETCD_KINDS: readonly Kind[] = [
  ...(['request', 'slow-apply', 'slow-request', 'slow-fsync', 'read-index-slow', 'heartbeat-late'] as const),
  ...([
    'compaction-requested',
    'compaction-started',
    'compaction-finished',
    'compaction-failed',
    'compaction-accepted',
  ] as const),
  ...(['defragmentation-started', 'defragmentation-finished', 'defragmentation-failed'] as const),
  ...(['snapshot-saved', 'snapshot-sent', 'quota-set', 'quota-exceeded', 'auto-compaction-set'] as const),
  ...(['nospace-error', 'nospace-alarm-raised', 'nospace-alarm-active', 'nospace-alarm-disarmed'] as const),
  ...(['corrupt-alarm-raised', 'leader-elected', 'leader-lost', 'leader-changed', 'election-started'] as const),
  ...([
    'no-leader',
    'member-started',
    'member-stopped',
    'member-unreachable',
    'member-identity',
    'member-status',
  ] as const),
  ...(['clock-difference', 'health-check-failed', 'request-timeout', 'disk-full', 'disk-error'] as const),
  ...(['wal-corrupt', 'certificate-error', 'panic', 'member-status'] as const),
  ...NOTICE_KINDS,
];

/** Of clients of etcd, whose library writes JSON of the same form (`clientv3`, etcdctl, kube-apiserver). */
export const CLIENT_KINDS: readonly Kind[] = ['api-error', 'request-too-large', 'too-many-requests'];

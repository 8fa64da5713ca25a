import type { Burst } from '../../model/case-file.js';
import { excerptText } from '../../model/evidence.js';
import type { AnyRecord, Kind } from '../../model/record.js';
import type { Severity } from '../../model/report.js';

const CRITICAL: ReadonlySet<Kind | 'put-storm'> = new Set<Kind | 'put-storm'>([
  'nospace-error',
  'nospace-alarm-raised',
  'nospace-alarm-active',
  'corrupt-alarm-raised',
  'quota-exceeded',
  'no-leader',
  'leader-lost',
  'oom-kill',
  'disk-full',
  'wal-corrupt',
  'panic',
  'service-failed',
]);

const WARNING: ReadonlySet<Kind | 'put-storm'> = new Set<Kind | 'put-storm'>([
  'put-storm',
  'slow-apply',
  'slow-request',
  'slow-fsync',
  'read-index-slow',
  'heartbeat-late',
  'compaction-failed',
  'defragmentation-failed',
  'leader-changed',
  'election-started',
  'member-stopped',
  'member-unreachable',
  'clock-difference',
  'request-timeout',
  'request-too-large',
  'too-many-requests',
  'endpoint-unhealthy',
  'health-check-failed',
  'lease-lost',
  'probe-failed',
  'container-killed',
  'api-error',
  'service-stopped',
  'service-restarted',
  'disk-error',
  'certificate-error',
]);

export const severityOf = (kind: Kind | 'put-storm'): Severity =>
  CRITICAL.has(kind) ? 'critical' : WARNING.has(kind) ? 'warning' : 'info';

const ms = (micros: number | null | undefined): string =>
  micros == null ? '' : micros >= 10_000_000 ? `${(micros / 1e6).toFixed(1)} s` : `${Math.round(micros / 1000)} ms`;
const mib = (bytes: number | null | undefined): string =>
  bytes == null
    ? ''
    : bytes >= 1024 ** 3
      ? `${(bytes / 1024 ** 3).toFixed(2)} GiB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const clause = (text: string): string => (text === '' ? '' : `, ${text}`);

/** One line on a burst, made of its records' fields. */
export function summaryOf(burst: Burst): string {
  const told = tell(burst);
  const many = burst.count > 1 ? `${burst.count} times ` : '';
  return excerptText(`${many}${told}`);
}

function tell(burst: Burst): string {
  const { record, worstRecord } = burst;
  const where = (r: AnyRecord): string => ('key' in r && r.key !== undefined ? ` ${r.key}` : '');
  switch (record.kind) {
    case 'slow-apply':
    case 'slow-request':
    case 'slow-fsync':
    case 'read-index-slow': {
      const what = {
        'slow-apply': 'slow apply',
        'slow-request': 'slow request',
        'slow-fsync': 'slow fsync of the WAL',
        'read-index-slow': 'slow read index',
      }[record.kind];
      const took = 'duration' in worstRecord ? ms(worstRecord.duration) : '';
      return `${what}${took === '' ? '' : burst.count > 1 ? `, up to ${took}` : ` of ${took}`}${where(worstRecord)}`;
    }
    case 'heartbeat-late':
      return `leader sent heartbeats late${clause(worstRecord.kind === 'heartbeat-late' && worstRecord.exceeded !== null ? `by up to ${ms(worstRecord.exceeded)}` : '')}`;
    case 'compaction-requested':
    case 'compaction-started':
      return `compaction ${record.kind === 'compaction-requested' ? 'requested' : 'started'}${record.revision === null ? '' : ` at revision ${record.revision}`}`;
    case 'compaction-finished':
      return `compaction finished${record.revision === null ? '' : ` at revision ${record.revision}`}${clause(ms(record.duration))}${sizes(record)}`;
    case 'compaction-failed':
      return `compaction failed${clause(record.error ?? '')}`;
    case 'defragmentation-started':
    case 'defragmentation-finished':
      return `defragmentation ${record.kind === 'defragmentation-started' ? 'started' : 'finished'}${clause(ms(record.duration))}${sizes(record)}${clause(record.freedBytes === undefined ? '' : `${mib(record.freedBytes)} given back`)}`;
    case 'defragmentation-failed':
      return `defragmentation failed${clause(record.error ?? '')}`;
    case 'snapshot-saved':
      return `snapshot saved${record.appliedIndex === null ? '' : ` at applied index ${record.appliedIndex}`}`;
    case 'snapshot-sent':
      return `snapshot sent${clause(mib(record.sizeBytes))}`;
    case 'quota-set':
      return `quota in force: ${mib(record.quotaBytes)} (${String(record.quotaBytes)} B)`;
    case 'quota-exceeded':
      return 'a write exceeded the quota at the apply step';
    case 'auto-compaction-set':
      return record.disabled
        ? `etcd's own compaction is off (retention ${record.retention})`
        : `etcd compacts by itself: ${record.mode ?? 'periodic'}, retention ${record.retention}`;
    case 'nospace-error':
      return `write refused: no space${where(record)}`;
    case 'nospace-alarm-raised':
      return 'NOSPACE alarm raised: every member refuses writes';
    case 'nospace-alarm-active':
      return 'NOSPACE alarm is on';
    case 'nospace-alarm-disarmed':
      return 'NOSPACE alarm disarmed: writes go in again';
    case 'corrupt-alarm-raised':
      return 'CORRUPT alarm raised';
    case 'leader-elected':
      return `leader elected${record.leader === null ? '' : `: ${record.leader}`}${record.term === null ? '' : ` at term ${record.term}`}`;
    case 'leader-changed':
      return `leader changed${record.leader === null ? '' : ` to ${record.leader}`}${record.term === null ? '' : ` at term ${record.term}`}`;
    case 'leader-lost':
      return `leader lost${record.term === null ? '' : ` at term ${record.term}`}`;
    case 'election-started':
      return `election started${record.term === null ? '' : ` at term ${record.term}`}`;
    case 'no-leader':
      return 'no leader';
    case 'member-started':
      return `etcd${record.version == null ? '' : ` ${record.version}`} started`;
    case 'member-stopped':
      return 'etcd stopped';
    case 'member-unreachable':
      return `peer ${record.peer ?? ''} unreachable`;
    case 'clock-difference':
      return `clocks differ from ${record.peer ?? 'a peer'} by ${ms(record.difference)}`;
    default:
      return burst.first.excerpt;
  }
}

function sizes(record: { readonly dbSizeBytes?: number; readonly dbSizeInUseBytes?: number }): string {
  if (record.dbSizeBytes === undefined) return '';
  return `, file ${mib(record.dbSizeBytes)}${record.dbSizeInUseBytes === undefined ? '' : `, in use ${mib(record.dbSizeInUseBytes)}`}`;
}

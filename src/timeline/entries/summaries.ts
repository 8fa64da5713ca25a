import type { Burst } from '../../model/case-file.js';
import { excerptText } from '../../model/evidence.js';
import { type AnyRecord, type CertificateFault, isNotice, type SystemRecord } from '../../model/record.js';
import { recordText } from '../symptoms/record-text.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';

const ms = (micros: number | null | undefined): string =>
  micros == null ? '' : micros >= 10_000_000 ? `${(micros / 1e6).toFixed(1)} s` : `${Math.round(micros / 1000)} ms`;
const mib = (bytes: number | null | undefined): string =>
  bytes == null
    ? ''
    : bytes >= 1024 ** 3
      ? `${(bytes / 1024 ** 3).toFixed(2)} GiB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const clause = (text: string): string => (text === '' ? '' : `, ${text}`);

/** The mode may be in a line of its own: none is made up. */
const compactorText = ({ mode, retention }: { readonly mode: string | null; readonly retention: string }): string =>
  mode === 'revision'
    ? `mode revision, ${retention} revisions kept`
    : `${mode ?? 'mode not in this line'}, retention ${retention}`;

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
    case 'compaction-accepted':
      return `etcd's own compactor accepted ${record.revision === null ? 'a round' : `revision ${record.revision}`} (also logged where nothing was left to compact)`;
    case 'compaction-failed':
      return `compaction failed${clause(record.error ?? '')}`;
    case 'defragmentation-started':
    case 'defragmentation-finished':
      return `defragmentation ${record.kind === 'defragmentation-started' ? 'started' : 'finished'}${clause(ms(record.duration))}${sizes(record)}${clause(record.freedBytes === undefined ? '' : `${mib(record.freedBytes)} freed`)}`;
    case 'defragmentation-failed':
      return `defragmentation failed${clause(record.error ?? '')}`;
    case 'snapshot-saved':
      return `snapshot saved${record.appliedIndex === null ? '' : ` at applied index ${record.appliedIndex}`}`;
    case 'snapshot-sent':
      return `snapshot sent${clause(mib(record.sizeBytes))}`;
    case 'quota-set':
      return record.quotaBytes === null
        ? 'no quota in force, or the line does not tell its size'
        : `quota: ${mib(record.quotaBytes)} (${record.quotaBytes} B)`;
    case 'quota-exceeded':
      return 'a write exceeded the quota during apply';
    case 'auto-compaction-set':
      return record.disabled
        ? `auto compaction of etcd is off (retention ${record.retention})`
        : `etcd compacts by itself: ${compactorText(record)}`;
    case 'nospace-error':
      return `write refused: no space${where(record)}`;
    case 'nospace-alarm-raised':
      return 'NOSPACE alarm raised: every member refuses writes';
    case 'nospace-alarm-active':
      return 'NOSPACE alarm is active';
    case 'nospace-alarm-disarmed':
      return 'NOSPACE alarm disarmed: writes are accepted again';
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
    case 'certificate-error':
      return certificate(record);
    case 'cluster-id-mismatch':
      return `cluster ID mismatch${record.peer == null ? '' : ` with peer ${record.peer}`}${record.localClusterId === undefined || record.remoteClusterId === undefined ? '' : `: own ${record.localClusterId}, other ${record.remoteClusterId}`}`;
    case 'new-cluster-forced':
      return 'etcd was started as a new cluster of one member (force-new-cluster): the other members are cut off';
    case 'raft-state-changed':
      return `became ${record.state ?? 'another state'}${record.term === undefined ? '' : ` at term ${record.term}`}`;
    default:
      return isNotice(record) ? recordText(record, burst.first) : burst.first.excerpt;
  }
}

function sizes(record: { readonly dbSizeBytes?: number; readonly dbSizeInUseBytes?: number }): string {
  if (record.dbSizeBytes === undefined) return '';
  return `, file ${mib(record.dbSizeBytes)}${record.dbSizeInUseBytes === undefined ? '' : `, in use ${mib(record.dbSizeInUseBytes)}`}`;
}

const FAULTS: Readonly<Record<CertificateFault, string>> = {
  expired: 'expired',
  'not-yet-valid': 'not yet valid',
  'out-of-date': 'expired or not yet valid',
  'unknown-authority': 'signed by an unknown authority',
  'name-mismatch': 'not valid for this name or address',
  usage: 'not made for this use',
  missing: 'missing',
  'bad-certificate': 'refused by the other side',
  protocol: 'not offered: no TLS',
  other: 'refused',
};

function certificate({ reason, remote, peer, currentTime, limitTime, message }: SystemRecord): string {
  const who = remote ?? (peer == null ? null : `peer ${peer}`);
  const dates =
    currentTime === undefined || limitTime === undefined
      ? ''
      : reason === 'not-yet-valid'
        ? `: valid from ${second(limitTime)}, clock ${second(currentTime)}`
        : `: valid to ${second(limitTime)}, clock ${second(currentTime)}`;
  const told = reason === undefined ? 'refused' : FAULTS[reason];
  const words = reason === 'other' || reason === 'bad-certificate' ? `: ${message ?? ''}` : '';
  return `certificate ${told}${who === null ? '' : ` (${who})`}${dates}${words}`;
}

/** Certificates know no parts of a second. */
const second = (time: EpochMicros): string => new Date(epochMicros(time) / 1000).toISOString().replace('.000Z', 'Z');

import { addPoint, emptyEpisodes, mergeEpisodes, type EpisodeRules, type Episodes } from '../mergeable/episodes.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { type AnyRecord, isNotice, type Kind } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate, LineContext } from './aggregate.js';

/** A record kept whole, with its line. */
export interface Kept {
  readonly record: AnyRecord;
  readonly exemplar: Exemplar;
}

export interface StreamBursts {
  readonly kind: Kind;
  readonly stream: string;
  readonly episodes: Episodes<Kept>;
  /** Records without a time (configuration files), bounded, by input and line. */
  untimed: Kept[];
}

export type BurstTally = Map<string, StreamBursts>;

/** Occurrences closer than this are one line of the timeline. Kinds that aren't named stand alone. */
const GAPS: Partial<Record<Kind, number>> = {
  'slow-apply': 10 * SECOND,
  'slow-request': 10 * SECOND,
  'slow-fsync': 30 * SECOND,
  'read-index-slow': 10 * SECOND,
  'heartbeat-late': 10 * SECOND,
  'nospace-error': 10 * SECOND,
  'nospace-alarm-active': 10 * SECOND,
  'request-timeout': 10 * SECOND,
  'request-too-large': 10 * SECOND,
  'too-many-requests': 10 * SECOND,
  'endpoint-unhealthy': 30 * SECOND,
  'health-check-failed': 30 * SECOND,
  'lease-lost': 10 * SECOND,
  'probe-failed': 30 * SECOND,
  'api-error': 10 * SECOND,
  'member-unreachable': 30 * SECOND,
  'clock-difference': 60 * SECOND,
  'certificate-error': 10 * SECOND,
  'no-leader': 5 * SECOND,
  'disk-error': 10 * SECOND,
  'disk-full': 10 * SECOND,
  'raft-state-changed': 10 * SECOND,
  'voters-changed': 10 * SECOND,
  'tick-missed': 10 * SECOND,
  'proposal-dropped': 10 * SECOND,
  'campaign-blocked': 10 * SECOND,
  'read-index-failed': 10 * SECOND,
  'server-overloaded': 10 * SECOND,
  'cluster-id-mismatch': 30 * SECOND,
  'peer-not-in-cluster': 30 * SECOND,
  'removed-member-rejected': 30 * SECOND,
  'learner-not-ready': 30 * SECOND,
  'member-store-synced': 10 * SECOND,
  'corrupt-alarm-active': 10 * SECOND,
  'corrupt-error': 10 * SECOND,
  'hash-mismatch': 10 * SECOND,
  'corruption-checked': 30 * SECOND,
  'corruption-check-skipped': 30 * SECOND,
  'storage-error': 10 * SECOND,
  'lease-revoke-failed': 10 * SECOND,
  'lease-error': 10 * SECOND,
  'stream-error': 10 * SECOND,
  'auth-error': 10 * SECOND,
  'connection-rejected': 30 * SECOND,
  'transaction-error': 10 * SECOND,
  'peer-connected': 10 * SECOND,
  'peer-disconnected': 10 * SECOND,
  'peer-message-failed': 30 * SECOND,
  'peer-query-failed': 30 * SECOND,
  'messages-dropped': 10 * SECOND,
  'version-mismatch': 60 * SECOND,
  'version-refused': 30 * SECOND,
  'publish-failed': 30 * SECOND,
  'setting-ignored': 10 * SECOND,
  'file-descriptors-short': 30 * SECOND,
  'discovery-failed': 30 * SECOND,
  'member-ready': 10 * SECOND,
  'server-closed': 10 * SECOND,
  'server-error': 10 * SECOND,
  // A start shows the quota twice: in its configuration, and when the quota is put to use.
  'quota-set': 10 * SECOND,
};

const ELSEWHERE: ReadonlySet<Kind> = new Set<Kind>([
  'request',
  'log',
  'kube-event',
  'claim',
  'member-identity',
  'member-status',
  'api-request',
  'object-count',
]);
const UNTIMED_LIMIT = 200;

const durationOf = (record: AnyRecord): number =>
  'duration' in record && record.duration !== null && record.duration !== undefined
    ? record.duration
    : record.kind === 'heartbeat-late'
      ? (record.exceeded ?? 0)
      : 0;

const compareKept = (a: Kept, b: Kept): number => compareExemplars(a.exemplar, b.exemplar);
const RULES: EpisodeRules<Kept> = {
  limit: 1500,
  compare: compareKept,
  worse: (a, b) => durationOf(a.record) - durationOf(b.record),
};

/** Parties beyond so many share an entry: memory is bounded by it. */
const PARTIES = 256;

/** What keeps bursts of one kind apart. */
export function burstValue(record: AnyRecord): string {
  switch (record.kind) {
    case 'quota-set':
      return String(record.quotaBytes);
    case 'nospace-error':
      // An API server reports one refusal twice: etcd's client library in JSON, and what answered the request in klog.
      return record.source === 'kubernetes' ? record.format : '';
    case 'slow-apply':
      // A lease's revoke deletes all that hangs on it: slow for a reason of its own.
      return record.operation ?? '';
    case 'certificate-error':
      // Who was refused, and why: one client whose own certificate is wrong is not an outage.
      return `${record.reason ?? ''} ${bucketOf(record.remote ?? record.peer ?? '')}`;
    case 'cluster-id-mismatch':
      return `${record.localClusterId ?? ''} ${record.remoteClusterId ?? ''}`;
    case 'raft-state-changed':
      return record.state ?? '';
    default:
      return isNotice(record) && record.peer != null ? String(bucketOf(record.peer)) : '';
  }
}

function bucketOf(party: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < party.length; i += 1) hash = Math.imul(hash ^ party.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % PARTIES;
}

function find(tally: BurstTally, record: AnyRecord, sight: LineContext): StreamBursts {
  // Alarms of different members, or losses of different peers, are different events.
  const about = record.about === undefined ? '' : (record.about.id ?? record.about.endpoint ?? record.about.name ?? '');
  const key = `${record.kind}\0${burstValue(record)}\0${about}\0${sight.stream}`;
  let found = tally.get(key);
  if (found === undefined) {
    found = { kind: record.kind, stream: sight.stream, episodes: emptyEpisodes(GAPS[record.kind] ?? 0), untimed: [] };
    tally.set(key, found);
  }
  return found;
}

function keepUntimed(into: StreamBursts, added: readonly Kept[]): void {
  into.untimed = [...into.untimed, ...added].sort(compareKept).slice(0, UNTIMED_LIMIT);
}

/** Everything that happened but requests, events, samples and claims, folded to bursts by kind and stream. */
export const bursts: Aggregate<BurstTally> = {
  name: 'bursts',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (ELSEWHERE.has(record.kind)) return;
    const kept: Kept = { record, exemplar: sight.exemplar(record.time, record.excerpt) };
    const found = find(tally, record, sight);
    if (record.time === null) keepUntimed(found, [kept]);
    else addPoint(found.episodes, record.time, kept, RULES);
  },
  merge(a, b) {
    for (const [key, other] of b) {
      const found = a.get(key);
      if (found === undefined) {
        a.set(key, other);
        continue;
      }
      mergeEpisodes(found.episodes, other.episodes, RULES);
      keepUntimed(found, other.untimed);
    }
    return a;
  },
};

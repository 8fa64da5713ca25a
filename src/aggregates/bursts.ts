import { addPoint, emptyEpisodes, mergeEpisodes, type EpisodeRules, type Episodes } from '../mergeable/episodes.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { AnyRecord, Kind } from '../model/record.js';
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
  // A start tells the quota twice: in its configuration, and when the quota is put to use.
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

function find(tally: BurstTally, record: AnyRecord, sight: LineContext): StreamBursts {
  // Alarms of different members, or losses of different peers, are different events.
  const about = record.about === undefined ? '' : (record.about.id ?? record.about.endpoint ?? record.about.name ?? '');
  // A lease's revoke deletes all that hangs on it: slow for a reason of its own.
  const value =
    record.kind === 'quota-set'
      ? String(record.quotaBytes)
      : record.kind === 'slow-apply'
        ? (record.operation ?? '')
        : '';
  const key = `${record.kind}\0${value}\0${about}\0${sight.stream}`;
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

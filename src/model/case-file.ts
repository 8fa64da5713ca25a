import type { Leadership } from './leadership.js';
import type { Exemplar } from './origin.js';
import type { AnyRecord, Claim, StatementBody, Kind, KubeEvent, Source } from './record.js';
import type { RecoveryAudit } from './recovery-audit.js';
import type {
  Attribution,
  AttributionSource,
  Availability,
  Contradiction,
  Figure,
  Input,
  Member,
  Phase,
  Severity,
  StoreCount,
  Symptom,
} from './report.js';
import type { EpochMicros, Micros } from './units.js';
import type { Thresholds } from './thresholds.js';

/**
 * Everything that judging needs, small, ordered and pure: made once after the folds, read by rules, contradictions and
 * reports. Nothing here ever asks for the input again. Lists are sorted by time, then input, then line.
 */
export interface CaseFile {
  readonly inputs: readonly Input[];
  readonly members: readonly Member[];
  /** First and last moment that any record carries. */
  readonly window: Span | null;
  readonly coverage: Coverage;
  /** Clocks that could be held against each other. Times are as written everywhere; absent: nothing to hold. */
  readonly clocks?: readonly ClockOffset[];
  readonly writes: WriteStory;
  /** How many objects of each resource came to be and went in the pressure; absent: nobody counted. */
  readonly growth?: readonly ObjectGrowth[];
  /** New and short-lived pods by workload, in the pressure; absent: nobody counted. */
  readonly turnover?: readonly PodTurnover[];
  /** What requests to the API servers wrote, of audit logs and the like; null or absent: none at hand. */
  readonly apiWrites?: ApiWriteStory | null;
  /** When members sent snapshots of their database; absent: nobody looked. */
  readonly snapshots?: readonly SnapshotStream[];
  /** How old the events of each dump are; absent: nobody looked. */
  readonly eventAges?: readonly EventAges[];
  /** Lines that are no event of the timeline, and that a hypothesis hangs on; absent: nobody looked. */
  readonly indicators?: readonly Indicator[];
  /** Who led, term by term, and when nobody did; absent: nobody looked. */
  readonly leadership?: Leadership;
  /** How regularly each member compacted; absent: nobody looked. */
  readonly cadences?: readonly MemberCadence[];
  /** What was done about refused writes, and what it was worth; null: none were refused; absent: nobody looked. */
  readonly recoveryAudit?: RecoveryAudit | null;
  /** What the inputs themselves call failures, most harmful first; absent: nobody looked. */
  readonly symptoms?: readonly Symptom<Exemplar>[];
  /** When each member served; absent: nobody looked. */
  readonly availability?: readonly Availability<Exemplar>[];
  /** Who wrote, source by source, strongest first; absent: nobody looked. */
  readonly attribution?: readonly Attribution[];
  /** Counts of keys and objects, one entry an input that has them; absent: nobody looked. */
  readonly store?: readonly StoreCount<Exemplar>[];
  readonly onsets: OnsetSet;
  readonly episodes: readonly OnsetSet[];
  readonly phases: readonly Phase[];
  /** Sizes, revisions, leadership as sampled by status output, metrics and compaction and defragmentation lines. */
  readonly sizes: readonly SizeSample[];
  readonly space: SpaceAccount;
  /** Every recognised event that isn't a request, a status sample, an event or a claim, folded to bursts. */
  readonly bursts: readonly Burst[];
  readonly events: readonly EventGroup[];
  /** The longest of what was slow, second by second; absent: nobody looked. */
  readonly slow?: readonly SlowPoint[];
  readonly claims: readonly StatementSighting[];
  /** What there was no room for one by one; absent, or empty: all counts are exact. */
  readonly bounds?: readonly Bound[];
  readonly thresholds: Thresholds;
}

export interface Span {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
}

/** How one clock goes beside the middle of all those that saw the same things. */
export interface ClockOffset {
  /** The member's, else the host or the input. */
  readonly name: string;
  readonly member: string | null;
  readonly inputs: readonly string[];
  /** By how much it runs ahead (negative: behind); 0 where that is within the error. */
  readonly offset: Micros;
  readonly error: Micros;
  /** Whether the order of the timeline takes it into account. */
  readonly applied: boolean;
  /** What it rests on: `3 compactions, 2 elections`. */
  readonly basis: string;
  /** The clocks that it is held against. */
  readonly reference: readonly string[];
}

/** What the inputs could have shown. Silence is evidence only inside it. */
export interface Coverage {
  /** Stretches for which a member's own log lies at hand, one entry a stream. */
  readonly etcdLogs: readonly LogCoverage[];
  /** For which request lines (or a plain request log) lie at hand; null: none. */
  readonly requests: Span | null;
  /** For which event dumps speak; null: none. */
  readonly events: Span | null;
  /** For which status samples lie at hand; null: none. */
  readonly status: Span | null;
  /** Logs of etcd's clients (API servers, kubelets, etcdctl's own zap lines); null: none. */
  readonly clients: Span | null;
}

export interface LogCoverage {
  readonly input: string;
  readonly member: string | null;
  readonly span: Span;
  readonly format: string;
  /** Whether debug lines occur in it. */
  readonly debug: boolean;
  /** Whether info lines occur in it. */
  readonly info: boolean;
  /** Whether lines are of the JSON logger: its equal lines are sampled. */
  readonly sampled: boolean;
  readonly version: string | null;
}

/** Of a kind of thing there were more than are told apart. */
export interface Bound {
  readonly of: 'keys' | 'workloads' | 'clients' | 'updated-objects' | 'writers' | 'events';
  /** How many are told apart. */
  readonly limit: number;
  /** What was counted of the others: their sum is exact. */
  readonly rest: number;
  /** No count of what is listed lacks more. */
  readonly missing: number;
}

/** Occurrences of one kind on one member, closer to each other than a gap: one line of the timeline. */
export interface Burst {
  readonly kind: Kind | 'put-storm';
  readonly member: string | null;
  readonly source: Source;
  /** null: the record carries no time (a configuration file). */
  readonly start: EpochMicros | null;
  readonly end: EpochMicros | null;
  readonly count: number;
  /** The first record, whole. */
  readonly record: AnyRecord;
  readonly first: Exemplar;
  /** The one with the longest duration, where the kind has durations, else the last. */
  readonly worst: Exemplar;
  readonly worstRecord: AnyRecord;
  /** By how much the clock that stamped it runs ahead, where that is known; absent: as far as known not at all. */
  readonly skew?: Micros;
}

/** What a line says that has no kind of its own. */
export type IndicatorName =
  | 'snapshot-applied'
  | 'snapshot-restored'
  | 'message-dropped'
  | 'member-removed'
  | 'new-cluster-forced'
  | 'hash-mismatch'
  | 'cpu-stalled'
  | 'clock-set'
  | 'future-revision'
  | 'watch-slow'
  | 'relist';

/** Sightings of one indicator on one member (of a client: null), near each other. */
export interface Indicator {
  readonly name: IndicatorName;
  readonly member: string | null;
  readonly source: Source;
  readonly start: EpochMicros;
  readonly end: EpochMicros;
  readonly count: number;
  readonly first: Exemplar;
  readonly last: Exemplar;
}

/** The compactions of one member's log. */
export interface MemberCadence {
  readonly member: string | null;
  readonly count: number;
  /** Median time from one to the next; null: fewer than three. */
  readonly usual: Micros | null;
  readonly longest: Micros | null;
  readonly first: Exemplar;
  readonly last: Exemplar;
  /** Gaps far longer than usual, inside what the member's log covers; `to` null: none came up to its end. */
  readonly holes: readonly { readonly from: EpochMicros; readonly to: EpochMicros; readonly isOpen: boolean }[];
}

/** Something that took long, with its line. */
export interface SlowPoint {
  readonly kind: 'slow-apply' | 'slow-request' | 'slow-fsync' | 'read-index-slow';
  readonly member: string | null;
  readonly time: EpochMicros;
  readonly duration: Micros;
  readonly exemplar: Exemplar;
}

export interface Point {
  readonly time: EpochMicros;
  readonly earliest: EpochMicros | null;
  readonly latest: EpochMicros | null;
  readonly member: string | null;
  readonly evidence: readonly Exemplar[];
}

export interface OnsetSet {
  readonly writePressure: Point | null;
  readonly slowApply: Point | null;
  readonly spaceExceeded: Point | null;
  readonly leaderLoss: Point | null;
  readonly recovery: Point | null;
}

/** Deduplicated, accepted writes, corrected for sampling where lines were dropped. */
export interface WriteStory {
  /** Absent: request lines, where there are any. */
  readonly source?: AttributionSource | null;
  readonly count: number;
  readonly deletes: number;
  readonly bytes: number | null;
  readonly refused: number;
  readonly conflicts: number | null;
  readonly duplicates: number;
  readonly estimate: {
    readonly count: number;
    readonly low: number;
    readonly high: number;
    readonly because: string;
  } | null;
  /** Width of a bucket. */
  readonly bucket: Micros;
  /** Start of the first bucket; null: no writes seen. */
  readonly start: EpochMicros | null;
  readonly puts: readonly number[];
  readonly putBytes: readonly number[] | null;
  readonly deletesSeries: readonly number[];
  readonly refusedSeries: readonly number[];
  /** Whether the bucket lies inside the coverage of request lines. */
  readonly byResource: readonly WriteShare[];
  readonly byNamespace: readonly WriteShare[];
  readonly byWorkload: readonly WorkloadShare[];
  readonly byObject: readonly WriteShare[];
  readonly byClient: readonly WriteShare[];
  /** For writes.csv: the first 100 pairs and `(other)`, each with its buckets. */
  readonly pairs: readonly WritePair[];
  readonly sizes: SizeDistribution | null;
  /** The rise that counts as the onset, and others, as found in the series. */
  readonly rises: readonly Rise[];
  readonly firstRefused: Exemplar | null;
  readonly lastRefused: Exemplar | null;
}

export interface WriteShare {
  readonly key: string;
  readonly count: number;
  readonly bytes: number | null;
  readonly share: number;
  readonly shareOfBytes: number | null;
  readonly countBeforeOnset: number | null;
  /** Within the pressure (onset of writes to refusal, or the whole where there is no onset). */
  readonly duringPressure: {
    readonly count: number;
    readonly bytes: number;
    readonly share: number;
    readonly shareOfBytes: number | null;
  };
  /** Puts by bucket of the story. Empty for keys past the first 100. */
  readonly series: readonly number[];
  readonly exemplars: readonly Exemplar[];
}

export interface WorkloadShare extends WriteShare {
  /** Puts by resource (`pods`, `events`). */
  readonly resources: Readonly<Record<string, number>>;
  /** Different objects by resource: many pods of one owner mean new pods, few mean restarts in place. */
  readonly objects: Readonly<Record<string, number>>;
}

export interface WritePair {
  readonly resource: string;
  readonly namespace: string;
  readonly count: number;
  readonly cells: readonly {
    readonly bucket: number;
    readonly count: number;
    readonly bytes: number;
    readonly deletes: number;
    readonly refused: number;
  }[];
}

export interface SizeDistribution {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
  /** Puts whose value is at least the threshold for a large object, and their bytes. */
  readonly large: { readonly count: number; readonly bytes: number; readonly shareOfBytes: number };
  readonly largest: readonly { readonly key: string; readonly valueBytes: number; readonly exemplar: Exemplar }[];
}

export interface Rise {
  readonly start: EpochMicros;
  readonly earliest: EpochMicros | null;
  readonly latest: EpochMicros;
  readonly end: EpochMicros;
  /** Puts per second before and during. */
  readonly before: number;
  readonly during: number;
  readonly significance: number;
  readonly exemplars: readonly Exemplar[];
  /** Bytes per second before and during, where the rise is one of bytes and the puts show none. */
  readonly bytes?: { readonly before: number; readonly during: number };
}

/** Writes to one resource within the pressure (without one: in all), by the life of its objects. */
export interface ObjectGrowth {
  readonly resource: string;
  /** Outside the Kubernetes prefix. */
  readonly foreign: boolean;
  readonly puts: number;
  readonly bytes: number | null;
  readonly deletes: number;
  /** Different objects written, and how many of them were not written before. Lower bounds past 131,072 objects. */
  readonly objects: number;
  readonly created: number;
}

/** Pods of one workload within the pressure (without one: in all). */
export interface PodTurnover {
  readonly workload: string;
  /** Different pods written. */
  readonly pods: number;
  /** Of these not written before. */
  readonly created: number;
  /** Of the created those that were deleted again. */
  readonly deleted: number;
  /** From the first write of a pod to its delete, the median of those. */
  readonly medianLife: Micros | null;
}

/** Accepted writes through the API servers, over all the time that their log covers. */
export interface ApiWriteStory {
  readonly covered: Span | null;
  /** Most writes first. */
  readonly byResource: readonly WrittenResource[];
  /** Objects that were updated more than once, most updates first. */
  readonly objects: readonly RewrittenObject[];
  /** There were so many objects that the least written were let go: no listed count lacks more. 0: all are exact. */
  readonly missing: number;
  /** Writes of objects that were let go. */
  readonly rest: number;
}

export interface WrittenResource {
  /** As etcd stores it where that is known. */
  readonly resource: string;
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  /** Answers 409. */
  readonly conflicts: number;
  /** User and program, most writes first. */
  readonly writers: readonly { readonly writer: string; readonly writes: number; readonly exemplar: Exemplar }[];
}

export interface RewrittenObject {
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly updates: number;
  readonly conflicts: number;
  readonly writers: readonly { readonly writer: string; readonly updates: number }[];
  /** Updates whose answer was logged whole. */
  readonly bodied: number;
  /** How many different contents those had, times and managedFields left out; null: too many to keep. */
  readonly bodies: number | null;
  readonly exemplar: Exemplar;
}

/** A member sends its database: to a backup, or to a member that lags. */
export interface SnapshotStream {
  readonly member: string | null;
  readonly start: EpochMicros;
  /** null: no line tells. */
  readonly end: EpochMicros | null;
  readonly evidence: readonly Exemplar[];
}

/** The events of one dump, by the time that passed from their last occurrence to that of the newest. */
export interface EventAges {
  readonly input: string;
  readonly newest: EpochMicros;
  readonly events: number;
  /** Older than the TTL. */
  readonly expired: number;
  /** Last occurrence of the oldest of those. */
  readonly oldest: EpochMicros | null;
  readonly exemplars: readonly Exemplar[];
}

export interface SizeSample {
  readonly time: EpochMicros | null;
  readonly member: string | null;
  readonly dbSizeBytes: number | null;
  /** Bounds of a rounded size; equal to the size where it is exact. */
  readonly dbSizeLow: number | null;
  readonly dbSizeHigh: number | null;
  readonly dbSizeInUseBytes: number | null;
  readonly quotaBytes: number | null;
  readonly revision: number | null;
  readonly term: number | null;
  readonly isLeader: boolean | null;
  readonly version: string | null;
  readonly errors: readonly string[];
  readonly origin: 'status' | 'compaction' | 'defragmentation' | 'metrics';
  readonly exemplar: Exemplar;
}

/** The database taken apart, at the refusal where there is one, else at the end. */
export interface SpaceAccount {
  readonly quotaBytes: Figure | null;
  readonly dbSizeBytes: Figure | null;
  readonly dbSizeInUseBytes: Figure | null;
  readonly liveBytes: Figure | null;
  readonly historyBytes: Figure | null;
  readonly freeBytes: Figure | null;
  readonly revision: Figure | null;
}

/** One event, however often it was seen, or several of one workload and reason. */
export interface EventGroup {
  readonly workload: string;
  readonly namespace: string | null;
  readonly objectKind: string;
  readonly reason: string;
  readonly type: string;
  /** Sum of the counts: a lower bound of the occurrences. */
  readonly count: number;
  /** How many objects it concerns. */
  readonly objects: number;
  readonly first: EpochMicros | null;
  readonly last: EpochMicros | null;
  /** Earliest possible time of the last occurrence, where an age only bounds it. */
  readonly lastEarliest: EpochMicros | null;
  readonly message: string;
  readonly exemplar: Exemplar;
  readonly record: KubeEvent;
}

export interface StatementSighting<Body extends StatementBody = StatementBody> {
  readonly claim: Body;
  readonly record: Claim;
  readonly exemplar: Exemplar;
}

/** What a rule answers. In the report: by confidence; `refuted`; `undetermined`. */
export type Finding =
  | {
      readonly answer: 'found';
      readonly role: 'trigger' | 'contributing' | 'prolonged' | 'amplifier' | 'consequence';
      /** 0.1 < confidence <= 1. Below 0.3 it is reported as undetermined. */
      readonly confidence: number;
      readonly because: string;
      readonly subject: string | null;
      readonly share: number | null;
      readonly evidence: readonly Exemplar[];
      readonly counterEvidence: readonly Exemplar[];
      readonly remedies: readonly string[];
      /** What would settle it where it is merely possible. */
      readonly ask?: { readonly question: string; readonly command: string };
    }
  | {
      readonly answer: 'clear';
      readonly because: string;
      readonly confidence: number;
      readonly counterEvidence: readonly Exemplar[];
      readonly subject?: string | null;
    }
  | { readonly answer: 'not-assessed'; readonly because: string; readonly question: string; readonly command: string };

/** One hypothesis, one file, one row of the catalogue of causes. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it explains: the write rate or live size, retention of history, or something else. */
  readonly explains: 'rate' | 'retention' | 'limit' | 'recovery' | 'latency' | 'other';
  judge(file: CaseFile): Finding;
}

/** A general check of the inputs against each other and against what the versions print. */
export interface ContradictionCheck {
  readonly id: string;
  readonly check: (file: CaseFile) => readonly { readonly statement: string; readonly evidence: readonly Exemplar[] }[];
}

export type { Contradiction, Severity };

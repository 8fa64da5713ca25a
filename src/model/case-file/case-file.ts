import type { Leadership } from '../leadership.js';
import type { Exemplar } from '../origin.js';
import type { RecoveryAudit } from '../recovery-audit.js';
import type { Attribution, Availability, Input, Member, Phase, Symptom } from '../report.js';
import type { Thresholds } from '../thresholds.js';
import type { ApiWriteStory, Throttled } from './api-writes.js';
import type { Burst, SlowPoint, SlowRequestCount } from './bursts.js';
import type { Bound, ClockOffset, Coverage, Span } from './coverage.js';
import type { EventAges, EventGroup } from './events.js';
import type { Indicator, MemberCadence } from './indicators.js';
import type { ObjectBars, ObjectGrowth, PodTurnover } from './objects.js';
import type { OnsetSet } from './onsets.js';
import type { SizeSample, SnapshotStream, SpaceAccount } from './space.js';
import type { StatementSighting } from './statements.js';
import type { CountedStore, StoredFile } from './store.js';
import type { WriteStory } from './writes.js';

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
  /** What the other sources of writes show, strongest first; absent: not examined. */
  readonly otherWrites?: readonly WriteStory[];
  /** How many objects of each resource came to be and went in the pressure; absent: not counted. */
  readonly growth?: readonly ObjectGrowth[];
  /** Lives of some pods of the workloads that wrote most; absent: none show. */
  readonly objectBars?: readonly ObjectBars[];
  /** New and short-lived pods by workload, in the pressure; absent: not counted. */
  readonly turnover?: readonly PodTurnover[];
  /** What requests to the API servers wrote, of audit logs and the like; null or absent: none at hand. */
  readonly apiWrites?: ApiWriteStory | null;
  /** What API servers rejected with 429; absent: not examined. */
  readonly throttled?: readonly Throttled[];
  /** When members sent snapshots of their database; absent: not examined. */
  readonly snapshots?: readonly SnapshotStream[];
  /** How old the events of each dump are; absent: not examined. */
  readonly eventAges?: readonly EventAges[];
  /** Lines that are not events of the timeline but that a hypothesis needs; absent: not examined. */
  readonly indicators?: readonly Indicator[];
  /** Who led, term by term, and when there was no leader; absent: not examined. */
  readonly leadership?: Leadership;
  /** How regularly each member compacted; absent: not examined. */
  readonly cadences?: readonly MemberCadence[];
  /** What was done about refused writes, and what it was worth; null: none were refused; absent: not examined. */
  readonly recoveryAudit?: RecoveryAudit | null;
  /** What the inputs themselves call failures, most harmful first; absent: not examined. */
  readonly symptoms?: readonly Symptom<Exemplar>[];
  /** When each member served; absent: not examined. */
  readonly availability?: readonly Availability<Exemplar>[];
  /** Who wrote, source by source, strongest first; absent: not examined. */
  readonly attribution?: readonly Attribution[];
  /** Counts of keys and objects, one entry an input that has them; absent: not examined. */
  readonly store?: readonly CountedStore[];
  /** Databases and snapshots of etcd at hand, by input; absent: not examined. */
  readonly stored?: readonly StoredFile[];
  readonly onsets: OnsetSet;
  readonly episodes: readonly OnsetSet[];
  readonly phases: readonly Phase[];
  /** Sizes, revisions, leadership as sampled by status output, metrics and compaction and defragmentation lines. */
  readonly sizes: readonly SizeSample[];
  readonly space: SpaceAccount;
  /** Every recognised event that isn't a request, a status sample, an event or a claim, folded to bursts. */
  readonly bursts: readonly Burst[];
  readonly events: readonly EventGroup[];
  /** The longest of what was slow, second by second; absent: not examined. */
  readonly slow?: readonly SlowPoint[];
  /** Absent: not counted one by one. */
  readonly slowRequests?: SlowRequestCount;
  readonly claims: readonly StatementSighting[];
  /** What there was no room for one by one; absent, or empty: all counts are exact. */
  readonly bounds?: readonly Bound[];
  readonly thresholds: Thresholds;
}

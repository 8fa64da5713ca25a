import type { Exemplar } from '../origin.js';
import type { KubeEvent } from '../record.js';
import type { EpochMicros } from '../units.js';

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

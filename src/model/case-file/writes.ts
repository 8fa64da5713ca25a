import type { Exemplar } from '../origin.js';
import type { AttributionSource } from '../report.js';
import type { EpochMicros, Micros } from '../units.js';

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

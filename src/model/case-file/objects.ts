import type { EpochMicros, Micros } from '../units.js';

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

/** Some pods of one workload, in the order in which they were first written. */
export interface ObjectBars {
  readonly workload: string;
  /** Pods that were written, of which the bars are some. */
  readonly total: number;
  readonly bars: readonly { readonly name: string; readonly from: EpochMicros; readonly to: EpochMicros }[];
}

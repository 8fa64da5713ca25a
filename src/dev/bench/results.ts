/** What one engine took for one job; times in seconds. */
export interface Measured {
  readonly engine: string;
  readonly bytes: number;
  readonly wall: number;
  readonly cpu: number;
  readonly peakMiB: number;
}

/** By job. */
export type Results = ReadonlyMap<string, readonly Measured[]>;

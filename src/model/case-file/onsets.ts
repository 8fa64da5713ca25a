import type { Exemplar } from '../origin.js';
import type { EpochMicros } from '../units.js';

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

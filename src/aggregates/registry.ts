import type { Aggregate } from './aggregate.js';
import { bursts, type BurstTally } from './bursts.js';
import { claims, type KeptClaim } from './claims.js';
import { identities, type IdentityTally } from './identities.js';
import { kubeEvents, type EventTally } from './kube-events.js';
import { sizeSamples, type SizeTally } from './size-samples.js';
import { streamCoverage, type CoverageTally } from './stream-coverage.js';
import { writeVolume, type WriteTally } from './write-volume.js';

/** All that is known after the folds. */
export interface Tally {
  readonly 'stream-coverage': CoverageTally;
  readonly 'write-volume': WriteTally;
  readonly bursts: BurstTally;
  readonly 'size-samples': SizeTally;
  readonly 'kube-events': EventTally;
  readonly claims: KeptClaim[];
  readonly identities: IdentityTally;
}

export const AGGREGATES: readonly Aggregate<never>[] = [
  streamCoverage,
  writeVolume,
  bursts,
  sizeSamples,
  kubeEvents,
  claims,
  identities,
] as unknown as readonly Aggregate<never>[];

export function emptyTally(): Tally {
  return Object.fromEntries(AGGREGATES.map((aggregate) => [aggregate.name, aggregate.empty()])) as unknown as Tally;
}

export function mergeTallies(a: Tally, b: Tally): Tally {
  const of = (tally: Tally, name: string): never => (tally as unknown as Record<string, never>)[name] as never;
  return Object.fromEntries(
    AGGREGATES.map((aggregate) => [aggregate.name, aggregate.merge(of(a, aggregate.name), of(b, aggregate.name))]),
  ) as unknown as Tally;
}

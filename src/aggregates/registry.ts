import type { Aggregate } from './aggregate.js';
import { apiWrites, type ApiWriteTally } from './api-writes.js';
import { bursts, type BurstTally } from './bursts.js';
import { claims, type KeptClaim } from './claims.js';
import { clockAnchors, type AnchorTally } from './clock-anchors.js';
import { identities, type IdentityTally } from './identities.js';
import { kubeEvents, type EventTally } from './kube-events.js';
import { sizeSamples, type SizeTally } from './size-samples.js';
import { signs, type SignTally } from './signs.js';
import { slowDurations, type SlowTally } from './slow-durations.js';
import { snapshotStarts, type SnapshotStartTally } from './snapshot-starts.js';
import { streamCoverage, type CoverageTally } from './stream-coverage.js';
import type { WriteTally } from './write-tally.js';
import { writeVolume } from './write-volume.js';

/** All that is known after the folds. */
export interface Tally {
  readonly 'stream-coverage': CoverageTally;
  readonly 'write-volume': WriteTally;
  readonly bursts: BurstTally;
  readonly 'size-samples': SizeTally;
  readonly 'kube-events': EventTally;
  readonly claims: KeptClaim[];
  readonly identities: IdentityTally;
  readonly 'api-writes': ApiWriteTally;
  readonly 'snapshot-starts': SnapshotStartTally;
  readonly 'clock-anchors': AnchorTally;
  readonly 'slow-durations': SlowTally;
  readonly signs: SignTally;
}

export const AGGREGATES: readonly Aggregate<never>[] = [
  streamCoverage,
  writeVolume,
  bursts,
  sizeSamples,
  kubeEvents,
  claims,
  identities,
  apiWrites,
  snapshotStarts,
  clockAnchors,
  slowDurations,
  signs,
] as unknown as readonly Aggregate<never>[];

/** `other`: a tally that this one will end in one with. */
export function emptyTally(other: Tally | null = null): Tally {
  const begin = (aggregate: Aggregate<never>): unknown =>
    other === null || aggregate.emptyBeside === undefined
      ? aggregate.empty()
      : aggregate.emptyBeside(other[aggregate.name as keyof Tally] as never);
  return Object.fromEntries(AGGREGATES.map((aggregate) => [aggregate.name, begin(aggregate)])) as unknown as Tally;
}

/** Before a tally is merged, sent or read. */
export function settleTally(tally: Tally): void {
  for (const { name, settle } of AGGREGATES) settle?.(tally[name as keyof Tally] as never);
}

export const isCrowded = (tally: Tally, more: number): boolean =>
  AGGREGATES.some((aggregate) => aggregate.isCrowded?.(tally[aggregate.name as keyof Tally] as never, more) === true);

export function mergeTallies(a: Tally, b: Tally): Tally {
  const of = (tally: Tally, name: string): never => (tally as unknown as Record<string, never>)[name] as never;
  return Object.fromEntries(
    AGGREGATES.map((aggregate) => [aggregate.name, aggregate.merge(of(a, aggregate.name), of(b, aggregate.name))]),
  ) as unknown as Tally;
}

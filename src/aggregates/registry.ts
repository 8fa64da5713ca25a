import type { Aggregate } from './aggregate.js';
import { apiWrites, type ApiWriteTally } from './api-writes.js';
import { bursts, type BurstTally } from './bursts.js';
import { claims, type KeptStatement } from './statements.js';
import { clockAnchors, type AnchorTally } from './clock-anchors.js';
import { errorLines, type ErrorTally } from './error-lines.js';
import { identities, type IdentityTally } from './identities.js';
import { kubeEvents, type EventTally } from './kube-events.js';
import { revisionSamples, type RevisionTally } from './revision-samples.js';
import { sizeSamples, type SizeTally } from './size-samples.js';
import { indicators, type IndicatorTally } from './indicators.js';
import { slowDurations, type SlowTally } from './slow-durations.js';
import { slowReads, type SlowReadTally } from './slow-reads.js';
import { storeCounts, type StoreTally } from './store-counts.js';
import { storeFiles, type StoreFileTally } from './store-files.js';
import { sourceWrites, type SourceTally } from './source-writes.js';
import { snapshotStarts, type SnapshotStartTally } from './snapshot-starts.js';
import { throttled, type ThrottledTally } from './throttled.js';
import { streamCoverage, type CoverageTally } from './stream-coverage.js';
import type { WriteTally } from './write-tally.js';
import { writeVolume } from './write-volume.js';

/** All that is known after the folds. */
export interface Tally {
  readonly 'stream-coverage': CoverageTally;
  readonly 'write-volume': WriteTally;
  readonly bursts: BurstTally;
  readonly 'size-samples': SizeTally;
  readonly 'revision-samples': RevisionTally;
  readonly 'kube-events': EventTally;
  readonly claims: KeptStatement[];
  readonly identities: IdentityTally;
  readonly 'api-writes': ApiWriteTally;
  readonly throttled: ThrottledTally;
  readonly 'source-writes': SourceTally;
  readonly 'snapshot-starts': SnapshotStartTally;
  readonly 'clock-anchors': AnchorTally;
  readonly 'slow-durations': SlowTally;
  readonly 'slow-reads': SlowReadTally;
  readonly indicators: IndicatorTally;
  readonly 'store-counts': StoreTally;
  readonly 'store-files': StoreFileTally;
  readonly 'error-lines': ErrorTally;
}

export const AGGREGATES: readonly Aggregate<never>[] = [
  streamCoverage,
  writeVolume,
  bursts,
  sizeSamples,
  revisionSamples,
  kubeEvents,
  claims,
  identities,
  apiWrites,
  sourceWrites,
  throttled,
  snapshotStarts,
  clockAnchors,
  slowDurations,
  slowReads,
  indicators,
  storeCounts,
  storeFiles,
  errorLines,
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
export const settleTally = (tally: Tally): void => settled(tally, AGGREGATES);
/** Where the bulk continues. */
export const settleLasting = (tally: Tally): void => settled(tally, LASTING);

function settled(tally: Tally, aggregates: readonly Aggregate<never>[]): void {
  for (const { name, settle } of aggregates) settle?.(tally[name as keyof Tally] as never);
}

/** A copy as it would be if all were read, of a tally that goes on: what settles for good settles in the copy alone. */
export function snapshotOf(tally: Tally): Tally {
  for (const { name, settle, letGo } of AGGREGATES)
    if (letGo !== undefined) settle?.(tally[name as keyof Tally] as never);
  const copy = structuredClone(tally);
  settleTally(copy);
  return copy;
}

/** Once all is read: no fold holds on to a tally any more. */
export function release(tally: Tally): void {
  for (const { name, letGo } of AGGREGATES) letGo?.(tally[name as keyof Tally] as never);
}

/** Of inputs of which a part is missing: silence in them is evidence of nothing. */
export function dropCoverage(tally: Tally, inputs: ReadonlySet<string>): void {
  for (const [key, { input }] of tally['stream-coverage']) if (inputs.has(input)) tally['stream-coverage'].delete(key);
}

export const isCrowded = (tally: Tally, more: number): boolean =>
  AGGREGATES.some((aggregate) => aggregate.isCrowded?.(tally[aggregate.name as keyof Tally] as never, more) === true);

export const mergeTallies = (a: Tally, b: Tally): Tally => merged(a, b, AGGREGATES);

/** Folds whose tally is ended before it comes to a limit. They take requests, by the million. */
const BULK = AGGREGATES.filter(({ isCrowded: ends }) => ends !== undefined);
/** The others see a shard whole, always: where they let go of the least, what that is depends on nothing else. */
const LASTING = AGGREGATES.filter((aggregate) => !BULK.includes(aggregate));

/** A tally with the bulk of another one. */
export const withBulk = (tally: Tally, bulk: Tally): Tally => ({
  ...tally,
  ...Object.fromEntries(BULK.map(({ name }) => [name, bulk[name as keyof Tally]])),
});

/** Where the bulk is merged already. */
export const mergeLasting = (a: Tally, b: Tally): Tally => merged(a, b, LASTING);

function merged(a: Tally, b: Tally, aggregates: readonly Aggregate<never>[]): Tally {
  const merge = ({ name, merge: join }: Aggregate<never>): never =>
    join(a[name as keyof Tally] as never, b[name as keyof Tally] as never);
  return { ...a, ...Object.fromEntries(aggregates.map((aggregate) => [aggregate.name, merge(aggregate)])) };
}

import type { ReadResult } from '../../sources/reader.js';
import type { Place } from '../../sources/place.js';
import type { ShardResult } from '../../reading/shard/shard.js';
import type { Unit } from '../../reading/unit.js';

/** What the workers and the thread that hired them share out among themselves: files to hash, and units to read. */
export interface Work {
  readonly files: readonly (string | Place)[];
  readonly units: readonly Unit[];
  /** A worker takes units only if it finds so many left: learning how costs it as much time as reading a few. */
  readonly worthwhile: number;
}

/** What a worker answers. */
export type Answer =
  | { readonly kind: 'progress'; readonly input: string; readonly bytes: number; readonly lines: number }
  | { readonly kind: 'hash'; readonly index: number; readonly result: ReadResult }
  /** `at`: which of the unit's shards. */
  | { readonly kind: 'shard'; readonly index: number; readonly at: number; readonly result: ShardResult }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly message: string };

/** Which of the files and of the units are taken: counters that every thread takes the next from, and flags to stop. */
export class Claims {
  private readonly counters: Int32Array;

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.counters = new Int32Array(shared);
  }

  /** The next index; past the end once all are taken. */
  file(): number {
    return Atomics.add(this.counters, 0, 1);
  }

  unit(): number {
    return this.stopped ? Infinity : Atomics.add(this.counters, 1, 1);
  }

  /** The next index for a worker, which takes none once the thread that hired it reads the rest. */
  unitForWorker(): number {
    return Atomics.load(this.counters, 3) !== 0 ? Infinity : this.unit();
  }

  /** Workers take no more units. */
  keepRest(): void {
    Atomics.store(this.counters, 3, 1);
  }

  /** How many of so many units are left for workers. */
  unitsLeft(count: number): number {
    return this.stopped || Atomics.load(this.counters, 3) !== 0 ? 0 : count - Atomics.load(this.counters, 1);
  }

  stop(): void {
    Atomics.store(this.counters, 2, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.counters, 2) !== 0;
  }
}

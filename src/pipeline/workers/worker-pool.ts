import { SHARE_ENV, Worker } from 'node:worker_threads';
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

/** From here, and from the chunk of the bundle that this file becomes a part of (dev/bundle.ts). */
const WORKER = new URL('./worker.js', import.meta.url);

/** Worker threads. They can be hired before anybody knows what there is to do, for starting one takes a while. */
export class WorkerPool {
  readonly claims = new Claims();
  private readonly workers: Worker[] = [];
  private failed: Error | null = null;
  private fail: (error: Error) => void = (error) => void (this.failed ??= error);

  startWorkers(count: number): void {
    while (this.workers.length < count) {
      const worker = new Worker(WORKER, {
        workerData: this.claims.shared,
        env: SHARE_ENV,
      });
      worker.on('error', (error: Error) => this.fail(error));
      this.workers.push(worker);
    }
  }

  /** Sets all to work; resolves when none finds anything left to take. */
  work(work: Work, onAnswer: (answer: Answer) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let busy = this.workers.length;
      if (busy === 0) return resolve();
      if (this.failed !== null) return reject(this.failed);
      this.fail = reject;
      for (const worker of this.workers) {
        worker.on('message', (answer: Answer) => {
          if (answer.kind === 'error') reject(new Error(answer.message));
          else if (answer.kind !== 'done') onAnswer(answer);
          else if ((busy -= 1) === 0) resolve();
        });
        worker.postMessage(work);
      }
    });
  }

  dismiss(): void {
    this.claims.stop();
    for (const worker of this.workers.splice(0)) void worker.terminate();
  }
}

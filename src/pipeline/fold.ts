import type { Tally } from '../aggregates/registry.js';
import { RunningHash } from '../sources/file-hash.js';
import { wholeFile } from '../sources/place.js';
import type { ReadResult } from '../sources/reader.js';
import { WorkerPool } from './workers/worker-pool.js';
import type { Hooks, Options } from './options.js';
import { Joiner, type FoldedInput } from './joiner.js';
import type { PlannedInput } from './plan.js';
import { isFoldedInTurn, isQuick } from '../reading/shard/kernel-use.js';
import type { Shard, ShardHooks } from '../reading/shard/shard.js';
import { readUnit, unitsOf, type Unit } from '../reading/unit.js';

/** Below this, starting workers costs more than they bring. */
const WORTH_WORKERS = 1 << 24;

/** With fewer shards left, a worker that begins only now costs more than it brings: of any, and of such as a kernel reads. */
const WORTH_A_WORKER = 2;
const WORTH_A_WORKER_QUICK = 8;

/** Whether inputs of this size are read by several threads. */
export const suitsWorkerPool = (jobs: number, bytes: number): boolean => jobs > 1 && bytes >= WORTH_WORKERS;

/**
 * Reads every input and merges what it finds in the order of inputs and pieces. This thread and the worker pool's take shards
 * as they get done with others; the worker pool hashes what is read in pieces first.
 */
export async function foldAll(
  planned: readonly PlannedInput[],
  options: Options,
  hooks: Hooks,
  workerPool: WorkerPool = new WorkerPool(),
): Promise<{ tally: Tally; inputs: FoldedInput[] }> {
  const readable = planned.filter(({ input }) => input.problem === null);
  const sizes = readable.map(({ input }) => input.size);
  const totalBytes = sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : null;
  const progress = { bytes: 0, lines: 0 };
  const each = new Map(readable.map(({ input }) => [input.path, { bytes: 0, totalBytes: input.size }]));
  const advance = (bytes: number, lines: number, path: string): void => {
    progress.bytes += bytes;
    progress.lines += lines;
    if (hooks.progress === undefined) return;
    const input = each.get(path);
    if (input !== undefined) input.bytes += bytes;
    hooks.progress({ ...progress, totalBytes, ...(input === undefined ? {} : { input: { path, ...input } }) });
  };
  const joined = new Joiner(planned);
  const heads = new Map(readable.flatMap(({ shards, head }) => shards.map((shard) => [shard, head])));
  const all = unitsOf([...heads.keys()]);
  const units = all.filter(([shard]) => shard?.file !== null);
  const inPieces = readable.filter((input) => input.shards.length > 1);
  const hashes = new Map<PlannedInput, ReadResult>();
  const parallel = suitsWorkerPool(options.jobs, totalBytes ?? 0) && units.length > 1;
  const here = (unit: Unit, onRange?: ShardHooks['onRange']): Promise<void> => {
    let lines = 0;
    return readUnit(
      unit,
      (shard) => {
        const head = heads.get(shard) ?? null;
        const into = isFoldedInTurn(shard) ? joined.openFor(shard) : null;
        lines = into?.lines ?? 0;
        return {
          ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
          ...(head === null ? {} : { head }),
          ...(onRange === undefined ? {} : { onRange }),
          ...(into === null ? { beside: joined.tally } : { into }),
          onBytes: (bytes) => advance(bytes, 0, shard.input),
          onLines: (now) => {
            progress.lines += now - lines;
            lines = now;
          },
        };
      },
      async (shard, result) => {
        joined.take(shard, result);
        // Answers of others, signals and the merging have their turn.
        await new Promise((resolve) => setImmediate(resolve));
      },
    );
  };
  const postponed = async (): Promise<void> => {
    for (let next = joined.postponed; next !== null && hooks.signal?.aborted !== true; next = joined.postponed)
      await here([next]);
  };
  for (const unit of all) if (unit[0]?.file === null) await here(unit);
  if (parallel) {
    const files = inPieces.map(({ input, shards }) => shards[0]?.place ?? wholeFile(input.file as string));
    const worthwhile = units.every((unit) => unit.every(isQuick)) ? WORTH_A_WORKER_QUICK : WORTH_A_WORKER;
    workerPool.startWorkers(Math.min(options.jobs - 1, files.length + Math.floor(units.length / worthwhile)));
    const working = workerPool.work({ files, units, worthwhile }, (answer) => {
      if (answer.kind === 'progress') advance(answer.bytes, answer.lines, answer.input);
      else if (answer.kind === 'hash') hashes.set(inPieces[answer.index] as PlannedInput, answer.result);
      else if (answer.kind === 'shard') {
        // Where pieces come to a limit by themselves, what others read would all be read again.
        if (answer.result.isPostponed) workerPool.claims.keepRest();
        joined.take((units[answer.index] as Unit)[answer.at] as Shard, answer.result);
      }
    });
    const stop = (): void => workerPool.claims.stop();
    hooks.signal?.addEventListener('abort', stop);
    const own = async (): Promise<void> => {
      for (let next = workerPool.claims.unit(); next < units.length; next = workerPool.claims.unit()) {
        await here(units[next] as Unit);
        await postponed();
      }
    };
    await Promise.all([working, own()]);
    await postponed();
    hooks.signal?.removeEventListener('abort', stop);
  } else {
    const running = new Map(inPieces.map((input) => [input, new RunningHash()]));
    const owners = new Map(inPieces.flatMap((input) => input.shards.map((shard) => [shard, running.get(input)])));
    for (const unit of units) {
      const hash = owners.get(unit[0] as Shard);
      await postponed();
      if (hash === undefined) await here(unit);
      else if (hooks.signal?.aborted !== true)
        await here(unit, (bytes, offset) => {
          const from = hooks.hashed === undefined ? 0 : performance.now();
          hash.take(bytes, offset);
          hooks.hashed?.(performance.now() - from);
        });
    }
    await postponed();
    for (const [input, hash] of running)
      hashes.set(input, hash.end(hooks.signal?.aborted === true ? 'interrupted' : null));
  }
  workerPool.dismiss();
  return { tally: joined.end(), inputs: joined.inputs(hashes) };
}

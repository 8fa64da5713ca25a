import { createHash } from 'node:crypto';
import { emptyTally, release, mergeLasting, mergeTallies, settleTally, type Tally } from '../aggregates/registry.js';
import { RunningHash } from '../sources/file-hash.js';
import { wholeFile } from '../sources/place.js';
import type { ReadResult } from '../sources/reader.js';
import { WorkerPool } from './workers/worker-pool.js';
import type { Hooks, Options } from './options.js';
import type { PlannedInput } from './plan.js';
import { isFoldedInTurn, isQuick } from '../reading/shard/kernel-use.js';
import type { Shard, ShardHooks, ShardResult } from '../reading/shard/shard.js';
import { readUnit, unitsOf, type Unit } from '../reading/unit.js';

export interface FoldedInput {
  readonly planned: PlannedInput;
  readonly lines: number;
  readonly unrecognised: number;
  readonly samples: readonly { line: number; message: string }[];
  readonly problems: { count: number; samples: { line: number; message: string }[] };
  readonly records: Record<string, number>;
  readonly first: number;
  readonly last: number;
  readonly usedZone: boolean;
  readonly usedYear: boolean;
  readonly clockNotes: readonly string[];
  readonly read: ReadResult;
}

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

/** Merges the tallies of shards in their order, each as soon as those before it are there, and lets go of them. */
class Joiner {
  tally: Tally = emptyTally();
  private readonly order: readonly Shard[];
  private readonly waiting = new Map<Shard, ShardResult>();
  private readonly parts = new Map<Shard, Part>();
  private merged = 0;
  private lines = 0;

  constructor(private readonly planned: readonly PlannedInput[]) {
    this.order = planned.flatMap(({ input, shards }) => (input.problem === null ? shards : []));
  }

  /** Where the shard's lines may be folded right away: all that is before it is merged. Else null. */
  openFor(shard: Shard): { readonly tally: Tally; readonly lines: number } | null {
    return this.order[this.merged] === shard ? { tally: this.tally, lines: this.linesBefore(shard) } : null;
  }

  /** A shard whose turn has come, to be read again. */
  get postponed(): Shard | null {
    const next = this.order[this.merged];
    return next !== undefined && this.waiting.get(next)?.isPostponed === true ? next : null;
  }

  take(shard: Shard, result: ShardResult): void {
    this.waiting.set(shard, result);
    for (;;) {
      const next = this.order[this.merged];
      const found = next === undefined ? undefined : this.waiting.get(next);
      if (next === undefined || found === undefined || found.isPostponed) return;
      this.waiting.delete(next);
      const lines = this.linesBefore(next);
      const { tallies, lasting, ...part } = found;
      this.parts.set(next, tallies.length === 0 ? part : shiftLines(part, lines));
      for (const tally of tallies) {
        if (lines > 0) rebase(tally, lines);
        this.tally = mergeTallies(this.tally, tally);
      }
      if (lasting !== null) this.tally = mergeLasting(this.tally, lasting);
      this.lines = lines + part.lines;
      this.merged += 1;
    }
  }

  private linesBefore({ range }: Shard): number {
    return range === null || range.from === 0 ? 0 : this.lines;
  }

  /** All merged. */
  end(): Tally {
    settleTally(this.tally);
    release(this.tally);
    return this.tally;
  }

  /** What each input held. After an interruption, what comes behind a missing piece is left out. */
  inputs(hashes: ReadonlyMap<PlannedInput, ReadResult>): FoldedInput[] {
    return this.planned.map((input): FoldedInput => {
      if (input.input.problem !== null) return unreadable(input, input.input.problem);
      const parts = input.shards.flatMap((shard) => this.parts.get(shard) ?? []);
      const read = hashes.get(input) ?? parts[0]?.read ?? null;
      // The hash may be whole where the reading was stopped.
      const stopped = parts.length < input.shards.length ? 'interrupted' : null;
      const problem = parts.find(({ broken }) => broken !== null)?.broken ?? stopped;
      return joinParts(
        input,
        parts,
        problem === null || read === null || read.problem !== null ? read : { ...read, complete: false, problem },
      );
    });
  }
}

type Part = Omit<ShardResult, 'tallies' | 'lasting'>;

const unreadable = (planned: PlannedInput, problem: string): FoldedInput => ({
  ...NOTHING,
  planned,
  problems: { count: 0, samples: [] },
  records: {},
  read: {
    ...(planned.input.read ?? { bytes: 0, sha256: createHash('sha256').digest('hex') }),
    complete: false,
    problem,
  },
});

const NOTHING = {
  lines: 0,
  unrecognised: 0,
  samples: [],
  first: Infinity,
  last: -Infinity,
  usedZone: false,
  usedYear: false,
  clockNotes: [],
};

function joinParts(planned: PlannedInput, parts: readonly Part[], read: ReadResult | null): FoldedInput {
  const records: Record<string, number> = {};
  for (const part of parts)
    for (const [format, count] of Object.entries(part.records)) records[format] = (records[format] ?? 0) + count;
  return {
    planned,
    lines: parts.reduce((sum, part) => sum + part.lines, 0),
    unrecognised: parts.reduce((sum, part) => sum + part.unrecognised, 0),
    samples: parts.flatMap((part) => part.samples).slice(0, 5),
    problems: {
      count: parts.reduce((sum, part) => sum + part.problems.count, 0),
      samples: parts.flatMap((part) => part.problems.samples).slice(0, 5),
    },
    records: Object.fromEntries(Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1))),
    first: Math.min(...parts.map((part) => part.first)),
    last: Math.max(...parts.map((part) => part.last)),
    usedZone: parts.some((part) => part.usedZone),
    usedYear: parts.some((part) => part.usedYear),
    clockNotes: [...new Set(parts.flatMap((part) => part.clockNotes))],
    read: read ?? { bytes: 0, sha256: '', complete: false, problem: 'interrupted' },
  };
}

function shiftLines(part: Part, by: number): Part {
  if (by === 0) return part;
  const shift = (sample: { line: number; message: string }): { line: number; message: string } => ({
    ...sample,
    line: sample.line + by,
  });
  return {
    ...part,
    samples: part.samples.map(shift),
    problems: { count: part.problems.count, samples: part.problems.samples.map(shift) },
  };
}

/** Lines in a piece are counted from its start: here they become lines of the input. */
function rebase(value: unknown, by: number, seen = new Set<object>()): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map) for (const item of value.values()) rebase(item, by, seen);
  else if (Array.isArray(value)) {
    if (typeof value[0] === 'object') for (const item of value) rebase(item, by, seen);
  } else {
    if ('line' in value && 'excerpt' in value && typeof value.line === 'number') (value as { line: number }).line += by;
    for (const item of Object.values(value)) rebase(item, by, seen);
  }
}

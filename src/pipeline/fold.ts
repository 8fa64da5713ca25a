import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { emptyTally, mergeTallies, type Tally } from '../aggregates/registry.js';
import type { ReadResult } from '../sources/reader.js';
import type { Hooks, Options } from './options.js';
import type { PlannedInput } from './plan.js';
import { readShard, type Shard, type ShardResult } from './shard.js';

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
  readonly read: ReadResult;
}

/** Below this, starting workers costs more than they bring. */
const WORTH_WORKERS = 1 << 24;

/** Reads every input, on several workers where it pays, and merges what they found in the order of inputs and pieces. */
export async function foldAll(
  planned: readonly PlannedInput[],
  options: Options,
  hooks: Hooks,
): Promise<{ tally: Tally; inputs: FoldedInput[] }> {
  const readable = planned.filter(({ input }) => input.problem === null);
  const progress = { bytes: 0, lines: 0 };
  const sizes = readable.map(({ input }) => input.size);
  const totalBytes = sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : null;
  const advance = (bytes: number, lines: number): void => {
    progress.bytes += bytes;
    progress.lines += lines;
    hooks.progress?.({ ...progress, totalBytes });
  };
  const tasks = readable.flatMap(({ shards, head }) => shards.map((shard) => ({ shard, head })));
  const results = new Map<Shard, ShardResult>();
  const hashes = new Map<PlannedInput, Promise<ReadResult>>();
  const parallel = options.jobs > 1 && tasks.length > 1 && (totalBytes ?? 0) >= WORTH_WORKERS;
  const local = tasks.filter(({ shard }) => !parallel || shard.file === null);
  const remote = tasks.filter(({ shard }) => parallel && shard.file !== null);
  const running =
    remote.length === 0
      ? Promise.resolve()
      : runWorkers(
          remote.map(({ shard }) => shard),
          Math.min(options.jobs, remote.length),
          results,
          advance,
          hooks,
        );
  for (const input of readable) {
    if (input.shards.length > 1 && input.input.file !== null) hashes.set(input, hashFile(input.input.file, hooks));
  }
  for (const { shard, head } of local) {
    let lines = 0;
    const result = await readShard(shard, {
      ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
      ...(head === null ? {} : { head }),
      onBytes: (bytes) => advance(bytes, 0),
      onLines: (now) => {
        progress.lines += now - lines;
        lines = now;
      },
    });
    results.set(shard, result);
  }
  await running;
  let tally = emptyTally();
  const inputs: FoldedInput[] = [];
  for (const input of planned) {
    if (input.input.problem !== null) {
      inputs.push({
        ...NOTHING,
        planned: input,
        problems: { count: 0, samples: [] },
        records: {},
        read: { bytes: 0, sha256: createHash('sha256').digest('hex'), complete: false, problem: input.input.problem },
      });
      continue;
    }
    let lines = 0;
    const parts: ShardResult[] = [];
    for (const shard of input.shards) {
      const part = results.get(shard);
      if (part === undefined) continue;
      if (lines > 0) rebase(part.tally, lines);
      parts.push(shiftLines(part, lines));
      lines += part.lines;
      tally = mergeTallies(tally, part.tally);
    }
    const hashed = hashes.get(input);
    inputs.push(joinParts(input, parts, hashed === undefined ? (parts[0]?.read ?? null) : await hashed));
  }
  return { tally, inputs };
}

const NOTHING = {
  lines: 0,
  unrecognised: 0,
  samples: [],
  first: Infinity,
  last: -Infinity,
  usedZone: false,
  usedYear: false,
};

function joinParts(planned: PlannedInput, parts: readonly ShardResult[], read: ReadResult | null): FoldedInput {
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
    read: read ?? { bytes: 0, sha256: '', complete: false, problem: 'interrupted' },
  };
}

function shiftLines(part: ShardResult, by: number): ShardResult {
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

interface WorkerAnswer {
  readonly result?: ShardResult;
  readonly error?: string;
  readonly bytes?: number;
  readonly lines?: number;
}

async function runWorkers(
  shards: readonly Shard[],
  count: number,
  results: Map<Shard, ShardResult>,
  advance: (bytes: number, lines: number) => void,
  hooks: Hooks,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      return new Promise<void>((resolve, reject) => {
        let current: Shard | null = null;
        const step = (): void => {
          const shard = hooks.signal?.aborted === true ? undefined : shards[next++];
          if (shard === undefined) {
            void worker.terminate();
            resolve();
            return;
          }
          current = shard;
          worker.postMessage({ shard });
        };
        worker.on('message', (answer: WorkerAnswer) => {
          if (answer.error !== undefined) return reject(new Error(answer.error));
          advance(answer.bytes ?? 0, answer.lines ?? 0);
          if (answer.result === undefined || current === null) return;
          results.set(current, answer.result);
          step();
        });
        worker.on('error', reject);
        step();
      });
    }),
  );
}

/** The hash of a file whose pieces others read. */
async function hashFile(file: string, hooks: Hooks): Promise<ReadResult> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    return {
      bytes,
      sha256: hash.digest('hex'),
      complete: false,
      problem: error instanceof Error ? error.message : String(error),
    };
  }
  const stopped = hooks.signal?.aborted === true;
  return { bytes, sha256: hash.digest('hex'), complete: !stopped, problem: stopped ? 'interrupted' : null };
}

import { emptyTally } from '../aggregates/registry.js';
import { epochMicros } from '../model/units.js';
import { readShard } from '../reading/shard/read-shard.js';
import type { ShardResult } from '../reading/shard/shard.js';
import type { Chunks } from '../sources/chunks.js';
import { listInputs } from '../sources/input-list.js';
import { liveChunks, type Pace } from '../sources/live-chunks.js';
import { concluded } from './analyze.js';
import { Joiner } from './joiner.js';
import type { Options, Postmortem } from './options.js';
import { planOne } from './plan.js';

export interface FollowHooks {
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /**
   * Every so often: how many bytes have come, and `state`, which makes what `analyze` would say if the stream ended here;
   * null: nothing was read so far.
   */
  readonly tick: (bytes: number, state: (() => Postmortem) | null) => void;
}

/** How often the follower has a turn, in milliseconds. */
const TICK = 250;
/** What shows format and clock: as much as of a file, or what came within a second. */
const HEAD = 1 << 16;
const HEAD_MS = 1000;

/**
 * Reads standard input as it comes, with the folds of `analyze`, and ends in the same report. Holds a tally, never the text.
 * Format, zone and year are settled by what comes first.
 */
export async function follow(source: Chunks, options: Options, hooks: FollowHooks): Promise<Postmortem> {
  const chunks = liveChunks(source, TICK, hooks.pace, hooks.signal)[Symbol.asyncIterator]();
  const { head, failure } = await headOf(chunks, hooks);
  const [input] = listInputs(['-'], new Set());
  if (input === undefined) throw new Error('no standard input');
  const planned = await planOne(input, head, options, epochMicros(hooks.pace.now() * 1000));
  const [shard] = planned.shards;
  if (shard === undefined) throw new Error('standard input has no shard');
  const conclude = (result: ShardResult): Postmortem => {
    const joined = new Joiner([planned]);
    joined.take(shard, result);
    return concluded(joined.end(), joined.inputs(new Map()), options);
  };
  let state: (() => Postmortem) | null = null;
  let bytes = 0;
  const result = await readShard(shard, {
    beside: emptyTally(),
    onOpen: (peek) => void (state = () => conclude(peek())),
    onBytes: (more) => void (bytes += more),
    bytes: rest(head, failure, chunks, () => hooks.tick(bytes, state)),
  });
  return conclude(result);
}

interface Head {
  readonly head: Buffer;
  readonly failure: Error | null;
}

async function headOf(chunks: AsyncIterator<Buffer>, { pace, tick }: FollowHooks): Promise<Head> {
  const parts: Buffer[] = [];
  let size = 0;
  let begun = Infinity;
  try {
    while (size < HEAD) {
      const step = await chunks.next();
      if (step.done === true) break;
      if (step.value.length === 0) {
        tick(0, null);
        if (pace.now() - begun >= HEAD_MS && parts.some((part) => part.includes(10))) break;
        continue;
      }
      if (size === 0) begun = pace.now();
      parts.push(Buffer.from(step.value));
      size += step.value.length;
    }
  } catch (error) {
    return { head: Buffer.concat(parts), failure: error instanceof Error ? error : new Error(String(error)) };
  }
  return { head: Buffer.concat(parts), failure: null };
}

/** The head once more, and what comes behind it. */
async function* rest(head: Buffer, failure: Error | null, chunks: AsyncIterator<Buffer>, tick: () => void): Chunks {
  if (head.length > 0) yield head;
  if (failure !== null) throw failure;
  for (;;) {
    const step = await chunks.next();
    if (step.done === true) return;
    if (step.value.length > 0) yield step.value;
    else tick();
  }
}

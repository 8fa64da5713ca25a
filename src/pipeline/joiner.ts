import { createHash } from 'node:crypto';
import { emptyTally, release, mergeLasting, mergeTallies, settleTally, type Tally } from '../aggregates/registry.js';
import type { ReadResult } from '../sources/reader.js';
import { emptyResult, type Shard, type ShardResult } from '../reading/shard/shard.js';
import type { PlannedInput } from './plan.js';

/** What was read of one input, over all its shards. */
export interface FoldedInput extends Omit<ShardResult, 'tallies' | 'lasting' | 'isPostponed' | 'broken' | 'read'> {
  readonly planned: PlannedInput;
  readonly read: ReadResult;
}

/** Merges the tallies of shards in their order, each as soon as those before it are there, and lets go of them. */
export class Joiner {
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
  ...emptyResult(),
  planned,
  read: {
    ...(planned.input.read ?? { bytes: 0, sha256: createHash('sha256').digest('hex') }),
    complete: false,
    problem,
  },
});

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

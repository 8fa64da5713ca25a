import { countLines } from './count-lines.js';
import { checkUnchanged } from './fold-piece.js';
import { checkTallyFile, tallyFrames } from './tally-file.js';
import type { Plan } from './plan-file.js';
import { Joiner, type FoldedInput } from '../joiner.js';
import type { PlannedInput } from '../plan.js';
import { dropCoverage, type Tally } from '../../aggregates/registry.js';
import { emptyResult, type Shard, type ShardResult } from '../../reading/shard/shard.js';
import { readUnit } from '../../reading/unit.js';
import type { ReadResult } from '../../sources/reader.js';
import { VERSION } from '../../model/version.js';

/** A tally file that can't be a part of the plan's result, or one that lacks: what the command line says. */
export class PieceError extends Error {}

/** Which file holds which piece. Throws a `PieceError` for a foreign, torn or duplicate one, and one of another version. */
export function piecesOf(plan: Plan, files: readonly string[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const file of files) {
    const header = headerOf(file);
    if (header.version !== VERSION)
      throw new PieceError(`${file}: folded by version ${header.version}, and this is ${VERSION}`);
    if (header.plan !== plan.id) throw new PieceError(`${file}: a piece of another plan`);
    const other = found.get(header.piece);
    if (other !== undefined) throw new PieceError(`${file}: piece ${header.piece} again, as ${other}`);
    found.set(header.piece, file);
  }
  return found;
}

function headerOf(file: string): ReturnType<typeof checkTallyFile> {
  try {
    return checkTallyFile(file);
  } catch (error) {
    throw new PieceError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export const missingPieces = (plan: Plan, found: ReadonlyMap<number, string>): readonly number[] =>
  [...plan.pieces.keys()].filter((piece) => !found.has(piece));

/**
 * Merges the pieces in the order of the plan, a shard at a time in memory: what one run over all inputs ends in. Of a
 * missing piece nothing is known: its inputs are incomplete, and silence in them is no evidence.
 */
export async function mergePieces(
  plan: Plan,
  found: ReadonlyMap<number, string>,
  signal?: AbortSignal,
): Promise<{ tally: Tally; inputs: FoldedInput[] }> {
  const joined = new Joiner(plan.planned);
  const hashes = new Map<PlannedInput, ReadResult>();
  const alone = new Map<Shard, ShardResult>();
  const gaps = new Gaps(plan);
  for (const [piece, units] of plan.pieces.entries()) {
    if (signal?.aborted === true) break;
    const file = found.get(piece);
    if (file === undefined) {
      for (const shard of units.flat()) joined.take(shard, gaps.missing(shard, piece));
      continue;
    }
    for (const frame of tallyFrames(file)) {
      if (frame.kind === 'hash') {
        hashes.set(plan.planned[frame.input] as PlannedInput, frame.result);
        continue;
      }
      const shard = plan.shards[frame.shard] as Shard;
      if (frame.isPostponed) alone.set(shard, frame.result);
      joined.take(shard, gaps.isBehind(shard) ? emptyResult() : { ...frame.result, isPostponed: frame.isPostponed });
      for (let next = joined.postponed; next !== null; next = joined.postponed) {
        joined.take(next, await inItsTurn(plan, joined, next, alone.get(next) as ShardResult));
        alone.delete(next);
      }
      // signals have their turn
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const tally = joined.end();
  dropCoverage(tally, gaps.inputs);
  return { tally, inputs: joined.inputs(hashes) };
}

/** As in a run over all inputs where its file is at hand; else as it was folded alone, with the bounds that this has. */
async function inItsTurn(plan: Plan, joined: Joiner, shard: Shard, alone: ShardResult): Promise<ShardResult> {
  const into = joined.openFor(shard);
  if (into === null || !isAtHand(plan, shard)) return { ...alone, isPostponed: false };
  let result = alone;
  await readUnit(
    [shard],
    () => ({ into }),
    (_shard, read) => void (result = read),
  );
  return result;
}

function isAtHand(plan: Plan, { file }: Shard): boolean {
  try {
    checkUnchanged(plan, file as string);
    return true;
  } catch {
    return false;
  }
}

/** What takes the place of pieces that are missing. */
class Gaps {
  readonly inputs = new Set<string>();
  /** Inputs whose lines can't be numbered any more. */
  private readonly unnumbered = new Set<string>();

  constructor(private readonly plan: Plan) {}

  missing(shard: Shard, piece: number): ShardResult {
    this.inputs.add(shard.input);
    if (this.isBehind(shard)) return emptyResult();
    const lines = isAtHand(this.plan, shard) ? countLines(shard) : null;
    if (lines === null && shard.range !== null) this.unnumbered.add(shard.input);
    const rest =
      lines === null && shard.range !== null ? ', and what follows it is left out: its lines have no numbers' : '';
    return { ...emptyResult(), lines: lines ?? 0, broken: `piece ${piece} is missing${rest}` };
  }

  isBehind = ({ input }: Shard): boolean => this.unnumbered.has(input);
}

import fs from 'node:fs';
import { readUnit } from '../../reading/unit.js';
import { readShard } from '../../reading/shard/read-shard.js';
import { hashFile } from '../../sources/file-hash.js';
import { wholeFile } from '../../sources/place.js';
import type { Plan } from './plan-file.js';
import type { TallyFrame } from './tally-file.js';

/** Reads one piece of a plan. Throws where a file is not the one that was planned. */
export async function foldPiece(
  plan: Plan,
  piece: number,
  take: (frame: TallyFrame) => void,
  signal?: AbortSignal,
): Promise<void> {
  const units = plan.pieces[piece];
  if (units === undefined) throw new Error(`there is no piece ${piece}: the plan has ${plan.pieces.length}`);
  for (const unit of units) for (const { file } of unit) if (file !== null) checkUnchanged(plan, file);
  const hooks = signal === undefined ? {} : { signal };
  const numbers = new Map(plan.shards.map((shard, i) => [shard, i]));
  for (const unit of units)
    await readUnit(
      unit,
      () => hooks,
      async (shard, result) => {
        const number = numbers.get(shard) as number;
        // What came to a limit is read again in its turn where the input is at hand; this is for where it is not.
        const kept = result.isPostponed ? await readShard(shard, { ...hooks, isAlone: true }) : result;
        take({ kind: 'shard', shard: number, isPostponed: result.isPostponed, result: kept });
      },
    );
  // The hash of an input in ranges is made with the first of them, over all of it.
  const firsts = new Set(units.flat().filter(({ range }) => range?.from === 0));
  plan.planned.forEach(({ shards: [first, second] }, input) => {
    if (first === undefined || second === undefined || !firsts.has(first)) return;
    const place = first.place ?? wholeFile(first.file as string);
    take({ kind: 'hash', input, result: hashFile(place, () => signal?.aborted === true) });
  });
}

/** Throws where the file is gone, or as long as it was not. */
export function checkUnchanged({ sizes }: Plan, file: string): void {
  const planned = sizes.get(file);
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${file}: no such file or directory`);
  if (planned !== undefined && found.size !== planned)
    throw new Error(`${file}: ${found.size} bytes, ${planned} when it was planned: make a new plan`);
}

import type { Chunks } from '../sources/chunks.js';
import { readShard } from './shard/read-shard.js';
import type { Shard, ShardHooks, ShardResult } from './shard/shard.js';

/** What one thread reads in one go: a shard, or the members of an archive that is read from its beginning. */
export type Unit = readonly Shard[];

/** In the order of the shards; those of one archive where its first stands. */
export function unitsOf(shards: readonly Shard[]): Unit[] {
  const archiveStreams = new Map<string, Shard[]>();
  const units: Shard[][] = [];
  for (const shard of shards) {
    const key = shard.archiveStream?.path ?? null;
    const known = key === null ? undefined : archiveStreams.get(key);
    if (known !== undefined) known.push(shard);
    else {
      const unit = [shard];
      units.push(unit);
      if (key !== null) archiveStreams.set(key, unit);
    }
  }
  return units;
}

/** Reads what is in a unit. `hooksOf` is asked right before a shard is read; it is handed over as soon as it is. */
export async function readUnit(
  unit: Unit,
  hooksOf: (shard: Shard) => ShardHooks,
  take: (shard: Shard, result: ShardResult) => void | Promise<void>,
): Promise<void> {
  const archiveStream = unit[0]?.archiveStream ?? null;
  if (archiveStream === null) {
    for (const shard of unit) await take(shard, await readShard(shard, hooksOf(shard)));
    return;
  }
  const { readArchiveStream } = await import('../sources/archives/archive.js');
  const wanted = new Map(unit.map((shard) => [shard.input, shard]));
  // Problems of the archive were reported when its members were listed.
  for await (const member of readArchiveStream(archiveStream, () => undefined)) {
    const shard = wanted.get(member.path);
    if (shard === undefined) continue;
    wanted.delete(member.path);
    const hooks = hooksOf(shard);
    await take(shard, await readShard(shard, { ...hooks, bytes: member.read() }));
    if (hooks.signal?.aborted === true) return;
    if (wanted.size === 0) return;
  }
  for (const shard of wanted.values())
    await take(shard, await readShard(shard, { ...hooksOf(shard), bytes: nothing() }));
}

// eslint-disable-next-line @typescript-eslint/require-await, require-yield -- bytes that don't come
async function* nothing(): Chunks {
  throw new Error('no longer present: its archive has changed since it was listed');
}

import type { ReadOptions, Source } from '../../sources/reader.js';
import type { Shard, ShardHooks } from './shard.js';

/** Where the bytes of a shard come from. */
export function sourceOf({ input, file, place, archiveStream }: Shard, { bytes }: ShardHooks): Source {
  if (bytes !== undefined) return bytes;
  if (archiveStream !== null) throw new Error(`${input} is available only while its archive is read`);
  return place ?? file;
}

/** How it is read, depending on what the caller needs. */
export const readOptions = (hooks: ShardHooks): ReadOptions => ({
  ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
  ...(hooks.onBytes === undefined ? {} : { onBytes: hooks.onBytes }),
  ...(hooks.head === undefined ? {} : { head: hooks.head }),
});

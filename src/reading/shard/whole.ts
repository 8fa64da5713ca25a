import { readChunks, type ReadResult } from '../../sources/reader.js';
import type { Feed } from '../line-feed.js';
import type { LineReader } from '../line-reader.js';
import type { Shard, ShardHooks } from './shard.js';
import { readOptions, sourceOf } from './source.js';

/** A whole input, chunk by chunk. */
export async function readWhole(shard: Shard, feed: Feed, reader: LineReader, hooks: ShardHooks): Promise<ReadResult> {
  return readChunks(
    sourceOf(shard, hooks),
    (chunk) => {
      feed.push(chunk);
      hooks.onLines?.(reader.counts.lines);
    },
    readOptions(hooks),
  );
}

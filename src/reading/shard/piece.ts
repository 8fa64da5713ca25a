import { failure } from '../../sources/failure.js';
import { wholeFile } from '../../sources/place.js';
import { readRange } from '../../sources/reader.js';
import type { Feed, FeedRange } from '../line-feed.js';
import type { LineReader } from '../line-reader.js';
import type { Shard, ShardHooks } from './shard.js';

/** A file may be gone, or shorter, by the time that a piece of it is read. */
export function reasonWhy(read: () => void): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return failure(error);
  }
}

/** The lines that begin in the range: one that begins before it belongs to the piece before, one that crosses its end to this. */
export const pieceOf = ({ from, to }: { readonly from: number; readonly to: number }): FeedRange => ({
  offset: Math.max(0, from - 1),
  skip: from > 0,
  to,
});

/** A piece of a file, into the space that the feed offers. */
export function readPiece(shard: Shard, from: number, feed: Feed, reader: LineReader, hooks: ShardHooks): void {
  const source = shard.place ?? (shard.file === null ? null : wholeFile(shard.file));
  if (source === null) throw new Error('standard input has no ranges');
  let offset = from;
  let space = feed.space();
  readRange(
    source,
    from,
    Infinity,
    () => (space = feed.space()),
    (length) => {
      hooks.onRange?.(space.subarray(0, length), offset);
      offset += length;
      feed.commit(length);
      hooks.onBytes?.(length);
      hooks.onLines?.(reader.counts.lines);
      return !feed.over && hooks.signal?.aborted !== true;
    },
  );
}

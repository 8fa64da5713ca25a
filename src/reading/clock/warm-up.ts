import type { Context } from '../../model/parser.js';
import { PARSERS } from '../../parsers/registry.js';
import type { Place } from '../../sources/place.js';
import { readRange } from '../../sources/reader.js';
import type { InputClock } from './clock.js';
import { LineFeed } from '../line-feed.js';
import { LineReader } from '../line-reader.js';

const FIRST_LOOK = 1 << 16;
const GROWTH = 8;

/**
 * Lets a clock see the stamps before a piece of a file, as far back as they have a part in what it makes of the piece's:
 * at most to the beginning of an hour that came twice, and mostly no further than a few lines. What a piece ends in is
 * then what it would be if the whole file had been read in one go.
 */
export function warmUp(
  clock: InputClock,
  from: number,
  shard: { readonly source: string | Place; readonly format: string | null },
  context: Context,
): void {
  for (let size = FIRST_LOOK; ; size *= GROWTH) {
    const start = Math.max(0, from - size);
    clock.forget();
    pass(clock, start, from, shard, context);
    if (start === 0 || !clock.reachesBack) break;
  }
  clock.usedZone = clock.usedYear = false;
  clock.forgetNotes();
}

function pass(
  clock: InputClock,
  start: number,
  end: number,
  { source, format }: { readonly source: string | Place; readonly format: string | null },
  context: Context,
): void {
  const ignored = { record: () => undefined, request: () => undefined, problem: () => undefined };
  const reader = new LineReader(PARSERS, format, { ...context, clock }, ignored, {
    begin: () => undefined,
    plain: () => undefined,
  });
  const feed = new LineFeed(reader, { offset: start, skip: start > 0, to: end });
  readRange(
    source,
    start,
    end,
    () => feed.space(),
    (length) => {
      feed.commit(length);
      return !feed.over;
    },
  );
  // Of a line that crosses the end the beginning is enough: its stamp is there.
  feed.end();
}

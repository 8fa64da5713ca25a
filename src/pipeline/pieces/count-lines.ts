import type { Shard } from '../../reading/shard/shard.js';
import { readRange, wholeFile } from '../../sources/place.js';

const CHUNK = 1 << 20;

/** How many lines begin in the shard's range, for the numbers of those behind it; null: it has no range. */
export function countLines({ range, place, file }: Shard): number | null {
  if (range === null || file === null) return null;
  const chunk = Buffer.allocUnsafe(CHUNK);
  let lines = range.from === 0 ? 1 : 0;
  let at = Math.max(0, range.from - 1);
  let isOpen = true;
  readRange(
    place ?? wholeFile(file),
    at,
    range.to,
    () => chunk,
    (length) => {
      const bytes = chunk.subarray(0, length);
      for (let next = bytes.indexOf(10); next !== -1; next = bytes.indexOf(10, next + 1))
        // a line end that is the last byte of the range begins a line of the next
        if (at + next + 1 < range.to) lines += 1;
      isOpen = bytes[length - 1] !== 10;
      at += length;
      return true;
    },
  );
  // an end of the file behind a line end begins no line
  return range.to === Infinity && !isOpen ? lines - 1 : lines;
}

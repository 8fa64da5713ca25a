/**
 * Unpacks a raw LZ4 block into exactly `size` bytes; null if it isn't one of that size. Safe on any bytes: neither reads
 * nor writes outside. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function unpackLz4Block(block: Uint8Array, size: number): Buffer | null {
  const out = Buffer.allocUnsafe(size);
  const end = block.length;
  let from = 0;
  let to = 0;
  // A token: in its upper half the number of literals, in its lower half the length of the match behind them.
  while (from < end) {
    const token = block[from++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      const more = longLength(block, from);
      from = more.next;
      literals += more.length;
    }
    if (literals > end - from || literals > size - to) return null;
    out.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === end) return to === size ? out : null; // the last sequence has literals only
    if (end - from < 2) return null;
    const distance = (block[from] as number) | ((block[from + 1] as number) << 8);
    from += 2;
    let match = (token & 15) + 4;
    if (match === 19) {
      const more = longLength(block, from);
      from = more.next;
      match += more.length;
    }
    if (distance === 0 || distance > to || match > size - to) return null;
    // A match may reach into what it writes: byte by byte repeats it.
    for (const stop = to + match; to < stop; to += 1) out[to] = out[to - distance] as number;
  }
  return null;
}

/** Lengths continue in bytes that are added up, as long as they are 255. */
function longLength(block: Uint8Array, at: number): { readonly length: number; readonly next: number } {
  let length = 0;
  let next = at;
  for (let byte = 255; byte === 255;) {
    byte = block[next++] ?? NaN;
    length += byte;
  }
  return Number.isNaN(length) ? { length: Infinity, next } : { length, next };
}

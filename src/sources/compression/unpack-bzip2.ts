import { createRequire } from 'node:module';
import type { Chunks } from '../chunks.js';
import type { Bits, Bzip2 } from './bzip2-library.js';

const CHUNK = 1 << 20;

/** A packed block is hardly longer than what it holds: tables and, where nothing could be saved, one part in a hundred. */
const blockLimit = (level: number): number => 25_000 + 101_000 * level;

/**
 * Unpacks .bz2 files of any number of streams (`cat`, pbzip2), block by block, and reports a cut one. The library's own
 * stream collects a block as an array of numbers; here its decoder writes into bytes.
 */
export async function* unpackBzip2(source: Chunks): Chunks {
  const require = createRequire(import.meta.url);
  const decoder = require('unbzip2-stream/lib/bzip2.js') as Bzip2;
  const bitsOf = require('unbzip2-stream/lib/bit_iterator.js') as (next: () => Buffer | undefined) => Bits;
  const queue: Buffer[] = [];
  let came = 0;
  // It asks for the first bytes at once.
  const bits = bitsOf(() => queue.shift() ?? (came === 0 ? Buffer.alloc(0) : undefined));
  const out = new Output();
  let level = 0;
  let work = new Int32Array(0);
  let sum: number | null = null;
  /** One header, block or end of a stream. */
  const step = (): void => {
    if (level === 0) {
      level = decoder.header(bits);
      sum = 0;
      if (work.length !== level * 100_000) work = new Int32Array(level * 100_000);
      return;
    }
    sum = decoder.decompress(bits, out.byte, work, work.length, sum);
    if (sum === null) level = 0;
  };
  const available = (): number => came - bits.bytesRead;
  for await (const chunk of source) {
    queue.push(Buffer.from(chunk));
    came += chunk.length;
    while (available() + 1 >= (level === 0 ? 4 : blockLimit(level))) {
      step();
      yield* out.take();
    }
  }
  while (available() > 0) {
    try {
      step();
    } catch (error) {
      // It reads on behind the end of what there is.
      if (error instanceof TypeError) throw new Error('unexpected end of file', { cause: error });
      if (level === 0 && came > 4) throw new Error('trailing data after its end', { cause: error });
      throw error;
    }
    yield* out.take();
  }
  if (level !== 0) throw new Error('unexpected end of file');
}

/** Bytes one by one into chunks. A block of 900 KB may hold 46 MB of equal bytes. */
class Output {
  private readonly full: Buffer[] = [];
  private current = Buffer.allocUnsafe(CHUNK);
  private length = 0;

  readonly byte = (value: number): void => {
    if (this.length === CHUNK) {
      this.full.push(this.current);
      this.current = Buffer.allocUnsafe(CHUNK);
      this.length = 0;
    }
    this.current[this.length++] = value;
  };

  /** What a whole block gave: nothing of one that broke off. */
  *take(): Generator<Buffer, void, void> {
    yield* this.full.splice(0);
    if (this.length > 0) yield this.current.subarray(0, this.length);
    this.length = 0;
  }
}

import { createHash } from 'node:crypto';
import { failure } from './failure.js';
import { readRange, type Place } from './place.js';
import type { ReadResult } from './reader.js';

/** Small enough to be still in the cache when it is hashed. */
const CHUNK = 1 << 18;

/** The hash of a file, or a stretch of one, that others read in pieces. `isStopped` is asked now and then. Never throws. */
export function hashFile(source: string | Place, isStopped: () => boolean): ReadResult {
  const hash = new RunningHash();
  const chunk = Buffer.allocUnsafe(CHUNK);
  try {
    readRange(
      source,
      0,
      Infinity,
      () => chunk,
      (read) => {
        hash.take(chunk.subarray(0, read), hash.bytes);
        return !isStopped();
      },
    );
  } catch (error) {
    return hash.end(failure(error));
  }
  return hash.end(isStopped() ? 'interrupted' : null);
}

/** The hash of a file whose pieces come in order, each perhaps with some bytes of the one before or after it. */
export class RunningHash {
  bytes = 0;
  private readonly hash = createHash('sha256');

  take(bytes: Buffer, offset: number): void {
    const known = this.bytes - offset;
    if (known < 0 || known >= bytes.length) return;
    this.hash.update(known === 0 ? bytes : bytes.subarray(known));
    this.bytes = offset + bytes.length;
  }

  /** `problem` null: all of it came. */
  end(problem: string | null): ReadResult {
    return { bytes: this.bytes, sha256: this.hash.digest('hex'), complete: problem === null, problem };
  }
}

import type { RandomBytes } from '../model/random-bytes.js';
import { FileBytes } from '../sources/file-bytes.js';
import { hashFile } from '../sources/file-hash.js';
import { MemoryBytes } from '../sources/memory-bytes.js';
import { isAtRest, readChunks, readHead, type ReadResult, type Source } from '../sources/reader.js';

/** An input of which any stretch can be read: as it lies on disk, or, if it was packed or piped, in memory. */
export interface RandomInput {
  readonly bytes: RandomBytes;
  /** More came than memory is given: it is read whole only where it lies unpacked. */
  readonly isCut: boolean;
  /** Of the input as it lies; called once. */
  result(): ReadResult;
  close(): void;
}

export interface RandomHooks {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  readonly head?: Buffer;
}

/** `isPlain`: whether these first bytes are those of the format itself, and not of what packs it. */
export async function openRandom(
  input: Source,
  isPlain: (head: Buffer) => boolean,
  hooks: RandomHooks = {},
): Promise<RandomInput> {
  if (isAtRest(input) && isPlain(readHead(input, 128).raw)) {
    const bytes = new FileBytes(input);
    return {
      bytes,
      isCut: false,
      result: () => hashFile(input, () => hooks.signal?.aborted === true),
      close: () => bytes.close(),
    };
  }
  const bytes = new MemoryBytes();
  const result = await readChunks(input, (chunk) => bytes.push(chunk), {
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    ...(hooks.onBytes === undefined ? {} : { onBytes: hooks.onBytes }),
    ...(hooks.head === undefined ? {} : { head: hooks.head }),
  });
  return { bytes, isCut: bytes.isCut, result: () => result, close: () => undefined };
}

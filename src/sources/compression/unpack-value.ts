import zlib from 'node:zlib';
import type { Chunks } from '../chunks.js';
import { unpackXz } from './unpack-xz.js';
import { isZstdBounded, zstdFrameSize } from './zstd-bounds.js';

/** Synchronous where it can be: xz is unpacked by a library that only streams. null: broken, or longer than allowed. */
export type Unpacked = Buffer | null | Promise<Buffer | null>;

interface Zstd {
  /** From Node.js 22.15 and 23.8 on. */
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer;
}
const { zstdDecompressSync } = zlib as unknown as Zstd;

type Library = (bytes: Uint8Array, target: Uint8Array) => Uint8Array;
let library: Library | null = null;

/** Unpacks one zstd frame that shows its size, of at most `limit` bytes. */
export function unpackZstdValue(bytes: Buffer, limit: number): Unpacked {
  const frame = zstdFrameSize(bytes);
  if (frame === null || frame.contentSize > limit || !isZstdBounded(bytes, frame)) return null;
  const size = frame.contentSize;
  if (zstdDecompressSync !== undefined) {
    return attempt(() => zstdDecompressSync(bytes, { maxOutputLength: Math.max(size, 1) }), size);
  }
  if (library !== null) return withLibrary(library, bytes, size);
  return import('fzstd').then((fzstd) => withLibrary((library = fzstd.decompress), bytes, size));
}

const withLibrary = (decompress: Library, bytes: Uint8Array, size: number): Buffer | null =>
  attempt(() => {
    const found = decompress(bytes, new Uint8Array(size));
    return Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  }, size);

function attempt(unpack: () => Buffer, size: number): Buffer | null {
  try {
    const found = unpack();
    return found.length === size ? found : null;
  } catch {
    return null;
  }
}

/** Unpacks one xz stream of at most `limit` bytes. */
export async function unpackXzValue(bytes: Buffer, limit: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of unpackXz(once(bytes))) {
      size += part.length;
      if (size > limit) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts);
}

// eslint-disable-next-line @typescript-eslint/require-await -- chunks come asynchronously elsewhere
async function* once(bytes: Buffer): Chunks {
  yield bytes;
}

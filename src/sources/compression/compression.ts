import { firstOf, oneChunk, type Chunks } from '../chunks.js';

/** How an input lies, by its first bytes. */
export interface Compression {
  readonly name: string;
  /** Unpacks the input to its standard output. */
  readonly command: string;
  readonly magic: readonly number[];
  /** null: nothing here unpacks it. Throws once what could be unpacked has been handed over. */
  readonly unpack: ((source: Chunks) => Promise<Chunks>) | null;
  /** So many packed bytes surely hold the first of the text. */
  readonly headBytes: number;
}

const HEAD = 1 << 16;

/** Magic bytes: RFC 1952, RFC 8878, the formats' own documents. What a library does is loaded where it is needed. */
const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'gzip',
    command: 'gzip -dc',
    magic: [0x1f, 0x8b],
    unpack: async (source) => (await import('./unpack-gzip.js')).unpackGzip(source),
    headBytes: HEAD,
  },
  {
    name: 'zstd',
    command: 'zstd -dc',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    unpack: async (source) => (await import('./unpack-zstd.js')).unpackZstd(source),
    headBytes: 1 << 18,
  },
  {
    name: 'xz',
    command: 'xz -dc',
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
    unpack: async (source) => (await import('./unpack-xz.js')).unpackXz(source),
    headBytes: HEAD,
  },
  {
    name: 'bzip2',
    command: 'bzip2 -dc',
    magic: [0x42, 0x5a, 0x68],
    unpack: async (source) => (await import('./unpack-bzip2.js')).unpackBzip2(source),
    // Nothing of a block shows before all of it is there.
    headBytes: 1 << 20,
  },
  unreadable('lz4', 'lz4 -dc', [0x04, 0x22, 0x4d, 0x18]),
  unreadable('lzip', 'lzip -dc', [0x4c, 0x5a, 0x49, 0x50]),
  unreadable('compress', 'gzip -dc', [0x1f, 0x9d]),
];

function unreadable(name: string, command: string, magic: readonly number[]): Compression {
  return { name, command, magic, unpack: null, headBytes: HEAD };
}

/** The compression that the first bytes show; null: none. */
export function compressionOf(head: Uint8Array): Compression | null {
  const found = COMPRESSIONS.find(({ magic }) => magic.every((byte, i) => head[i] === byte)) ?? null;
  // "BZh" could begin a text: a level from 1 to 9 and the magic of a block, or of an empty stream, follow.
  if (found?.name === 'bzip2' && !(head[3] !== undefined && head[3] >= 0x31 && head[3] <= 0x39)) return null;
  if (found?.name === 'bzip2' && head[4] !== 0x31 && head[4] !== 0x17) return null;
  return found;
}

/** So much is unpacked of anything; beyond it, no more than so many times its size. Logs are packed 5 to 100 times smaller. */
const ALWAYS = 2 ** 30;
const MOST_TIMES = 250;

/**
 * Unpacks, in chunks, and stops where the packed bytes seem to be made to fill a disk. Throws Errors that say what is
 * wrong, once what could be unpacked has been handed over; an error of the source itself is passed on as it is.
 */
export async function* unpacked(compression: Compression, source: Chunks): Chunks {
  const { name, unpack } = compression;
  if (unpack === null) throw new Error(`compressed with ${name}, which this system cannot unpack`);
  let packed = 0;
  let size = 0;
  let failure: { readonly error: Error } | null = null;
  async function* counted(): Chunks {
    try {
      for await (const chunk of source) {
        packed += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = { error: error instanceof Error ? error : new Error(String(error)) };
      throw failure.error;
    }
  }
  let isTooMuch = false;
  try {
    for await (const chunk of await unpack(counted())) {
      size += chunk.length;
      isTooMuch = size > ALWAYS && size > packed * MOST_TIMES;
      if (isTooMuch) break;
      yield chunk;
    }
  } catch (error) {
    // Set in a generator, which the checker does not follow.
    const failed = failure as { readonly error: Error } | null;
    if (failed !== null) throw failed.error;
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message === 'unexpected end of file' ? `${name} stream truncated` : `${name}: ${message}`, {
      cause: error,
    });
  }
  if (isTooMuch)
    throw new Error(`${name}: unpacks to more than ${MOST_TIMES} times its size; stopped after ${size >> 20} MiB`);
}

/** The first of the text that the first bytes hold; empty where they can't be unpacked. */
export async function unpackHead(compression: Compression, raw: Buffer, limit: number): Promise<Buffer> {
  return compression.unpack === null ? Buffer.alloc(0) : firstOf(unpacked(compression, oneChunk(raw)), limit);
}

/** The message for an input that cannot be unpacked here. */
export function unpackHint({ name, command }: Compression, file: string | null): string {
  const what =
    file === null ? `… | ${command}` : `${command} ${/^[\w./@+-]+$/.test(file) ? file : JSON.stringify(file)}`;
  return `compressed with ${name}, which this system cannot unpack; run ${what} | etcd-postmortem -`;
}

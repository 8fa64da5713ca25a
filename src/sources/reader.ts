import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { begin, collect, type Chunks } from './chunks.js';
import { compressionOf, unpacked, unpackHead, unpackHint } from './compression/compression.js';
import { failure } from './failure.js';
import { OpenPlace, placeChunks, wholeFile, type Place } from './place.js';
import { TextChunks } from './text-chunks.js';
import { Utf16, utf16Order } from './utf16.js';

export { readRange } from './place.js';

const CHUNK = 1 << 20;
const HEAD = 1 << 16;

/** How far a reading got. `bytes` and `sha256` are of the input as it lies, before decompression. */
export interface ReadResult {
  readonly bytes: number;
  readonly sha256: string;
  readonly complete: boolean;
  readonly problem: string | null;
}

/** Takes decompressed bytes, in UTF-8 if they were in UTF-16; they are valid during the call only. Answers false to stop. */
export type ChunkHandler = (chunk: Buffer) => boolean | void;

/** Whether bytes of the input are bytes of its text, so that it can be read in pieces. */
export function isPlain(head: Uint8Array): boolean {
  return compressionOf(head) === null && utf16Order(head) === null;
}

/** A file by its name, standard input (null), a place, or bytes as they come. */
export type Source = string | null | Place | Chunks;

/** Whether any stretch of the bytes can be had at any time. */
export const isAtRest = (source: Source): source is string | Place =>
  typeof source === 'string' || (source !== null && 'held' in source && source.deflated === null);

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  /** What was read of standard input already. */
  readonly head?: Buffer;
}

/** As many bytes show every compression. */
const MAGIC = 6;

/**
 * Reads an input whole, unpacked, in chunks of about 1 MiB. Async per chunk, never per line. What can't be unpacked here
 * is hashed to its end, and the problem says how to unpack it. Never throws on what the input holds.
 */
export async function readChunks(
  source: Source,
  onChunk: ChunkHandler,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const raw = new HashedChunks(chunksOf(source, options.head), options);
  const text = new TextChunks(onChunk);
  let problem: string | null = null;
  try {
    const { head, all } = await begin(raw, MAGIC);
    const compression = compressionOf(head);
    if (compression !== null && compression.unpack === null)
      problem = unpackHint(compression, typeof source === 'string' ? source : null);
    else {
      for await (const chunk of compression === null ? all : unpacked(compression, all)) {
        if (text.push(chunk)) continue;
        problem = 'interrupted';
        break;
      }
    }
    // Also what follows the end of packed bytes, or behind a damage, is of the input.
    if (problem !== 'interrupted') for await (const _ of raw);
  } catch (error) {
    problem ??= failure(error);
    await raw.drain();
  }
  text.end();
  await raw.close();
  return { bytes: raw.bytes, sha256: raw.digest(), complete: problem === null, problem };
}

function chunksOf(source: Source, head?: Buffer): Chunks {
  if (typeof source === 'string') return placeChunks(wholeFile(source));
  if (source === null) return stdinChunks(head);
  return 'held' in source ? placeChunks(source) : source;
}

/** Bytes as they lie, hashed and counted in passing. It stays open when a taker stops, so that the rest can be had. */
class HashedChunks implements AsyncIterable<Buffer> {
  bytes = 0;
  private readonly hash = createHash('sha256');
  private readonly iterator: AsyncIterator<Buffer>;

  constructor(
    source: Chunks,
    private readonly options: ReadOptions,
  ) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return { next: () => this.next() };
  }

  private async next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.options.signal?.aborted === true) throw new Error('interrupted');
    const step = await this.iterator.next();
    if (step.done === true) return { done: true, value: undefined };
    this.bytes += step.value.length;
    this.hash.update(step.value);
    this.options.onBytes?.(step.value.length);
    return step;
  }

  /** The rest, as far as it can be had. */
  async drain(): Promise<void> {
    try {
      for await (const _ of this);
    } catch {
      // What was wrong is known.
    }
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

/** A pipe that has nothing yet is waited for. */
async function* stdinChunks(head?: Buffer): Chunks {
  if (head !== undefined && head.length > 0) yield head;
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let count = 1; ; count += 1) {
    const read = await readStdin(buffer, 0);
    if (read === 0) return;
    yield buffer.subarray(0, read);
    if (count % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function readStdin(buffer: Buffer, offset: number): Promise<number> {
  for (;;) {
    try {
      return fs.readSync(0, buffer, offset, buffer.length - offset, null);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** The first bytes of an input as they lie. Of standard input only by `readStdinHead`. */
export function readHead(source: string | Place, length = HEAD): { readonly raw: Buffer } {
  const open = new OpenPlace(typeof source === 'string' ? wholeFile(source) : source);
  try {
    return { raw: open.read(0, length) };
  } finally {
    open.close();
  }
}

/** The text that the first bytes of an input hold, as far as they go; empty where they can't be unpacked. */
export async function headOf(raw: Buffer, limit = HEAD * 4): Promise<Buffer> {
  const compression = compressionOf(raw);
  const head = compression === null ? raw : await unpackHead(compression, raw, limit);
  const order = utf16Order(head);
  return order === null ? head : new Utf16(order).write(head);
}

/** Reads what standard input has first: up to `length` bytes, waiting until something comes. Empty: it is at its end. */
export async function readStdinHead(length = HEAD): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let have = 0;
  while (have < length) {
    const read = await readStdin(buffer, have);
    if (read === 0) break;
    have += read;
  }
  return buffer.subarray(0, have);
}

/** All of standard input behind its head, in memory; null where it is more than `limit`. */
export async function holdStdin(head: Buffer, limit: number): Promise<Buffer | null> {
  return collect(stdinChunks(head), limit);
}

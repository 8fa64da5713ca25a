import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { compressionOf, unpackHint } from './compression.js';
import { TextChunks } from './text-chunks.js';
import { Utf16, utf16Order } from './utf16.js';

const CHUNK = 1 << 20;

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

/**
 * Reads a file or (null) standard input whole, unpacked, in chunks of about 1 MiB. Async per chunk, never per line. What
 * can't be unpacked here is hashed to its end, and the problem says how to unpack it.
 */
export async function readChunks(
  file: string | null,
  onChunk: ChunkHandler,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void; readonly head?: Buffer } = {},
): Promise<ReadResult> {
  const hash = createHash('sha256');
  const text = new TextChunks(onChunk);
  let bytes = 0;
  let problem: string | null = null;
  let unpacker: Transform | null = null;
  let packed = false;
  let begin: Buffer | null = Buffer.alloc(0);
  let stopped = false;
  const take = async (chunk: Buffer): Promise<void> => {
    if (packed) {
      if (unpacker === null || problem !== null || unpacker.write(Buffer.from(chunk))) return;
      await drained(unpacker);
    } else if (!text.push(chunk)) stopped = true;
  };
  const start = async (head: Buffer): Promise<void> => {
    const compression = compressionOf(head);
    packed = compression !== null;
    if (compression !== null) {
      if (compression.start === null) problem ??= unpackHint(compression, file);
      else unpacker = startUnpacking(compression.name, compression.start, text, (message) => (problem ??= message));
    }
    await take(head);
  };
  const raw = async (chunk: Buffer): Promise<void> => {
    bytes += chunk.length;
    hash.update(chunk);
    options.onBytes?.(chunk.length);
    if (begin === null) return take(chunk);
    // A pipe may give a byte at a time: what it is shows with the first few.
    begin = begin.length === 0 ? chunk : Buffer.concat([begin, chunk]);
    if (begin.length < MAGIC) {
      begin = Buffer.from(begin);
      return;
    }
    const head = begin;
    begin = null;
    await start(head);
  };
  try {
    if (options.head !== undefined && options.head.length > 0) await raw(options.head);
    for (const step of rawChunks(file)) {
      if (options.signal?.aborted === true || stopped) {
        problem ??= 'interrupted';
        break;
      }
      const chunk = step instanceof Promise ? await step : step;
      if (chunk === null) break;
      await raw(chunk);
      // A reader that never yields would keep SIGINT and the workers' messages waiting.
      if (unpacker === null && (bytes & ((CHUNK << 5) - 1)) < CHUNK)
        await new Promise((resolve) => setImmediate(resolve));
    }
    if (begin !== null && begin.length > 0) await start(begin);
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  if (unpacker !== null) {
    (unpacker as Transform).end();
    await finished(unpacker).catch(
      (error: unknown) => (problem ??= error instanceof Error ? error.message : String(error)),
    );
  }
  text.end();
  return { bytes, sha256: hash.digest('hex'), complete: problem === null, problem };
}

/** As many bytes tell every format. */
const MAGIC = 6;

function startUnpacking(
  name: string,
  make: () => Transform,
  text: TextChunks,
  fail: (message: string) => void,
): Transform {
  const unpacker = make();
  unpacker.on('data', (chunk: Buffer) => void text.push(chunk));
  unpacker.on('error', (error) =>
    fail(error.message === 'unexpected end of file' ? `${name} stream cut off` : `${name}: ${error.message}`),
  );
  return unpacker;
}

function drained(unpacker: Transform): Promise<void> {
  return new Promise<void>((resolve) => {
    const done = (): void => {
      unpacker.off('drain', done).off('close', done);
      resolve();
    };
    unpacker.once('drain', done).once('close', done);
  });
}

/** Chunks of one descriptor, read synchronously into one reused buffer; a pipe that has nothing yet is waited for. */
function* rawChunks(file: string | null): Generator<Buffer | Promise<Buffer | null>, void, void> {
  const descriptor = file === null ? 0 : fs.openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK);
  try {
    for (;;) {
      let read: number;
      try {
        read = fs.readSync(descriptor, buffer, 0, CHUNK, null);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === 'EOF') return;
        if (code !== 'EAGAIN') throw error;
        yield new Promise((resolve) => setTimeout(() => resolve(buffer.subarray(0, 0)), 5));
        continue;
      }
      if (read === 0) return;
      yield buffer.subarray(0, read);
    }
  } finally {
    if (file !== null) fs.closeSync(descriptor);
  }
}

/** Reads [from, to) of a plain file synchronously into memory that `space` hands out, telling how much came. */
export function readRange(
  file: string,
  from: number,
  to: number,
  space: () => Buffer,
  commit: (length: number) => boolean,
): void {
  const descriptor = fs.openSync(file, 'r');
  try {
    let at = from;
    while (at < to) {
      const target = space();
      const read = fs.readSync(descriptor, target, 0, Math.min(target.length, to - at), at);
      if (read === 0) return;
      at += read;
      if (!commit(read)) return;
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The first bytes of an input as they lie, and the text in them. Of standard input only by `readChunks`' own first chunk. */
export function readHead(file: string, length = 1 << 16): { readonly head: Buffer; readonly raw: Buffer } {
  const descriptor = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    const raw = buffer.subarray(0, fs.readSync(descriptor, buffer, 0, length, 0));
    return { head: headOf(raw), raw };
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The text that the first bytes of an input hold, as far as they go; empty where they can't be unpacked. */
export function headOf(raw: Buffer): Buffer {
  const compression = compressionOf(raw);
  let head = raw;
  if (compression !== null) {
    try {
      head = compression.head?.(raw).subarray(0, raw.length * 4) ?? Buffer.alloc(0);
    } catch {
      head = Buffer.alloc(0);
    }
  }
  const order = utf16Order(head);
  return order === null ? head : new Utf16(order).write(head);
}

/** Reads what standard input has first: up to `length` bytes, waiting until something comes. Empty: it is at its end. */
export async function readStdinHead(length = 1 << 16): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let have = 0;
  while (have < length) {
    try {
      const read = fs.readSync(0, buffer, have, length - have, null);
      if (read === 0) break;
      have += read;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return buffer.subarray(0, have);
}

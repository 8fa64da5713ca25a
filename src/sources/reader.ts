import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { finished } from 'node:stream/promises';
import zlib from 'node:zlib';

const CHUNK = 1 << 20;

/** How far a reading got. `bytes` and `sha256` are of the input as it lies, before decompression. */
export interface ReadResult {
  readonly bytes: number;
  readonly sha256: string;
  readonly complete: boolean;
  readonly problem: string | null;
}

/** Takes decompressed bytes; they are valid during the call only. Answers false to stop. */
export type ChunkHandler = (chunk: Buffer) => boolean | void;

/** Whether the bytes begin as gzip does. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** Reads a file or (null) standard input whole, unpacking gzip, in chunks of about 1 MiB. Async per chunk, never per line. */
export async function readChunks(
  file: string | null,
  onChunk: ChunkHandler,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void; readonly head?: Buffer } = {},
): Promise<ReadResult> {
  const hash = createHash('sha256');
  let bytes = 0;
  let problem: string | null = null;
  let gunzip: zlib.Gunzip | null = null;
  let first = true;
  let stopped = false;
  const take = async (chunk: Buffer): Promise<void> => {
    bytes += chunk.length;
    hash.update(chunk);
    options.onBytes?.(chunk.length);
    if (first) {
      first = false;
      if (isGzip(chunk)) gunzip = startGunzip(onChunk, (message) => (problem ??= message));
    }
    if (gunzip === null) {
      if (onChunk(chunk) === false) stopped = true;
    } else if (problem === null && !gunzip.write(Buffer.from(chunk))) {
      const draining = gunzip;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          draining.off('drain', done).off('close', done);
          resolve();
        };
        draining.once('drain', done).once('close', done);
      });
    }
  };
  try {
    if (options.head !== undefined && options.head.length > 0) await take(options.head);
    for (const step of rawChunks(file)) {
      if (options.signal?.aborted === true || stopped) {
        problem ??= 'interrupted';
        break;
      }
      const chunk = step instanceof Promise ? await step : step;
      if (chunk === null) break;
      await take(chunk);
      // A reader that never yields would keep SIGINT and the workers' messages waiting.
      if (gunzip === null && (bytes & ((CHUNK << 5) - 1)) < CHUNK)
        await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  if (gunzip !== null) {
    (gunzip as zlib.Gunzip).end();
    await finished(gunzip).catch(
      (error: unknown) => (problem ??= error instanceof Error ? error.message : String(error)),
    );
  }
  return { bytes, sha256: hash.digest('hex'), complete: problem === null, problem };
}

function startGunzip(onChunk: ChunkHandler, fail: (message: string) => void): zlib.Gunzip {
  const gunzip = zlib.createGunzip({ chunkSize: CHUNK });
  gunzip.on('data', (chunk: Buffer) => void onChunk(chunk));
  gunzip.on('error', (error) =>
    fail(error.message === 'unexpected end of file' ? 'gzip stream cut off' : `gzip: ${error.message}`),
  );
  return gunzip;
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

/** The first bytes of an input, decompressed as far as they go. Of standard input only by `readChunks`' own first chunk. */
export function readHead(file: string, length = 1 << 16): { readonly head: Buffer; readonly raw: Buffer } {
  const descriptor = fs.openSync(file, 'r');
  try {
    const raw = Buffer.allocUnsafe(length);
    const read = fs.readSync(descriptor, raw, 0, length, 0);
    const bytes = raw.subarray(0, read);
    if (!isGzip(bytes)) return { head: bytes, raw: bytes };
    try {
      const head = zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 });
      return { head: head.subarray(0, length * 4), raw: bytes };
    } catch {
      return { head: Buffer.alloc(0), raw: bytes };
    }
  } finally {
    fs.closeSync(descriptor);
  }
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

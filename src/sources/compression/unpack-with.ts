import type { Transform } from 'node:stream';
import type { Chunks } from '../chunks.js';

/** So much may wait to be taken; with more, the unpacking does. */
const MOST_HELD = 1 << 22;

/**
 * Runs a stream's bytes through a decompressor of Node.js. While a chunk is worked on, the next is being unpacked in
 * another thread. All that could be unpacked is handed over before an error is thrown: the source's own, if it has one.
 */
export async function* unpackWith(source: Chunks, make: () => Transform): Chunks {
  const unpacker = make();
  const ready: Buffer[] = [];
  let held = 0;
  let failure: { readonly error: unknown } | null = null;
  let isOver = false;
  let wake = (): void => undefined;
  const keep = (chunk: Buffer): void => {
    ready.push(chunk);
    held += chunk.length;
  };
  unpacker.on('data', (chunk: Buffer) => {
    keep(chunk);
    if (held >= MOST_HELD) unpacker.pause();
    wake();
  });
  const end = (): void => {
    isOver = true;
    wake();
  };
  unpacker.on('error', (error) => {
    failure ??= { error };
    for (let chunk = unpacker.read() as Buffer | null; chunk !== null; chunk = unpacker.read() as Buffer | null)
      keep(chunk);
    end();
  });
  unpacker.on('end', end).on('close', end);
  const feeding = feed(source, unpacker).catch((error: unknown) => {
    failure = { error };
    unpacker.end();
  });
  try {
    for (;;) {
      const chunk = ready.shift();
      if (chunk !== undefined) {
        held -= chunk.length;
        yield chunk;
      } else if (isOver) break;
      else {
        const next = new Promise<void>((resolve) => (wake = resolve));
        if (unpacker.isPaused()) unpacker.resume();
        await next;
      }
    }
  } finally {
    unpacker.destroy();
    await feeding;
  }
  // Set in callbacks, which the checker does not follow.
  const failed = failure as { readonly error: unknown } | null;
  if (failed !== null) throw failed.error;
}

async function feed(source: Chunks, unpacker: Transform): Promise<void> {
  for await (const chunk of source) {
    await written(unpacker, chunk);
    // Behind the end of the packed bytes there may be others.
    if (unpacker.destroyed || unpacker.readableEnded || unpacker.errored !== null) return;
  }
  unpacker.end();
}

function written(unpacker: Transform, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unpacker.off('end', done).off('close', done).off('error', done);
      resolve();
    };
    unpacker.on('end', done).on('close', done).on('error', done);
    unpacker.write(chunk, done);
  });
}

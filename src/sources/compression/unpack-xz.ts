import { createRequire } from 'node:module';
import type { XzReadableStream } from 'xz-decompress';
import type { Chunks } from '../chunks.js';
import { XzFrames } from './xz-frames.js';

type Reader = typeof XzReadableStream;

/** A copy of the library unpacks one stream at a time, the next waits: a stream within a stream needs a copy of its own. */
const idle: Reader[] = [];

function borrow(): Reader {
  const known = idle.pop();
  if (known !== undefined) return known;
  const require = createRequire(import.meta.url);
  const name = require.resolve('xz-decompress');
  // A copy of its own, not the one that is loaded.
  delete require.cache[name];
  return (require('xz-decompress') as { XzReadableStream: Reader }).XzReadableStream;
}

/** Unpacks .xz files of any number of streams, and reports a cut one. */
export async function* unpackXz(source: Chunks): Chunks {
  const frames = new XzFrames();
  const parts = cut(source, frames);
  const library = borrow();
  try {
    for (let next = await parts.next(); next.done !== true; next = await parts.next())
      yield* stream(library, next.value, parts);
  } finally {
    idle.push(library);
    await parts.return(undefined);
  }
  if (frames.broken) throw new Error('trailing data after its end');
  if (!frames.isWhole) throw new Error('unexpected end of file');
}

interface Part {
  readonly bytes: Buffer;
  readonly ends: boolean;
}

async function* cut(source: Chunks, frames: XzFrames): AsyncGenerator<Part, void, void> {
  for await (const chunk of source) {
    yield* frames.split(chunk);
    if (frames.broken) return;
  }
}

/** One stream, of which the first part has come. */
async function* stream(Library: Reader, first: Part, parts: AsyncGenerator<Part, void, void>): Chunks {
  let next: Part | null = first;
  let failure: { readonly error: unknown } | null = null;
  let isCut = false;
  const input = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (next === null) {
            const step = await parts.next();
            if (step.done === true) {
              isCut = true;
              // The library takes an end for no more input, and an error for the end.
              return controller.error(new Error('cut'));
            }
            next = step.value;
          }
        } catch (error) {
          failure = { error };
          return controller.error(error);
        }
        controller.enqueue(Uint8Array.from(next.bytes));
        if (next.ends) controller.close();
        next = null;
      },
    },
    { highWaterMark: 0 },
  );
  const reader = new Library(input).getReader();
  let isDone = false;
  try {
    for (;;) {
      const step = await reader.read();
      if (step.done) break;
      if (step.value.length > 0) yield Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength);
    }
    isDone = true;
  } catch (error) {
    isDone = true;
    const failed = failure as { readonly error: unknown } | null;
    if (failed !== null) throw failed.error;
    if (!isCut) throw new Error(reasonOf(error), { cause: error });
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

/** Codes of xz-embedded (xz.h). */
const REASONS: Readonly<Record<string, string>> = {
  2: 'unsupported checksum type; unpack it with xz -dc',
  3: 'out of memory',
  4: 'dictionary too large',
  5: 'invalid stream',
  6: 'unsupported options or checksum type; unpack it with xz -dc',
  7: 'damaged',
  8: 'damaged',
};

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return REASONS[/error code (\d+)/.exec(text)?.[1] ?? ''] ?? text;
}

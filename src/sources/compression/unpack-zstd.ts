import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { begin, type Chunks } from '../chunks.js';
import { unpackWith } from './unpack-with.js';
import { ZstdFrames } from './zstd-frames.js';

/** Node.js has zstd from 22.15 and 23.8 on. */
const { createZstdDecompress } = zlib as unknown as {
  readonly createZstdDecompress?: (options: object) => Transform;
};

const CHUNK = 1 << 20;
/** So much is handed to the library at a time: four bytes may become a block of 128 KiB. */
const PIECE = 256;
/** What zstd itself unpacks by default: the library would take as much memory as a frame asks for. */
const MOST_WINDOW = 1 << 27;

/** Unpacks zstd of any number of frames, as `cat` and pzstd make them, and reports a cut one. */
export async function* unpackZstd(source: Chunks): Chunks {
  const frames = new ZstdFrames();
  const parts = cut(source, frames);
  try {
    for (let next = await parts.next(); next.done !== true; next = await parts.next())
      yield* frame(await begin(rest(next.value, parts), 6));
  } finally {
    await parts.return(undefined);
  }
  if (frames.broken) throw new Error('invalid frame');
  if (!frames.isWhole) throw new Error('unexpected end of file');
}

interface Part {
  readonly bytes: Buffer;
  readonly ends: boolean;
}

async function* cut(source: Chunks, frames: ZstdFrames): AsyncGenerator<Part, void, void> {
  for await (const chunk of source) {
    yield* frames.split(chunk);
    if (frames.broken) return;
  }
}

/** The parts of one frame. */
async function* rest(first: Part, parts: AsyncGenerator<Part, void, void>): Chunks {
  for (let part = first; ;) {
    yield part.bytes;
    if (part.ends) return;
    const step = await parts.next();
    if (step.done === true) return;
    part = step.value;
  }
}

async function* frame({ head, all }: { readonly head: Buffer; readonly all: Chunks }): Chunks {
  if (head.length < 4 || (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50) {
    for await (const _ of all); // skippable: it holds nothing
  } else if (createZstdDecompress !== undefined) yield* native(all, createZstdDecompress);
  else yield* byLibrary(head, all);
}

async function* native(all: Chunks, make: NonNullable<typeof createZstdDecompress>): Chunks {
  try {
    yield* unpackWith(all, () => make({ chunkSize: CHUNK }));
  } catch (error) {
    // The headers show whether the frame is complete.
    if (!(error instanceof Error && error.message === 'unexpected end of file')) throw error;
  }
}

async function* byLibrary(head: Buffer, all: Chunks): Chunks {
  if (windowOf(head) > MOST_WINDOW) throw new Error('window larger than 128 MiB');
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const decompress = new Decompress((data) => void ready.push(data));
  const push = (bytes: Uint8Array, isLast: boolean): Uint8Array[] => {
    ready = [];
    decompress.push(bytes, isLast);
    return ready;
  };
  for await (const chunk of all) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      // It keeps what it is given.
      for (const part of push(Uint8Array.from(chunk.subarray(at, at + PIECE)), false)) yield asBuffer(part);
    }
  }
  try {
    for (const part of push(new Uint8Array(0), true)) yield asBuffer(part);
  } catch (error) {
    // The headers show whether the frame is complete.
    if (!(error instanceof Error && error.message === 'unexpected EOF')) throw error;
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The window that a frame's header asks for; 0 where it is as long as what the frame holds. RFC 8878, 3.1.1.1.2. */
function windowOf(head: Buffer): number {
  const [descriptor = 0, window = 0] = head.subarray(4);
  if ((descriptor & 0x20) !== 0) return 0;
  const base = 2 ** (10 + (window >> 3));
  return base + (base / 8) * (window & 7);
}

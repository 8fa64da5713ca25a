import fs from 'node:fs';
import zlib from 'node:zlib';
import type { Chunks } from './chunks.js';
import { unpackWith } from './compression/unpack-with.js';

const CHUNK = 1 << 20;
/** What a rotation by copying and truncating does to a file that is being read. */
const SHRUNK = 'the file became shorter while it was read';
const CUT_OFF = 'truncated at the end of its archive';

/** Where the bytes of an input lie: what a worker needs to read them. Plain data, but for bytes that are held. */
export interface Place {
  /** null: in memory. */
  readonly file: string | null;
  readonly held: Buffer | null;
  readonly from: number;
  /** Infinity: the end of the file. */
  readonly to: number;
  /** How a zip archive packed them; null: they lie as they are. */
  readonly deflated: { readonly size: number; readonly crc32: number } | null;
}

export const wholeFile = (file: string): Place => ({ file, held: null, from: 0, to: Infinity, deflated: null });
export const heldBytes = (held: Buffer): Place => ({ file: null, held, from: 0, to: held.length, deflated: null });

/** A stretch of a place whose bytes lie as they are. */
export const within = (place: Place, from: number, to: number): Place => ({
  ...place,
  from: Math.min(place.to, place.from + from),
  to: Math.min(place.to, place.from + to),
});

/** The bytes at a place, read synchronously into one reused buffer. */
export async function* placeChunks(place: Place): Chunks {
  yield* place.deflated === null ? plainChunks(place) : inflated(place, place.deflated);
}

async function* plainChunks({ file, held, from, to }: Place): Chunks {
  if (held !== null) {
    const end = Math.min(to, held.length);
    for (let at = from; at < end; at += CHUNK) yield held.subarray(at, Math.min(end, at + CHUNK));
    if (end < to) throw new Error(CUT_OFF);
    return;
  }
  const descriptor = fs.openSync(file as string, 'r');
  // A pipe has no positions.
  const isWhole = from === 0 && to === Infinity;
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(1, to - from)));
  let at = from;
  try {
    // Nothing, of a pipe.
    const { size } = fs.fstatSync(descriptor);
    for (let count = 1; at < to; count += 1) {
      const read = fs.readSync(descriptor, buffer, 0, Math.min(buffer.length, to - at), isWhole ? null : at);
      if (read === 0) break;
      at += read;
      yield buffer.subarray(0, read);
      // A reader that never yields would keep SIGINT and the workers' messages waiting.
      if (count % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isWhole && at < to) throw new Error(CUT_OFF);
    if (isWhole && at < size) throw new Error(SHRUNK);
  } finally {
    fs.closeSync(descriptor);
  }
}

async function* inflated(place: Place, { size, crc32 }: NonNullable<Place['deflated']>): Chunks {
  let have = 0;
  let sum = 0;
  try {
    for await (const chunk of unpackWith(plainChunks(place), () => zlib.createInflateRaw({ chunkSize: CHUNK >> 2 }))) {
      const part = chunk.subarray(0, size - have);
      have += chunk.length;
      sum = zlib.crc32(part, sum);
      if (part.length > 0) yield part;
      if (have > size) throw new Error('larger than its archive entry says');
    }
  } catch (error) {
    const isCut = error instanceof Error && error.message === 'unexpected end of file';
    throw isCut ? new Error(CUT_OFF, { cause: error }) : error;
  }
  if (have < size) throw new Error('smaller than its archive entry says');
  if (sum !== crc32) throw new Error("its checksum differs from the archive's");
}

/** A place that is read here and there, while it is open. */
export class OpenPlace {
  readonly size: number;
  private readonly descriptor: number | null;

  /** Throws where the file can't be opened. Of what is deflated there is no reading here and there. */
  constructor(private readonly place: Place) {
    const { file, held, from, to } = place;
    this.descriptor = file === null ? null : fs.openSync(file, 'r');
    const end = this.descriptor === null ? (held?.length ?? 0) : fs.fstatSync(this.descriptor).size;
    this.size = Math.max(0, Math.min(to, end) - from);
  }

  /** So many bytes from there on, or fewer at the end. */
  read(offset: number, length: number): Buffer {
    const { held, from } = this.place;
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (held !== null) return held.subarray(from + offset, from + offset + wanted);
    const bytes = Buffer.allocUnsafe(wanted);
    let have = 0;
    while (have < wanted) {
      const read = fs.readSync(this.descriptor as number, bytes, have, wanted - have, from + offset + have);
      if (read === 0) break;
      have += read;
    }
    return bytes.subarray(0, have);
  }

  /** As much as the target holds, at most `most`; answers how much came. */
  readInto(offset: number, target: Buffer, most: number): number {
    const { held, from } = this.place;
    const wanted = Math.max(0, Math.min(target.length, most, this.size - offset));
    if (held !== null) return held.copy(target, 0, from + offset, from + offset + wanted);
    return wanted === 0 ? 0 : fs.readSync(this.descriptor as number, target, 0, wanted, from + offset);
  }

  close(): void {
    if (this.descriptor !== null) fs.closeSync(this.descriptor);
  }
}

/**
 * Reads [from, to) of a file, or of a place whose bytes lie as they are, synchronously into memory that `space` hands
 * out, telling how much came. Throws where the file can't be opened, or holds less than it did.
 */
export function readRange(
  source: string | Place,
  from: number,
  to: number,
  space: () => Buffer,
  commit: (length: number) => boolean,
): void {
  const place = typeof source === 'string' ? wholeFile(source) : source;
  const open = new OpenPlace(place);
  try {
    // A place with an end was that long when it was listed.
    const wanted = Math.min(to, place.to === Infinity ? open.size : place.to - place.from);
    let at = from;
    while (at < wanted) {
      const read = open.readInto(at, space(), wanted - at);
      if (read === 0) throw new Error(place.from === 0 ? SHRUNK : CUT_OFF);
      at += read;
      if (!commit(read)) return;
    }
  } finally {
    open.close();
  }
}

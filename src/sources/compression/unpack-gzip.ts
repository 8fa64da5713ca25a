import zlib from 'node:zlib';
import { ByteStream, type Chunks } from '../chunks.js';
import { unpackWith } from './unpack-with.js';

/** Of what was unpacked, so much may be lost where the packed bytes are damaged. */
const CHUNK = 1 << 17;
const MOST_READ = 1 << 20;

const HAS_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;

/**
 * Unpacks gzip of any number of members (`cat`, pigz, bgzip). RFC 1952. Node.js' own takes anything behind the
 * last for a damage, and with the error goes what it had unpacked; zeros there are padding.
 */
export async function* unpackGzip(source: Chunks): Chunks {
  const input = new ByteStream(source);
  try {
    for (let count = 0; ; count += 1) {
      const magic = await input.exactly(2);
      if (magic.length === 0 && count > 0) return;
      if (count > 0 && (await isPadding(magic, input))) return;
      if (magic.length < 2) throw new Error('unexpected end of file');
      if (magic[0] !== 0x1f || magic[1] !== 0x8b) throw new Error('trailing data after its end');
      await passHeader(input);
      yield* member(input);
    }
  } finally {
    await input.close();
  }
}

async function* member(input: ByteStream): Chunks {
  const unpacker = zlib.createInflateRaw({ chunkSize: CHUNK });
  let given = 0;
  async function* pieces(): Chunks {
    for (let piece = await input.some(MOST_READ); piece !== null; piece = await input.some(MOST_READ)) {
      given += piece.length;
      yield piece;
    }
  }
  let crc32 = 0;
  let size = 0;
  for await (const chunk of unpackWith(pieces(), () => unpacker)) {
    crc32 = zlib.crc32(chunk, crc32);
    size += chunk.length;
    yield chunk;
  }
  input.giveBack(given - unpacker.bytesWritten);
  const trailer = await input.exactly(8);
  if (trailer.length < 8) throw new Error('unexpected end of file');
  if (trailer.readUInt32LE(0) !== crc32 || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw new Error('incorrect data check');
}

async function passHeader(input: ByteStream): Promise<void> {
  const [method = -1, flags = 0] = await some(input, 8);
  if (method !== 8) throw new Error('unknown compression method');
  if ((flags & HAS_EXTRA) !== 0) await some(input, (await some(input, 2)).readUInt16LE(0));
  if ((flags & HAS_NAME) !== 0) while ((await some(input, 1))[0] !== 0);
  if ((flags & HAS_COMMENT) !== 0) while ((await some(input, 1))[0] !== 0);
  if ((flags & HAS_CHECKSUM) !== 0) await some(input, 2);
}

async function some(input: ByteStream, length: number): Promise<Buffer> {
  const bytes = await input.exactly(length);
  if (bytes.length < length) throw new Error('unexpected end of file');
  return bytes;
}

async function isPadding(first: Buffer, input: ByteStream): Promise<boolean> {
  if (first[0] !== 0) return false;
  for (let bytes: Buffer | null = first; bytes !== null; bytes = await input.some(MOST_READ))
    if (bytes.some((byte) => byte !== 0)) return false;
  return true;
}

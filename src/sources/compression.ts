import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { ZstdReader } from './zstd-reader.js';

/** How an input lies, by its first bytes. */
export interface Compression {
  readonly name: string;
  /** Unpacks the input to its standard output. */
  readonly command: string;
  readonly magic: readonly number[];
  /** null: this Node.js has no decompressor for it. */
  readonly start: (() => Transform) | null;
  /** As much of the text as the first bytes hold. */
  readonly head: ((bytes: Buffer) => Buffer) | null;
}

const CHUNK = 1 << 20;
/** What the head of an input may unpack to. */
const HEAD_LIMIT = 1 << 24;

/** Node.js has zstd from 22.15 and 23.8 on. */
interface Zstd {
  readonly createZstdDecompress?: (options: object) => Transform;
  readonly zstdDecompressSync?: (bytes: Buffer, options: object) => Buffer;
}
const { createZstdDecompress, zstdDecompressSync } = zlib as unknown as Zstd;
const FLUSH = (zlib.constants as Readonly<Record<string, number>>)['ZSTD_e_flush'];

/** Magic bytes: RFC 1952, RFC 8878, the formats' own documents. xz and bzip2 have no decompressor in Node.js. */
const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'gzip',
    command: 'gzip -dc',
    magic: [0x1f, 0x8b],
    start: () => zlib.createGunzip({ chunkSize: CHUNK }),
    head: (bytes) => zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: HEAD_LIMIT }),
  },
  {
    name: 'zstd',
    command: 'zstd -dc',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    start:
      createZstdDecompress === undefined
        ? null
        : () => new ZstdReader(() => createZstdDecompress({ chunkSize: CHUNK })),
    head:
      zstdDecompressSync === undefined
        ? null
        : (bytes) => zstdDecompressSync(bytes, { finishFlush: FLUSH, maxOutputLength: HEAD_LIMIT }),
  },
  unreadable('xz', 'xz -dc', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  unreadable('bzip2', 'bzip2 -dc', [0x42, 0x5a, 0x68]),
  unreadable('lz4', 'lz4 -dc', [0x04, 0x22, 0x4d, 0x18]),
  unreadable('lzip', 'lzip -dc', [0x4c, 0x5a, 0x49, 0x50]),
  unreadable('compress', 'gzip -dc', [0x1f, 0x9d]),
];

function unreadable(name: string, command: string, magic: readonly number[]): Compression {
  return { name, command, magic, start: null, head: null };
}

/** The compression that the first bytes tell; null: none. */
export function compressionOf(head: Uint8Array): Compression | null {
  const found = COMPRESSIONS.find(({ magic }) => magic.every((byte, i) => head[i] === byte)) ?? null;
  // "BZh" could begin a text: a level from 1 to 9 and the magic of a block, or of an empty stream, follow.
  if (found?.name === 'bzip2' && !(head[3] !== undefined && head[3] >= 0x31 && head[3] <= 0x39)) return null;
  if (found?.name === 'bzip2' && head[4] !== 0x31 && head[4] !== 0x17) return null;
  return found;
}

/** What to tell whoever named an input that can't be unpacked here. */
export function unpackHint({ name, command }: Compression, file: string | null): string {
  const what =
    file === null ? `… | ${command}` : `${command} ${/^[\w./@+-]+$/.test(file) ? file : JSON.stringify(file)}`;
  const newer = name === 'zstd' ? ', or use Node.js 22.15 or later' : '';
  return `compressed with ${name}, which can't be unpacked here; run ${what} | etcd-postmortem -${newer}`;
}

import { begin, type Begun, type Chunks } from '../chunks.js';
import { compressionOf, unpackHead } from '../compression/compression.js';
import { OpenPlace, placeChunks, type Place } from '../place.js';
import { TarHeader } from './tar-header.js';

export type ArchiveKind = 'zip' | 'tar' | 'packed-tar';

const HEAD = 1 << 16;
const BLOCK = 512;
/** What is read here and there and lies packed in something else is held in memory. */
export const MOST_HELD = 1 << 26;

/** What kind of archive the first bytes begin; null: none. */
export async function archiveKind(raw: Buffer): Promise<ArchiveKind | null> {
  if (raw.length >= 22 && (raw.readUInt32LE(0) === 0x04034b50 || raw.readUInt32LE(0) === 0x06054b50)) return 'zip';
  const compression = compressionOf(raw);
  if (compression === null) return TarHeader.read(raw.subarray(0, BLOCK)) === null ? null : 'tar';
  const head = await unpackHead(compression, raw, BLOCK);
  return TarHeader.read(head) === null ? null : 'packed-tar';
}

/** How many of the first bytes show what there is. */
export const headLength = (raw: Buffer): number => Math.max(HEAD, compressionOf(raw)?.headBytes ?? 0);

/** The first bytes of a place, as many as tell what there is. */
export async function headOfPlace(place: Place): Promise<Buffer> {
  if (place.deflated !== null) {
    const { head, all } = await beginning(placeChunks(place));
    for await (const _ of all) break;
    return head;
  }
  const opened = new OpenPlace(place);
  try {
    const head = opened.read(0, HEAD);
    return Buffer.from(headLength(head) > HEAD ? opened.read(0, headLength(head)) : head);
  } finally {
    opened.close();
  }
}

/** The same of bytes that come, without taking them. */
export async function beginning(bytes: Chunks): Promise<Begun> {
  const first = await begin(bytes, HEAD);
  const length = headLength(first.head);
  const { head, all } = length > HEAD ? await begin(first.all, length) : first;
  return { head: Buffer.from(head), all };
}

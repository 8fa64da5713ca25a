import zlib from 'node:zlib';
import { OpenPlace, placeChunks, within, type Place } from '../place.js';
import { unpackWith } from '../compression/unpack-with.js';

/** What a header before a member shows, and where the member lies. */
export interface LocalEntry {
  readonly flags: number;
  readonly name: Buffer;
  readonly extra: Buffer;
  readonly size: number;
  /** null: it can't be read. */
  readonly place: Place | null;
  readonly method: number;
}

/** Bundles whose sizes are unknown do not hold more. */
const MOST = 2 ** 32;
const HEADER = 30;
const SIGNATURE = 0x04034b50;
const ENCRYPTED = 1;
/** The sizes follow the data. */
const DESCRIBED = 8;
const DEFLATED = 8;

/**
 * The members of a zip archive whose directory, which lies at its end, is missing: by the headers before each, as far as
 * there are any. APPNOTE.TXT 4.3.7, 4.3.9. A member without sizes is unpacked to find its end.
 */
export async function* readTornZip(archive: Place): AsyncGenerator<LocalEntry, void, void> {
  const open = new OpenPlace(archive);
  try {
    for (let at = 0; ;) {
      const header = open.read(at, HEADER);
      if (header.length < HEADER || header.readUInt32LE(0) !== SIGNATURE) return;
      const flags = header.readUInt16LE(6);
      const method = header.readUInt16LE(8);
      const nameLength = header.readUInt16LE(26);
      const extraLength = header.readUInt16LE(28);
      const start = at + HEADER + nameLength + extraLength;
      const more = open.read(at + HEADER, nameLength + extraLength);
      const name = more.subarray(0, nameLength);
      const extra = more.subarray(nameLength);
      const sizes = (flags & DESCRIBED) === 0 ? sizesIn(header, extra) : null;
      const rest = within(archive, start, open.size);
      let found: { readonly place: Place; readonly size: number } | null;
      if (sizes === null) found = method === DEFLATED ? await measured(rest) : null;
      else found = known(rest, sizes, method, header.readUInt32LE(14));
      const isReadable = found !== null && (flags & ENCRYPTED) === 0 && (method === 0 || method === DEFLATED);
      yield { flags, name, extra, method, size: found?.size ?? 0, place: isReadable ? (found?.place ?? null) : null };
      if (sizes !== null) at = start + sizes.packed;
      else if (found === null) return;
      else at = afterDescriptor(open, start + found.place.to - found.place.from);
    }
  } finally {
    open.close();
  }
}

/** Zip64 has them in an extra field, the unpacked one first. */
function sizesIn(header: Buffer, extra: Buffer): { readonly packed: number; readonly unpacked: number } {
  const packed = header.readUInt32LE(18);
  const unpacked = header.readUInt32LE(22);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1 || at + 20 > extra.length || packed !== 0xffffffff) continue;
    return { unpacked: Number(extra.readBigUInt64LE(at + 4)), packed: Number(extra.readBigUInt64LE(at + 12)) };
  }
  return { packed, unpacked };
}

function known(
  rest: Place,
  { packed, unpacked }: { readonly packed: number; readonly unpacked: number },
  method: number,
  crc32: number,
): { readonly place: Place; readonly size: number } {
  // A cut member continues beyond the end: reading it reports that.
  const bytes = { ...rest, to: rest.from + packed };
  const deflated = method === DEFLATED ? { size: unpacked, crc32 } : null;
  return { place: { ...bytes, deflated }, size: unpacked };
}

async function measured(rest: Place): Promise<{ readonly place: Place; readonly size: number } | null> {
  const unpacker = zlib.createInflateRaw();
  let size = 0;
  let crc32 = 0;
  try {
    for await (const chunk of unpackWith(placeChunks(rest), () => unpacker)) {
      size += chunk.length;
      if (size > MOST) return null;
      crc32 = zlib.crc32(chunk, crc32);
    }
  } catch {
    if (size === 0) return null;
    return { place: { ...rest, deflated: { size: Infinity, crc32: 0 } }, size };
  }
  return { place: { ...within(rest, 0, unpacker.bytesWritten), deflated: { size, crc32 } }, size };
}

/** With or without a signature, with sizes of four or eight bytes: the bytes that follow show which. */
function afterDescriptor(open: OpenPlace, at: number): number {
  for (const length of [16, 12, 24, 20]) {
    const next = open.read(at + length, 4);
    if (next.length === 4 && next.readUInt32LE(0) === SIGNATURE) return at + length;
  }
  return open.size;
}

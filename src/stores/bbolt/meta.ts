/**
 * The two meta pages at the head of a bbolt file, of which the valid one with the higher transaction counts.
 * go.etcd.io/bbolt/internal/common/meta.go: page header 16 B, then magic, version, page size, flags, root bucket
 * {page id, sequence}, freelist page id, high-water page id, transaction id, FNV-1a of the 56 bytes before it.
 */
export interface Meta {
  readonly pageSize: number;
  readonly root: number;
  /** null: the file holds no freelist (etcd opens with NoFreelistSync): what nothing reaches is free. */
  readonly freelist: number | null;
  /** The first page id that was never used. */
  readonly highWater: number;
  readonly transaction: number;
}

export const PAGE_HEADER = 16;
const META_LENGTH = 64;
const MAGIC = 0xed0cdaed;
const META_FLAG = 4;

/** Whether these bytes begin a bbolt file: the magic follows the header of the first page. */
export const isBolt = (head: Uint8Array): boolean =>
  head.length >= PAGE_HEADER + META_LENGTH &&
  read32(head, PAGE_HEADER) === MAGIC &&
  read32(head, PAGE_HEADER + 4) === 2;

/** Both metas that are whole, the newer first; of a file with a broken first one the page size is tried. */
export function readMetas(hold: (offset: number, length: number) => Uint8Array | null): Meta[] {
  const found: Meta[] = [];
  const first = metaAt(hold(0, PAGE_HEADER + META_LENGTH));
  if (first !== null) found.push(first);
  const sizes = first === null ? PAGE_SIZES : [first.pageSize];
  for (const size of sizes) {
    const second = metaAt(hold(size, PAGE_HEADER + META_LENGTH));
    if (second === null || second.pageSize !== size) continue;
    found.push(second);
    break;
  }
  return found.sort((a, b) => b.transaction - a.transaction);
}

const PAGE_SIZES = [4096, 8192, 16_384, 32_768, 65_536, 1024, 2048];

function metaAt(page: Uint8Array | null): Meta | null {
  if (page === null || !isBolt(page)) return null;
  const bytes = page.subarray(PAGE_HEADER);
  const pageSize = read32(bytes, 8);
  if (pageSize < 512 || pageSize > 1 << 20 || (pageSize & (pageSize - 1)) !== 0) return null;
  if ((read32(page, 8) & 0xffff & META_FLAG) === 0 || !isSound(bytes)) return null;
  const freelist = read64(bytes, 32);
  return {
    pageSize,
    root: read64(bytes, 16),
    freelist: Number.isSafeInteger(freelist) ? freelist : null,
    highWater: read64(bytes, 40),
    transaction: read64(bytes, 48),
  };
}

/** FNV-1a, 64 bits. */
function isSound(bytes: Uint8Array): boolean {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < 56; i += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(bytes[i] as number)) * 0x100000001b3n);
  return hash === new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(56, true);
}

export const read16 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
export const read32 = (bytes: Uint8Array, at: number): number =>
  (read16(bytes, at) | (read16(bytes, at + 2) << 16)) >>> 0;
/** Exact below 2^53. */
export const read64 = (bytes: Uint8Array, at: number): number =>
  read32(bytes, at) + read32(bytes, at + 4) * 4_294_967_296;
const readBig32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)) >>>
  0;
/** Big-endian, exact below 2^53: revisions in keys. */
export const readBig64 = (bytes: Uint8Array, at: number): number =>
  readBig32(bytes, at) * 4_294_967_296 + readBig32(bytes, at + 4);

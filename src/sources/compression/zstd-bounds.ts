const COMPRESSED = 2;
const RLE = 1;
const LEAST_MATCH = 3;

/** What a frame says of itself before anything is unpacked. RFC 8878, 3.1.1. */
export interface ZstdFrameSize {
  readonly contentSize: number;
  /** Where the first block begins. */
  readonly blocksAt: number;
}

/** null: no frame, or one that doesn't show the size of what it holds. */
export function zstdFrameSize(bytes: Buffer): ZstdFrameSize | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== 0xfd2fb528) return null;
  const descriptor = bytes[4] as number;
  const single = (descriptor >> 5) & 1;
  const length = [single, 2, 4, 8][descriptor >> 6] as number;
  const at = 5 + (1 - single) + ([0, 1, 2, 4][descriptor & 3] as number);
  if (length === 0 || bytes.length < at + length) return null;
  const contentSize =
    length === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
  return { contentSize, blocksAt: at + length };
}

/**
 * Whether the blocks of a frame claim no more than it holds. A sequence copies three bytes at least: a damaged block
 * that claims thousands would keep a decoder busy that counts them and not what it has written.
 */
export function isZstdBounded(bytes: Buffer, { contentSize, blocksAt }: ZstdFrameSize): boolean {
  let at = blocksAt;
  for (let last = false; !last;) {
    if (at + 3 > bytes.length) return false;
    const header = bytes.readUIntLE(at, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    last = (header & 1) === 1;
    at += 3;
    const end = at + (type === RLE ? 1 : size);
    if (end > bytes.length || type > COMPRESSED) return false;
    if (type === COMPRESSED ? !fits(bytes.subarray(at, end), contentSize) : size > contentSize) return false;
    at = end;
  }
  return true;
}

function fits(block: Buffer, contentSize: number): boolean {
  const [at, literals] = afterLiterals(block);
  const first = block[at];
  if (first === undefined || literals > contentSize) return false;
  const second = block[at + 1] ?? 0;
  const sequences =
    first < 128 ? first : first < 255 ? ((first - 128) << 8) | second : second + ((block[at + 2] ?? 0) << 8) + 0x7f00;
  return sequences * LEAST_MATCH <= contentSize;
}

/** Where the literals of a compressed block end, and how many they are. 3.1.1.3.1. */
function afterLiterals(block: Buffer): readonly [at: number, literals: number] {
  if (block.length < 6) block = Buffer.concat([block, Buffer.alloc(6)]);
  const first = block[0] as number;
  const form = (first >> 2) & 3;
  if ((first & 3) < COMPRESSED) {
    const header = [1, 2, 1, 3][form] as number;
    const literals = block.readUIntLE(0, header) >> (header === 1 ? 3 : 4);
    return [header + ((first & 3) === RLE ? 1 : literals), literals];
  }
  const header = [3, 3, 4, 5][form] as number;
  const bits = [10, 10, 14, 18][form] as number;
  const sizes = Math.floor(block.readUIntLE(0, header) / 16);
  return [header + Math.floor(sizes / 2 ** bits), sizes % 2 ** bits];
}

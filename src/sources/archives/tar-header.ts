const CHECKSUM = 148;

/** What holds something about the next entry, and isn't one. `K`, a long link name, too. */
const EXTENSIONS = 'xgLKXN';
/** Links, devices, folders, pipes: no data follows, even if their size says so. */
const BARE = '123456';
/** Regular files; contiguous ones are; old archives write a zero. `S`: GNU's, with holes. */
const FILES = '0\0' + '7S';

/** The block before an entry of a tar archive. POSIX.1-2017, pax, ustar Interchange Format; GNU tar's manual, "Basic Tar Format". */
export class TarHeader {
  private constructor(
    readonly type: string,
    readonly name: Buffer,
    readonly size: number,
    readonly modifiedMs: number | null,
  ) {}

  /** null: it is none, for its checksum is wrong or its size is no number. */
  static read(block: Buffer): TarHeader | null {
    if (block.length < 512 || !isSummed(block)) return null;
    const size = readTarNumber(block, 124, 12);
    if (size === null) return null;
    const seconds = readTarNumber(block, 136, 12);
    const type = String.fromCharCode(block[156] as number);
    const name = field(block, 0, 100);
    // GNU's magic is "ustar  ": it has times where ustar has the beginning of a long name.
    const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? field(block, 345, 155) : Buffer.alloc(0);
    const full = prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
    return new TarHeader(type, full, BARE.includes(type) ? 0 : size, seconds === null ? null : seconds * 1000);
  }

  get isExtension(): boolean {
    return EXTENSIONS.includes(this.type);
  }

  get hasData(): boolean {
    return !BARE.includes(this.type);
  }

  /** Old archives mark a folder by the end of its name. POSIX: undefined types are files. */
  isFile(name: Buffer): boolean {
    const isKnown = FILES.includes(this.type) || !/[A-Z1-6gx]/.test(this.type);
    return isKnown && name.length > 0 && name.at(-1) !== 0x2f;
  }
}

function field(block: Buffer, from: number, length: number): Buffer {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** The sum of all bytes, as if the sum's own were blanks; some old programs took bytes for signed. */
function isSummed(block: Buffer): boolean {
  const stored = readTarNumber(block, CHECKSUM, 8);
  if (stored === null || stored === 0) return false;
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < 512; i += 1) {
    const byte = i >= CHECKSUM && i < CHECKSUM + 8 ? 0x20 : (block[i] as number);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stored === unsigned || stored === signed;
}

/** Octal digits between blanks, or, with the highest bit set, a binary number. null: neither, or too large. */
export function readTarNumber(block: Buffer, from: number, length: number): number | null {
  const first = block[from] as number;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    if (first === 0xff) return null;
    for (let i = 1; i < length; i += 1) value = value * 256 + (block[from + i] as number);
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = block.toString('latin1', from, from + length);
  const digits = /^ *([0-7]*)[ \0]/.exec(`${text}\0`)?.[1];
  if (digits === undefined) return null;
  return digits === '' ? 0 : parseInt(digits, 8);
}

import zlib from 'node:zlib';

export interface ZipMember {
  readonly name: string | Buffer;
  readonly data: Buffer;
  readonly method?: 'stored' | 'deflated';
  /** Sizes and checksum behind the data, as a program that writes to a pipe must. */
  readonly described?: boolean;
  readonly mode?: number;
}

/** A zip archive, written after APPNOTE.TXT 4.3. */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, method = 'deflated', described = false, mode = 0o100644 } of members) {
    const raw = Buffer.from(name);
    const packed = method === 'stored' ? data : zlib.deflateRawSync(data);
    const numbers = Buffer.alloc(12);
    numbers.writeUInt32LE(zlib.crc32(data), 0);
    numbers.writeUInt32LE(packed.length, 4);
    numbers.writeUInt32LE(data.length, 8);
    const common = Buffer.alloc(10);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(described ? 0x808 : 0x800, 2);
    common.writeUInt16LE(method === 'stored' ? 0 : 8, 4);
    common.writeUInt16LE(4 << 11, 6);
    common.writeUInt16LE((44 << 9) | (12 << 5) | 15, 8);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(raw.length, 0);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      common,
      described ? Buffer.alloc(12) : numbers,
      lengths,
      raw,
      packed,
      described ? Buffer.concat([Buffer.from('PK\x07\x08'), numbers]) : Buffer.alloc(0),
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, numbers, lengths, rest, raw);
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]);
}

export interface TarMember {
  readonly name: string | Buffer;
  readonly data?: Buffer;
  readonly type?: string;
  readonly link?: string;
}

/** A tar archive in ustar form, with GNU's entries for what has no room in it. */
export function tarOf(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.flatMap(entryOf), Buffer.alloc(1024)]);
}

export function entryOf({ name, data = Buffer.alloc(0), type = '0', link = '' }: TarMember): Buffer[] {
  const raw = Buffer.from(name);
  const long =
    raw.length > 100 ? entryOf({ name: '././@LongLink', data: Buffer.concat([raw, Buffer.alloc(1)]), type: 'L' }) : [];
  const block = Buffer.alloc(512);
  raw.copy(block, 0, 0, 100);
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  block.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('14727400000\0', 136, 'latin1');
  block.write(`        ${type}${link}`, 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [...long, block, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
}

import { createHash, type Hash } from 'node:crypto';
import zlib from 'node:zlib';
import { VERSION } from '../../model/version.js';
import type { ShardResult } from '../../reading/shard/shard.js';
import { OpenPlace, wholeFile } from '../../sources/place.js';
import type { ReadResult } from '../../sources/reader.js';
import { WholeFile } from '../../sources/whole-file.js';
import { pack, unpack } from './packed-value.js';

/**
 * A tally file, little-endian: the magic, the length of a header (u32) and the header (JSON), then frames, each a length
 * (u32) and so many bytes of raw deflate, then a length of 0 and the SHA-256 of all before it. It appears whole or not at
 * all, and a torn copy is no tally file.
 */
const MAGIC = Buffer.from('etcdpm-tally-1\n');
const DIGEST = 32;
const LONGEST_HEADER = 1 << 16;

export interface TallyHeader {
  readonly version: string;
  /** Of the plan. */
  readonly plan: string;
  readonly piece: number;
}

/** What a piece found: of a shard (its number in the plan's order), or the hash of an input that is read in ranges. */
export type TallyFrame =
  | { readonly kind: 'shard'; readonly shard: number; readonly isPostponed: boolean; readonly result: ShardResult }
  | { readonly kind: 'hash'; readonly input: number; readonly result: ReadResult };

/** Writes one frame after the other; the file appears at the end. */
export class TallyFileWriter {
  private readonly file: WholeFile;
  private readonly hash: Hash = createHash('sha256');

  constructor(file: string, header: Omit<TallyHeader, 'version'>) {
    this.file = new WholeFile(file);
    const text = Buffer.from(JSON.stringify({ ...header, version: VERSION } satisfies TallyHeader));
    this.write(Buffer.concat([MAGIC, lengthOf(text), text]));
  }

  frame(frame: TallyFrame): void {
    const bytes = zlib.deflateRawSync(pack(frame), { level: 6 });
    this.write(lengthOf(bytes));
    this.write(bytes);
  }

  end(): void {
    this.write(Buffer.alloc(4));
    this.file.write(this.hash.digest());
    this.file.end();
  }

  /** Leaves nothing behind. */
  abandon(): void {
    this.file.abandon();
  }

  private write(bytes: Buffer): void {
    this.hash.update(bytes);
    this.file.write(bytes);
  }
}

const lengthOf = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
};

/** The header of a whole, undamaged tally file. Throws an error that says what is wrong with it. */
export function checkTallyFile(file: string): TallyHeader {
  const open = new OpenPlace(wholeFile(file));
  try {
    const header = headerOf(open);
    const hash = createHash('sha256');
    const end = open.size - DIGEST;
    for (let at = 0; at < end; at += 1 << 20) hash.update(open.read(at, Math.min(1 << 20, end - at)));
    if (!hash.digest().equals(open.read(end, DIGEST))) throw new Error('its checksum is wrong: torn or damaged');
    return header.value;
  } finally {
    open.close();
  }
}

/** The frames of a file that was checked, one at a time in memory. */
export function* tallyFrames(file: string): Generator<TallyFrame> {
  const open = new OpenPlace(wholeFile(file));
  try {
    let at = headerOf(open).end;
    for (;;) {
      const length = open.read(at, 4).readUInt32LE(0);
      if (length === 0) return;
      yield unpack(zlib.inflateRawSync(open.read(at + 4, length))) as TallyFrame;
      at += 4 + length;
    }
  } finally {
    open.close();
  }
}

function headerOf(open: OpenPlace): { readonly value: TallyHeader; readonly end: number } {
  const from = MAGIC.length + 4;
  const begin = open.read(0, from);
  if (!begin.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not a tally file of `etcd-postmortem fold`');
  const length = begin.length < from ? Infinity : begin.readUInt32LE(MAGIC.length);
  if (length > LONGEST_HEADER || open.size < from + length + 4 + DIGEST) throw new Error('torn: it ends early');
  return { value: JSON.parse(open.read(from, length).toString()) as TallyHeader, end: from + length };
}

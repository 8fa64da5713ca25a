import type { RandomBytes } from '../../model/random-bytes.js';
import { ENTRY_LIMIT } from '../frame/frame.js';
import { JOURNAL_FIELDS } from '../journal-fields.js';
import type { JournalHeader } from './header.js';
import { uint64 } from './integers.js';
import { unpackLz4Block } from './lz4-block.js';
import { DATA, isPlace } from './objects.js';

/** Unpacks one value; null: broken, or longer than the limit. */
export type Unpack = (bytes: Buffer, limit: number) => Buffer | null | Promise<Buffer | null>;

/** What this folder can't unpack by itself. */
export interface Unpackers {
  readonly zstd: Unpack;
  readonly xz: Unpack;
}

/** A field of an entry: in memory, or where in the file its value lies. */
export interface DataField {
  readonly name: string;
  readonly value: string | null;
  readonly bytes: Buffer | null;
  readonly offset: number;
  readonly length: number;
}

/** An unused or damaged field. */
export type FieldOrNone = DataField | 'ignored' | 'damaged';

const XZ = 1;
const LZ4 = 2;
const EQUALS = 61;
/** Of `_SOURCE_REALTIME_TIMESTAMP`, the longest name that anybody reads, and the sign behind it. */
const NAME_LIMIT = 27;
const SLOTS = 1 << 16;
/** Bytes of values that are kept for the entries to come. */
const KEPT = 1 << 24;
const KEPT_VALUE = 1 << 16;

/**
 * The data objects that entries refer to. One that several entries share (host, unit, identifier) is kept, each slot the
 * one that came last; it says itself how many refer to it.
 */
export class DataFields {
  private readonly keys = new Float64Array(SLOTS).fill(-1);
  private readonly fields = new Array<FieldOrNone | undefined>(SLOTS);
  private kept = 0;
  private readonly payloadAt: number;

  constructor(
    private readonly source: RandomBytes,
    private readonly header: JournalHeader,
    private readonly unpackers: Unpackers,
  ) {
    this.payloadAt = header.compact ? 72 : 64;
  }

  at(offset: number): FieldOrNone | Promise<FieldOrNone> {
    const slot = slotOf(offset);
    if (this.keys[slot] === offset) return this.fields[slot] as FieldOrNone;
    const { source, payloadAt } = this;
    if (!isPlace(offset, this.header, source)) return 'damaged';
    const i = source.hold(offset, payloadAt);
    if (i === -1 || source.bytes[i] !== DATA) return 'damaged';
    const size = uint64(source.bytes, i + 8);
    const flags = source.bytes[i + 1] as number;
    if (size < payloadAt || size > source.size - offset) return 'damaged';
    const isShared = source.bytes.readUInt32LE(i + 56) !== 1;
    const length = size - payloadAt;
    if (flags !== 0) return this.unpack(offset, length, flags);
    const found = this.plain(offset + payloadAt, length, isShared);
    if (isShared) this.keep(slot, offset, found);
    return found;
  }

  private plain(at: number, length: number, isShared: boolean): FieldOrNone {
    const { source } = this;
    const i = source.hold(at, Math.min(length, NAME_LIMIT));
    if (i === -1) return 'damaged';
    const name = nameIn(source.bytes, i, Math.min(length, NAME_LIMIT));
    if (name === null) return 'ignored';
    const offset = at + name.length + 1;
    const rest = Math.min(length - name.length - 1, ENTRY_LIMIT);
    if (name === 'MESSAGE' && (!isShared || rest > KEPT_VALUE))
      return { name, value: null, bytes: null, offset, length: rest };
    const j = source.hold(offset, rest);
    return j === -1 ? 'damaged' : valueOf(name, source.bytes, j, j + rest);
  }

  private unpack(offset: number, length: number, flags: number): FieldOrNone | Promise<FieldOrNone> {
    // What takes so much room packed is a core dump or the like.
    if (length > ENTRY_LIMIT) return 'ignored';
    const { source, unpackers } = this;
    const i = source.hold(offset + this.payloadAt, length);
    if (i === -1) return 'damaged';
    const packed = source.bytes.subarray(i, i + length);
    const found =
      flags === XZ
        ? unpackers.xz(Buffer.from(packed), ENTRY_LIMIT)
        : flags === LZ4
          ? lz4(packed)
          : unpackers.zstd(packed, ENTRY_LIMIT);
    if (!(found instanceof Promise)) return this.unpacked(offset, found);
    return found.then((bytes) => this.unpacked(offset, bytes));
  }

  private unpacked(offset: number, bytes: Buffer | null): FieldOrNone {
    let found: FieldOrNone = 'damaged';
    if (bytes !== null) {
      const name = nameIn(bytes, 0, Math.min(bytes.length, NAME_LIMIT));
      found = name === null ? 'ignored' : valueOf(name, bytes, name.length + 1, bytes.length);
    }
    this.keep(slotOf(offset), offset, found);
    return found;
  }

  private keep(slot: number, offset: number, field: FieldOrNone): void {
    this.kept += typeof field === 'string' ? 0 : field.length;
    if (this.kept > KEPT) {
      this.keys.fill(-1);
      this.fields.fill(undefined);
      this.kept = typeof field === 'string' ? 0 : field.length;
    }
    this.keys[slot] = offset;
    this.fields[slot] = field;
  }
}

/** Multiplied, since objects of like size follow each other at like distances. */
const slotOf = (offset: number): number => Math.imul(offset / 8, 0x9e3779b1) >>> 16;

/** The name before the sign, if it is one that anybody reads. */
function nameIn(bytes: Buffer, at: number, length: number): string | null {
  let end = at;
  while (end < at + length && bytes[end] !== EQUALS) end += 1;
  if (end === at + length) return null;
  const name = bytes.toString('latin1', at, end);
  return JOURNAL_FIELDS.has(name) ? name : null;
}

function valueOf(name: string, bytes: Buffer, from: number, to: number): DataField {
  const isMessage = name === 'MESSAGE';
  return {
    name,
    value: isMessage ? null : bytes.toString('utf8', from, to),
    bytes: isMessage ? Buffer.from(bytes.subarray(from, to)) : null,
    offset: -1,
    length: to - from,
  };
}

/** 64 bits of size, then a block. */
function lz4(packed: Buffer): Buffer | null {
  const size = packed.length < 8 ? Infinity : uint64(packed, 0);
  return size > ENTRY_LIMIT ? null : unpackLz4Block(packed.subarray(8), size);
}

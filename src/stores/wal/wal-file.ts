import type { RandomBytes } from '../../model/random-bytes.js';
import { read32 } from '../bbolt/meta.js';
import { Fields } from '../fields.js';
import { crc32c } from './crc32c.js';

/** One entry of the raft log, a reused cursor. */
export interface WalEntry {
  term: number;
  index: number;
  /** 0 normal, 1 and 2 changes of the configuration. */
  type: number;
  bytes: Uint8Array;
  dataStart: number;
  dataEnd: number;
  /** Where in the file its frame begins. */
  offset: number;
}

const FRAME = 8;
/** A frame that claims more is a damaged one: requests are limited to megabytes. */
const LONGEST = 1 << 28;
const ENTRIES = 1024;

/**
 * Whether these bytes begin a segment of a WAL (`member/wal/*.wal`): a frame with a record of the running checksum.
 * server/storage/wal/encoder.go: eight bytes of length, then walpb.Record {type 1, crc 2, data 3}.
 */
export const isWal = (head: Uint8Array): boolean =>
  head.length >= 16 &&
  read32(head, 0) >= 4 &&
  read32(head, 0) <= 16 &&
  read32(head, 4) << 8 === 0 &&
  (head[7] === 0 || ((head[7] as number) & 0xf8) === 0x80) &&
  head[8] === 8 &&
  head[9] === 4 &&
  head[10] === 16;

/** A segment of etcd's write-ahead log, read from its beginning as far as it holds. */
export class WalFile {
  /** Hexadecimal; null: no record of metadata. */
  nodeId: string | null = null;
  clusterId: string | null = null;
  /** The highest index that is known to be committed. */
  commit = 0;
  /** Why it ends before its end, and where; null: at the preallocated rest, or at the end of the file. */
  damage: { readonly what: string; readonly offset: number } | null = null;
  private crc = 0;

  constructor(private readonly source: RandomBytes) {}

  /** Every entry in the order in which it was written. Yields now and then. */
  *entries(onEntry: (entry: WalEntry) => void): Generator<void, void, void> {
    this.damage = null;
    this.crc = 0;
    const entry: WalEntry = { term: 0, index: 0, type: 0, bytes: NONE, dataStart: 0, dataEnd: 0, offset: 0 };
    const record = new Fields();
    let count = 0;
    for (let offset = 0; offset + FRAME <= this.source.size;) {
      const at = this.source.hold(offset, FRAME);
      if (at === -1) return this.stop('truncated', offset);
      const { bytes: head } = this.source;
      const top = head[at + 7] as number;
      const length = read32(head, at) + (read32(head, at + 4) & 0xff_ffff) * 4_294_967_296;
      if (length === 0) return; // preallocated
      const padding = (top & 0x80) === 0 ? 0 : top & 7;
      if (length > LONGEST) return this.stop(`a frame of ${length} bytes`, offset);
      const start = this.source.hold(offset + FRAME, length);
      if (start === -1) return this.stop('torn: the last record is cut off', offset);
      const { bytes } = this.source;
      let type = 0;
      let crc = 0;
      let dataStart = -1;
      let dataEnd = -1;
      record.reset(bytes, start, start + length);
      while (record.next()) {
        if (record.field === 1) type = record.value;
        else if (record.field === 2) crc = record.value;
        else if (record.field === 3) [dataStart, dataEnd] = [record.start, record.end];
      }
      if (!record.isWhole) return this.stop('a record that is not well formed', offset);
      if (type === CRC) this.crc = crc;
      else {
        if (dataStart !== -1) this.crc = crc32c(bytes, dataStart, dataEnd, this.crc);
        if (crc !== this.crc) return this.stop('the checksum does not match', offset);
      }
      if (dataStart !== -1) {
        if (type === ENTRY && this.readEntry(bytes, dataStart, dataEnd, entry)) {
          entry.offset = offset;
          onEntry(entry);
          count += 1;
        } else if (type === METADATA) this.readMetadata(bytes, dataStart, dataEnd);
        else if (type === STATE) this.readState(bytes, dataStart, dataEnd);
      }
      offset += FRAME + length + padding;
      if (count < ENTRIES) continue;
      count = 0;
      yield;
    }
  }

  private readonly fields = new Fields();

  /** raftpb.Entry {Type 1, Term 2, Index 3, Data 4}. */
  private readEntry(bytes: Uint8Array, from: number, to: number, entry: WalEntry): boolean {
    const fields = this.fields.reset(bytes, from, to);
    entry.bytes = bytes;
    entry.type = entry.term = entry.index = 0;
    entry.dataStart = entry.dataEnd = from;
    while (fields.next()) {
      if (fields.field === 1) entry.type = fields.value;
      else if (fields.field === 2) entry.term = fields.value;
      else if (fields.field === 3) entry.index = fields.value;
      else if (fields.field === 4) [entry.dataStart, entry.dataEnd] = [fields.start, fields.end];
    }
    return fields.isWhole;
  }

  private readMetadata(bytes: Uint8Array, from: number, to: number): void {
    const fields = this.fields.reset(bytes, from, to);
    while (fields.next()) {
      if (fields.field === 1) this.nodeId = fields.hex();
      else if (fields.field === 2) this.clusterId = fields.hex();
    }
  }

  /** raftpb.HardState {term 1, vote 2, commit 3}. */
  private readState(bytes: Uint8Array, from: number, to: number): void {
    const fields = this.fields.reset(bytes, from, to);
    while (fields.next()) if (fields.field === 3) this.commit = Math.max(this.commit, fields.value);
  }

  private stop(what: string, offset: number): void {
    this.damage = { what, offset };
  }
}

const METADATA = 1;
const ENTRY = 2;
const STATE = 3;
const CRC = 4;
const NONE = new Uint8Array(0);

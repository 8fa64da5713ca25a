import type { RandomBytes } from '../../model/random-bytes.js';
import type { JournalHeader } from './header.js';
import { uint64 } from './integers.js';

/** Every object begins with type, flags, six reserved bytes and its size, these included. */
export const OBJECT_HEADER = 16;
export const DATA = 1;
export const ENTRY = 3;

/** By type (unused, data, field, entry, two hash tables, array of entries, tag): the least size that there is. */
const LEAST_SIZE = [Infinity, 64, 40, 64, 16, 16, 24, 64];
/** Of a data object: not compressed, XZ, LZ4, ZSTD. */
const COMPRESSIONS: ReadonlySet<number> = new Set([0, 1, 2, 4]);

/** A damaged file is given up when the search for objects has gone over it so often. */
const SEARCHES = 8;

/** MetadataField of what is damaged: what, and at which byte. */
export type OnDamage = (message: string, offset: number) => void;

/**
 * The entry objects of a journal file in the order in which they were written: object after object, each where the last
 * one ends. After a damaged one it looks for the next place where two objects are in a row. Goes forward only.
 */
export class EntryWalk {
  private at: number;
  /** The object before: if there is none at `at`, its size may be what is wrong. */
  private last = -1;
  private left: number;

  constructor(
    private readonly source: RandomBytes,
    private readonly header: JournalHeader,
    private readonly onDamage: OnDamage,
  ) {
    this.at = header.headerSize;
    this.left = (source.size / 8) * SEARCHES;
  }

  /** How far it got. */
  get offset(): number {
    return this.at;
  }

  /** Offset of the next entry; -1: there is none. */
  next(): number {
    for (;;) {
      const { at } = this;
      const size = this.sizeAt(at);
      if (size > 0) {
        const i = this.source.hold(at, 1);
        const type = this.source.bytes[i];
        this.last = at;
        this.at = align(at + size);
        if (type === ENTRY) return at;
      } else {
        // Behind the last object the file is empty up to the size that was set aside.
        if (at + OBJECT_HEADER > this.source.size || (size === 0 && at > this.header.tailObject)) return -1;
        const found = this.findObject(this.last === -1 ? at + 8 : this.last + OBJECT_HEADER);
        this.last = -1;
        this.at = found === -1 ? this.source.size : found;
        if (found !== -1) this.onDamage('damaged objects', Math.min(at, found));
        else if (this.header.fileSize <= this.source.size) this.onDamage('damaged from here to the end', at);
        if (found === -1) return -1;
      }
    }
  }

  /** Size of the object there; 0: nothing was written, -1: no object. */
  private sizeAt(at: number): number {
    const { source } = this;
    const i = source.hold(at, OBJECT_HEADER);
    if (i === -1) return -1;
    const { bytes } = source;
    const type = bytes[i] as number;
    const size = uint64(bytes, i + 8);
    if (type === 0 && size === 0) return 0;
    const least = LEAST_SIZE[type] ?? Infinity;
    const flags = bytes[i + 1] as number;
    if (size < least || size > source.size - at) return -1;
    return type === DATA ? (COMPRESSIONS.has(flags) ? size : -1) : flags === 0 ? size : -1;
  }

  private findObject(from: number): number {
    const { source } = this;
    for (let at = from; at + OBJECT_HEADER <= source.size && this.left > 0; at += 8) {
      this.left -= 1;
      const i = source.hold(at, OBJECT_HEADER);
      if (i === -1) return -1;
      const type = source.bytes[i] as number;
      // Text and hashes rarely have six zeros behind a small number.
      if (type === 0 || type >= LEAST_SIZE.length || source.bytes.readUIntLE(i + 2, 6) !== 0) continue;
      const size = this.sizeAt(at);
      if (size <= 0) continue;
      // Looking elsewhere may mean to read a page.
      this.left -= 64;
      const next = align(at + size);
      if (next >= source.size || this.sizeAt(next) > 0 || (this.sizeAt(next) === 0 && next > this.header.tailObject))
        return at;
    }
    return -1;
  }
}

/** Whether a data object may be there: in the file, where objects begin. */
export const isPlace = (offset: number, header: JournalHeader, source: RandomBytes): boolean =>
  offset >= header.headerSize && offset % 8 === 0 && offset + OBJECT_HEADER <= source.size;

const align = (offset: number): number => Math.ceil(offset / 8) * 8;

import type { RandomBytes } from '../model/random-bytes.js';
import { OpenPlace, wholeFile, type Place } from './place.js';

const PAGE = 1 << 16;
/** 16 MiB of pages at most. */
const SLOTS = 256;

/** A file, or a stretch of one, read on demand, through a bounded cache of pages: each slot keeps the page that came last. */
export class FileBytes implements RandomBytes {
  readonly size: number;
  bytes: Buffer = Buffer.alloc(0);
  private from = 0;
  private to = 0;
  private readonly open: OpenPlace;
  private readonly slots: { page: number; length: number; readonly bytes: Buffer }[] = [];
  private readonly slotOf = new Int16Array(SLOTS).fill(-1);
  private joined: Buffer = Buffer.alloc(0);

  /** Throws where the file can't be opened. */
  constructor(source: string | Place) {
    this.open = new OpenPlace(typeof source === 'string' ? wholeFile(source) : source);
    this.size = this.open.size;
  }

  hold(offset: number, length: number): number {
    if (offset >= this.from && offset + length <= this.to) return offset - this.from;
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) return -1;
    return Math.floor(offset / PAGE) === Math.floor((offset + length - 1) / PAGE)
      ? this.inPage(offset, length)
      : this.join(offset, length);
  }

  close(): void {
    this.open.close();
  }

  private inPage(offset: number, length: number): number {
    const number = Math.floor(offset / PAGE);
    const { bytes, length: filled } = this.page(number);
    this.bytes = bytes;
    this.from = number * PAGE;
    this.to = this.from + filled;
    return offset + length <= this.to ? offset - this.from : -1;
  }

  /** A stretch over several pages, put together for once. */
  private join(offset: number, length: number): number {
    if (this.joined.length < length) this.joined = Buffer.allocUnsafe(Math.max(length, PAGE));
    for (let at = 0; at < length;) {
      const page = this.page(Math.floor((offset + at) / PAGE));
      const from = (offset + at) % PAGE;
      const copied = page.bytes.copy(this.joined, at, from, Math.min(page.length, from + length - at));
      if (copied === 0) return -1; // it was longer when it was opened
      at += copied;
    }
    this.bytes = this.joined;
    this.from = offset;
    this.to = offset + length;
    return 0;
  }

  private page(number: number): { readonly bytes: Buffer; readonly length: number } {
    const slot = number % SLOTS;
    let index = this.slotOf[slot] as number;
    if (index === -1) {
      index = this.slots.push({ page: -1, length: 0, bytes: Buffer.allocUnsafe(PAGE) }) - 1;
      this.slotOf[slot] = index;
    }
    const found = this.slots[index] as { page: number; length: number; readonly bytes: Buffer };
    if (found.page !== number) {
      this.from = this.to = 0; // what was held may have stood in this slot
      found.length = this.fill(number * PAGE, found.bytes);
      found.page = number;
    }
    return found;
  }

  /** A read may give less than was asked for, on network file systems for one, though there is more. */
  private fill(offset: number, bytes: Buffer): number {
    let have = 0;
    while (have < PAGE) {
      const read = this.open.readInto(offset + have, bytes.subarray(have), PAGE - have);
      if (read === 0) break;
      have += read;
    }
    return have;
  }
}

import type { RandomBytes } from '../model/random-bytes.js';

/** The longest input that is unpacked into memory. */
export const MEMORY_LIMIT = 1 << 28;

/** What comes in chunks, kept to be read in any order: as much of it as the limit allows. */
export class MemoryBytes implements RandomBytes {
  bytes: Buffer = Buffer.alloc(0);
  size = 0;
  /** More came than was kept. */
  isCut = false;

  constructor(private readonly limit = MEMORY_LIMIT) {}

  push(chunk: Uint8Array): void {
    const room = this.limit - this.size;
    if (chunk.length > room) {
      this.isCut = true;
      chunk = chunk.subarray(0, room);
    }
    if (chunk.length > this.bytes.length - this.size) this.grow(this.size + chunk.length);
    this.bytes.set(chunk, this.size);
    this.size += chunk.length;
  }

  hold(offset: number, length: number): number {
    return offset >= 0 && length >= 0 && offset + length <= this.size ? offset : -1;
  }

  private grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.min(this.limit, Math.max(least, this.bytes.length * 2, 1 << 20)));
    larger.set(this.bytes.subarray(0, this.size));
    this.bytes = larger;
  }
}

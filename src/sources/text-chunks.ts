import { Utf16, utf16Order } from './utf16.js';

/** So many bytes are awaited before it is settled in what the text is written. */
const ENOUGH = 64;

/** Passes chunks on as UTF-8: as they come, but for text in UTF-16. */
export class TextChunks {
  private begin: Buffer | null = Buffer.alloc(0);
  private utf16: Utf16 | null = null;

  constructor(private readonly onChunk: (chunk: Buffer) => boolean | void) {}

  /** Answers false if the taker wants no more. */
  push(chunk: Buffer): boolean {
    if (this.begin === null) return this.pass(chunk);
    const head = this.begin.length === 0 ? chunk : Buffer.concat([this.begin, chunk]);
    if (head.length >= ENOUGH) return this.settle(head);
    this.begin = Buffer.from(head);
    return true;
  }

  end(): void {
    if (this.begin !== null) this.settle(this.begin);
    const rest = this.utf16?.end();
    if (rest !== undefined && rest.length > 0) this.onChunk(rest);
  }

  private settle(head: Buffer): boolean {
    this.begin = null;
    const order = utf16Order(head);
    if (order !== null) this.utf16 = new Utf16(order);
    return head.length === 0 || this.pass(head);
  }

  private pass(chunk: Buffer): boolean {
    return this.onChunk(this.utf16 === null ? chunk : this.utf16.write(chunk)) !== false;
  }
}

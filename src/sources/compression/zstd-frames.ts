const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE = 1;

type Part = 'magic' | 'skip' | 'descriptor' | 'header' | 'block' | 'body' | 'checksum';

/**
 * Walks over the frames of a zstd stream by their headers, without unpacking: where one ends, and whether the last one
 * does. Node.js' decompressor stops behind the first frame and takes a cut one for whole. RFC 8878, 3.1.
 */
export class ZstdFrames {
  private part: Part = 'magic';
  /** Bytes of a header that have come so far. */
  private readonly header = Buffer.alloc(16);
  private have = 0;
  private need = 4;
  /** Bytes to pass over. */
  private left = 0;
  private lastBlock = false;
  private hasChecksum = false;
  broken = false;

  /** Whether the stream may end here. */
  get isWhole(): boolean {
    return this.part === 'magic' && this.have === 0;
  }

  /** The chunk cut where frames end. */
  *split(chunk: Buffer): Generator<{ readonly bytes: Buffer; readonly ends: boolean }, void, void> {
    let from = 0;
    for (let at = 0; at < chunk.length && !this.broken;) {
      if (this.part === 'body' || this.part === 'skip') {
        const step = Math.min(this.left, chunk.length - at);
        this.left -= step;
        at += step;
        if (this.left > 0) break;
        if (this.part === 'skip') this.expect('magic', 4);
        else this.afterBlock();
      } else {
        this.header[this.have++] = chunk[at++] as number;
        if (this.have < this.need) continue;
        this.read();
      }
      if (!this.isWhole) continue;
      yield { bytes: chunk.subarray(from, at), ends: true };
      from = at;
    }
    if (from < chunk.length) yield { bytes: chunk.subarray(from), ends: false };
  }

  private expect(part: Part, bytes: number): void {
    this.part = part;
    this.have = 0;
    this.need = bytes;
  }

  private pass(part: 'skip' | 'body', bytes: number): void {
    this.part = part;
    this.have = 0;
    this.left = bytes;
  }

  private read(): void {
    const { header } = this;
    if (this.part === 'magic') {
      const magic = header.readUInt32LE(0);
      if (this.need === 8) this.skipOver(header.readUInt32LE(4));
      else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) this.need = 8;
      else if (magic === MAGIC) this.expect('descriptor', 1);
      else this.broken = true;
    } else if (this.part === 'descriptor') this.readDescriptor(header[0] as number);
    else if (this.part === 'header') this.expect('block', 3);
    else if (this.part === 'block') this.readBlock(header.readUIntLE(0, 3));
    else this.expect('magic', 4);
  }

  private skipOver(bytes: number): void {
    if (bytes === 0) this.expect('magic', 4);
    else this.pass('skip', bytes);
  }

  private readDescriptor(descriptor: number): void {
    const single = (descriptor >> 5) & 1;
    const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
    const size = [single, 2, 4, 8][descriptor >> 6] as number;
    this.hasChecksum = (descriptor & 4) !== 0;
    const rest = 1 - single + dictionary + size;
    this.expect('header', rest);
    if (rest === 0) this.expect('block', 3);
  }

  private readBlock(block: number): void {
    this.lastBlock = (block & 1) === 1;
    const type = (block >> 1) & 3;
    const bytes = type === RLE ? 1 : block >> 3;
    if (bytes === 0) this.afterBlock();
    else this.pass('body', bytes);
  }

  private afterBlock(): void {
    if (!this.lastBlock) this.expect('block', 3);
    else if (this.hasChecksum) this.expect('checksum', 4);
    else this.expect('magic', 4);
  }
}

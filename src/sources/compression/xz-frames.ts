const HEADER_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

type Part = 'stream' | 'block' | 'header' | 'chunk' | 'lzma' | 'body' | 'index' | 'record' | 'index-end' | 'footer';

/** Sizes of a block's check by its id. The .xz file format, 2.1.1.2. */
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/**
 * Walks over the streams of an .xz file by their headers, without unpacking: where one ends (`cat` makes a file of
 * several), and whether the last one does. The .xz file format, 1.2; the chunks of LZMA2 tell their sizes.
 */
export class XzFrames {
  private part: Part = 'stream';
  private readonly header = Buffer.alloc(1024);
  private have = 0;
  private need = 12;
  private left = 0;
  private afterBody: () => void = () => undefined;
  private inBlock = 0;
  private checkSize = 0;
  private indexBytes = 0;
  private varints = 0;
  private isFirst = true;
  broken = false;

  /** Whether the file may end here. Streams may be padded with zeros. */
  get isWhole(): boolean {
    return !this.isFirst && this.part === 'stream' && this.have === 0;
  }

  /** The chunk cut where streams end. Padding between them is left out. */
  *split(chunk: Buffer): Generator<{ readonly bytes: Buffer; readonly ends: boolean }, void, void> {
    let from = 0;
    for (let at = 0; at < chunk.length && !this.broken;) {
      if (this.part === 'body') {
        const step = Math.min(this.left, chunk.length - at);
        this.left -= step;
        at += step;
        if (this.left > 0) break;
        this.afterBody();
        continue;
      }
      if (this.isWhole && chunk[at] === 0) {
        from = at += 1;
        continue;
      }
      this.header[this.have++] = chunk[at++] as number;
      if (this.have < this.need) continue;
      this.read();
      if (!this.isWhole) continue;
      yield { bytes: chunk.subarray(from, at), ends: true };
      from = at;
    }
    if (from < chunk.length && !this.broken) yield { bytes: chunk.subarray(from), ends: false };
  }

  private expect(part: Part, bytes: number): void {
    this.part = part;
    this.have = 0;
    this.need = bytes;
  }

  private pass(bytes: number, then: () => void): void {
    this.have = 0;
    if (bytes === 0) return then();
    this.part = 'body';
    this.left = bytes;
    this.afterBody = then;
  }

  private read(): void {
    const { header } = this;
    const first = header[0] as number;
    if (this.part === 'stream') {
      if (!header.subarray(0, 6).equals(HEADER_MAGIC)) this.broken = true;
      this.isFirst = false;
      this.checkSize = CHECK_SIZES[(header[7] as number) & 15] as number;
      this.expect('block', 1);
    } else if (this.part === 'block') {
      if (first === 0) {
        this.indexBytes = 1;
        this.varints = -1;
        this.expect('index', 1);
      } else {
        this.inBlock = 0;
        this.part = 'header';
        this.need = (first + 1) * 4;
      }
    } else if (this.part === 'header') this.expect('chunk', 1);
    else if (this.part === 'chunk') this.readChunk(first);
    else if (this.part === 'lzma') this.readSizes();
    else if (this.part === 'index' || this.part === 'record') this.readVarint();
    else if (this.part === 'footer') this.expect('stream', 12);
  }

  /** LZMA2: 0 ends it, 1 and 2 are stored, from 0x80 on packed, with properties from 0xc0 on. */
  private readChunk(control: number): void {
    if (control === 0) {
      this.inBlock += 1;
      this.pass((-this.inBlock & 3) + this.checkSize, () => this.expect('block', 1));
    } else if (control > 2 && control < 0x80) this.broken = true;
    else {
      this.part = 'lzma';
      this.need = control < 0x80 ? 3 : control < 0xc0 ? 5 : 6;
    }
  }

  private readSizes(): void {
    const { header, need } = this;
    const size = header.readUInt16BE(need === 3 ? 1 : 3) + 1;
    this.inBlock += need + size;
    this.pass(size, () => this.expect('chunk', 1));
  }

  /** How many records there are, and two numbers for each: bytes with the high bit continue. */
  private readVarint(): void {
    const { header, have } = this;
    const last = header[have - 1] as number;
    this.indexBytes += 1;
    if ((last & 0x80) !== 0) {
      if (have >= 9) this.broken = true;
      else this.need = have + 1;
      return;
    }
    if (this.varints === -1) {
      let count = 0;
      for (let i = 0; i < have; i += 1) count += ((header[i] as number) & 0x7f) * 2 ** (7 * i);
      this.varints = count * 2;
    } else this.varints -= 1;
    if (this.varints > 0) this.expect('record', 1);
    else this.pass((-this.indexBytes & 3) + 4, () => this.expect('footer', 12));
  }
}

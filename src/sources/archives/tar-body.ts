import type { Chunks } from '../chunks.js';

/** Where a tar archive's bytes are read from, in order. */
export interface TarInput {
  readonly position: number;
  some(most: number): Promise<Buffer | null>;
  exactly(length: number): Promise<Buffer>;
  skip(length: number): Promise<number>;
}

/** The data of one entry, as they are stored. */
export class Body {
  private left: number;

  constructor(
    private readonly input: TarInput,
    size: number,
  ) {
    this.left = size;
  }

  /** Bytes before the data. */
  before(length: number): Promise<Buffer> {
    return this.input.exactly(length);
  }

  async exactly(length: number): Promise<Buffer> {
    const bytes = await this.input.exactly(Math.min(length, this.left));
    this.left -= bytes.length;
    return bytes;
  }

  async *chunks(most = Infinity): Chunks {
    let wanted = Math.min(most, this.left);
    while (wanted > 0) {
      const part = await this.input.some(wanted);
      if (part === null) throw new Error('truncated at the end of its archive');
      wanted -= part.length;
      this.left -= part.length;
      yield part;
    }
  }

  /** Passes over what was not read; answers how much there wasn't. */
  async skip(): Promise<number> {
    const { left } = this;
    this.left = 0;
    return left - (await this.input.skip(left));
  }
}

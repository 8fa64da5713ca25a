const START = 1 << 20;
/** A line longer than this is cut: the rest of it is skipped and reported as a problem. */
const LONGEST = 1 << 25;

/** From here on a line without an end is offered in pieces to parsers that accept pieces. */
const PIECE = 1 << 22;

/** Takes one line: `bytes[start, end)` without its line feed, valid during the call only. */
export type LineHandler = (bytes: Buffer, start: number, end: number) => void;
/**
 * Takes a piece of a line that is too long to be held, `last` the one that ends it. Answers, of the first piece, whether
 * the line is wanted so: if not, it is collected as others are.
 */
export type PieceHandler = (bytes: Buffer, start: number, end: number, last: boolean) => boolean;

/** Takes as many of the lines in `bytes[start, end)` as it likes at once. Answers where the next one begins: at `start`, if none. */
export type StretchHandler = (bytes: Buffer, start: number, end: number) => number;

/**
 * Finds line ends in chunks of bytes. No copy but of the partial line at a chunk's end, no string, nothing async.
 * `space()` hands out memory to read into, `commit(n)` frames what came; `push` does both for a chunk from elsewhere.
 */
export class LineFramer {
  private buffer = Buffer.allocUnsafe(START);
  private filled = 0;
  private skipping = false;
  private pieces: 'unasked' | 'wanted' | 'unwanted' = 'unasked';
  cut = 0;

  constructor(
    private readonly onLine: LineHandler,
    private readonly onPiece: PieceHandler = () => false,
    private readonly onStretch: StretchHandler | null = null,
  ) {}

  space(): Buffer {
    if (this.buffer.length - this.filled < START / 2) {
      const larger = Buffer.allocUnsafe(this.buffer.length * 2);
      this.buffer.copy(larger, 0, 0, this.filled);
      this.buffer = larger;
    }
    return this.buffer.subarray(this.filled);
  }

  commit(length: number): void {
    const end = this.filled + length;
    const bytes = this.buffer;
    let start = 0;
    let at = this.filled;
    for (;;) {
      const newline = bytes.indexOf(10, at);
      if (newline === -1 || newline >= end) break;
      if (this.skipping) this.skipping = false;
      else this.finish(bytes, start, newline);
      start = newline + 1;
      if (this.onStretch !== null) start = this.onStretch(bytes, start, end);
      at = start;
    }
    if (start > 0) bytes.copyWithin(0, start, end);
    this.filled = end - start;
    if (this.skipping) this.filled = 0;
    else if (this.filled > PIECE && this.inPieces()) this.filled = 0;
    else if (this.filled > LONGEST) {
      this.finish(bytes, 0, this.filled);
      this.cut += 1;
      this.skipping = true;
      this.filled = 0;
    }
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const space = this.space();
      const length = chunk.copy(space, 0, at, Math.min(chunk.length, at + space.length));
      at += length;
      this.commit(length);
    }
  }

  /** The input ended: the last line may lack its line feed. Answers whether there was such a line. */
  end(): boolean {
    if (this.filled === 0 && this.pieces !== 'wanted') return false;
    const length = this.filled;
    this.filled = 0;
    this.finish(this.buffer, 0, length);
    return true;
  }

  private finish(bytes: Buffer, start: number, end: number): void {
    if (this.pieces === 'wanted') this.onPiece(bytes, start, end, true);
    else this.onLine(bytes, start, end);
    this.pieces = 'unasked';
  }

  /** Hands on what there is of a long line, if it is wanted in pieces. */
  private inPieces(): boolean {
    if (this.pieces === 'unwanted') return false;
    const wanted = this.onPiece(this.buffer, 0, this.filled, false) || this.pieces === 'wanted';
    this.pieces = wanted ? 'wanted' : 'unwanted';
    return wanted;
  }
}

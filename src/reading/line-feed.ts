import { LineFramer } from '../decoders/frame/lines.js';
import type { LineReader } from './line-reader.js';

/** Which lines of the bytes that come are wanted. Offsets are of the decompressed input. */
export interface FeedRange {
  /** Offset of the first byte that will come. */
  readonly offset: number;
  /** Whether the bytes begin within a line of somebody else's: up to the first line feed they are left out. */
  readonly skip: boolean;
  /** Lines that begin here or later are left out. */
  readonly to: number;
}

export const WHOLE: FeedRange = { offset: 0, skip: false, to: Infinity };

/** Takes the bytes of a shard and gives its lines to the reader. */
export interface Feed {
  /** Lines that were too long to be taken whole. */
  readonly cut: number;
  /** Whether all that was wanted has come. */
  readonly over: boolean;
  /** Memory to read into; `commit` says how much of it was filled. */
  space(): Buffer;
  commit(length: number): void;
  /** Bytes from elsewhere. */
  push(chunk: Buffer): void;
  /** The input ended: the last line may lack its line feed. */
  end(): void;
}

/** For a chunk that was not read into the feed's own memory. */
export function copyInto(feed: Pick<Feed, 'space' | 'commit'>, chunk: Buffer): void {
  for (let at = 0; at < chunk.length;) {
    const space = feed.space();
    const length = chunk.copy(space, 0, at, Math.min(chunk.length, at + space.length));
    at += length;
    feed.commit(length);
  }
}

/** Frames lines with their offsets, each by itself. */
export class LineFeed implements Feed {
  over = false;
  private readonly framer = new LineFramer(
    (bytes, start, end) => this.take(bytes, start, end),
    (bytes, start, end, last) => this.takePiece(bytes, start, end, last),
    (bytes, start, end) => this.takeMany(bytes, start, end),
  );
  private room: Buffer | null = null;
  private committed: number;
  private offset: number;
  private skip: boolean;
  private readonly to: number;
  private cutSeen = 0;
  private inCut = false;
  /** Of a line that is read in pieces: how much of it was. */
  private taken = 0;

  constructor(
    private readonly reader: LineReader,
    range: FeedRange,
  ) {
    this.offset = this.committed = range.offset;
    this.skip = range.skip;
    this.to = range.to;
  }

  get cut(): number {
    return this.framer.cut;
  }

  space(): Buffer {
    return (this.room = this.framer.space());
  }

  commit(length: number): void {
    if (this.inCut) this.passCut(length);
    this.framer.commit(length);
    this.committed += length;
    if (this.framer.cut > this.cutSeen) {
      this.cutSeen = this.framer.cut;
      this.inCut = true;
    }
  }

  push(chunk: Buffer): void {
    copyInto(this, chunk);
  }

  end(): void {
    if (!this.over && this.offset < this.to) this.framer.end();
  }

  private take(bytes: Buffer, start: number, end: number): void {
    if (this.skip) this.skip = false;
    else if (this.offset < this.to) this.reader.line(bytes, start, end, this.offset);
    this.offset += end - start + 1;
    if (this.offset >= this.to) this.over = true;
  }

  /** Lines of a document, as long as none of them has to be looked at by itself. */
  private takeMany(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (this.reader.takesMany && this.to === Infinity && at < end) {
      const next = this.reader.many(bytes, at, end, this.offset);
      if (next === at) break;
      this.offset += next - at;
      at = next;
    }
    return at;
  }

  private takePiece(bytes: Buffer, start: number, end: number, last: boolean): boolean {
    const first = this.taken === 0;
    if (this.skip || this.offset >= this.to) return false;
    const wanted = this.reader.piece(bytes, start, end, this.offset + this.taken, first, last);
    if (first && !wanted) return false;
    this.taken += end - start;
    if (!last) return true;
    this.offset += this.taken + 1;
    this.taken = 0;
    if (this.offset >= this.to) this.over = true;
    return true;
  }

  /** The framer is dropping the rest of a line that it cut: where the next one begins is found here. */
  private passCut(length: number): void {
    const newline = this.room?.subarray(0, length).indexOf(10) ?? -1;
    if (newline === -1) return;
    this.offset = this.committed + newline + 1;
    this.inCut = false;
  }
}

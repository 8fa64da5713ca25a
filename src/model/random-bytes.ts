/** Bytes of which any stretch can be had: a file, or what was unpacked into memory. */
export interface RandomBytes {
  readonly size: number;
  /** Where the stretch that was held last stands, at the index that `hold` answered. Valid until the next `hold`. */
  readonly bytes: Buffer;
  /** Brings [offset, offset + length) into `bytes`. Answers the index of the first; -1 if not all of it is there. */
  hold(offset: number, length: number): number;
}

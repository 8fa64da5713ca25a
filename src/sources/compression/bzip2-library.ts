/** Reads so many bits; null: on to the next whole byte. Throws a TypeError behind the end of what there is. */
export interface Bits {
  (count: number | null): number;
  readonly bytesRead: number;
}

/** `unbzip2-stream/lib/bzip2.js`, which comes without types. All throw on what isn't bzip2. */
export interface Bzip2 {
  /** The level, 1 to 9: a block holds up to so many times 100,000 bytes. */
  header(bits: Bits): number;
  /** One block, byte by byte. Answers the checksum of the stream so far; null: it was the end of the stream instead. */
  decompress(
    bits: Bits,
    onByte: (value: number) => void,
    work: Int32Array,
    size: number,
    sum: number | null,
  ): number | null;
}

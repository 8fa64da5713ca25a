/** A 64-bit little-endian integer; Infinity where a number can't hold it exactly: no offset or size is that large. */
export function uint64(bytes: Buffer, at: number): number {
  const high = bytes.readUInt32LE(at + 4);
  return high > 0x1fffff ? Infinity : high * 0x1_0000_0000 + bytes.readUInt32LE(at);
}

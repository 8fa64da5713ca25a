/** Steps over the bytes of a line: at known places a loop is faster than a search or a string. */

/** Whether the bytes at `at` are those of the literal. */
export function matches(bytes: Uint8Array, at: number, end: number, literal: Uint8Array): boolean {
  if (end - at < literal.length) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}

/** Where `byte` comes next, or the end. */
export function byteFrom(bytes: Uint8Array, start: number, end: number, byte: number): number {
  let at = start;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** Reads numbers behind literals: one result, reused. */
export class NumberScan {
  /** The last number read. */
  value = 0;

  /** Steps over the literal and the number behind it, and answers where it ends. The end, if they aren't there. */
  after(bytes: Uint8Array, start: number, end: number, literal: Uint8Array): number {
    if (!matches(bytes, start, end, literal)) return end;
    let at = start + literal.length;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.value = negative ? -value : value;
    return at;
  }
}

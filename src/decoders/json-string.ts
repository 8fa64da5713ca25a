const QUOTE = 34;
const BACKSLASH = 92;
const U = 117;
const SIMPLE: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };

/** The place of the quote that ends the JSON string whose text begins at `start`, -1 if there is none before `end`. */
export function jsonStringEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

let scratch = Buffer.alloc(1 << 16);

/** Takes the escapes out of the text of a JSON string. Valid until the next call. What is no escape stays as it is. */
export function unescapeJson(bytes: Buffer, start: number, end: number): Buffer {
  const first = bytes.subarray(start, end).indexOf(BACKSLASH);
  if (first === -1) return bytes.subarray(start, end);
  // a string inside of a string that is there itself
  if (scratch.length < end - start + 4 || bytes.buffer === scratch.buffer)
    scratch = Buffer.alloc((end - start) * 2 + 64);
  let to = bytes.copy(scratch, 0, start, start + first);
  for (let at = start + first; at < end; at += 1) {
    const byte = bytes[at] as number;
    const next = bytes[at + 1] as number;
    if (byte !== BACKSLASH || at + 1 >= end) scratch[to++] = byte;
    else if (next === U) {
      const code = hex4(bytes, at + 2, end);
      if (code === -1) scratch[to++] = byte;
      else {
        at += 5;
        const low = isHigh(code) && bytes[at + 1] === BACKSLASH && bytes[at + 2] === U ? hex4(bytes, at + 3, end) : -1;
        const pair = low >= 0xdc00 && low < 0xe000;
        if (pair) at += 6;
        to += scratch.write(pair ? String.fromCharCode(code, low) : String.fromCharCode(code), to);
      }
    } else {
      scratch[to++] = SIMPLE[next] ?? next;
      at += 1;
    }
  }
  return scratch.subarray(0, to);
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

function hex4(bytes: Buffer, at: number, end: number): number {
  if (at + 4 > end) return -1;
  const text = bytes.toString('latin1', at, at + 4);
  return /^[0-9A-Fa-f]{4}$/.test(text) ? parseInt(text, 16) : -1;
}

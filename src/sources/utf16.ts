import { TextDecoder } from 'node:util';

type Order = 'le' | 'be';

/** Without a byte order mark, so many bytes are looked at; fewer than the least tell nothing. */
const LOOKED_AT = 1024;
const LEAST = 32;

/**
 * Whether the bytes begin a text in UTF-16, as redirection in Windows PowerShell writes it: a byte order mark, or, in
 * text that is mostly ASCII, a zero in nearly every second byte. null: it isn't.
 */
export function utf16Order(head: Uint8Array): Order | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'be';
  const length = Math.min(head.length, LOOKED_AT) & ~1;
  if (length < LEAST) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  const most = (length / 2) * 0.9;
  if (odd >= most && even === 0) return 'le';
  return even >= most && odd === 0 ? 'be' : null;
}

/** Turns chunks of UTF-16 into UTF-8 without the mark. A character that a chunk's end cuts is kept for the next. */
export class Utf16 {
  private readonly decoder: TextDecoder;

  constructor(order: Order) {
    this.decoder = new TextDecoder(`utf-16${order}`);
  }

  write(chunk: Uint8Array): Buffer {
    return Buffer.from(this.decoder.decode(chunk, { stream: true }));
  }

  end(): Buffer {
    return Buffer.from(this.decoder.decode());
  }
}

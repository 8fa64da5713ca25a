/** Bytes as they come. A chunk is valid until the next one is requested: a caller that keeps it copies it. */
export type Chunks = AsyncIterable<Buffer>;

const NOTHING: Buffer = Buffer.alloc(0);

/** The first bytes, and all of them: `all` begins with `head`. */
export interface Begun {
  /** At most as many as were asked for; fewer only where there are no more. */
  readonly head: Buffer;
  readonly all: Chunks;
}

/** Looks at the first bytes without taking them. */
export async function begin(source: Chunks, length: number): Promise<Begun> {
  const iterator = source[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let have = 0;
  let failure: { readonly error: unknown } | null = null;
  while (have < length) {
    try {
      const step = await iterator.next();
      if (step.done === true) break;
      // The last chunk that is looked at stays valid: none is asked for behind it.
      parts.push(have + step.value.length < length ? Buffer.from(step.value) : step.value);
      have += step.value.length;
    } catch (error) {
      failure = { error };
      break;
    }
  }
  const start = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  return { head: start.subarray(0, length), all: continued(start, failure, iterator) };
}

async function* continued(
  start: Buffer,
  failure: { readonly error: unknown } | null,
  iterator: AsyncIterator<Buffer>,
): Chunks {
  try {
    if (start.length > 0) yield start;
    if (failure !== null) throw failure.error;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}

/** As much as there is, up to `limit`. What goes wrong behind that is not heard of; before it, it ends the bytes. */
export async function firstOf(source: Chunks, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  try {
    for await (const chunk of source) {
      parts.push(Buffer.from(chunk.subarray(0, limit - have)));
      have += chunk.length;
      if (have >= limit) break;
    }
  } catch {
    // It is heard of when it is read.
  }
  return parts.length === 0 ? NOTHING : Buffer.concat(parts);
}

/** All of it, or null where it is longer than `limit`. Throws what the source throws. */
export async function collect(source: Chunks, limit: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let have = 0;
  for await (const chunk of source) {
    have += chunk.length;
    if (have > limit) return null;
    parts.push(Buffer.from(chunk));
  }
  return Buffer.concat(parts);
}

// eslint-disable-next-line @typescript-eslint/require-await -- bytes that are there already, as bytes that come
export async function* oneChunk(bytes: Buffer): Chunks {
  if (bytes.length > 0) yield bytes;
}

/** Bytes that are taken in pieces of chosen length, one taker after the other. */
export class ByteStream {
  /** How many have been taken. */
  position = 0;
  private chunk: Buffer = NOTHING;
  /** Where in the chunk that what is left of it begins. */
  private at = 0;
  private readonly iterator: AsyncIterator<Buffer>;

  constructor(source: Chunks) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** Some, at most `most`, valid until more are taken; null at the end. */
  async some(most: number): Promise<Buffer | null> {
    while (this.at === this.chunk.length) {
      const step = await this.iterator.next();
      if (step.done === true) return null;
      this.chunk = step.value;
      this.at = 0;
    }
    const taken = this.chunk.subarray(this.at, this.at + most);
    this.at += taken.length;
    this.position += taken.length;
    return taken;
  }

  /** So many of those that `some` gave last come once more. */
  giveBack(length: number): void {
    this.at -= length;
    this.position -= length;
  }

  /** So many, or fewer at the end. */
  async exactly(length: number): Promise<Buffer> {
    const whole = Buffer.alloc(length);
    let have = 0;
    while (have < length) {
      const part = await this.some(length - have);
      if (part === null) break;
      have += part.copy(whole, have);
    }
    return whole.subarray(0, have);
  }

  /** Answers how many there were to pass over. */
  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      const part = await this.some(left);
      if (part === null) break;
      left -= part.length;
    }
    return length - left;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}

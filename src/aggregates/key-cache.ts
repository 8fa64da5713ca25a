/** So many are kept; then all are forgotten. */
const LIMIT = 8192;

interface Held {
  readonly first: string;
  readonly second: string;
  readonly key: string;
}

/**
 * Keys that are put together of parts. The same ones come again and again, and to look up a string that was looked up before
 * is cheap; to make one for each of millions of lines costs more than what is then summed.
 */
export class KeyCache {
  private readonly known = new Map<string, Held>();

  constructor(private readonly make: (first: string, second: string, third: string) => string) {}

  /** `third`: the part that tells most apart. */
  of(first: string, second: string, third: string): string {
    const held = this.known.get(third);
    if (held !== undefined && held.first === first && held.second === second) return held.key;
    const key = this.make(first, second, third);
    if (this.known.size >= LIMIT) this.known.clear();
    this.known.set(third, { first, second, key });
    return key;
  }
}

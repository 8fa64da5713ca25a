/** Seeded, and the same on every machine: an incident that failed can be made again from its seed. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** From 0 (inclusive) to 1: mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[this.int(0, list.length - 1)];
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.int(0, alphabet.length - 1))).join('');
  }

  /** Around `median`, with a tail to the right; in steps, so that engines can't round it apart. */
  skewed(median: number, spread: number): number {
    let sum = -6;
    for (let i = 0; i < 12; i += 1) sum += this.next();
    return median * 2 ** (Math.round(sum * spread * 1.4427 * 64) / 64);
  }

  /** Time to the next of something that comes `perSecond` times a second on average, in milliseconds. */
  pause(perSecond: number): number {
    // -ln(1 - u) without Math.log, whose last digit may differ: a ratio of uniform numbers is near enough
    const u = this.next();
    const tail = u < 0.5 ? u * 1.4 : u < 0.9 ? 0.7 + (u - 0.5) * 4 : 2.3 + (u - 0.9) * 19;
    return (tail * 1000) / perSecond;
  }
}

/** The letters of generated names (k8s.io/apimachinery/pkg/util/rand). */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const HASH_LETTERS = 'bcdf456789';

export const nameSuffix = (random: Random, length = 5): string => random.text(SUFFIX_LETTERS, length);
export const templateHash = (random: Random): string => random.text(HASH_LETTERS, 9);

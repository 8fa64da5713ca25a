/** Seeded and the same on every machine, so that what is generated can be generated again. */
export interface Random {
  /** From 0 (inclusive) to 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** Letters of `alphabet`. */
  text(alphabet: string, length: number): string;
  /** Around `median`, with a tail: `spread` 1 gives one in six above 2.7 times the median. */
  skewed(median: number, spread: number): number;
}

/** mulberry32: 32 bits of state are plenty for sample data. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    pick(list) {
      const chosen = list[int(0, list.length - 1)];
      if (chosen === undefined) throw new RangeError('nothing to pick from');
      return chosen;
    },
    text(alphabet, length) {
      let text = '';
      for (let i = 0; i < length; i += 1) text += alphabet.charAt(int(0, alphabet.length - 1));
      return text;
    },
    skewed(median, spread) {
      // The sum of twelve is near enough to a normal distribution, and needs no function that engines may round apart.
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += next();
      return median * 2 ** (Math.round(sum * spread * 1.4427 * 64) / 64);
    },
  };
}

/** A stretch of the series with one level. Indexes of buckets, `to` excluded. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** Mean per bucket. */
  readonly mean: number;
}

/** Longest series that is segmented as it is; longer ones are joined. */
const LONGEST = 1500;

/**
 * Cuts a series of counts into stretches of one level: optimal partitioning on the variance-stabilised counts
 * (Anscombe: 2 sqrt(x + 3/8) has variance 1 if x is Poisson), with the noise measured from the series itself, since
 * real writes come in bursts. The penalty is the usual 3 log n.
 */
export function segment(counts: readonly number[]): Segment[] {
  const n = counts.length;
  if (n === 0) return [];
  if (n > LONGEST) {
    const factor = Math.ceil(n / LONGEST);
    const joined = Array.from(
      { length: Math.ceil(n / factor) },
      (_, i) => sum(counts, i * factor, Math.min(n, (i + 1) * factor)) / (Math.min(n, (i + 1) * factor) - i * factor),
    );
    return segment(joined).map((s) => ({ from: s.from * factor, to: Math.min(n, s.to * factor), mean: s.mean }));
  }
  const y = counts.map((count) => 2 * Math.sqrt(Math.max(0, count) + 0.375));
  const noise = noiseOf(y);
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  y.forEach((value, i) => {
    sums[i + 1] = (sums[i] as number) + value;
    squares[i + 1] = (squares[i] as number) + value * value;
  });
  const penalty = 3 * Math.log(n) + 6;
  const best = new Float64Array(n + 1);
  best[0] = -penalty;
  const previous = new Int32Array(n + 1);
  // Beginnings of the last stretch that can still be the best ones (pruned as in PELT), with their costs.
  const candidates = new Int32Array(n + 1);
  const costs = new Float64Array(n + 1);
  let open = 1;
  for (let to = 1; to <= n; to += 1) {
    let least = Infinity;
    let at = 0;
    const sum = sums[to] as number;
    const square = squares[to] as number;
    for (let i = 0; i < open; i += 1) {
      const from = candidates[i] as number;
      const total = sum - (sums[from] as number);
      const cost =
        (best[from] as number) + (square - (squares[from] as number) - (total * total) / (to - from)) / noise;
      costs[i] = cost;
      if (cost + penalty < least) {
        least = cost + penalty;
        at = from;
      }
    }
    best[to] = least;
    previous[to] = at;
    let kept = 0;
    for (let i = 0; i < open; i += 1) if ((costs[i] as number) <= least) candidates[kept++] = candidates[i] as number;
    candidates[kept] = to;
    open = kept + 1;
  }
  const cuts: number[] = [];
  for (let to = n; to > 0; to = previous[to] as number) cuts.push(to);
  cuts.push(0);
  cuts.reverse();
  return cuts.slice(1).map((to, i) => ({
    from: cuts[i] as number,
    to,
    mean: sum(counts, cuts[i] as number, to) / (to - (cuts[i] as number)),
  }));
}

export const sum = (values: readonly number[], from: number, to: number): number =>
  values.slice(from, to).reduce((a, b) => a + b, 0);

/** Variance of the noise from the differences of neighbours (robust: the median knows no steps), at least Poisson's. */
export function noiseOf(y: readonly number[]): number {
  const steps = y
    .slice(1)
    .map((value, i) => Math.abs(value - (y[i] as number)))
    .sort((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  const deviation = (1.4826 * median) / Math.SQRT2;
  return Math.max(1, deviation * deviation);
}

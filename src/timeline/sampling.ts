/**
 * etcd's JSON logger drops repeated lines: per process and message, the first 100 in a second pass, then every 100th
 * (`client/pkg/logutil/zap.go`). A window starts at the first line after the last window ended, never on a second of
 * the clock. Of a window with 100 lines or more, the time at which the 100th came tells the rate.
 */
const FIRST = 100;
const THEREAFTER = 100;
const WINDOW_MS = 1000;

export interface SampledSecond {
  lines: number;
  /** How many lines stand behind them. */
  corrected: number;
}

export interface SamplingAccount {
  /** Every second (since the epoch) that has lines; empty where nothing was dropped. */
  readonly seconds: ReadonlyMap<number, SampledSecond>;
  readonly fullWindows: number;
  readonly kept: number;
  readonly estimated: number;
  /** Half-width of the interval around `estimated`. */
  readonly uncertainty: number;
}

const NONE: SamplingAccount = { seconds: new Map(), fullWindows: 0, kept: 0, estimated: 0, uncertainty: 0 };

/** Lines come in the order of time, mostly: there may be millions, of which a copy is spared. */
function isSorted(stamps: Float64Array): boolean {
  for (let i = 1; i < stamps.length; i += 1) if ((stamps[i] as number) < (stamps[i - 1] as number)) return false;
  return true;
}

interface Window {
  readonly from: number;
  readonly to: number;
  readonly estimate: number;
}

/**
 * Works out how many lines the sampler dropped, from the times (milliseconds) of those that it kept. Copies of one log
 * must not be mixed: they would make false windows.
 */
export function accountForSampling(stamps: Float64Array): SamplingAccount {
  const sorted = isSorted(stamps) ? stamps : stamps.slice().sort();
  const windows: Window[] = [];
  let unsampledTail = 0;
  let tail = 0;
  for (let i = 0; i < sorted.length;) {
    const start = sorted[i] as number;
    let end = i;
    while (end < sorted.length && (sorted[end] as number) < start + WINDOW_MS) end += 1;
    const lines = end - i;
    if (lines >= FIRST) {
      const took = Math.max(0.5, (sorted[i + FIRST - 1] as number) - start);
      const rate = ((FIRST - 1) / took) * WINDOW_MS;
      const highest = FIRST + THEREAFTER - 1 + (lines - FIRST) * THEREAFTER;
      windows.push({ from: i, to: end, estimate: Math.max(lines, Math.min(rate, highest)) });
      tail += lines - FIRST;
      unsampledTail += Math.max(0, rate - FIRST);
    }
    i = end;
  }
  // After the 100th line a sampled log falls nearly silent for the rest of the second. One that goes on at the same
  // rate never went through the sampler (etcd writing to journald itself).
  if (windows.length === 0 || (unsampledTail > 30 && tail > unsampledTail / 2))
    return { ...NONE, kept: sorted.length, estimated: sorted.length };
  const seconds = new Map<number, SampledSecond>();
  const add = (index: number, weight: number): void => {
    const key = Math.floor((sorted[index] as number) / 1000);
    const found = seconds.get(key);
    if (found === undefined) seconds.set(key, { lines: 1, corrected: weight });
    else {
      found.lines += 1;
      found.corrected += weight;
    }
  };
  let next = 0;
  let estimated = 0;
  let corrected = 0;
  let squares = 0;
  for (const window of windows) {
    estimated += window.from - next + window.estimate;
    for (; next < window.from; next += 1) add(next, 1);
    const weight = window.estimate / (window.to - window.from);
    for (; next < window.to; next += 1) add(next, weight);
    corrected += window.estimate;
    squares += window.estimate ** 2;
  }
  estimated += sorted.length - next;
  for (; next < sorted.length; next += 1) add(next, 1);
  // 99 gaps tell a rate to about a tenth; over many windows that averages out, and a bias of some percent stays.
  const uncertainty = Math.min(corrected * 0.2, corrected * 0.05 + 2 * 0.1 * Math.sqrt(squares));
  return { seconds, fullWindows: windows.length, kept: sorted.length, estimated, uncertainty };
}

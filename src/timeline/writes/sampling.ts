import { sortedTimes, TimeReader, type PackedTimes } from '../../mergeable/packed-times.js';

/**
 * etcd's JSON logger drops repeated lines: per process and message, the first 100 in a second pass, then every 100th
 * (`client/pkg/logutil/zap.go`). A window starts at the first line after the last window ended, never on a second of
 * the clock. Of a window with 100 lines or more, the time at which the 100th came shows the rate.
 */
const FIRST = 100;
const THEREAFTER = 100;
/** µs */
const WINDOW = 1_000_000;

export interface SampledSecond {
  lines: number;
  /** How many lines follow them. */
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

/** A window that may have dropped lines. */
interface Window {
  readonly lines: number;
  readonly estimate: number;
}

/**
 * Calls for each window of the sampler with its number of lines and the time of the 100th (0: there was none), from when
 * the first line of it came.
 */
function eachWindow(times: PackedTimes, call: (start: number, lines: number, hundredth: number) => void): void {
  const reader = new TimeReader(times);
  for (let start = reader.next(); start === start;) {
    let lines = 1;
    let hundredth = 0;
    let time = reader.next();
    for (; time < start + WINDOW; time = reader.next()) if ((lines += 1) === FIRST) hundredth = time;
    call(start, lines, hundredth);
    start = time;
  }
}

/**
 * Works out how many lines the sampler dropped, from the times of those that it kept. Copies of one log
 * must not be mixed: they would make false windows.
 */
export function accountForSampling(times: PackedTimes): SamplingAccount {
  const sorted = sortedTimes(times);
  const kept = sorted.count;
  /** By their number: most windows dropped nothing. */
  const windows = new Map<number, Window>();
  let unsampledTail = 0;
  let tail = 0;
  let windowCount = 0;
  eachWindow(sorted, (start, lines, hundredth) => {
    if (lines >= FIRST) {
      const took = Math.max(0.5, hundredth / 1000 - start / 1000);
      const rate = ((FIRST - 1) / took) * 1000;
      const highest = FIRST + THEREAFTER - 1 + (lines - FIRST) * THEREAFTER;
      windows.set(windowCount, { lines, estimate: Math.max(lines, Math.min(rate, highest)) });
      tail += lines - FIRST;
      unsampledTail += Math.max(0, rate - FIRST);
    }
    windowCount += 1;
  });
  // After the 100th line a sampled log falls nearly silent for the rest of the second. One that continues at the same
  // rate never went through the sampler (etcd writing to journald itself).
  if (windows.size === 0 || (unsampledTail > 30 && tail > unsampledTail / 2)) return { ...NONE, kept, estimated: kept };
  let estimated = kept;
  let corrected = 0;
  let squares = 0;
  for (const { lines, estimate } of windows.values()) {
    estimated += estimate - lines;
    corrected += estimate;
    squares += estimate ** 2;
  }
  // 99 gaps tell a rate to about a tenth; over many windows that averages out, and a bias of some percent stays.
  const uncertainty = Math.min(corrected * 0.2, corrected * 0.05 + 2 * 0.1 * Math.sqrt(squares));
  return { seconds: bySecond(sorted, windows), fullWindows: windows.size, kept, estimated, uncertainty };
}

function bySecond(sorted: PackedTimes, windows: ReadonlyMap<number, Window>): Map<number, SampledSecond> {
  const seconds = new Map<number, SampledSecond>();
  const reader = new TimeReader(sorted);
  let windowCount = 0;
  eachWindow(sorted, (_start, lines) => {
    const window = windows.get(windowCount);
    windowCount += 1;
    const weight = window === undefined ? 1 : window.estimate / window.lines;
    for (let i = 0; i < lines; i += 1) {
      const key = Math.floor(reader.next() / 1_000_000);
      const found = seconds.get(key);
      if (found === undefined) seconds.set(key, { lines: 1, corrected: weight });
      else {
        found.lines += 1;
        found.corrected += weight;
      }
    }
  });
  return seconds;
}

import type { SlowReadTally } from '../../aggregates/slow-reads.js';
import { sizeOfClass } from '../../aggregates/write-tally.js';
import type { SlowRequestCount } from '../../model/case-file.js';

/**
 * Slow requests, counted one by one. Of several logs of a member the one with the most counts: they may be copies of one
 * another.
 */
export function slowRequestCounts(
  tally: SlowReadTally,
  memberOf: (stream: string) => string | null,
  largeBytes: number,
): SlowRequestCount {
  const most = new Map<string, SlowRequestCount>();
  for (const [key, { stream, all, reads, answers, unlimited }] of tally) {
    const name = `${key.slice(0, key.indexOf('\0'))}\0${memberOf(stream) ?? stream}`;
    if ((most.get(name)?.all ?? 0) >= all) continue;
    const large = (counts: readonly number[]): number =>
      counts.reduce((sum, count, size) => (sizeOfClass(size) >= largeBytes ? sum + count : sum), 0);
    most.set(name, { all, reads, large: large(answers), unlimited: large(unlimited) });
  }
  const sum = (of: (one: SlowRequestCount) => number): number => [...most.values()].reduce((n, one) => n + of(one), 0);
  return {
    all: sum((one) => one.all),
    reads: sum((one) => one.reads),
    large: sum((one) => one.large),
    unlimited: sum((one) => one.unlimited),
  };
}

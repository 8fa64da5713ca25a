import type { Span } from '../../model/case-file.js';

type Stretch = readonly [from: number, to: number];

/** Microseconds to whole milliseconds. */
export const millis = (time: number): number => Math.floor(time / 1000);

/** What of the whole no span covers: `null` spans cover nothing. Shorter than a thousandth of the whole is no gap. */
export function gapsOf(spans: readonly (Span | null)[], from: number, to: number): Stretch[] {
  const covered = spans
    .filter((span) => span !== null)
    .map((span): Stretch => [millis(span.from), millis(span.to) + 1])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const least = (to - from) / 1000;
  const gaps: Stretch[] = [];
  let at = from;
  for (const [start, end] of [...covered, [to, to] as const]) {
    if (start - at > least) gaps.push([at, Math.min(start, to)]);
    at = Math.max(at, end);
    if (at >= to) break;
  }
  return gaps;
}

import { sizeClass, sizeOfClass, type WriteTally } from '../../aggregates/write-tally.js';
import type { SizeDistribution } from '../../model/case-file.js';
import type { Thresholds } from '../../model/thresholds.js';

/** How large the values were that were put; null: no line showed it. */
export function sizeDistribution(tally: WriteTally, thresholds: Thresholds): SizeDistribution | null {
  const counts = tally.sizeCounts;
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  const quantile = (q: number): number => {
    let left = q * total;
    for (let i = 0; i < counts.length; i += 1) {
      left -= counts[i] as number;
      if (left <= 0)
        return Math.round(
          (counts[i] as number) === 0 ? sizeOfClass(i) : (tally.sizeBytes[i] as number) / (counts[i] as number),
        );
    }
    return 0;
  };
  const from = sizeClass(thresholds.largeObjectBytes);
  const large = { count: 0, bytes: 0 };
  let bytes = 0;
  for (let i = 0; i < counts.length; i += 1) {
    bytes += tally.sizeBytes[i] as number;
    if (i < from) continue;
    large.count += counts[i] as number;
    large.bytes += tally.sizeBytes[i] as number;
  }
  return {
    median: quantile(0.5),
    p99: quantile(0.99),
    max: tally.largest[0]?.valueBytes ?? 0,
    large: { ...large, shareOfBytes: bytes === 0 ? 0 : large.bytes / bytes },
    largest: tally.largest,
  };
}

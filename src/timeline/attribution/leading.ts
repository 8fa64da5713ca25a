import type { Point } from '../../model/case-file.js';
import type { AttributionSource } from '../../model/report.js';
import { MINUTE } from '../../model/units.js';
import type { SourceSums } from './source.js';

/** How sources of puts rank before others, regardless of their counts. */
const ORDER: readonly AttributionSource[] = [
  ...([
    'wal',
    'store',
    'request-stats',
    'request-log',
    'audit',
    'http-log',
    'events',
    'revisions',
    'slow-requests',
  ] as const),
];

/** The time before a refusal in which what led to it was written. */
const BEFORE = 10 * MINUTE;

/**
 * The source that `writes` is of: the strongest that speaks of the time in question, which is that before the first
 * refusal; without a refusal, of all time. null: no source shows a write.
 */
export function leadingSource(sources: readonly SourceSums[], refusal: Point | null): SourceSums | null {
  const ordered = [...sources].sort((a, b) => ORDER.indexOf(a.source) - ORDER.indexOf(b.source));
  if (refusal === null) return ordered[0] ?? null;
  const covers = ({ span }: SourceSums): boolean =>
    span !== null && span.from < refusal.time && span.to >= refusal.time - BEFORE;
  return ordered.find(covers) ?? ordered[0] ?? null;
}

import type { EventTally, KeptEvent } from '../../aggregates/kube-events.js';
import type { EventAges } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros, type Micros } from '../../model/units.js';

/** Kept per dump. */
const LINES = 5;
/** Dialects that are lists of what etcd holds at one moment; an exporter's log continues for days. */
const LISTS = /^kube-(?:event-(?:json|table|yaml|columns)|describe)/;

/**
 * How much older than the newest event of its dump each event is, by its last occurrence: what is older than the TTL
 * should be gone. A dump knows no moment of its own better than its newest event, so ages are lower bounds.
 */
export function eventAges(tally: EventTally, ttl: Micros): EventAges[] {
  const dumps = new Map<string, KeptEvent[]>();
  for (const kept of tally.events.values()) {
    if (kept.record.time === null || !LISTS.test(kept.record.format)) continue;
    const own = dumps.get(kept.exemplar.input);
    if (own === undefined) dumps.set(kept.exemplar.input, [kept]);
    else own.push(kept);
  }
  return [...dumps]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([input, events]): EventAges => {
      const newest = events.reduce((most, one) => Math.max(most, one.record.time ?? 0), 0);
      const expired = events
        .filter((one) => newest - (one.record.time ?? newest) > ttl)
        .sort((a, b) => (a.record.time ?? 0) - (b.record.time ?? 0) || compareExemplars(a.exemplar, b.exemplar));
      return {
        input,
        newest: epochMicros(newest),
        events: events.length,
        expired: expired.length,
        oldest: expired[0]?.record.time ?? null,
        exemplars: expired.slice(0, LINES).map((one) => one.exemplar),
      };
    });
}

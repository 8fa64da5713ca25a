import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { KubeEvent } from '../model/record.js';
import type { Aggregate } from './aggregate.js';

export interface KeptEvent {
  readonly record: KubeEvent;
  readonly exemplar: Exemplar;
}

/** By identity of the event; seen several times it counts once, with its highest count. */
export interface EventTally {
  readonly events: Map<string, KeptEvent>;
  /** Rows beyond the limit: counted, not kept. */
  overflow: number;
}

const LIMIT = 100_000;

function keep(tally: EventTally, kept: KeptEvent): void {
  const held = tally.events.get(kept.record.identity);
  if (held === undefined) {
    if (tally.events.size >= LIMIT) tally.overflow += 1;
    else tally.events.set(kept.record.identity, kept);
  } else if (prefer(kept, held) < 0) tally.events.set(kept.record.identity, kept);
}

/** The higher count, then the later last occurrence, then the lesser origin. */
function prefer(a: KeptEvent, b: KeptEvent): number {
  return (
    b.record.count - a.record.count ||
    (b.record.time ?? 0) - (a.record.time ?? 0) ||
    compareExemplars(a.exemplar, b.exemplar)
  );
}

export const kubeEvents: Aggregate<EventTally> = {
  name: 'kube-events',
  empty: () => ({ events: new Map(), overflow: 0 }),
  record(tally, record, sight) {
    if (record.kind === 'kube-event') keep(tally, { record, exemplar: sight.exemplar(record.time, record.excerpt) });
  },
  merge(a, b) {
    a.overflow += b.overflow;
    for (const kept of b.events.values()) keep(a, kept);
    return a;
  },
};

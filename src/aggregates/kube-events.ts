import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { KubeEvent } from '../model/record.js';
import type { Aggregate } from './aggregate.js';
import { addToRest, emptyEventRest, mergeEventRest, type EventRest } from './event-rest.js';
import { EVENT_LIMIT } from './limits.js';

export interface KeptEvent {
  readonly record: KubeEvent;
  readonly exemplar: Exemplar;
}

/** By identity of the event; seen several times it counts once, with its highest count. */
export interface EventTally {
  readonly events: Map<string, KeptEvent>;
  /** Events beyond the limit. */
  readonly rest: EventRest;
}

/** `see` makes the exemplar: it costs more than all else, and of an event that was seen before it is rarely wanted. */
function keep(tally: EventTally, record: KubeEvent, see: () => Exemplar): void {
  const held = tally.events.get(record.identity);
  if (held === undefined) {
    if (tally.events.size >= EVENT_LIMIT) addToRest(tally.rest, record, see);
    else tally.events.set(record.identity, kept(record, see()));
    return;
  }
  const rank = prefer(record, held.record);
  if (rank > 0) return;
  const exemplar = see();
  if (rank < 0 || compareExemplars(exemplar, held.exemplar) < 0)
    tally.events.set(record.identity, kept(record, exemplar));
}

/** The excerpt is kept once where it is the same for both: it is a third of what is kept. */
function kept(record: KubeEvent, exemplar: Exemplar): KeptEvent {
  const { excerpt } = exemplar;
  return { record: record.excerpt === excerpt ? { ...record, excerpt } : record, exemplar };
}

/** The higher count, then the later last occurrence; of equals the lesser origin. */
function prefer(a: KubeEvent, b: KubeEvent): number {
  return b.count - a.count || (b.time ?? 0) - (a.time ?? 0);
}

export const kubeEvents: Aggregate<EventTally> = {
  name: 'kube-events',
  empty: () => ({ events: new Map(), rest: emptyEventRest() }),
  record(tally, record, sight) {
    if (record.kind === 'kube-event') keep(tally, record, () => sight.exemplar(record.time, record.excerpt));
  },
  merge(a, b) {
    mergeEventRest(a.rest, b.rest);
    for (const { record, exemplar } of b.events.values()) keep(a, record, () => exemplar);
    return a;
  },
};

import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { KubeEvent } from '../model/record.js';
import { workloadOfObject } from '../model/workload.js';
import { EVENT_GROUP_LIMIT } from './limits.js';

/** Events for which there was no room one by one: summed by their identifying fields. Copies among them count again. */
export interface EventRest {
  readonly groups: Map<string, RestGroup>;
  /** Sightings and occurrences for which there was no room in groups either. */
  rows: number;
  occurrences: number;
}

export interface RestGroup {
  readonly workload: string;
  rows: number;
  occurrences: number;
  /** EpochMicros; the ends of what has a time. */
  first: number;
  last: number;
  lastEarliest: number;
  /** The least. */
  record: KubeEvent;
  exemplar: Exemplar;
}

export const emptyEventRest = (): EventRest => ({ groups: new Map(), rows: 0, occurrences: 0 });

/** The one form that knows an event's identity is held apart from the others. */
export const isIdentified = ({ format }: KubeEvent): boolean => format === 'kube-event-json';

export function addToRest(rest: EventRest, record: KubeEvent, see: () => Exemplar): void {
  const workload = workloadOfObject(record.objectKind, record.namespace, record.name ?? '');
  const { reason, type, time, count } = record;
  const key = [workload, reason, type, isIdentified(record)].join('\0');
  const held = rest.groups.get(key);
  const lastEarliest = record.timeEarliest ?? -Infinity;
  const first = record.first ?? record.timeEarliest ?? time ?? Infinity;
  const added = { rows: 1, occurrences: count, first, last: time ?? -Infinity, lastEarliest };
  if (held !== undefined) {
    sum(held, added);
    // Most lines come later, and cost nothing.
    if ((time ?? Infinity) <= (held.exemplar.time ?? Infinity)) keepLesser(held, record, see());
  } else if (rest.groups.size < EVENT_GROUP_LIMIT)
    rest.groups.set(key, { workload, ...added, record, exemplar: see() });
  else {
    rest.rows += 1;
    rest.occurrences += count;
  }
}

export function mergeEventRest(a: EventRest, b: EventRest): void {
  a.rows += b.rows;
  a.occurrences += b.occurrences;
  for (const [key, group] of b.groups) {
    const held = a.groups.get(key);
    if (held !== undefined) {
      sum(held, group);
      keepLesser(held, group.record, group.exemplar);
    } else if (a.groups.size < EVENT_GROUP_LIMIT) a.groups.set(key, group);
    else {
      a.rows += group.rows;
      a.occurrences += group.occurrences;
    }
  }
}

function sum(into: RestGroup, added: Omit<RestGroup, 'workload' | 'record' | 'exemplar'>): void {
  into.rows += added.rows;
  into.occurrences += added.occurrences;
  into.first = Math.min(into.first, added.first);
  into.last = Math.max(into.last, added.last);
  into.lastEarliest = Math.max(into.lastEarliest, added.lastEarliest);
}

function keepLesser(group: RestGroup, record: KubeEvent, exemplar: Exemplar): void {
  if (compareExemplars(exemplar, group.exemplar) >= 0) return;
  group.record = record;
  group.exemplar = exemplar;
}

import { isIdentified } from '../../aggregates/event-rest.js';
import type { EventTally } from '../../aggregates/kube-events.js';
import { internObjectAs } from '../../aggregates/write-objects.js';
import {
  emptyStream,
  emptyWrites,
  EXEMPLAR_RULES,
  MARKED_PUTS,
  PUTS,
  sumObject,
  UNSIZED,
  type StreamWrites,
  type WriteTally,
} from '../../aggregates/write-tally.js';
import { cellAt, type CellTable } from '../../mergeable/cell-table.js';
import { internKey } from '../../mergeable/key-table.js';
import { addThinned, emptyThinned } from '../../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../../model/origin.js';
import type { KubeEvent } from '../../model/record.js';
import { hashKey } from '../../model/request.js';
import { SECOND } from '../../model/units.js';
import { workloadOfObject } from '../../model/workload.js';

export interface EventWrites {
  readonly tally: WriteTally;
  /** Seconds of first and last occurrences, in order: those were written. */
  readonly accepted: readonly number[];
  /** Different events, and occurrences. */
  readonly events: number;
  readonly occurrences: number;
  /** Writes of pods that the events imply at the most. */
  readonly podWrites: number;
}

/**
 * What is between the first and the last occurrence is spread over so many moments: more of them where events are few,
 * for lumps look like rises.
 */
const MOMENTS = { least: 32, most: 4096, together: 100_000 };

/**
 * Writes of a pod that go with one occurrence, at the most: Scheduled is its creation and binding, Started its status, a
 * restart terminated, running and waiting.
 */
const POD_WRITES: Readonly<Record<string, number>> = { Scheduled: 2, Started: 2, Killing: 3, BackOff: 1, Evicted: 2 };

/** Sums of a dump of events, as if each occurrence were a write: of the event, for the workload of its object. */
export function eventWrites(events: EventTally): EventWrites {
  const tally = emptyWrites();
  const stream = emptyStream('events', '', 'kube-event');
  const accepted: number[] = [];
  const told = { events: 0, occurrences: 0, podWrites: 0 };
  const kept = [...events.events.values()].sort((a, b) => compareExemplars(a.exemplar, b.exemplar));
  const all = kept.length + events.rest.groups.size;
  const most = Math.min(MOMENTS.most, Math.max(MOMENTS.least, Math.floor(MOMENTS.together / Math.max(1, all))));
  const identified = new Set(
    [...kept, ...events.rest.groups.values()]
      .filter(({ record }) => isIdentified(record))
      .map(({ record }) => groupOf(record)),
  );
  const isCopy = (record: KubeEvent): boolean => !isIdentified(record) && identified.has(groupOf(record));
  for (const { record, exemplar } of kept) {
    if (isCopy(record)) continue;
    const from = record.first ?? record.timeEarliest ?? record.time;
    add(tally, stream, record, { count: record.count, from, to: record.time, exemplar }, most);
    for (const time of new Set([from, record.time])) if (time !== null) accepted.push(Math.floor(time / SECOND));
    told.events += 1;
    told.occurrences += record.count;
    told.podWrites += podWrites(record, record.count);
  }
  for (const { record, rows, occurrences, first, last, exemplar } of events.rest.groups.values()) {
    if (isCopy(record)) continue;
    const timed = first <= last;
    const seen = { count: occurrences, from: timed ? first : null, to: timed ? last : null, exemplar };
    add(tally, stream, record, seen, most);
    told.events += rows;
    told.occurrences += occurrences;
    told.podWrites += podWrites(record, occurrences);
  }
  if (told.events > 0) tally.streams.set('events', stream);
  return { tally, accepted: accepted.sort((a, b) => a - b), ...told };
}

const groupOf = (record: KubeEvent): string =>
  `${workloadOfObject(record.objectKind, record.namespace, record.name ?? '')}\0${record.reason}\0${record.type}`;

const podWrites = (record: KubeEvent, count: number): number =>
  record.objectKind === 'Pod' ? count * (POD_WRITES[record.reason] ?? 0) : 0;

interface Sighting {
  readonly count: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly exemplar: Exemplar;
}

function add(tally: WriteTally, stream: StreamWrites, record: KubeEvent, seen: Sighting, most: number): void {
  const { objectKind, namespace, name, reporter } = record;
  const workload = workloadOfObject(objectKind, namespace, name ?? '');
  const place = namespace ?? '(unknown)';
  const key = Buffer.from(`/registry/events/${place}/${name ?? ''}`);
  const { object, pair, group } = internObjectAs(tally.objects, key, `events\0${place}`, workload);
  const client = reporter === undefined ? null : Buffer.from(reporter);
  const id =
    client === null ? -1 : internKey(tally.clients, client, 0, client.length, hashKey(client, 0, client.length));
  for (const { second, count } of moments(seen, most)) {
    bump(stream.pairs, pair, second, PUTS, count);
    bump(stream.pairs, pair, second, UNSIZED, count);
    bump(stream.groups, group, second, PUTS, count);
    bump(stream.marks, 0, second, MARKED_PUTS, count);
    if (id >= 0) bump(stream.clients, id, second, PUTS, count);
    sumObject(stream, object, second, count, 0, 0);
    if (second < 0) continue;
    stream.first = Math.min(stream.first, second * SECOND);
    stream.last = Math.max(stream.last, second * SECOND);
  }
  let lines = tally.exemplars.get(workload);
  if (lines === undefined) tally.exemplars.set(workload, (lines = emptyThinned(EXEMPLAR_RULES)));
  addThinned(lines, seen.exemplar, EXEMPLAR_RULES);
}

function bump(cells: CellTable, id: number, second: number, column: number, by: number): void {
  // a new cell may move the values
  const at = cellAt(cells, id, second) + column;
  cells.values[at] = (cells.values[at] as number) + by;
}

/** The first and the last occurrence where they were, the others evenly between them. */
function* moments(
  { count, from, to }: Sighting,
  most: number,
): Generator<{ readonly second: number; readonly count: number }> {
  if (to === null || from === null) {
    yield { second: -1, count };
    return;
  }
  const last = Math.floor(to / SECOND);
  const first = Math.min(last, Math.floor(from / SECOND));
  const steps = Math.min(most, count, last - first + 1);
  if (steps <= 1) {
    yield { second: last, count };
    return;
  }
  for (let i = 0; i < steps; i += 1)
    yield { second: first + Math.round(((last - first) * i) / (steps - 1)), count: count / steps };
}

import type { EventTally, KeptEvent } from '../aggregates/kube-events.js';
import type { EventGroup } from '../model/case-file.js';
import { compareExemplars } from '../model/origin.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { workloadOfObject } from '../model/workload.js';

/**
 * Events rolled up by the workload of their object, the reason and the type. Counts are lower bounds: recorders
 * aggregate, filter and drop. One event listed as JSON and as a table has two identities; where both forms lie at hand
 * the one that knows its identity (JSON) counts.
 */
export function groupEvents(tally: EventTally): EventGroup[] {
  const groups = new Map<string, KeptEvent[]>();
  for (const kept of [...tally.events.values()].sort((a, b) => compareExemplars(a.exemplar, b.exemplar))) {
    const { record } = kept;
    const key = `${workloadOfObject(record.objectKind, record.namespace, record.name ?? '')}\0${record.reason}\0${record.type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [kept]);
    else group.push(kept);
  }
  return [...groups]
    .map(([key, all]) => roll(key.slice(0, key.indexOf('\0')), onceAcrossForms(all)))
    .sort(
      (a, b) =>
        (a.first ?? a.last ?? Infinity) - (b.first ?? b.last ?? Infinity) ||
        compareExemplars(a.exemplar, b.exemplar) ||
        (a.workload < b.workload ? -1 : 1),
    );
}

function onceAcrossForms(all: readonly KeptEvent[]): readonly KeptEvent[] {
  const json = all.filter((kept) => kept.record.format === 'kube-event-json');
  return json.length > 0 && json.length < all.length ? json : all;
}

function roll(workload: string, all: readonly KeptEvent[]): EventGroup {
  const first = all[0] as KeptEvent;
  const times = (pick: (kept: KeptEvent) => EpochMicros | null | undefined): number[] =>
    all.map(pick).filter((time): time is EpochMicros => time !== null && time !== undefined);
  const starts = times((kept) => kept.record.first ?? kept.record.timeEarliest ?? kept.record.time);
  const ends = times((kept) => kept.record.time);
  const earliest = times((kept) => kept.record.timeEarliest);
  const least = (values: readonly number[]): EpochMicros | null =>
    values.length === 0 ? null : epochMicros(values.reduce((a, b) => Math.min(a, b)));
  const most = (values: readonly number[]): EpochMicros | null =>
    values.length === 0 ? null : epochMicros(values.reduce((a, b) => Math.max(a, b)));
  return {
    workload,
    namespace: first.record.namespace,
    objectKind: first.record.objectKind,
    reason: first.record.reason,
    type: first.record.type,
    count: all.reduce((sum, kept) => sum + kept.record.count, 0),
    objects: new Set(all.map((kept) => kept.record.name)).size,
    first: least(starts),
    last: most(ends),
    lastEarliest: most(earliest),
    message: first.record.message,
    exemplar: first.exemplar,
    record: first.record,
  };
}

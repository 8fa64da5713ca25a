import { isIdentified, type RestGroup } from '../../aggregates/event-rest.js';
import type { EventTally, KeptEvent } from '../../aggregates/kube-events.js';
import type { EventGroup } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import type { KubeEvent } from '../../model/record.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { workloadOfObject } from '../../model/workload.js';

/**
 * Events rolled up by the workload of their object, the reason and the type. Counts are lower bounds: recorders
 * aggregate, filter and drop. One event listed as JSON and as a table has two identities; where both forms lie at hand
 * the one that knows its identity (JSON) counts.
 */
export function groupEvents(tally: EventTally): EventGroup[] {
  const groups = new Map<string, Sightings>();
  const groupOf = (workload: string, { reason, type }: KubeEvent): Sightings => {
    const key = `${workload}\0${reason}\0${type}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { workload, kept: [], rest: [] }));
    return group;
  };
  for (const kept of [...tally.events.values()].sort((a, b) => compareExemplars(a.exemplar, b.exemplar))) {
    const { record } = kept;
    groupOf(workloadOfObject(record.objectKind, record.namespace, record.name ?? ''), record).kept.push(kept);
  }
  for (const rest of tally.rest.groups.values()) groupOf(rest.workload, rest.record).rest.push(rest);
  return [...groups.values()]
    .map((group) => roll(onceAcrossForms(group)))
    .sort(
      (a, b) =>
        (a.first ?? a.last ?? Infinity) - (b.first ?? b.last ?? Infinity) ||
        compareExemplars(a.exemplar, b.exemplar) ||
        (a.workload < b.workload ? -1 : 1),
    );
}

/** Events one by one, in order, and sums of those for which there was no room. */
interface Sightings {
  readonly workload: string;
  readonly kept: KeptEvent[];
  readonly rest: RestGroup[];
}

function onceAcrossForms({ workload, kept, rest }: Sightings): Sightings {
  const isJson = ({ record }: { readonly record: KubeEvent }): boolean => isIdentified(record);
  return kept.some(isJson) || rest.some(isJson)
    ? { workload, kept: kept.filter(isJson), rest: rest.filter(isJson) }
    : { workload, kept, rest };
}

function roll({ workload, kept: all, rest }: Sightings): EventGroup {
  const first = [...all.slice(0, 1), ...rest].sort((a, b) => compareExemplars(a.exemplar, b.exemplar))[0] as KeptEvent;
  const times = (
    pick: (kept: KeptEvent) => EpochMicros | null | undefined,
    ofRest: (group: RestGroup) => number,
  ): number[] => [
    ...all.map(pick).filter((time): time is EpochMicros => time !== null && time !== undefined),
    ...rest.map(ofRest).filter(Number.isFinite),
  ];
  const starts = times(
    (kept) => kept.record.first ?? kept.record.timeEarliest ?? kept.record.time,
    (group) => group.first,
  );
  const ends = times(
    (kept) => kept.record.time,
    (group) => group.last,
  );
  const earliest = times(
    (kept) => kept.record.timeEarliest,
    (group) => group.lastEarliest,
  );
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
    count:
      all.reduce((sum, kept) => sum + kept.record.count, 0) + rest.reduce((sum, group) => sum + group.occurrences, 0),
    objects: new Set([...all, ...rest].map(({ record }) => record.name)).size,
    first: least(starts),
    last: most(ends),
    lastEarliest: most(earliest),
    message: first.record.message,
    exemplar: first.exemplar,
    record: first.record,
  };
}

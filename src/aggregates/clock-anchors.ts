import type { AnyRecord } from '../model/record.js';
import type { Aggregate, LineContext } from './aggregate.js';

/** When one thing that several members see was seen in a stream. EpochMicros, as written. */
export interface Sighting {
  first: number;
  last: number;
  count: number;
}

/** What ties the clock of one stream to those of others. */
export interface StreamAnchors {
  readonly stream: string;
  readonly input: string;
  /** By `kind:id`: the same id in two streams is the same thing seen twice. */
  readonly sightings: Map<string, Sighting>;
  /** What etcd's own prober measured: by peer and time, how far this clock is ahead of the peer's, in microseconds. */
  readonly probes: Map<string, number>;
  /** Lines with a stamp of their own inside another: outer minus inner, in microseconds. */
  readonly stamps: { lines: number; least: number; most: number };
}

export type AnchorTally = Map<string, StreamAnchors>;

const LIMIT = 512;

/**
 * What every member logs when it happens: a compaction as it is applied, an election, a snapshot of the same index, an
 * alarm. The id tells one cluster from another as far as the line lets it.
 */
function anchorOf(record: AnyRecord): { id: string; time: number } | null {
  if (record.time === null) return null;
  const { time } = record;
  switch (record.kind) {
    case 'compaction-started':
      return record.revision === null ? null : { id: `compaction:${record.revision}`, time };
    case 'leader-elected':
      return record.term === null ? null : { id: `election:${record.term}:${record.leader ?? ''}`, time };
    case 'leader-lost':
      return record.term === null ? null : { id: `loss:${record.term}`, time };
    case 'snapshot-saved':
      return record.appliedIndex === null ? null : { id: `snapshot:${record.appliedIndex}`, time };
    case 'nospace-alarm-raised':
    case 'nospace-alarm-disarmed':
    case 'corrupt-alarm-raised':
      // A client's or a list's word on it carries another clock.
      return record.source === 'etcd' && record.clientSide !== true
        ? { id: `${record.kind}:${record.about?.id ?? ''}`, time }
        : null;
    default:
      return null;
  }
}

function find(tally: AnchorTally, sight: LineContext): StreamAnchors {
  let found = tally.get(sight.stream);
  if (found === undefined) {
    found = {
      stream: sight.stream,
      input: sight.input,
      sightings: new Map(),
      probes: new Map(),
      stamps: { lines: 0, least: Infinity, most: -Infinity },
    };
    tally.set(sight.stream, found);
  }
  return found;
}

/** A number that is the same for one id wherever it is met, and otherwise spread: FNV-1a, mixed once more. */
function spreadOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * Keeps those ids that come first in an order which is the same everywhere. All streams then keep the same things, so
 * that they still meet; and what one part let go can't be among the first of the whole, so that parts merge exactly.
 */
function keepFirst<T>(map: Map<string, T>, most: number): void {
  if (map.size <= most) return;
  const ids = [...map.keys()].sort((a, b) => spreadOf(a) - spreadOf(b) || (a < b ? -1 : 1));
  for (const id of ids.slice(LIMIT)) map.delete(id);
}

function join(map: Map<string, Sighting>, id: string, other: Sighting): void {
  const held = map.get(id);
  if (held === undefined) map.set(id, { ...other });
  else {
    held.first = Math.min(held.first, other.first);
    held.last = Math.max(held.last, other.last);
    held.count += other.count;
  }
}

/** Sightings of the same things in different streams: what shows how far their clocks differ. */
export const clockAnchors: Aggregate<AnchorTally> = {
  name: 'clock-anchors',
  empty: () => new Map(),
  record(tally, record, sight) {
    const anchor = anchorOf(record);
    if (anchor !== null) {
      const { sightings } = find(tally, sight);
      join(sightings, anchor.id, { first: anchor.time, last: anchor.time, count: 1 });
      keepFirst(sightings, 2 * LIMIT);
    }
    if (record.time === null) return;
    if (record.kind === 'clock-difference' && record.peer != null && record.difference != null) {
      const { probes } = find(tally, sight);
      const id = `${record.peer}\0${record.time}`;
      probes.set(id, Math.max(probes.get(id) ?? -Infinity, record.difference));
      keepFirst(probes, 2 * LIMIT);
    }
    const outer = sight.outerTime ?? null;
    if (outer === null || outer === record.time || record.source !== 'etcd') return;
    const { stamps } = find(tally, sight);
    stamps.lines += 1;
    stamps.least = Math.min(stamps.least, outer - record.time);
    stamps.most = Math.max(stamps.most, outer - record.time);
  },
  settle(tally) {
    for (const { sightings, probes } of tally.values()) {
      keepFirst(sightings, LIMIT);
      keepFirst(probes, LIMIT);
    }
  },
  merge(a, b) {
    for (const [stream, other] of b) {
      const found = a.get(stream);
      if (found === undefined) {
        a.set(stream, other);
        continue;
      }
      for (const [id, sighting] of other.sightings) join(found.sightings, id, sighting);
      for (const [id, difference] of other.probes)
        found.probes.set(id, Math.max(found.probes.get(id) ?? -Infinity, difference));
      keepFirst(found.sightings, LIMIT);
      keepFirst(found.probes, LIMIT);
      found.stamps.lines += other.stamps.lines;
      found.stamps.least = Math.min(found.stamps.least, other.stamps.least);
      found.stamps.most = Math.max(found.stamps.most, other.stamps.most);
    }
    return a;
  },
};

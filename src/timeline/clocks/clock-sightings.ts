import type { AnchorTally, Sighting } from '../../aggregates/clock-anchors.js';
import type { KeptSize, SizeTally } from '../../aggregates/size-samples.js';
import type { Input } from '../../model/report.js';
import { SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

/** When something happened by a clock, as far as its sightings tell. EpochMicros, as written. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** One clock, that may have stamped several inputs: a member's, or that of the host that took samples. */
export interface Clock {
  readonly key: string;
  readonly name: string;
  /** The member whose clock it is; null: that of a sampler, or of a log that nothing joins to a member. */
  readonly member: string | null;
  readonly streams: Set<string>;
  /** Moments, by what happened. */
  readonly points: Map<string, number>;
  /** Between which samples something came to be. */
  readonly intervals: Map<string, Interval>;
  /** By member: how far this clock is ahead of that one's, as etcd's prober measured it. */
  readonly probes: Map<string, number[]>;
  /** Revisions as sampled, in the order of time. */
  readonly revisions: { readonly time: number; readonly revision: number }[];
}

/** A leader that was lost and replaced within this while the process continued: the line came as it happened. */
const LIVE = 60 * SECOND;
/** A candidate counts the term up some seconds before its election is logged. */
const ELECTION = 3 * SECOND;

/**
 * Which clock stamped a stream. Copies and rotated parts of one member's log have one clock, but where stamps had to be
 * given a zone, the input with that zone has one of its own: the zone may be wrong.
 */
export function clockKeys(
  members: MemberResolver,
  inputs: readonly Input[],
  logOf: (input: string) => string,
): (stream: string) => string {
  const zones = new Map(
    inputs.map(({ path, clock }) => [path, clock.zoneFrom === 'input' ? '' : `${clock.zone}\0${logOf(path)}`]),
  );
  return (stream) => {
    const [input = ''] = stream.split('\0');
    return `${members.ofStream(stream) ?? stream}\0${zones.get(input) ?? ''}`;
  };
}

/** What each clock saw, of what others can have seen too. Sorted by key. */
export function clocksOf(
  anchors: AnchorTally,
  sizes: SizeTally,
  streams: Iterable<string>,
  members: MemberResolver,
  keyOf: (stream: string) => string,
): Clock[] {
  const clocks = new Map<string, Clock>();
  const clockOf = (stream: string): Clock => {
    const key = keyOf(stream);
    let clock = clocks.get(key);
    if (clock === undefined) {
      const member = members.ofStream(stream);
      const [input = '', host = ''] = stream.split('\0');
      clock = {
        key,
        name: member ?? (host === '' ? input : host),
        member,
        streams: new Set(),
        points: new Map(),
        intervals: new Map(),
        probes: new Map(),
        revisions: [],
      };
      clocks.set(key, clock);
    }
    clock.streams.add(stream);
    return clock;
  };
  const sightings = new Map<Clock, Map<string, Sighting>>();
  for (const seen of anchors.values()) {
    const clock = clockOf(seen.stream);
    let own = sightings.get(clock);
    if (own === undefined) sightings.set(clock, (own = new Map<string, Sighting>()));
    for (const [id, { first, last, count }] of seen.sightings) {
      const held = own.get(id);
      // Copies of a line are one sighting, and both ends fall together.
      own.set(id, {
        first: Math.min(held?.first ?? Infinity, first),
        last: Math.max(held?.last ?? -Infinity, last),
        count: Math.max(held?.count ?? 0, count),
      });
    }
    for (const [id, difference] of [...seen.probes].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const peer = members.ofRef({ id: id.slice(0, id.indexOf('\0')) });
      if (peer !== null) clock.probes.set(peer, [...(clock.probes.get(peer) ?? []), difference]);
    }
  }
  for (const [clock, own] of sightings) keepPoints(clock, own);
  keepSamples(sizes, clockOf);
  const probed = new Set([...clocks.values()].flatMap(({ probes }) => [...probes.keys()]));
  for (const stream of streams) if (probed.has(members.ofStream(stream) ?? '')) clockOf(stream);
  return [...clocks.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Stamps in whole seconds (journalctl's `short`) were cut: on the average the moment was half a second later. */
function keepPoints(
  clock: Clock,
  sightings: ReadonlyMap<string, { readonly first: number; readonly last: number; readonly count: number }>,
): void {
  const whole = [...sightings.values()].every(({ first, last }) => first % SECOND === 0 && last % SECOND === 0);
  const shift = whole ? SECOND / 2 : 0;
  for (const [id, { first, last, count }] of sightings) {
    const [kind, what] = id.split(':');
    if (kind === 'loss') continue;
    if (kind === 'election') {
      // A process that comes up learns the leader of the day: only one that lost the last leader saw the election.
      const lost = sightings.get(`loss:${what ?? ''}`);
      const live = lost !== undefined && first >= lost.first && first - lost.first <= LIVE;
      if (!live) continue;
      clock.intervals.set(`term:${what ?? ''}`, { from: first + shift - ELECTION, to: first + shift });
    } else if (last - first > SECOND && kind !== 'snapshot') continue; // it happened twice: which of them is whose?
    if (kind === 'nospace-alarm-raised' && count === 1)
      clock.intervals.set('alarm', { from: first + shift, to: first + shift });
    clock.points.set(id, first + shift);
  }
}

/** Of samples: between which two a term began or the alarm was raised, and the revisions. */
function keepSamples(sizes: SizeTally, clockOf: (stream: string) => Clock): void {
  const byClock = new Map<Clock, KeptSize[]>();
  for (const { timed } of sizes.values())
    for (const kept of timed.items.values()) {
      if (kept.record.kind !== 'member-status' || kept.record.time === null || kept.record.timeEarliest !== undefined)
        continue;
      const clock = clockOf(kept.stream);
      const own = byClock.get(clock);
      if (own === undefined) byClock.set(clock, [kept]);
      else own.push(kept);
    }
  for (const [clock, samples] of byClock) {
    samples.sort((a, b) => (a.record.time as number) - (b.record.time as number));
    const alarms: Interval[] = [];
    let term: { readonly value: number; readonly time: number } | null = null;
    let armed: { readonly on: boolean; readonly time: number } | null = null;
    for (const { record } of samples) {
      if (record.kind !== 'member-status') continue;
      const time = record.time as number;
      if (record.revision !== null) clock.revisions.push({ time, revision: record.revision });
      if (record.term !== null) {
        if (term !== null && record.term > term.value && record.term - term.value <= 8)
          for (let t = term.value + 1; t <= record.term; t += 1)
            clock.intervals.set(`term:${t}`, { from: term.time, to: time });
        if (term === null || record.term >= term.value) term = { value: record.term, time };
      }
      const on = record.errors.some((error) => error.includes('NOSPACE'));
      if (armed !== null && on && !armed.on) alarms.push({ from: armed.time, to: time });
      if (record.source === 'etcdctl') armed = { on, time };
    }
    if (alarms.length === 1) clock.intervals.set('alarm', alarms[0] as Interval);
  }
}

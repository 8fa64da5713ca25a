import type { AnchorTally, StreamAnchors } from '../../aggregates/clock-anchors.js';
import type { CoverageTally } from '../../aggregates/stream-coverage.js';
import type { SizeTally } from '../../aggregates/size-samples.js';
import type { ClockOffset } from '../../model/case-file.js';
import type { Input } from '../../model/report.js';
import { micros, SECOND } from '../../model/units.js';
import { differenceOf, type Basis, type Difference } from './clock-differences.js';
import { clockKeys, clocksOf, type Clock } from './clock-sightings.js';
import type { MemberResolver } from '../members/members.js';

export interface ClockOffsets {
  /** One entry a clock that could be held against others, by name. */
  readonly clocks: readonly ClockOffset[];
  /** By how much the stamps of a stream run ahead, where that is known beyond its error; else 0. Microseconds. */
  skewOf(stream: string): number;
  /** Milliseconds by which the input's only clock runs ahead; 0: within the error; null: not known, or several clocks. */
  offsetMsOf(input: string): number | null;
}

/** Clocks beyond this many are left out, the last by name: every pair is held against each other. */
const MOST = 96;

interface Placed {
  readonly clock: Clock;
  readonly offset: number;
  readonly error: number;
  readonly basis: readonly Basis[];
  readonly reference: readonly string[];
}

/** Holds the clocks against each other, and each against the middle of all: a single clock is never the measure. */
export function clockOffsets(
  tally: { readonly anchors: AnchorTally; readonly sizes: SizeTally; readonly coverage: CoverageTally },
  members: MemberResolver,
  inputs: readonly Input[],
  logOf: (input: string) => string = (input) => input,
): ClockOffsets {
  const keyOf = clockKeys(members, inputs, logOf);
  const streams = [...tally.coverage.values()].map(({ stream }) => stream);
  const clocks = clocksOf(tally.anchors, tally.sizes, streams, members, keyOf).slice(0, MOST);
  const differences = new Map<string, Difference>();
  const between = (a: Clock, b: Clock): Difference | null => differences.get(`${a.key}\n${b.key}`) ?? null;
  for (const [i, a] of clocks.entries()) {
    for (const b of clocks.slice(i + 1)) {
      const found = differenceOf(a, b);
      if (found === null) continue;
      differences.set(`${a.key}\n${b.key}`, found);
      differences.set(`${b.key}\n${a.key}`, { ...found, ahead: -found.ahead });
    }
  }
  const placed = groupsOf(clocks, between).flatMap((group) => place(group, between).filter(isKnown));
  const applied = new Map(placed.map((one) => [one.clock.key, isApplied(one) ? Math.round(one.offset) : 0]));
  const keysOf = new Map<string, Set<string>>();
  // A file without a time has no clock, whomever it is of.
  for (const { input, stream, first, last } of tally.coverage.values())
    if (first <= last) keysOf.set(input, (keysOf.get(input) ?? new Set()).add(keyOf(stream)));
  return {
    clocks: [
      ...placed.map((one) => entryOf(one, placed)),
      ...[...tally.anchors.values()].flatMap((seen) => wrapperEntry(seen, members)),
    ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : compareText(a.inputs[0] ?? '', b.inputs[0] ?? ''))),
    skewOf: (stream) => applied.get(keyOf(stream)) ?? 0,
    offsetMsOf: (input) => {
      const keys = [...(keysOf.get(input) ?? [])];
      const skew = keys.length === 1 ? applied.get(keys[0] as string) : undefined;
      return skew === undefined ? null : Math.round(skew / 1000);
    },
  };
}

/** A bound wider than this that holds no offset says nothing of the clock: samples minutes apart, say. */
const TELLING = 10 * SECOND;
const isKnown = (one: Placed): boolean => isApplied(one) || one.error <= TELLING;
const isApplied = ({ offset, error }: Placed): boolean => Math.abs(offset) > error;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
type Between = (a: Clock, b: Clock) => Difference | null;

/** Clocks that are tied to each other, over however many others; alone, a clock is tied to nothing. */
function groupsOf(clocks: readonly Clock[], between: Between): Clock[][] {
  const left = new Set(clocks);
  const groups: Clock[][] = [];
  for (const clock of clocks) {
    if (!left.delete(clock)) continue;
    const group = [clock];
    for (const one of group)
      for (const other of [...left]) if (between(one, other) !== null && left.delete(other)) group.push(other);
    if (group.length > 1) groups.push(group);
  }
  return groups;
}

/** Each clock of a group against its middle one: of the members, one vote each, the one in the middle. */
function place(group: readonly Clock[], between: Between): Placed[] {
  const from = distances(group[0] as Clock, group, between);
  const voters = new Map<string, Clock>();
  for (const clock of group) {
    const held = clock.member === null ? undefined : voters.get(clock.member);
    if (clock.member !== null && (held === undefined || clock.points.size > held.points.size))
      voters.set(clock.member, clock);
  }
  const voting = voters.size >= 3 ? [...voters.values()] : group;
  const sorted = [...voting].sort(
    (a, b) => (from.get(a)?.ahead ?? 0) - (from.get(b)?.ahead ?? 0) || compareText(a.key, b.key),
  );
  const middle = sorted[(sorted.length - 1) >> 1] as Clock;
  const placed = distances(middle, group, between);
  const agreeing = [...placed].filter(([, { ahead, error }]) => Math.abs(ahead) <= error);
  const witnesses = agreeing.some(([clock]) => clock.member !== null)
    ? agreeing.filter(([clock]) => clock.member !== null)
    : agreeing;
  const reference = [...new Set(witnesses.map(([clock]) => clock.name))].sort();
  return [...placed].map(([clock, { ahead, error, basis }]) => ({ clock, offset: ahead, error, basis, reference }));
}

/** How far each clock is ahead of one of them, on the way with the least error. */
function distances(start: Clock, group: readonly Clock[], between: Between): Map<Clock, Difference> {
  const found = new Map<Clock, Difference>([[start, { ahead: 0, error: 0, basis: [] }]]);
  const open = new Set(group.filter((clock) => clock !== start));
  while (open.size > 0) {
    let best: { readonly clock: Clock; readonly difference: Difference } | null = null;
    for (const clock of open) {
      for (const [known, so] of found) {
        const step = between(clock, known);
        if (step === null) continue;
        const error = so.error + step.error;
        if (best === null || error < best.difference.error)
          best = { clock, difference: { ahead: so.ahead + step.ahead, error, basis: step.basis } };
      }
    }
    if (best === null) break;
    open.delete(best.clock);
    found.set(best.clock, best.difference);
  }
  return found;
}

/** The middle clock itself rests on what the others have in common with it. */
function entryOf(one: Placed, all: readonly Placed[]): ClockOffset {
  const applied = isApplied(one);
  const peers = all.filter((other) => other.clock !== one.clock && other.reference === one.reference);
  const basis = one.basis.length > 0 ? one.basis : (peers[0]?.basis ?? []);
  const error = one.error > 0 ? one.error : peers.reduce((least, other) => Math.min(least, other.error), TELLING);
  return {
    name: one.clock.name,
    member: one.clock.member,
    inputs: [...new Set([...one.clock.streams].map((stream) => stream.split('\0')[0] as string))].sort(),
    offset: micros(applied ? Math.round(one.offset) : 0),
    error: micros(Math.round(error)),
    applied,
    basis: basis.map(basisText).join(', '),
    reference: applied ? one.reference : one.reference.filter((name) => name !== one.clock.name),
  };
}

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  compaction: ['compaction', 'compactions'],
  election: ['election', 'elections'],
  snapshot: ['snapshot', 'snapshots'],
  'nospace-alarm-raised': ['alarm raised', 'alarms raised'],
  'nospace-alarm-disarmed': ['alarm disarmed', 'alarms disarmed'],
  'corrupt-alarm-raised': ['alarm raised', 'alarms raised'],
  probe: ["measurement of etcd's prober", "measurements of etcd's prober"],
  term: ['change of term', 'changes of term'],
  alarm: ['alarm shown by samples', 'alarms shown by samples'],
  revision: ['series of revisions', 'series of revisions'],
};

function basisText({ kind, count }: Basis): string {
  const [one, many] = WORDS[kind] ?? [kind, kind];
  return `${count} ${count === 1 ? one : many}`;
}

/** Stamps of a wrapping may be cut to seconds and come a moment later: beyond this they are of another clock or zone. */
const SAME_CLOCK = 2 * SECOND;
const ENOUGH_LINES = 3;

/**
 * A journal's stamp and etcd's own on the same lines are of one clock. Where they differ by the same amount on all
 * lines, one of them was read in the wrong zone, or was made by another machine; a varying amount is delay.
 */
function wrapperEntry(seen: StreamAnchors, members: MemberResolver): ClockOffset[] {
  const { lines, least, most } = seen.stamps;
  if (lines < ENOUGH_LINES || most - least > SAME_CLOCK || Math.abs(least) <= SAME_CLOCK) return [];
  const [input = '', host = ''] = seen.stream.split('\0');
  const name = members.ofStream(seen.stream) ?? (host === '' ? input : host);
  return [
    {
      name: `timestamps of the wrapper around the lines of ${name}`,
      member: null,
      inputs: [input],
      offset: micros(Math.round(least)),
      error: micros(Math.max(FLOOR_OF_STAMPS, Math.round(most - least))),
      applied: false,
      basis: `${lines} lines with both timestamps`,
      reference: ["etcd's own timestamps on the same lines"],
    },
  ];
}

const FLOOR_OF_STAMPS = 0.5 * SECOND;

import { SLOW_RULES, type SlowSighting, type SlowTally } from '../../aggregates/slow-durations.js';
import { thinnedItems } from '../../mergeable/thinned.js';
import type { SlowPoint } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros, micros, SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

/** Stamps of one line in two renderings differ by less. */
const SAME = 1.2 * SECOND;

/** What took long, in order, without copies of a line from two renderings of one log. */
export function slowPoints(tally: SlowTally, members: MemberResolver): SlowPoint[] {
  const all = [...tally.values()].flatMap((series) => thinnedItems(series, SLOW_RULES));
  all.sort((a, b) => a.time - b.time || compareExemplars(a.exemplar, b.exemplar) || (a.kind < b.kind ? -1 : 1));
  const last = new Map<string, SlowSighting>();
  const points: SlowPoint[] = [];
  for (const one of all) {
    const member = members.ofStream(one.stream);
    const key = `${one.kind}\0${member ?? one.stream}\0${one.duration}`;
    const before = last.get(key);
    last.set(key, one);
    if (before !== undefined && before.stream !== one.stream && one.time - before.time < SAME) continue;
    const { kind, time, duration, exemplar } = one;
    points.push({ kind, member, time: epochMicros(time), duration: micros(duration), exemplar });
  }
  return points;
}

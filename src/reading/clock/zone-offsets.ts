import { DAY, MINUTE, type EpochMicros } from '../../model/units.js';

/** How the clocks of an input's machines were set: one offset, a change from one to another, or a zone by its name. */
export type ZoneSpec =
  | { readonly minutes: number }
  | { readonly change: { readonly at: EpochMicros; readonly before: number; readonly after: number } }
  | { readonly name: string };

/** What a quarter of an hour on the wall was. Zones change at whole quarters, so it is one of these for all of it. */
export interface Quarter {
  /** The zone's offset in microseconds; of what came twice, the first time's; of what never was, the one before it. */
  readonly offset: number;
  /** What came twice, as clocks were set back: the second time's offset, and where on the wall it begins and ends. */
  readonly twice: { readonly offset: number; readonly from: number; readonly until: number } | null;
  /** Clocks were set forward over it. */
  readonly never: boolean;
}

export const QUARTER = 15 * MINUTE;

/** Local quarter of an hour (as if UTC, counted from the epoch) to what it was. */
export type Quarters = (quarter: number) => Quarter;

/** The offset of a zone at a moment, both in microseconds. */
type OffsetAt = (utc: number) => number;

export async function quartersOf(zone: ZoneSpec): Promise<Quarters> {
  if ('minutes' in zone) {
    const fixed: Quarter = { offset: zone.minutes * MINUTE, twice: null, never: false };
    return () => fixed;
  }
  const offsetAt = 'change' in zone ? offsetsOfChange(zone.change) : await offsetsOfName(zone.name);
  const known = new Map<number, Quarter>();
  return (quarter) => {
    let found = known.get(quarter);
    if (found === undefined) known.set(quarter, (found = lookUp(quarter, offsetAt)));
    return found;
  };
}

const offsetsOfChange =
  ({ at, before, after }: { readonly at: number; readonly before: number; readonly after: number }): OffsetAt =>
  (utc) =>
    (utc < at ? before : after) * MINUTE;

/** luxon knows the zones, `UTC+2` among them. */
export async function offsetsOfName(name: string): Promise<OffsetAt> {
  const { DateTime } = await import('luxon');
  const { zone } = DateTime.fromMillis(0, { zone: name });
  return (utc) => Math.round(zone.offset(utc / 1000) * MINUTE);
}

function lookUp(quarter: number, offsetAt: OffsetAt): Quarter {
  const local = quarter * QUARTER;
  const { first, second } = timesOf(local, offsetAt);
  const offset = first ?? second;
  if (offset === null) return { offset: offsetAt(local - DAY), twice: null, never: true };
  if (first === null || second === null || first === second) return { offset, twice: null, never: false };
  let [from, until] = [local, local + QUARTER];
  const again = (at: number): boolean => {
    const times = timesOf(at, offsetAt);
    return times.first !== null && times.second !== null && times.first !== times.second;
  };
  while (again(from - QUARTER)) from -= QUARTER;
  while (again(until)) until += QUARTER;
  return { offset: first, twice: { offset: second, from, until }, never: false };
}

/** The offsets before and after a change nearby, each where clocks that go by it did show the local time. */
function timesOf(local: number, offsetAt: OffsetAt): { first: number | null; second: number | null } {
  const [before, after] = [offsetAt(local - DAY), offsetAt(local + DAY)];
  const shown = (offset: number): number | null => (offsetAt(local - offset) === offset ? offset : null);
  return { first: shown(before), second: shown(after) };
}

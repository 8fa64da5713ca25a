import type { Clock } from '../model/parser.js';
import { DAY, epochMicros, HOUR, MINUTE, SECOND, type EpochMicros } from '../model/units.js';

/** How stamps of one input become moments. Plain data: it is settled before reading and handed to workers. */
export interface ClockSpec {
  readonly zone: { readonly minutes: number } | { readonly name: string };
  readonly zoneFrom: 'option' | 'inferred' | 'assumed';
  /**
   * The year of a stamp without one: `fixed`; the latest that puts it no more than 24 h after a moment; or the one
   * nearest to a moment that the inputs themselves name.
   */
  readonly year: { readonly fixed: number } | { readonly notAfter: EpochMicros } | { readonly near: EpochMicros };
  readonly yearFrom: 'option' | 'inferred' | 'file-date' | 'run-time';
  readonly capturedAt: EpochMicros | null;
}

/** A clock that knows whether it had to assume anything: what wasn't in the input is named in the report. */
export interface UsedClock extends Clock {
  usedZone: boolean;
  usedYear: boolean;
}

/** Local hour (as if UTC, in hours since the epoch) to the zone's offset in microseconds. */
type Offsets = (hour: number) => number;

export async function makeClock(spec: ClockSpec): Promise<UsedClock> {
  const offsetOf =
    'minutes' in spec.zone ? fixedOffset(spec.zone.minutes * MINUTE) : await namedOffsets(spec.zone.name);
  const yearOf = yearRule(spec.year);
  let lastDay = NaN;
  let lastDayMicros = 0;
  const clock: UsedClock = {
    usedZone: false,
    usedYear: false,
    capturedAt: spec.capturedAt,
    local(year, month, day, hour, minute, second, micro) {
      clock.usedZone = true;
      let full = year;
      if (full === null) {
        clock.usedYear = true;
        full = yearOf(month, day);
      }
      const date = (full * 100 + month) * 100 + day;
      if (date !== lastDay) {
        lastDay = date;
        lastDayMicros = Date.UTC(full, month - 1, day) * 1000;
      }
      const local = lastDayMicros + ((hour * 60 + minute) * 60 + second) * SECOND + micro;
      return epochMicros(local - offsetOf(Math.floor(local / HOUR)));
    },
  };
  return clock;
}

const fixedOffset =
  (offset: number): Offsets =>
  () =>
    offset;

/** luxon knows the zones; an hour has one offset but for the hour of a change, where it is the one before. */
async function namedOffsets(name: string): Promise<Offsets> {
  const { DateTime } = await import('luxon');
  const known = new Map<number, number>();
  return (hour) => {
    let offset = known.get(hour);
    if (offset === undefined) {
      const local = DateTime.fromMillis((hour * HOUR) / 1000, { zone: 'utc' }).setZone(name, { keepLocalTime: true });
      offset = local.offset * MINUTE;
      known.set(hour, offset);
    }
    return offset;
  };
}

function yearRule(rule: ClockSpec['year']): (month: number, day: number) => number {
  if ('fixed' in rule) return () => rule.fixed;
  const reference = 'near' in rule ? rule.near : rule.notAfter;
  const base = new Date(reference / 1000).getUTCFullYear();
  const known = new Map<number, number>();
  const at = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) * 1000;
  return (month, day) => {
    const key = month * 32 + day;
    let year = known.get(key);
    if (year === undefined) {
      const years = [base - 1, base, base + 1];
      year =
        'near' in rule
          ? years.reduce((best, y) =>
              Math.abs(at(y, month, day) - reference) < Math.abs(at(best, month, day) - reference) ? y : best,
            )
          : (years.filter((y) => at(y, month, day) <= reference + DAY).at(-1) ?? base);
      known.set(key, year);
    }
    return year;
  };
}

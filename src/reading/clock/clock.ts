import type { Clock } from '../../model/parser.js';
import { epochMicros, HOUR, MINUTE, SECOND, type EpochMicros } from '../../model/units.js';
import { isDay, yearRule, type YearSpec } from './year-rule.js';
import { QUARTER, quartersOf, type Quarter, type ZoneSpec } from './zone-offsets.js';

/** How stamps of one input become moments. Plain data: it is settled before reading and handed to workers. */
export interface ClockSpec {
  readonly zone: ZoneSpec;
  readonly zoneFrom: 'option' | 'inferred' | 'assumed';
  readonly year: YearSpec;
  readonly yearFrom: 'option' | 'inferred' | 'file-date' | 'run-time';
  readonly capturedAt: EpochMicros | null;
  readonly capturedFrom?: CapturedFrom;
}

/** What shows when an input was taken; all but the first two are assumed. */
export type CapturedFrom = 'option' | 'input' | 'file-date' | 'run-time' | 'last-stamp';

/** A clock that knows whether it had to assume anything: what wasn't in the input is named in the report. */
export interface UsedClock extends Clock {
  usedZone: boolean;
  usedYear: boolean;
}

/** A clock that is given the stamps of an input in the order of its lines. */
export interface InputClock extends UsedClock {
  /** Of the hours that came twice, or never, and that stamps are in: what was assumed of them. */
  readonly notes: ReadonlySet<string>;
  /** Whether what the order of lines shows may reach back before the first stamp of those that it was given. */
  readonly reachesBack: boolean;
  /** As if it had been given none. */
  forget(): void;
  forgetNotes(): void;
  /** The last day that it was given and that no calendar has: `2025-02-29`, `02-29 in any year …`. */
  noDay: string | null;
}

/**
 * A day that no calendar has (29 February of 2025, 31 April) gives NaN. A time that came twice, as clocks were set
 * back, is found from the order of lines: see `Order`.
 */
export async function makeClock(spec: ClockSpec): Promise<InputClock> {
  const quarters = await quartersOf(spec.zone);
  const yearOf = yearRule(spec.year);
  const order = 'minutes' in spec.zone ? null : new Order();
  let lastDay = NaN;
  let lastDayMicros = 0;
  const clock: InputClock = {
    usedZone: false,
    usedYear: false,
    capturedAt: spec.capturedAt,
    notes: order?.notes ?? new Set(),
    get reachesBack() {
      return order?.reachesBack ?? false;
    },
    forget() {
      clock.usedZone = clock.usedYear = false;
      order?.forget();
    },
    noDay: null,
    forgetNotes: () => order?.notes.clear(),
    local(year, month, day, hour, minute, second, micro) {
      clock.usedZone = true;
      const within = ((hour * 60 + minute) * 60 + second) * SECOND + micro;
      let full = year;
      if (full === null) {
        clock.usedYear = true;
        full = yearOf(month, day, (of) => {
          const local = Date.UTC(of, month - 1, day) * 1000 + within;
          return local - quarters(Math.floor(local / QUARTER)).offset;
        });
      }
      const date = (full * 100 + month) * 100 + day;
      if (date !== lastDay) {
        lastDay = date;
        lastDayMicros = isDay(full, month, day) ? Date.UTC(full, month - 1, day) * 1000 : NaN;
      }
      const local = lastDayMicros + within;
      if (Number.isNaN(local)) {
        const digits = (value: number): string => String(value).padStart(2, '0');
        const shown = year ?? ('fixed' in spec.year ? spec.year.fixed : null);
        const date = `${digits(month)}-${digits(day)}`;
        clock.noDay = shown === null ? `${date} in any possible year` : `${shown}-${date}`;
        return epochMicros(NaN);
      }
      const quarter = quarters(Math.floor(local / QUARTER));
      return epochMicros(local - (order === null ? quarter.offset : order.offset(local, quarter)));
    },
  };
  return clock;
}

/** Lines that were written at once are out of order by less. */
const OUT_OF_ORDER = 2 * MINUTE;
const LATE = 10 * SECOND;

/**
 * Which of the two a time is that came twice: the first, until the time of the lines steps back within it, or lines
 * from after it have been. That is a state, but one that no line before the hour affects, so that a reader that begins
 * in the middle of a file has to look back that far and no further.
 */
class Order {
  readonly notes = new Set<string>();
  private until = NaN;
  private isSecond = false;
  /** The latest time so far, of this going round. */
  private top = -Infinity;
  private last = NaN;
  private begun: 'once' | 'twice' | null = null;

  /** No line has shown the position of the first one in the order. */
  get reachesBack(): boolean {
    return this.begun === 'twice';
  }

  forget(): void {
    this.notes.clear();
    this.until = this.last = NaN;
    this.isSecond = false;
    this.top = -Infinity;
    this.begun = null;
  }

  offset(local: number, { offset, twice, never }: Quarter): number {
    this.begun ??= twice === null ? 'once' : 'twice';
    if (twice === null) {
      this.last = local;
      if (never)
        this.notes.add(
          `${wall(local - (local % HOUR))} does not exist because clocks were set forward: read with the previous offset`,
        );
      return offset;
    }
    const { from, until } = twice;
    if (until !== this.until) this.notes.add(comesTwice(from, until));
    if (until !== this.until || this.last >= until || this.last < from) {
      this.isSecond = this.last >= until && (until === this.until || this.last - until < DAYTIME);
      this.top = -Infinity;
      this.until = until;
    } else if (this.top - local > OUT_OF_ORDER && !this.isSecond) {
      this.isSecond = true;
      this.top = -Infinity;
    }
    // 02:59:59 after 02:00:00 is a line that came late.
    const late = this.isSecond && until - local < LATE && this.top > -Infinity && this.top - from < LATE;
    if (!late) {
      this.last = local;
      this.top = Math.max(this.top, local);
    }
    return this.isSecond && !late ? twice.offset : offset;
  }
}

/** Lines of so long after the hour show nothing about the next one like it. */
const DAYTIME = 12 * HOUR;

const comesTwice = (from: number, until: number): string =>
  `${wall(from)} to ${wall(until).slice(-5)} occurred twice because clocks were set back: resolved by the order of lines, otherwise as the first`;

const wall = (local: number): string => new Date(local / 1000).toISOString().slice(0, 16).replace('T', ' ');

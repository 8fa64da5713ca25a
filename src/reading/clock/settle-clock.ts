import { DAY, epochMicros, MINUTE, type EpochMicros } from '../../model/units.js';
import { rotationName } from '../../sources/rotation.js';
import type { ClockLook } from './clock-look.js';
import { captureTime, lastStamp, type CaptureTime } from './capture-time.js';
import type { ClockSpec } from './clock.js';
import type { Options } from '../../pipeline/options.js';
import type { SeenOffset } from './timestamp-evidence.js';
import { yearRule, type YearSpec } from './year-rule.js';
import { offsetsOfName, type ZoneSpec } from './zone-offsets.js';

/** What all inputs together tell. */
export interface ClockLooks {
  readonly all: readonly ClockLook[];
  /** The files that may be one rotated log with this one. */
  setOf(path: string): readonly ClockLook[];
  /** Where the year begins that `--year` gives to stamps without one. */
  readonly yearBegins: EpochMicros | null;
  /** The last stamp of all, found once. */
  last?: Promise<EpochMicros | null>;
}

export function clockLooks(
  all: readonly ClockLook[],
  sets: readonly { readonly files: readonly { readonly input: string }[] }[],
  year: number | null,
): ClockLooks {
  const byPath = new Map(all.map((look) => [look.path, look]));
  const mates = new Map<string, ClockLook[]>();
  for (const { files } of sets) {
    const looks = files.flatMap(({ input }) => byPath.get(input) ?? []);
    for (const { path } of looks)
      mates.set(
        path,
        looks.filter((look) => look.path !== path),
      );
  }
  return {
    all,
    setOf: (path) => mates.get(path) ?? [],
    yearBegins: year === null ? null : yearBegins(year, all),
  };
}

/** Settles zone, year and capture time of one input. Nothing downstream guesses again. */
export async function settleClock(
  look: ClockLook,
  looks: ClockLooks,
  options: Options,
  runTime: EpochMicros,
): Promise<ClockSpec> {
  return {
    ...(await settleStamps(look, looks, options, runTime)),
    ...(await settleCapture(look, looks, options, runTime)),
  };
}

/** Zone and year: all that a stamp of a line needs. */
async function settleStamps(
  look: ClockLook,
  looks: ClockLooks,
  options: Options,
  runTime: EpochMicros,
): Promise<ClockSpec> {
  const zone = await settleZone(look, looks, options);
  return { ...zone, ...settleYear(look, looks, options, runTime), capturedAt: null };
}

async function settleCapture(
  look: ClockLook,
  looks: ClockLooks,
  options: Options,
  runTime: EpochMicros,
): Promise<CaptureTime> {
  if (options.capturedAt !== null) return { capturedAt: options.capturedAt, capturedFrom: 'option' };
  looks.last ??= lastStamp(looks.all, (one) => settleStamps(one, looks, options, runTime), runTime);
  return captureTime(look, looks.all, await looks.last, runTime);
}

async function settleZone(
  look: ClockLook,
  looks: ClockLooks,
  { timezone }: Options,
): Promise<Pick<ClockSpec, 'zone' | 'zoneFrom'>> {
  if (timezone !== null) return { zone: { name: timezone }, zoneFrom: 'option' };
  const { offsets, processOffset } = look.timestampEvidence;
  const zone =
    (await zoneOf(offsets)) ??
    (processOffset === null ? null : { minutes: processOffset }) ??
    (await zoneOfSiblings(look, looks));
  return zone === null ? { zone: { minutes: 0 }, zoneFrom: 'assumed' } : { zone, zoneFrom: 'inferred' };
}

/** The same log, the same host, or all that anybody's lines with two stamps show, if it is one offset. */
async function zoneOfSiblings(look: ClockLook, looks: ClockLooks): Promise<ZoneSpec | null> {
  const own = (others: readonly ClockLook[]): SeenOffset[] =>
    others.flatMap(({ timestampEvidence }) => [...timestampEvidence.offsets]);
  const others = looks.all.filter((other) => other !== look);
  const sameHost = others.filter(({ timestampEvidence }) =>
    [...timestampEvidence.hosts].some((host) => look.timestampEvidence.hosts.has(host)),
  );
  const shown = own(others);
  return (
    (await zoneOf(own(looks.setOf(look.path)))) ??
    (await zoneOf(own(sameHost))) ??
    (new Set(shown.map(({ minutes }) => minutes)).size === 1 ? zoneOf(shown) : null)
  );
}

/** What two offsets of one zone are at most apart: Lord Howe 30 minutes, Antarctica/Troll two hours. */
const CHANGE = 120;

/** The offset that most lines show; of two, of which one follows the other, both. */
async function zoneOf(seen: readonly SeenOffset[]): Promise<ZoneSpec | null> {
  const sums = new Map<number, SeenOffset>();
  for (const one of seen) {
    const sum = sums.get(one.minutes) ?? { ...one, count: 0 };
    sums.set(one.minutes, {
      minutes: one.minutes,
      count: sum.count + one.count,
      from: Math.min(sum.from, one.from),
      to: Math.max(sum.to, one.to),
    });
  }
  const [most, next] = [...sums.values()].sort((a, b) => b.count - a.count || a.minutes - b.minutes);
  if (most === undefined) return null;
  if (next === undefined || next.count < 2 || Math.abs(most.minutes - next.minutes) > CHANGE)
    return { minutes: most.minutes };
  const [before, after] = most.from < next.from ? [most, next] : [next, most];
  if (before.to >= after.from) return { minutes: most.minutes };
  const at = await changeBetween(before, after);
  return { change: { at: epochMicros(at), before: before.minutes, after: after.minutes } };
}

/** When clocks were changed: when those of the zones were that had both offsets then. Else with the first line that shows it. */
async function changeBetween(before: SeenOffset, after: SeenOffset): Promise<number> {
  const [first, second] = [before.minutes * MINUTE, after.minutes * MINUTE];
  const moments = new Map<number, number>();
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const offsetAt = await offsetsOfName(name);
    if (offsetAt(before.to) !== first || offsetAt(after.from) !== second) continue;
    let [low, high] = [Math.floor(before.to / MINUTE), Math.ceil(after.from / MINUTE)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle * MINUTE) === first) low = middle;
      else high = middle;
    }
    moments.set(high * MINUTE, (moments.get(high * MINUTE) ?? 0) + 1);
  }
  const [most] = [...moments].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most?.[0] ?? after.from;
}

function settleYear(
  look: ClockLook,
  looks: ClockLooks,
  options: Options,
  runTime: EpochMicros,
): Pick<ClockSpec, 'year' | 'yearFrom'> {
  if (options.year !== null)
    return {
      year: looks.yearBegins === null ? { fixed: options.year } : { from: looks.yearBegins },
      yearFrom: 'option',
    };
  if (options.capturedAt !== null) return { year: { notAfter: options.capturedAt }, yearFrom: 'option' };
  const { reference, end, isLeap } = look.timestampEvidence;
  if (reference !== null) return { year: { near: reference }, yearFrom: 'inferred' };
  const year = yearOfOthers(look, looks, end);
  if (year !== null) return { year: isLeap ? leap(year) : year, yearFrom: 'inferred' };
  const latest: YearSpec = { notAfter: look.modified ?? runTime };
  return { year: isLeap ? leap(latest) : latest, yearFrom: look.modified === null ? 'run-time' : 'file-date' };
}

/** What a heading or the file's name says, then the files of the same log, the same host's, then all. */
function yearOfOthers(
  { path, timestampEvidence }: ClockLook,
  looks: ClockLooks,
  end: EpochMicros | null,
): YearSpec | null {
  if (end !== null) return { notAfter: end };
  const { day } = rotationName(path);
  if (day !== null) return { notAfter: epochMicros(day * 1000 + DAY) };
  const sameHost = looks.all.filter((other) =>
    [...other.timestampEvidence.hosts].some((host) => timestampEvidence.hosts.has(host)),
  );
  for (const others of [looks.setOf(path), sameHost, looks.all]) {
    const references = others
      .flatMap(({ timestampEvidence: { reference, end: last } }) => reference ?? last ?? [])
      .sort((a, b) => a - b);
    const middle = references[Math.floor(references.length / 2)];
    if (middle !== undefined) return { near: middle };
  }
  return null;
}

/** A 29 February shows the year itself: the other stamps are of the months about it. */
function leap(year: YearSpec): YearSpec {
  const found = yearRule(year)(2, 29, (of) => Date.UTC(of, 1, 29) * 1000);
  return Number.isNaN(found) ? year : { near: epochMicros(Date.UTC(found, 1, 29) * 1000) };
}

/** Lines are out of order, and files are cut at midnight, by less. */
const SLACK = 7;
/** Inputs that begin on both sides of a new year, within so many days, are of the time about it. */
const ABOUT_NEW_YEAR = 31;

/**
 * `--year` is the year of the first stamp without one, in all inputs together: a log that runs over New Year continues in the
 * next. null: no head shows such a stamp.
 */
function yearBegins(year: number, all: readonly ClockLook[]): EpochMicros | null {
  const days = all
    .flatMap(({ timestampEvidence: { yearless } }) =>
      yearless === null ? [] : (Date.UTC(year, yearless.month - 1, yearless.day) * 1000) / DAY,
    )
    .sort((a, b) => a - b);
  if (days[0] === undefined) return null;
  const length = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 86_400_000;
  let first = days[0];
  for (let i = 1; i < days.length; i += 1) {
    // From this one, over New Year, to the one before it.
    const span = (days[i - 1] as number) + length - (days[i] as number);
    if (span <= ABOUT_NEW_YEAR && (days[i] as number) - (days[i - 1] as number) > length / 2) first = days[i] as number;
  }
  return epochMicros((first - SLACK) * DAY);
}

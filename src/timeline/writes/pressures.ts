import type { Point, Rise } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import type { Refusal } from '../onsets.js';
import { clearestRiseInto, riseIntoAtAnyScale, risesAtAnyScale, type FoundRise } from './rises.js';
import type { WriteSeries } from './write-series.js';

const KIB = 1024;
/** Without a refusal the bytes have to rise tenfold and continue for a while to mean something. */
const STEEP = 10;
const STEEP_SECONDS = 20;
/** A refusal this much later than the last put of the series has nothing to do with it. */
const REACH = 60;

/** A rise in puts, or, where they show none, in bytes: then the bytes per second are beside the puts. */
interface Onset {
  readonly rise: FoundRise;
  readonly bytes?: { readonly before: number; readonly during: number };
}

/**
 * What the series says about rises: the pressure that led to each refusal (the last sustained rise before it, after the
 * recovery from the one before), or, where nothing was refused, the largest; and all rises in order.
 */
export function pressuresOf(
  series: WriteSeries,
  exemplars: readonly Exemplar[],
  refusals: readonly Refusal[],
): { pressures: (Point | null)[]; rises: Rise[] } {
  if (series.start === null) return { pressures: refusals.map(() => null), rises: [] };
  const found = risesAtAnyScale(series.puts, series.width);
  const onsets: (Onset | null)[] =
    refusals.length === 0 ? [largest(series, found)] : refusals.map((_, i) => leadingTo(series, refusals, i));
  const led = onsets.filter((onset) => onset !== null);
  const others = found.filter((rise) => led.every((onset) => Math.abs(rise.from - onset.rise.from) > 1));
  const tell = formatterOf(series, series.start, exemplars);
  const told = onsets.map((onset) => (onset === null ? null : tell(onset)));
  const rises = [...told.filter((rise) => rise !== null), ...others.map((rise) => tell({ rise }))];
  return { pressures: told.map(pointOf), rises: rises.sort((a, b) => a.start - b.start) };
}

function largest(series: WriteSeries, found: readonly FoundRise[]): Onset | null {
  const [rise] = [...found].sort((a, b) => b.significance - a.significance);
  return rise !== undefined ? { rise: ofTrain(series, found, rise) } : ofBytes(series, steepBytesRise(series));
}

/** So many bursts in a row are one load that comes in bursts. */
const TRAIN = 3;

/**
 * A load that comes in bursts, as CronJobs make it, began with the first of them: the bursts before a rise belong to it
 * where each is half of it at least, and follows the one before about as soon as the others do.
 */
function ofTrain({ puts }: WriteSeries, found: readonly FoundRise[], last: FoundRise): FoundRise {
  const train = found.filter((rise) => rise.from <= last.from).sort((a, b) => a.from - b.from);
  const gaps = train.slice(1).map((rise, i) => rise.from - (train[i] as FoundRise).to);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const weight = ({ from, to, during }: FoundRise): number => (to - from) * during;
  let first = train.length - 1;
  while (
    first > 0 &&
    (gaps[first - 1] as number) <= 2 * usual &&
    weight(train[first - 1] as FoundRise) >= weight(last) / 2
  )
    first -= 1;
  const begin = train[first];
  if (begin === undefined || train.length - first < TRAIN) return last;
  const during = puts.slice(begin.from, last.to).reduce((a, b) => a + b, 0) / (last.to - begin.from);
  return { ...begin, to: last.to, during };
}

/** Bursts up to the refusal, of which none is a rise that lasts to it. */
function trainInto(series: WriteSeries, until: number): Onset | null {
  const found = risesAtAnyScale(series.puts.slice(0, until), series.width);
  const last = found.at(-1);
  if (last === undefined) return null;
  const rise = ofTrain(series, found, last);
  return rise === last || until - last.to > rise.to - rise.from ? null : { rise: { ...rise, to: until } };
}

function leadingTo(series: WriteSeries, refusals: readonly Refusal[], i: number): Onset | null {
  const refusal = refusals[i] as Refusal;
  const before = refusals[i - 1];
  const start = series.start ?? 0;
  const until = Math.max(0, Math.ceil((refusal.start.time / SECOND - start) / series.width));
  if (until > series.puts.length + REACH) return null;
  if (before === undefined) {
    const rise = riseIntoAtAnyScale(series.puts, until, series.width);
    if (rise !== null && !(rise.atStart && !beginsInside(series, rise))) return { rise };
    return trainInto(series, until) ?? ofBytes(series, bytesRise(series, until));
  }
  // Between two episodes the level before is that of the recovery, not of the storm that led to the first.
  const from = Math.floor(((before.end?.time ?? before.last) / SECOND - start) / series.width) + 1;
  const rise = from >= until ? null : riseIntoAtAnyScale(series.puts.slice(from), until - from, series.width);
  return rise === null || rise.atStart ? null : { rise: { ...rise, from: rise.from + from, to: rise.to + from } };
}

const pointOf = (rise: Rise | null): Point | null =>
  rise === null
    ? null
    : { time: rise.start, earliest: rise.earliest, latest: rise.latest, member: null, evidence: rise.exemplars };

function formatterOf(series: WriteSeries, start: number, exemplars: readonly Exemplar[]): (onset: Onset) => Rise {
  const at = (index: number): EpochMicros => epochMicros((start + index * series.width) * SECOND);
  const evidence = (from: number, to: number): Exemplar[] =>
    exemplars
      .filter((e) => e.time !== null && e.time >= at(from) - series.width * SECOND && e.time < at(to))
      .slice(0, 3);
  return ({ rise, bytes }) => ({
    start: at(rise.from),
    earliest: rise.atStart ? null : at(rise.from - 1),
    latest: at(rise.from + 1),
    end: at(rise.to),
    before: rise.before / series.width,
    during: rise.during / series.width,
    significance: rise.significance,
    exemplars: evidence(rise.from, rise.to),
    ...(bytes === undefined ? {} : { bytes }),
  });
}

/** High from the first bucket on: a rise only where the level fell by half once the cause was gone. */
function beginsInside(series: WriteSeries, rise: FoundRise): boolean {
  const after = series.puts.slice(rise.to).filter((_, i) => (series.refused[rise.to + i] ?? 0) === 0);
  const accepted = after.slice(after.findIndex((count) => count > 0));
  if (accepted.length * series.width < 10 || !after.some((count) => count > 0)) return false;
  return accepted.reduce((a, b) => a + b, 0) / accepted.length < rise.during / 2;
}

/**
 * Few but large values fill a file without a rise in their number: the bytes rise then. They are given in KiB, of which
 * an ordinary put has about one, so that the noise is of the size that the search expects.
 */
function bytesRise(series: WriteSeries, until: number): FoundRise | null {
  if (series.bytes === null) return null;
  const rise = clearestRiseInto(inKib(series.bytes), until, series.width);
  return rise === null ? null : { ...rise, before: rise.before * KIB, during: rise.during * KIB };
}

function steepBytesRise(series: WriteSeries): FoundRise | null {
  if (series.bytes === null) return null;
  const [steepest] = risesAtAnyScale(inKib(series.bytes), series.width)
    .filter((rise) => rise.during >= STEEP * rise.before && (rise.to - rise.from) * series.width >= STEEP_SECONDS)
    .sort((a, b) => b.significance - a.significance);
  return steepest === undefined ? null : { ...steepest, before: steepest.before * KIB, during: steepest.during * KIB };
}

const inKib = (bytes: readonly number[]): number[] => bytes.map((value) => value / KIB);

function ofBytes({ puts, width }: WriteSeries, rise: FoundRise | null): Onset | null {
  if (rise === null) return null;
  const mean = (part: readonly number[]): number => part.reduce((a, b) => a + b, 0) / Math.max(1, part.length);
  const inPuts = { before: mean(puts.slice(0, rise.from)), during: mean(puts.slice(rise.from, rise.to)) };
  return { rise: { ...rise, ...inPuts }, bytes: { before: rise.before / width, during: rise.during / width } };
}

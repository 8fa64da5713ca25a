import { noiseOf, segment, sum, type Segment } from './segments.js';

export interface FoundRise {
  /** Index of the first bucket of the rise, and of the first one after it. */
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly during: number;
  /** How many standard deviations of the noise lie between the levels, weighted by how long they last. */
  readonly significance: number;
  /** The series begins inside the rise. */
  readonly atStart: boolean;
}

/** A rise has to be at least this factor, last at least this long, and are out of the noise by this much. */
export const RISE_FACTOR = 2.5;
const RISE_SECONDS = 8;
const RISE_SIGNIFICANCE = 6;
/**
 * The rises of a series: runs of high segments behind a lower level. Walks the segments; a run continues while the level
 * stays above half of the run's own, and dips shorter than a tenth of it don't end it.
 */
export function findRises(counts: readonly number[], bucketSeconds: number): FoundRise[] {
  const segments = segment(counts);
  const noise = noiseOf(counts.map((count) => 2 * Math.sqrt(Math.max(0, count) + 0.375)));
  const rises: FoundRise[] = [];
  for (let i = 1; i < segments.length; i += 1) {
    const before = levelBefore(segments, i, bucketSeconds);
    const rise = runFrom(segments, i, bucketSeconds);
    const during = rise.mean;
    const length = rise.to - rise.from;
    const gap = 2 * Math.sqrt(during + 0.375) - 2 * Math.sqrt(before + 0.375);
    const significance = (gap / Math.sqrt(noise)) * Math.sqrt(Math.min(length, 100));
    if (during < RISE_FACTOR * before || length * bucketSeconds < RISE_SECONDS || significance < RISE_SIGNIFICANCE)
      continue;
    // A rise over next to nothing has to be something in itself.
    if ((during / bucketSeconds) * length * bucketSeconds < 50) continue;
    rises.push({ from: rise.from, to: rise.to, before, during, significance, atStart: false });
    while (i + 1 < segments.length && (segments[i + 1] as Segment).from < rise.to) i += 1;
  }
  return rises;
}

/** Widths in buckets at which a rise is looked for: writes that come in bursts some seconds apart hide it in a finer grid. */
const SCALES = [1, 5, 15] as const;
/** A joined series must have this many buckets left to be one. */
const SHORTEST = 12;
/** A rise in a joined series lasts this many of its buckets: a burst of some seconds is none for falling into one. */
const LASTING = 4;

/** The first scale, finest first, at which a search finds something. */
function atScales<Found>(
  counts: readonly number[],
  bucketSeconds: number,
  search: (counts: readonly number[], bucketSeconds: number, scale: number) => Found | null,
): Found | null {
  for (const scale of SCALES) {
    if (scale > 1 && counts.length / scale < SHORTEST) break;
    const joined = scale === 1 ? counts : joinedBy(counts, scale);
    const found = search(joined, bucketSeconds * scale, scale);
    if (found !== null) return found;
  }
  return null;
}

/** Sums of neighbours, counted from the end, so that the last bucket is whole. */
function joinedBy(counts: readonly number[], scale: number): number[] {
  const skip = counts.length % scale;
  return Array.from({ length: Math.floor(counts.length / scale) }, (_, i) =>
    sum(counts, skip + i * scale, skip + (i + 1) * scale),
  );
}

/** Back to the buckets that were joined; the start is where, within a joined bucket, the counts first reach the level. */
function unjoined(rise: FoundRise, counts: readonly number[], scale: number): FoundRise {
  if (scale === 1) return rise;
  const skip = counts.length % scale;
  const during = rise.during / scale;
  const before = Number.isNaN(rise.before) ? NaN : rise.before / scale;
  const reach = Math.max(2 * (Number.isNaN(before) ? 0 : before), during / 2);
  const coarse = skip + rise.from * scale;
  let from = Math.max(0, coarse - scale);
  while (from < coarse + scale && (counts[from] as number) < reach) from += 1;
  return {
    ...rise,
    from: rise.atStart ? 0 : from,
    to: Math.min(counts.length, skip + rise.to * scale),
    before,
    during,
  };
}

/** `findRises` at the finest scale that shows any. */
export function risesAtAnyScale(counts: readonly number[], bucketSeconds: number): FoundRise[] {
  return (
    atScales(counts, bucketSeconds, (joined, width, scale) => {
      const found = findRises(joined, width).filter((rise) => scale === 1 || rise.to - rise.from >= LASTING);
      return found.length === 0 ? null : found.map((rise) => unjoined(rise, counts, scale));
    }) ?? []
  );
}

/** `riseInto` at the finest scale that shows where it began; where none does, what the finest says. */
export function riseIntoAtAnyScale(counts: readonly number[], until: number, bucketSeconds: number): FoundRise | null {
  const own = counts.slice(0, Math.min(until, counts.length));
  const begun = atScales(own, bucketSeconds, (joined, width, scale) => {
    const found = riseInto(joined, joined.length, width);
    const tooShort = scale > 1 && found !== null && found.to - found.from < LASTING;
    return found === null || found.atStart || tooShort ? null : unjoined(found, own, scale);
  });
  return begun ?? riseInto(own, own.length, bucketSeconds);
}

/**
 * `riseInto` at the scale at which it is out most, without those that begin before the series: of few large amounts
 * the finest grid shows the pauses between them, and any one of these passes for the calm before the rise.
 */
export function clearestRiseInto(counts: readonly number[], until: number, bucketSeconds: number): FoundRise | null {
  const own = counts.slice(0, Math.min(until, counts.length));
  const found = SCALES.flatMap((scale) => {
    if (scale > 1 && own.length / scale < SHORTEST) return [];
    const joined = scale === 1 ? own : joinedBy(own, scale);
    const rise = riseInto(joined, joined.length, bucketSeconds * scale);
    const tooShort = scale > 1 && rise !== null && rise.to - rise.from < LASTING;
    return rise === null || rise.atStart || tooShort ? [] : [unjoined(rise, own, scale)];
  });
  return found.reduce<FoundRise | null>(
    (best, one) => (one.significance > (best?.significance ?? 0) ? one : best),
    null,
  );
}

/** The level that a segment rises from: of what lies before, back over at least as long as a minute or five segments. */
function levelBefore(segments: readonly Segment[], index: number, bucketSeconds: number): number {
  let weight = 0;
  let total = 0;
  for (let i = index - 1; i >= 0 && i >= index - 5; i -= 1) {
    const { from, to, mean } = segments[i] as Segment;
    total += mean * (to - from);
    weight += to - from;
    if (weight * bucketSeconds >= 60) break;
  }
  return weight === 0 ? 0 : total / weight;
}

function runFrom(
  segments: readonly Segment[],
  index: number,
  bucketSeconds: number,
): { from: number; to: number; mean: number } {
  const first = segments[index] as Segment;
  let to = first.to;
  let total = first.mean * (first.to - first.from);
  let mean = first.mean;
  for (let i = index + 1; i < segments.length; i += 1) {
    const next = segments[i] as Segment;
    const length = to - first.from;
    const dip =
      next.to - next.from <= Math.max(2 / bucketSeconds, length / 10) && (segments[i + 1]?.mean ?? 0) >= mean / 2;
    if (next.mean < mean / 2 && !dip) break;
    total += next.mean * (next.to - next.from);
    to = next.to;
    mean = total / (to - first.from);
  }
  return { from: first.from, to, mean };
}

/**
 * The rise that leads into `until` (index of the bucket of the refusal): the latest step up by the factor that nothing
 * undid since. Where the level crept up without such a step, the rise begins where it passed the geometric middle
 * between the lowest level and the last. null: the level before the refusal is no rise. `atStart`: it is high from the
 * first bucket on.
 */
export function riseInto(counts: readonly number[], until: number, bucketSeconds: number): FoundRise | null {
  const end = Math.min(until, counts.length);
  if (end < 2) return null;
  const segments = segment(counts.slice(0, end));
  const noise = noiseOf(counts.slice(0, end).map((count) => 2 * Math.sqrt(Math.max(0, count) + 0.375)));
  const steepest = lastStep(segments, end, bucketSeconds) ?? passage(segments, bucketSeconds);
  const index = footOf(segments, steepest, end, bucketSeconds, noise);
  const start = segments[index];
  if (start === undefined) return null;
  const length = end - start.from;
  const during = sum(counts, start.from, end) / length;
  const before = levelBefore(segments, index, bucketSeconds);
  const significance =
    ((2 * Math.sqrt(during + 0.375) - 2 * Math.sqrt(before + 0.375)) / Math.sqrt(noise)) *
    Math.sqrt(Math.min(length, 100));
  const atStart = start.from === 0;
  if (!atStart && (during < RISE_FACTOR * before || significance < RISE_SIGNIFICANCE)) return null;
  return { from: start.from, to: end, before: atStart ? NaN : before, during, significance, atStart };
}

/** The latest segment that lies a step above what came before it, with no high level shortly before (that were a dip). */
function lastStep(segments: readonly Segment[], end: number, bucketSeconds: number): number | null {
  for (let i = segments.length - 1; i > 0; i -= 1) {
    const { from, mean } = segments[i] as Segment;
    const run = segments.slice(i).reduce((total, s) => total + s.mean * (s.to - s.from), 0) / (end - from);
    // A low shorter than this is a pause in the pressure, not the calm before it.
    const pause = Math.min(30, Math.max(6, ((end - from) * bucketSeconds) / 10));
    let weight = 0;
    let total = 0;
    let dip = false;
    for (let j = i - 1; j >= 0 && weight * bucketSeconds < pause; j -= 1) {
      const s = segments[j] as Segment;
      if (s.mean >= run / 2 && (s.to - s.from) * bucketSeconds >= 3) {
        dip = true;
        break;
      }
      total += s.mean * (s.to - s.from);
      weight += s.to - s.from;
    }
    const before = weight === 0 ? 0 : total / weight;
    const seconds = (end - from) * bucketSeconds;
    // A burst of a few writes just before the refusal is chance: a short rise has to be something in itself.
    const sustained = seconds >= RISE_SECONDS || (seconds >= 3 && run * (end - from) >= 50);
    if (!dip && mean >= RISE_FACTOR * before && run >= RISE_FACTOR * before && sustained) return i;
  }
  return null;
}

/** By how much a stage of a ramp lies above what was before it: two such steps are a rise. */
const RAMP_FACTOR = Math.sqrt(RISE_FACTOR);

/**
 * Where a rise in stages leaves the old level. A stage below the steepest step belongs to the rise where it is a step up
 * itself, and shorter than all that came of it: a longer one is the level that the rise began from.
 */
function footOf(
  segments: readonly Segment[],
  steepest: number,
  end: number,
  bucketSeconds: number,
  noise: number,
): number {
  let index = steepest;
  while (index > 1) {
    const stage = segments[index - 1] as Segment;
    const before = levelBefore(segments, index - 1, bucketSeconds);
    const gap = 2 * Math.sqrt(stage.mean + 0.375) - 2 * Math.sqrt(before + 0.375);
    const length = stage.to - stage.from;
    const significance = (gap / Math.sqrt(noise)) * Math.sqrt(Math.min(length, 100));
    const isStage = stage.mean >= RAMP_FACTOR * before && significance >= RISE_SIGNIFICANCE;
    if (!isStage || length > end - stage.to) break;
    index -= 1;
  }
  return index;
}

/** The first segment of the last stretch above the geometric middle between the lowest and the last level. */
function passage(segments: readonly Segment[], bucketSeconds: number): number {
  const sustained = segments.filter((s) => (s.to - s.from) * bucketSeconds >= 3);
  const lowest = sustained.reduce((least, s) => Math.min(least, s.mean), Infinity);
  const last = sustained.at(-1)?.mean ?? 0;
  const middle = Math.sqrt(Math.max(0.1, lowest) * last);
  let index = segments.length - 1;
  while (index > 0 && (segments[index - 1] as Segment).mean >= middle) index -= 1;
  return index;
}

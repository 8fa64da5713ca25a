import type { CaseFile, SizeSample, WriteStory } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';

/** A value with what it may as well be. */
export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The file as the writes fill it: file(t) = size(start) + cost × load(t). Without a compaction nothing that was written
 * goes away, and bbolt takes new pages at the end of the file: the size follows the writes.
 */
export interface SpaceModel {
  /**
   * What was written up to a moment since the start of the series: bytes of keys and values, puts if no size is known,
   * or, where no request shows, the file's own growth as sampled.
   */
  readonly loadAt: (time: number) => number;
  readonly unit: 'byte' | 'put' | 'size';
  /** Bytes of the file for each unit of load. */
  readonly cost: Range;
  /** The file at the start. */
  readonly size: number;
  readonly start: number;
  /** The refusal, and what the file then held. */
  readonly refused: number;
  readonly quota: number;
  /** Whether the quota is in the inputs. */
  readonly quotaText: boolean;
  /** When the model is full: beside the refusal the proof of it. */
  readonly full: number;
  /** How the cost came about, for a reader. */
  readonly because: string;
  /** The sampled member; null: no samples, the cost is that of bbolt's pages. */
  readonly member: string | null;
}

/** Of the stretch up to the refusal: a model that misses it by more describes something else. */
const MISS = 0.15;
/** Fewer puts tell no cost. */
const ENOUGH = 50;
/** A file that grows by less than half of what was written was compacted or had free pages; by more than that much, most writes weren't seen. */
const LEAST_COST = 0.5;
const MOST_COST = 12;

/** The model of the first refusal; null: no refusal, no series, or they don't fit each other. */
export function spaceModel(file: CaseFile): SpaceModel | null {
  const { writes, onsets, space } = file;
  const refused = onsets.spaceExceeded?.time ?? null;
  if (refused === null) return null;
  if (writes.start === null || writes.start >= refused) return bySizes(file, refused);
  const loads = writes.putBytes ?? writes.puts;
  const unit = writes.putBytes === null ? 'put' : 'byte';
  const loadAt = cumulated(loads, writes);
  const from = Math.max(writes.start, lastReclaimed(file, refused));
  const puts = cumulated(writes.puts, writes);
  if (puts(refused) - puts(from) < ENOUGH) return bySizes(file, refused);
  const quota = space.quotaBytes?.value ?? null;
  const samples = samplesOf(file.sizes, from, refused);
  const found =
    measured(samples, loadAt, unit, refused, quota) ??
    (unit === 'byte' && quota !== null && samples.length < 3
      ? byPages(loadAt, from, refused, quota, puts(refused) - puts(from))
      : null);
  return found === null ? null : fitting({ ...found, loadAt, unit, refused, quotaText: quota !== null });
}

/** With the moment at which it is full; null where that isn't near the refusal. */
function fitting(model: Omit<SpaceModel, 'full'>): SpaceModel | null {
  const full = crossing(model);
  return Math.abs(full - model.refused) > MISS * (model.refused - model.start) ? null : { ...model, full };
}

/** Samples in which the file grew by less, of the quota, tell no pace. */
const GROWN = 0.05;

/** No request shows: the samples themselves are the growth, and cost nothing to explain. */
function bySizes(file: CaseFile, refused: number): SpaceModel | null {
  const samples = samplesOf(file.sizes, lastReclaimed(file, refused), refused);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < 3) return null;
  const times = samples.map(({ time }) => time as number);
  const sizes = samples.map(({ dbSizeBytes }) => dbSizeBytes as number);
  const told = file.space.quotaBytes?.value ?? null;
  const quota = told ?? Math.max(...sizes);
  const loadAt = (time: number): number => between(times, sizes, time) - (sizes[0] as number);
  if (loadAt(times.at(-1) as number) < GROWN * quota) return null;
  return fitting({
    loadAt,
    unit: 'size',
    cost: { value: 1, low: 1, high: 1 },
    size: sizes[0] as number,
    start: times[0] as number,
    refused,
    quota,
    quotaText: told !== null,
    because: `measured file size in ${samples.length} samples; the inputs contain no requests`,
    member: first.member,
  });
}

/** The size between two samples; past the last one it continues as between the last two. */
function between(times: readonly number[], sizes: readonly number[], time: number): number {
  const next = Math.min(
    times.length - 1,
    Math.max(
      1,
      times.findIndex((at) => at >= time),
    ),
  );
  const after = times.findIndex((at) => at >= time) === -1 ? times.length - 1 : next;
  const [t0, t1] = [times[after - 1] as number, times[after] as number];
  const [s0, s1] = [sizes[after - 1] as number, sizes[after] as number];
  return t1 === t0 ? s1 : s0 + ((Math.max(time, times[0] as number) - t0) / (t1 - t0)) * (s1 - s0);
}

type Found = Omit<SpaceModel, 'loadAt' | 'unit' | 'refused' | 'quotaText' | 'full'>;

/** Load up to a moment; within a bucket it is taken as even. */
export function cumulated(loads: readonly number[], { start, bucket }: WriteStory): (time: number) => number {
  const sums = [0];
  for (const load of loads) sums.push((sums.at(-1) as number) + load);
  const begin = start ?? 0;
  return (time) => {
    const at = Math.min(loads.length, Math.max(0, (time - begin) / bucket));
    const whole = Math.floor(at);
    return (sums[whole] as number) + (at - whole) * (loads[whole] ?? 0);
  };
}

/** The last compaction or defragmentation before the refusal: what it freed is written over first, and the file stands still. */
function lastReclaimed({ bursts }: CaseFile, before: number): number {
  return bursts.reduce(
    (last, { kind, start }) =>
      start !== null && start < before && (kind === 'compaction-finished' || kind === 'defragmentation-finished')
        ? Math.max(last, start)
        : last,
    -Infinity,
  );
}

/** Samples of the member that was sampled most; the least name decides between equals. */
function samplesOf(sizes: readonly SizeSample[], from: number, to: number): SizeSample[] {
  const byMember = new Map<string, SizeSample[]>();
  for (const sample of sizes) {
    if (sample.time === null || sample.dbSizeBytes === null || sample.time < from || sample.time > to) continue;
    if (sample.dbSizeLow !== sample.dbSizeHigh) continue; // rounded to two digits it shows no growth
    const member = sample.member ?? '';
    byMember.set(member, [...(byMember.get(member) ?? []), sample]);
  }
  const [most] = [...byMember].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return most?.[1] ?? [];
}

/** Of the growth: with a sample further from the line, something else filled the file than the writes at hand. */
const ASTRAY = 0.25;

/** The cost as the samples show it, and how much it differs between parts of the stretch. */
function measured(
  samples: readonly SizeSample[],
  loadAt: (time: number) => number,
  unit: 'byte' | 'put',
  refused: number,
  quota: number | null,
): Found | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const at = (sample: SizeSample): number => sample.time as number;
  const size = (sample: SizeSample): number => sample.dbSizeBytes as number;
  const load = loadAt(at(last)) - loadAt(at(first));
  // Most of the growth must lie between samples, and growth there must be.
  if (load <= 0.5 * (loadAt(refused) - loadAt(at(first))) || size(last) <= size(first)) return null;
  const cost = (size(last) - size(first)) / load;
  if (unit === 'byte' && (cost < LEAST_COST || cost > MOST_COST)) return null;
  const astray = (sample: SizeSample): number =>
    Math.abs(size(first) + cost * (loadAt(at(sample)) - loadAt(at(first))) - size(sample));
  if (samples.some((sample) => astray(sample) > ASTRAY * (size(last) - size(first)))) return null;
  const parts: number[] = [];
  let begin = first;
  for (const sample of samples) {
    const own = loadAt(at(sample)) - loadAt(at(begin));
    if (own < load / 5) continue;
    parts.push((size(sample) - size(begin)) / own);
    begin = sample;
  }
  const margin = parts.length < 2 ? 0.15 * cost : 0;
  return {
    cost: {
      value: cost,
      low: Math.min(cost - margin, ...parts.map((part) => Math.max(part, cost / 2))),
      high: Math.max(cost + margin, ...parts.map((part) => Math.min(part, cost * 2))),
    },
    size: size(first),
    start: at(first),
    quota: quota ?? size(last) + cost * (loadAt(refused) - loadAt(at(last))),
    member: first.member,
    because:
      unit === 'byte'
        ? `${cost.toFixed(2)} bytes of file size per byte written, measured with ${samples.length} samples`
        : `${Math.round(cost)} bytes of file size per put, measured with ${samples.length} samples`,
  };
}

const PAGE = 4096;
/** etcd fills the pages of its key bucket, which only grows at its end, to nine tenths (`batch_tx.go`, FillPercent). */
const FILLED = 0.9 * PAGE;
/** Of an entry: its head in the page (16), the revision that is its key (17), and the fields around key and value. */
const AROUND = 60;
/** Beside three recordings of a real etcd the model was off by 4 to 12 %. */
const PAGE_ERROR = 0.15;

/** Without samples: what bbolt's pages hold. On the average half an entry no longer fits into a page; a large one has pages of its own. */
function byPages(
  loadAt: (time: number) => number,
  start: number,
  refused: number,
  quota: number,
  puts: number,
): Found | null {
  const load = loadAt(refused) - loadAt(start);
  const entry = load / puts + AROUND;
  const perPut = entry > FILLED ? Math.ceil(entry / PAGE) * PAGE : PAGE / Math.max(1, FILLED / entry - 0.5);
  // The file can't have been smaller than nothing.
  const cost = Math.min(perPut / (load / puts), quota / load);
  const size = quota - cost * load;
  if (!(load > 0) || cost < (1 - PAGE_ERROR) * (perPut / (load / puts))) return null;
  return {
    cost: { value: cost, low: cost * (1 - PAGE_ERROR), high: cost * (1 + PAGE_ERROR) },
    size,
    start,
    quota,
    member: null,
    because: `${cost.toFixed(2)} bytes of file size per byte written, calculated for pages of 4 KiB; no samples show the size`,
  };
}

/** When the file reaches the quota; past the refusal with the pace of the last minute before it. */
function crossing({ loadAt, start, refused, size, cost, quota }: Omit<SpaceModel, 'full'>): number {
  const at = (time: number): number => size + cost.value * (loadAt(time) - loadAt(start));
  const step = (refused - start) / 2048;
  for (let i = 0; i < 2048; i += 1) if (at(start + i * step) >= quota) return start + i * step;
  const back = Math.max(start, refused - MINUTE);
  const pace = (cost.value * (loadAt(refused) - loadAt(back))) / (refused - back);
  return pace > 0 ? refused + Math.max(0, quota - at(refused)) / pace : Infinity;
}

import type { CaseFile, WorkloadShare } from '../../model/case-file.js';
import type { Report } from '../../model/report.js';
import { DAY, epochMicros, HOUR, MINUTE, SECOND, type EpochMicros } from '../../model/units.js';
import { cumulated, spaceModel, type Range, type SpaceModel } from './space-model.js';

type Forecast = Report['space']['forecasts'][number];

/** kube-apiserver's `--etcd-compaction-interval`: it compacts to the revision that it saw one interval before. */
const INTERVAL = 5 * MINUTE;
/** Further ahead nothing continues as it is. */
const HORIZON = 365 * DAY;
const EIGHT_GIB = 8 * 1024 ** 3;
/** After the recovery: less than this shows no pace. */
const PACE_FOR = 30 * SECOND;
const PACE_PUTS = 20;
/** Compactions after the recovery at which somebody compacts again. */
const AGAIN = 2;

/**
 * What would have happened to the file, and what is next: each with its assumption and how far it may be off. Empty where
 * the writes and sizes at hand don't explain the refusal that was seen: then they explain no other either.
 */
export function forecastsOf(file: CaseFile, iso: (time: EpochMicros) => string): Forecast[] {
  const model = spaceModel(file);
  if (model === null) return [];
  const say = new ForecastText(file, model, iso);
  return [
    compactionEvery5Min(file, model, say),
    withoutTopWriter(file, model, say),
    model.quota * 2 <= 16 * EIGHT_GIB
      ? largerQuota('quota-doubled', 'twice as large', 2 * model.quota, model, say)
      : null,
    model.quota < EIGHT_GIB && Math.abs(model.quota * 2 - EIGHT_GIB) > 0.01 * EIGHT_GIB
      ? largerQuota('quota-8-gib', "of 8 GiB, etcd's recommended maximum", EIGHT_GIB, model, say)
      : null,
    fullAgain(file, model, say),
  ].filter((one) => one !== null);
}

/** Words and times of forecasts. */
class ForecastText {
  constructor(
    private readonly file: CaseFile,
    private readonly model: SpaceModel,
    private readonly iso: (time: EpochMicros) => string,
  ) {}

  /** Times beyond the horizon are none. */
  forecast(id: string, assumption: string, time: number, peak: number | null): Forecast {
    return {
      id,
      assumption: `${assumption} (model: ${this.basis()})`,
      spaceExceededAt: time - this.model.refused > HORIZON ? null : this.time(time),
      peakBytes: peak === null ? null : Math.round(peak),
      basis: 'modelled',
    };
  }

  /** In whole seconds: no model is finer. */
  time(time: number): string {
    return this.iso(epochMicros(Math.round(time / SECOND) * SECOND));
  }

  /** `76 min to 79 min`. */
  after({ low, high }: Omit<Range, 'value'>): string {
    const [least, most] = [lengthOf(low), high > HORIZON ? 'over a year' : lengthOf(high)];
    return least === most ? `about ${least}` : `${least} to ${most}`;
  }

  private basis(): string {
    const { estimate } = this.file.writes;
    const sampled = estimate === null ? '' : '; the writes are estimated, because log lines were dropped';
    const told = this.model.quotaText ? '' : '; the quota is assumed to be the file size at the refusal';
    return `${this.model.because}${sampled}${told}`;
  }
}

/** History older than one interval is freed at the next compaction, so that at the most two intervals of it are there. */
function compactionEvery5Min(file: CaseFile, model: SpaceModel, say: ForecastText): Forecast | null {
  const compacted = file.bursts.filter(
    ({ kind, start }) => kind === 'compaction-finished' && start !== null && start < model.refused,
  );
  if (new Set(compacted.map(({ start }) => Math.round((start as number) / MINUTE))).size >= AGAIN) return null;
  // Settings that say that etcd compacts by itself: then it isn't what was missing.
  const set = file.bursts.flatMap(({ record }) => (record.kind === 'auto-compaction-set' ? [record.disabled] : []));
  if (set.length > 0 && !set.includes(true)) return null;
  const { loadAt, start, refused, cost, size, quota } = model;
  const written = cost.value * (loadAt(refused) - loadAt(start));
  const grown = Math.min(written, newObjects(file) * cost.value);
  const told = file.space.liveBytes?.value ?? null;
  // Without a figure of the live data, what was there at the start counts as live, unless that is most of the quota.
  if (told === null && size > quota / 2) return null;
  const base = Math.min(size, told === null ? size : Math.max(0, told - grown));
  const lasting = written > 0 ? grown / written : 0;
  // As full as the model gets without a compaction: it may end a little below the quota.
  const enough = 0.999 * Math.min(quota, size + written);
  const peakOf = (intervals: number, per: number, live: number): { peak: number; time: number } => {
    const step = Math.max(SECOND, Math.min(INTERVAL / 20, (refused - start) / 2000));
    let peak = 0;
    const steps = Math.ceil((refused - start) / step);
    for (let i = 0; i <= steps; i += 1) {
      const time = Math.min(refused, start + i * step);
      const recent = per * (loadAt(time) - loadAt(Math.max(start, time - intervals * INTERVAL)));
      const all = per * (loadAt(time) - loadAt(start));
      const used = Math.min(live + lasting * all + (1 - lasting) * recent, size + all);
      peak = Math.max(peak, used);
      if (intervals === 2 && per === cost.value && used >= enough) return { peak: quota, time };
    }
    return { peak: Math.min(peak, quota), time: Infinity };
  };
  const found = peakOf(2, cost.value, base);
  const low = peakOf(1, cost.low, base).peak;
  // Freed pages between live ones aren't all of use.
  const high = Math.min(quota, peakOf(2, cost.high, Math.min(size, 1.3 * base)).peak);
  const outcome = Number.isFinite(found.time)
    ? `the writes before the refusal were faster than compaction could free: ${sizeOf(written)} within ${lengthOf(refused - start)}`
    : `the writes before the refusal would have grown the file to ${sizeOf(found.peak)} (${sizeOf(low)} to ${sizeOf(high)})`;
  const live =
    told === null
      ? `; the initial file content, ${sizeOf(size)}, is counted as live data`
      : `; live data is measured after the compaction`;
  return say.forecast(
    'compaction-every-5-min',
    `With periodic compaction (every 5 minutes, the default of kube-apiserver): ${outcome}${live}`,
    Number.isFinite(found.time) ? Math.max(found.time, start) : Infinity,
    found.peak,
  );
}

/** Bytes of the objects that came to be in the pressure and stayed. */
function newObjects({ growth = [] }: CaseFile): number {
  return growth.reduce(
    (sum, { bytes, puts, created, deletes }) =>
      sum + (bytes === null || puts === 0 ? 0 : (Math.max(0, created - deletes) * bytes) / puts),
    0,
  );
}

function withoutTopWriter(file: CaseFile, model: SpaceModel, say: ForecastText): Forecast | null {
  const { writes } = file;
  const weight = (share: WorkloadShare): number =>
    model.unit === 'byte' ? share.duringPressure.bytes : share.duringPressure.count;
  if (model.unit === 'size') return null;
  const top = [...writes.byWorkload]
    .filter(({ key, series }) => key !== '(other)' && series.length === writes.puts.length)
    .sort((a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1))[0];
  if (top === undefined || !(weight(top) > 0)) return null;
  const perPut = model.unit === 'put' ? 1 : (top.bytes ?? 0) / Math.max(1, top.count);
  const loads = writes.putBytes ?? writes.puts;
  const rest = cumulated(
    loads.map((load, i) => Math.max(0, load - (top.series[i] ?? 0) * perPut)),
    writes,
  );
  const puts = cumulated(
    writes.puts.map((count, i) => Math.max(0, count - (top.series[i] ?? 0))),
    writes,
  );
  const { start, refused, quota, size, cost, loadAt } = model;
  const others = rest(refused) - rest(start);
  const all = loadAt(refused) - loadAt(start);
  if (!(others < all)) return null;
  const peak = Math.min(quota, size + cost.value * others);
  const from = Math.max(start, file.onsets.writePressure?.time ?? start);
  const pace = (rest(refused) - rest(from)) / (refused - from);
  const spread = spreadOf(puts(refused) - puts(from));
  const left = (per: number, factor: number): number =>
    Math.max(0, quota - size - cost.value * others) / (per * pace * factor);
  const later = { value: left(cost.value, 1), low: left(cost.high, 1 + spread), high: left(cost.low, 1 - spread) };
  const outcome =
    later.value > HORIZON
      ? 'at the write rate of the others, the quota is not reached within a year'
      : `at the write rate of the others, the quota is reached ${say.after(later)} after the actual refusal`;
  return say.forecast(
    'without-top-writer',
    `Without the writes of ${top.key} (${percent((all - others) / all)} of the bytes written before the refusal): ${sizeOf(peak)} at that time; ${outcome}`,
    refused + later.value,
    peak,
  );
}

function largerQuota(id: string, words: string, larger: number, model: SpaceModel, say: ForecastText): Forecast | null {
  const { loadAt, start, refused, cost, quota } = model;
  // The pace of the second half: a rise that has settled.
  const from = Math.max(start, refused - Math.max(MINUTE, (refused - start) / 2));
  const pace = (loadAt(refused) - loadAt(from)) / (refused - from);
  if (!(pace > 0)) return null;
  const half = from + (refused - from) / 2;
  const paces = [
    (loadAt(half) - loadAt(from)) / (half - from),
    (loadAt(refused) - loadAt(half)) / (refused - half),
    pace,
  ];
  const after = (per: number, at: number): number => (larger - quota) / (per * at);
  const later = {
    value: after(cost.value, pace),
    low: after(cost.high, Math.max(...paces)),
    high: after(cost.low, Math.max(pace / 10, Math.min(...paces))),
  };
  const outcome =
    later.value > HORIZON
      ? 'at the write rate before the refusal, it would have lasted more than a year longer'
      : `at the write rate before the refusal, it would have lasted ${say.after(later)} longer`;
  const beyond = larger > EIGHT_GIB ? '; this is above 8 GiB, the maximum that etcd recommends' : '';
  return say.forecast(
    id,
    `With a quota ${words} (${sizeOf(larger)}): ${outcome}${beyond}`,
    refused + later.value,
    null,
  );
}

/** From the end of the samples on, as the writes after the recovery go, if nothing compacts. */
function fullAgain(file: CaseFile, model: SpaceModel, say: ForecastText): Forecast | null {
  const { writes } = file;
  const recovery = (file.episodes.at(-1) ?? file.onsets).recovery?.time ?? null;
  if (recovery === null || writes.start === null || model.unit === 'size') return null;
  const end = Math.min(
    writes.start + writes.puts.length * writes.bucket,
    file.coverage.requests?.to ?? file.window?.to ?? Infinity,
  );
  const puts = cumulated(writes.puts, writes);
  if (end - recovery < PACE_FOR || puts(end) - puts(recovery) < PACE_PUTS) return null;
  const compactions = file.bursts.filter(
    ({ kind, start }) => kind === 'compaction-finished' && start !== null && start > recovery,
  );
  const moments = new Set(compactions.map(({ start }) => Math.round((start as number) / MINUTE)));
  if (moments.size >= AGAIN) return null;
  const last = lastSizes(file, recovery);
  if (last === null) return null;
  const pace = (model.loadAt(end) - model.loadAt(recovery)) / (end - recovery);
  // The count of the puts alone makes the pace uncertain.
  const spread = spreadOf(puts(end) - puts(recovery));
  const quota = quotaAtEnd(file) ?? model.quota;
  const room = quota - last.used;
  if (!(room > 0) || !(pace > 0)) return null;
  const after = (per: number, factor: number): number => room / (per * pace * factor);
  const later = {
    value: after(model.cost.value, 1),
    low: after(model.cost.high, 1 + spread),
    high: after(model.cost.low, 1 - spread),
  };
  const outcome =
    later.value > HORIZON ? 'not full within a year' : `full ${say.after(later)} after ${say.time(last.time)}`;
  return say.forecast(
    'full-again',
    `If nothing compacts and the writes continue as in the ${lengthOf(end - recovery)} after the recovery  (quota ${sizeOf(quota)}, ${sizeOf(last.used)} ${last.inUse ? 'in use' : 'in the file'}): ${outcome}`,
    last.time + later.value,
    null,
  );
}

/** What is taken after the recovery, of the fullest member: free pages are written over before the file grows. */
function lastSizes(file: CaseFile, recovery: number): { time: number; used: number; inUse: boolean } | null {
  const last = new Map<string | null, { time: number; used: number; inUse: boolean }>();
  for (const { time, member, dbSizeBytes, dbSizeInUseBytes } of file.sizes) {
    if (time === null || time < recovery || dbSizeBytes === null) continue;
    last.set(member, { time, used: dbSizeInUseBytes ?? dbSizeBytes, inUse: dbSizeInUseBytes !== null });
  }
  return [...last.values()].reduce<{ time: number; used: number; inUse: boolean } | null>(
    (most, one) => (most === null || one.used > most.used ? one : most),
    null,
  );
}

/** The quota of the last start that logged one, or of the last sample. */
function quotaAtEnd({ bursts, sizes }: CaseFile): number | null {
  const told = [
    ...bursts.flatMap(({ record, start }) =>
      record.kind === 'quota-set' && record.quotaBytes !== null && start !== null
        ? [{ time: start, quota: record.quotaBytes }]
        : [],
    ),
    ...sizes.flatMap(({ time, quotaBytes }) =>
      time === null || quotaBytes === null ? [] : [{ time, quota: quotaBytes }],
    ),
  ];
  return told.sort((a, b) => a.time - b.time).at(-1)?.quota ?? null;
}

/** How uncertain a pace is that so many puts show: two deviations of their number. */
const spreadOf = (puts: number): number => Math.min(0.9, 2 / Math.sqrt(Math.max(1, puts)));

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function sizeOf(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${units[unit]}`;
}

/** `98 s`, `12 min`, `5.2 h`, `3.1 days`. */
function lengthOf(length: number): string {
  if (length < 2 * MINUTE) return `${Math.round(length / SECOND)} s`;
  if (length < 2 * HOUR) return `${Math.round(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${(length / HOUR).toFixed(1)} h`;
  return `${(length / DAY).toFixed(1)} days`;
}

import type { SizeTally } from '../../aggregates/size-samples.js';
import type { Burst, SizeSample, SpaceAccount, StoredFile } from '../../model/case-file.js';
import { compareExemplars, type Exemplar, placeIn } from '../../model/origin.js';
import type { MemberRef } from '../../model/record.js';
import type { Basis, Evidence, Figure } from '../../model/report.js';
import { SECOND, type EpochMicros } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';
import { fileOfSample } from '../store/stored-files.js';

/** The samples of all members in order; copies of one sample (same member, moment and size) once. */
export function sizesOf(tally: SizeTally, members: MemberResolver): SizeSample[] {
  const samples: SizeSample[] = [];
  for (const series of tally.values()) {
    for (const { record, stream, exemplar } of [...series.timed.items.values(), ...series.untimed]) {
      const status = record.kind === 'member-status' ? record : null;
      const ref: MemberRef | undefined =
        record.about ?? (status?.endpoint == null ? undefined : { endpoint: status.endpoint });
      const size = record.dbSizeBytes ?? null;
      const half = status?.dbSizeText === undefined || size === null ? 0 : roundingOf(status.dbSizeText, size);
      samples.push({
        time: record.time,
        member: ref !== undefined ? members.ofRef(ref) : members.ofStream(stream),
        dbSizeBytes: size,
        dbSizeLow: size === null ? null : size - half,
        dbSizeHigh: size === null ? null : size + half,
        dbSizeInUseBytes: record.dbSizeInUseBytes ?? null,
        quotaBytes: status?.quotaBytes ?? null,
        revision: status?.revision ?? null,
        ...(status?.raftIndex === undefined ? {} : { raftIndex: status.raftIndex }),
        ...(status?.raftAppliedIndex === undefined ? {} : { raftAppliedIndex: status.raftAppliedIndex }),
        term: status?.term ?? null,
        isLeader: status?.isLeader ?? null,
        version: status?.version ?? null,
        errors: status?.errors ?? [],
        origin:
          record.source === 'metrics'
            ? 'metrics'
            : status !== null
              ? record.source === 'etcd'
                ? 'start'
                : 'status'
              : record.kind === 'compaction-finished'
                ? 'compaction'
                : 'defragmentation',
        exemplar,
      });
    }
  }
  const order = (a: SizeSample, b: SizeSample): number =>
    (a.time ?? Infinity) - (b.time ?? Infinity) ||
    compareExemplars(a.exemplar, b.exemplar) ||
    ((a.member ?? '') < (b.member ?? '') ? -1 : 1);
  const once = new Map<string, SizeSample>();
  for (const sample of samples.sort(order)) {
    const key =
      sample.time === null
        ? `${sample.exemplar.input}:${placeIn(sample.exemplar)}:${String(sample.member)}`
        : `${sample.time}:${String(sample.member)}:${String(sample.dbSizeBytes)}:${sample.origin}`;
    if (!once.has(key)) once.set(key, sample);
  }
  return [...once.values()];
}

/** Half a unit of the last digit: `8.2 GB` is 8.15 to 8.25. */
function roundingOf(text: string, size: number): number {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text.trim());
  const shown = Number(match?.[0] ?? 0);
  return match === null || shown === 0 ? 0 : Math.round(((size / shown) * 0.5) / 10 ** (match[2]?.length ?? 0));
}

interface QuotaInForce {
  readonly value: number;
  readonly exemplar: Exemplar;
  readonly member: string | null;
  readonly time: EpochMicros | null;
  readonly basis: Basis;
}

/** The quota in force at a moment: of the start lines before it, else of the samples, else what fits the size. */
function quotaAt(
  bursts: readonly Burst[],
  samples: readonly SizeSample[],
  at: EpochMicros | null,
  size: number | null,
): QuotaInForce | null {
  const set = bursts.filter((burst) => burst.record.kind === 'quota-set' && burst.record.quotaBytes !== null);
  const value = (burst: Burst): number => (burst.record.kind === 'quota-set' ? (burst.record.quotaBytes ?? 0) : 0);
  const started = set.filter((burst) => burst.start !== null && (at === null || burst.start <= at)).at(-1);
  if (started !== undefined)
    return {
      value: value(started),
      exemplar: started.first,
      member: started.member,
      time: started.start,
      basis: 'measured',
    };
  const told = samples.filter(
    (sample) => sample.quotaBytes !== null && (at === null || sample.time === null || sample.time <= at + 3 * SECOND),
  );
  const timed = told.filter((sample) => sample.time !== null).at(-1);
  if (timed !== undefined) return fromSample(timed);
  // Files and samples from before and after a raise lie side by side without a time: at the refusal the size was at the quota.
  const candidates = [
    ...told.map(fromSample),
    ...set
      .filter((burst) => burst.start === null)
      .map((burst): QuotaInForce => ({
        value: value(burst),
        exemplar: burst.first,
        member: burst.member,
        time: null,
        basis: 'measured',
      })),
  ];
  const distance = (quota: QuotaInForce): number => (size === null ? quota.value : Math.abs(quota.value - size));
  const best = candidates.sort((a, b) => distance(a) - distance(b) || compareExemplars(a.exemplar, b.exemplar))[0];
  if (best === undefined) return null;
  return { ...best, basis: candidates.every((quota) => quota.value === best.value) ? 'measured' : 'inferred' };
}

const fromSample = (sample: SizeSample): QuotaInForce => ({
  value: sample.quotaBytes ?? 0,
  exemplar: sample.exemplar,
  member: sample.member,
  time: sample.time,
  basis: 'measured',
});

/** Takes the database apart, at the refusal where there is one, else at the end of the samples. */
export function accountForSpace(
  samples: readonly SizeSample[],
  bursts: readonly Burst[],
  refusedAt: EpochMicros | null,
  evidenceOf: (e: Exemplar) => Evidence,
  iso: (t: EpochMicros) => string,
  deletedBetween: (from: EpochMicros, to: EpochMicros) => number = () => 0,
  files: readonly StoredFile[] = [],
): SpaceAccount {
  const timed = samples.filter((sample) => sample.time !== null && sample.dbSizeBytes !== null);
  const untimed = samples.filter((sample) => sample.time === null && sample.dbSizeBytes !== null);
  const at =
    pickAt(timed, refusedAt) ?? [...untimed].sort((a, b) => (b.dbSizeBytes ?? 0) - (a.dbSizeBytes ?? 0))[0] ?? null;
  const figure = (
    value: number,
    low: number,
    high: number,
    sample: SizeSample,
    basis: Basis,
    also: readonly SizeSample[] = [],
  ): Figure => ({
    value: Math.round(value),
    low: Math.round(low),
    high: Math.round(high),
    at: sample.time === null ? null : iso(sample.time),
    member: sample.member,
    basis,
    evidence: [sample, ...also].map((s) => evidenceOf(s.exemplar)),
  });
  const exact = (value: number | null, sample: SizeSample): Figure | null =>
    value === null ? null : figure(value, value, value, sample, 'measured');
  const size = at?.dbSizeBytes ?? null;
  const quota = quotaAt(bursts, samples, refusedAt, size);
  const inUse = at === null ? null : (at.dbSizeInUseBytes ?? null);
  const after = at === null ? null : leastAfterCompaction(timed, at, bursts, refusedAt);
  const left = after?.dbSizeInUseBytes ?? null;
  // Operators delete before they compact: what they deleted was live at the refusal.
  const deleted =
    after?.time == null || refusedAt === null || inUse === null || left === null
      ? 0
      : Math.min(Math.max(0, inUse - left), Math.round(deletedBetween(refusedAt, after.time)));
  const live = left === null ? null : left + deleted;
  const file = at === null ? null : fileOfSample(files, at);
  // What compaction left in use is live data (and whatever was written since): an upper bound of what was live before.
  const inferred = live === null || after === null ? null : figure(live, 0, live, after, 'inferred');
  const measured = (value: number, stored: StoredFile): Figure => ({
    ...{ value, low: value, high: value, basis: 'measured', member: stored.member },
    at: stored.at === null ? null : iso(stored.at),
    evidence: [evidenceOf(stored.exemplar)],
  });
  return {
    quotaBytes:
      quota === null
        ? null
        : {
            value: quota.value,
            low: quota.value,
            high: quota.value,
            at: quota.time === null ? null : iso(quota.time),
            member: quota.member,
            basis: quota.basis,
            evidence: [evidenceOf(quota.exemplar)],
          },
    dbSizeBytes:
      at === null || size === null ? null : figure(size, at.dbSizeLow ?? size, at.dbSizeHigh ?? size, at, 'measured'),
    dbSizeInUseBytes: at === null ? null : exact(inUse, at),
    liveBytes: file === null ? inferred : measured(file.facts.split.live, file),
    historyBytes:
      file !== null
        ? measured(file.facts.split.history + file.facts.split.deleted, file)
        : live === null || inUse === null || at === null || after === null
          ? null
          : figure(Math.max(0, inUse - live), Math.max(0, inUse - live), inUse, at, 'inferred', [after]),
    freeBytes:
      at === null || size === null || inUse === null
        ? null
        : figure(size - inUse, size - inUse, size - inUse, at, 'measured'),
    revision: revisionAt(timed, untimed, at, exact),
    ...(file === null ? {} : { file, ...(inferred === null ? {} : { inferredLiveBytes: inferred }) }),
  };
}

function revisionAt(
  timed: readonly SizeSample[],
  untimed: readonly SizeSample[],
  at: SizeSample | null,
  exact: (value: number | null, sample: SizeSample) => Figure | null,
): Figure | null {
  if (at !== null && at.revision !== null) return exact(at.revision, at);
  const other = [...untimed, ...timed].find((sample) => sample.revision !== null);
  return other === undefined ? null : exact(other.revision, other);
}

/** The nearest sample before the refusal; where several members were sampled then, the largest file. */
function pickAt(timed: readonly SizeSample[], refusedAt: EpochMicros | null): SizeSample | null {
  const until = refusedAt === null ? Infinity : refusedAt + SECOND;
  const before = timed.filter((sample) => (sample.time as number) <= until);
  const last = before.at(-1);
  if (last === undefined) return null;
  const round = before.filter((sample) => (last.time as number) - (sample.time as number) <= 2 * SECOND);
  return round.reduce((best, sample) => ((sample.dbSizeBytes ?? 0) > (best.dbSizeBytes ?? 0) ? sample : best));
}

/** The least in-use of the same member after a compaction that followed: what stayed is live. */
function leastAfterCompaction(
  timed: readonly SizeSample[],
  at: SizeSample,
  bursts: readonly Burst[],
  refusedAt: EpochMicros | null,
): SizeSample | null {
  const compacted = bursts.find(
    (burst) =>
      burst.kind === 'compaction-finished' &&
      burst.start !== null &&
      burst.start >= (refusedAt ?? at.time ?? 0) &&
      (burst.member === null || burst.member === at.member),
  )?.start;
  if (compacted === undefined || compacted === null) return null;
  const after = timed.filter(
    (sample) => sample.member === at.member && (sample.time as number) >= compacted && sample.dbSizeInUseBytes !== null,
  );
  return after.length === 0
    ? null
    : after.reduce((best, sample) => ((sample.dbSizeInUseBytes ?? 0) < (best.dbSizeInUseBytes ?? 0) ? sample : best));
}

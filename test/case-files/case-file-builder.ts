import type {
  Burst,
  CaseFile,
  StatementSighting,
  EventGroup,
  LogCoverage,
  ObjectGrowth,
  OnsetSet,
  Point,
  SizeSample,
  WorkloadShare,
  WriteShare,
  WriteStory,
} from '../../src/model/case-file.js';
import type { Exemplar } from '../../src/model/origin.js';
import type { AnyRecord, StatementBody, KubeEvent, Source } from '../../src/model/record.js';
import type { Evidence, Figure, Member } from '../../src/model/report.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import type { EpochMicros } from '../../src/model/units.js';
import { epochMicros, micros, revision, SECOND } from '../../src/model/units.js';

/** Small case files for rules, said in seconds from a start. Nothing is in them that a test didn't put there. */

const ZERO = Date.UTC(2026, 10, 22, 13, 0, 0) * 1000;

export const at = (seconds: number): EpochMicros => epochMicros(ZERO + seconds * SECOND);

let line = 0;

export function exemplar(text: string, seconds: number | null = null, input = 'etcd.log'): Exemplar {
  line += 1;
  return {
    input,
    line,
    lines: 1,
    byteOffset: line * 100,
    time: seconds === null ? null : at(seconds),
    text,
    excerpt: text,
  };
}

export function evidence(text: string, seconds: number | null = null): Evidence {
  const { time, ...rest } = exemplar(text, seconds);
  return { ...rest, time: time === null ? null : new Date(time / 1000).toISOString() };
}

export const point = (seconds: number, text: string): Point => ({
  time: at(seconds),
  earliest: null,
  latest: null,
  member: null,
  evidence: [exemplar(text, seconds)],
});

export const NO_ONSETS: OnsetSet = {
  writePressure: null,
  slowApply: null,
  spaceExceeded: null,
  leaderLoss: null,
  recovery: null,
};

const NO_WRITES: WriteStory = {
  count: 0,
  deletes: 0,
  bytes: null,
  refused: 0,
  conflicts: null,
  duplicates: 0,
  estimate: null,
  bucket: micros(SECOND),
  start: null,
  puts: [],
  putBytes: null,
  deletesSeries: [],
  refusedSeries: [],
  byResource: [],
  byNamespace: [],
  byWorkload: [],
  byObject: [],
  byClient: [],
  pairs: [],
  sizes: null,
  rises: [],
  firstRefused: null,
  lastRefused: null,
};

export function emptyCaseFile(): CaseFile {
  return {
    inputs: [],
    members: [],
    window: null,
    coverage: { etcdLogs: [], requests: null, events: null, status: null, clients: null },
    writes: NO_WRITES,
    onsets: NO_ONSETS,
    episodes: [],
    phases: [],
    sizes: [],
    space: {
      quotaBytes: null,
      dbSizeBytes: null,
      dbSizeInUseBytes: null,
      liveBytes: null,
      historyBytes: null,
      freeBytes: null,
      revision: null,
    },
    bursts: [],
    events: [],
    claims: [],
    thresholds: DEFAULT_THRESHOLDS,
  };
}

/** A sample that knows what it is given, and is exact. */
export function sizeSample(part: Partial<SizeSample> & Pick<SizeSample, 'exemplar'>): SizeSample {
  const size = part.dbSizeBytes ?? null;
  return {
    time: null,
    member: null,
    dbSizeBytes: size,
    dbSizeLow: size,
    dbSizeHigh: size,
    dbSizeInUseBytes: null,
    quotaBytes: null,
    revision: null,
    term: null,
    isLeader: null,
    version: null,
    errors: [],
    origin: 'status',
    ...part,
  };
}

export interface WriterSpec {
  readonly workload: string;
  readonly resource: string;
  readonly puts: number;
  /** Before the onset. */
  readonly before?: number;
  readonly bytesEach?: number;
  readonly objects?: number;
  /** Puts of other resources by the same workload. */
  readonly also?: Readonly<Record<string, number>>;
}

const MEAN_BYTES: Readonly<Record<string, number>> = { pods: 3700, events: 800, leases: 400 };

/** A case file that is put together piece by piece; each method answers the builder. */
export class CaseFileBuilder {
  private file: CaseFile = emptyCaseFile();

  build(): CaseFile {
    const bursts = [...this.file.bursts].sort((a, b) => (a.start ?? Infinity) - (b.start ?? Infinity));
    return { ...this.file, bursts };
  }

  with(part: Partial<CaseFile>): this {
    this.file = { ...this.file, ...part };
    return this;
  }

  member(name: string, version: string): this {
    const member: Member = {
      name,
      id: null,
      endpoint: null,
      version,
      isLeader: null,
      dbSizeBytes: null,
      dbSizeInUseBytes: null,
    };
    return this.with({ members: [...this.file.members, member] });
  }

  /** An info-level log of a member's own. */
  log(from: number, to: number, part: Partial<LogCoverage> = {}): this {
    const log: LogCoverage = {
      input: 'etcd.log',
      member: 'master-1',
      span: { from: at(from), to: at(to) },
      format: 'etcd-zap',
      debug: false,
      info: true,
      sampled: true,
      version: null,
      ...part,
    };
    const { coverage } = this.file;
    return this.with({
      coverage: { ...coverage, etcdLogs: [...coverage.etcdLogs, log] },
      window: { from: at(from), to: at(to) },
    });
  }

  onsets(part: Partial<Record<keyof OnsetSet, number>>): this {
    const points = Object.fromEntries(
      Object.entries(part).map(([name, seconds]) => [name, point(seconds, `${name} line`)]),
    );
    const onsets: OnsetSet = { ...NO_ONSETS, ...points };
    return this.with({ onsets, episodes: onsets.spaceExceeded === null ? [] : [onsets] });
  }

  burst(
    kind: Burst['kind'],
    start: number | null,
    part: {
      text?: string;
      count?: number;
      end?: number;
      member?: string | null;
      source?: Source;
      input?: string;
    } & Record<string, unknown> = {},
  ): this {
    const {
      text = `${kind} line`,
      count = 1,
      end = start,
      member = 'master-1',
      source = 'etcd',
      input = 'etcd.log',
      ...fields
    } = part;
    const time = start === null ? null : at(start);
    const record = { kind, format: 'etcd-zap', source, time, ...fields } as unknown as AnyRecord;
    const last = end === null ? null : at(end);
    const first = exemplar(text, start, input);
    const worst = count === 1 ? first : exemplar(text, end, input);
    const burst: Burst = {
      kind,
      member,
      source,
      start: time,
      end: last,
      count,
      record,
      first,
      worst,
      worstRecord: record,
    };
    return this.with({ bursts: [...this.file.bursts, burst] });
  }

  retention(retention: string, source: Source = 'etcd', start: number | null = source === 'config' ? null : 0): this {
    const text = `auto-compaction-retention: ${retention}`;
    return this.burst('auto-compaction-set', start, {
      text,
      source,
      retention,
      disabled: /^"?0/.test(retention),
      mode: 'periodic',
    });
  }

  size(seconds: number, dbSize: number, inUse: number | null, part: Partial<SizeSample> = {}): this {
    const sample = sizeSample({
      time: at(seconds),
      member: 'master-1',
      dbSizeBytes: dbSize,
      dbSizeInUseBytes: inUse,
      revision: revision(1),
      exemplar: exemplar(`status ${dbSize}`, seconds, 'status.json'),
      ...part,
    });
    const { coverage, sizes } = this.file;
    return this.with({
      sizes: [...sizes, sample],
      coverage: { ...coverage, status: { from: at(0), to: at(seconds) } },
    });
  }

  quota(value: number): this {
    return this.with({ space: { ...this.file.space, quotaBytes: figure(value, 'enabled backend quota') } });
  }

  space(part: Partial<Record<keyof CaseFile['space'], number>>): this {
    const figures = Object.fromEntries(
      Object.entries(part).map(([name, value]) => [name, figure(value, `${name} sample`)]),
    );
    return this.with({ space: { ...this.file.space, ...figures } });
  }

  /** Request lines from `from` to `to`; shares are counted over all writers given. */
  writers(from: number, to: number, specs: readonly WriterSpec[], part: Partial<WriteStory> = {}): this {
    const resources = new Map<string, { puts: number; before: number; bytes: number }>();
    const add = (resource: string, puts: number, before: number, bytesEach?: number): void => {
      const own = resources.get(resource) ?? { puts: 0, before: 0, bytes: 0 };
      const size = (bytesEach ?? MEAN_BYTES[resource] ?? 1500) * puts;
      resources.set(resource, { puts: own.puts + puts, before: own.before + before, bytes: own.bytes + size });
    };
    for (const spec of specs) {
      add(spec.resource, spec.puts, spec.before ?? 0, spec.bytesEach);
      for (const [resource, puts] of Object.entries(spec.also ?? {})) add(resource, puts, 0);
    }
    const putsInAll = [...resources.values()].reduce((sum, one) => sum + one.puts, 0);
    const bytesInAll = [...resources.values()].reduce((sum, one) => sum + one.bytes, 0);
    const share = (key: string, puts: number, size: number, before: number): WriteShare => ({
      key,
      count: puts,
      bytes: size,
      share: puts / Math.max(1, putsInAll),
      shareOfBytes: size / Math.max(1, bytesInAll),
      countBeforeOnset: before,
      duringPressure: {
        count: puts - before,
        bytes: size,
        share: puts / Math.max(1, putsInAll),
        shareOfBytes: size / Math.max(1, bytesInAll),
      },
      series: [],
      exemplars: [exemplar(`PUT of ${key}`, from + 1, 'requests.log')],
    });
    const byWorkload = specs.map((spec): WorkloadShare => {
      const also = spec.also ?? {};
      const own = { [spec.resource]: spec.puts, ...also };
      const puts = Object.values(own).reduce((a, b) => a + b, 0);
      const size =
        spec.puts * (spec.bytesEach ?? MEAN_BYTES[spec.resource] ?? 1500) +
        Object.entries(also).reduce((sum, [resource, n]) => sum + n * (MEAN_BYTES[resource] ?? 1500), 0);
      return {
        ...share(spec.workload, puts, size, spec.before ?? 0),
        resources: own,
        objects: { [spec.resource]: spec.objects ?? spec.puts },
      };
    });
    const seconds = to - from;
    const writes: WriteStory = {
      ...NO_WRITES,
      count: putsInAll,
      bytes: bytesInAll,
      start: at(from),
      puts: Array.from({ length: seconds }, () => putsInAll / seconds),
      refusedSeries: Array.from({ length: seconds }, () => 0),
      byResource: [...resources]
        .map(([key, one]) => share(key, one.puts, one.bytes, one.before))
        .sort((a, b) => b.count - a.count),
      byWorkload: byWorkload.sort((a, b) => b.count - a.count),
      ...part,
    };
    return this.with({ writes, coverage: { ...this.file.coverage, requests: { from: at(from), to: at(to) } } });
  }

  /** What came to be and went in the pressure, by resource. */
  growth(...parts: readonly (Partial<ObjectGrowth> & { readonly resource: string })[]): this {
    const growth = parts.map((part): ObjectGrowth => ({
      foreign: false,
      puts: 0,
      bytes: (part.puts ?? 0) * (MEAN_BYTES[part.resource] ?? 1500),
      deletes: 0,
      objects: part.created ?? 0,
      created: 0,
      ...part,
    }));
    return this.with({ growth });
  }

  event(workload: string, reason: string, count: number, part: Partial<EventGroup> & { reporter?: string } = {}): this {
    const { reporter, ...rest } = part;
    const record: KubeEvent = {
      kind: 'kube-event',
      format: 'kube-event',
      source: 'kube-event',
      time: at(1),
      reason,
      type: 'Warning',
      objectKind: 'Pod',
      namespace: null,
      name: null,
      count,
      first: at(0),
      message: '',
      identity: reason,
      ...(reporter === undefined ? {} : { reporter }),
    };
    const group: EventGroup = {
      workload,
      namespace: workload.split('/')[0] ?? null,
      objectKind: 'Pod',
      reason,
      type: 'Warning',
      count,
      objects: count,
      first: at(0),
      last: at(1),
      lastEarliest: null,
      message: '',
      exemplar: exemplar(`${reason} ${workload}`, 1, 'events.json'),
      record,
      ...rest,
    };
    const { coverage, events } = this.file;
    return this.with({ events: [...events, group], coverage: { ...coverage, events: { from: at(0), to: at(1) } } });
  }

  claim(claim: StatementBody, text: string): this {
    const sighting: StatementSighting = {
      claim,
      record: { kind: 'claim', format: 'transcript', source: 'etcdctl', time: null, claim },
      exemplar: exemplar(text, null, 'report.txt'),
    };
    return this.with({ claims: [...this.file.claims, sighting] });
  }
}

function figure(value: number, text: string): Figure {
  return { value, low: value, high: value, at: null, member: null, basis: 'measured', evidence: [evidence(text)] };
}

export const MIB = 1024 * 1024;

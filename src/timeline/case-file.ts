import { thinnedItems } from '../mergeable/thinned.js';
import type { Tally } from '../aggregates/registry.js';
import type { StreamCoverage } from '../aggregates/stream-coverage.js';
import type {
  Burst,
  CaseFile,
  Coverage,
  LogCoverage,
  OnsetSet,
  SizeSample,
  Span,
  WriteStory,
} from '../model/case-file.js';
import { eventTtlIn } from '../model/event-ttl.js';
import type { LogSet } from '../model/log-set.js';
import type { Exemplar } from '../model/origin.js';
import type { Evidence, Input, Member } from '../model/report.js';
import type { Thresholds } from '../model/thresholds.js';
import { epochMicros, micros, MINUTE, SECOND, type EpochMicros } from '../model/units.js';
import { entryOf, pressuresBy, refusalsAndLead, storyOf } from './attribution/case.js';
import { inputsOf, type SourceSums } from './attribution/source.js';
import { sourcesOf } from './attribution/sources.js';
import { boundsOf } from './bounds.js';
import { clockOffsets } from './clocks/clock-offsets.js';
import { cadencesOf } from './space/compaction-cadence.js';
import { describeApiWrites } from './writes/api-writes.js';
import { eventAges } from './entries/event-ages.js';
import { groupEvents } from './entries/event-groups.js';
import { LINE_RULES } from '../aggregates/error-lines.js';
import { eventBursts } from './symptoms/event-bursts.js';
import { symptomsOf } from './symptoms/symptoms.js';
import { availabilityOf } from './members/availability.js';
import { livesOf } from './members/lives.js';
import { leadershipOf } from './members/leadership.js';
import { joinLogs } from './members/log-sets.js';
import { resolveMembers, type MemberResolver } from './members/members.js';
import { deletedBytes, objectGrowth } from './writes/object-growth.js';
import { leaderLossOnset, slowApplyOnset, type Refusal } from './onsets.js';
import { phasesOf } from './phases.js';
import { throttledOf } from './writes/throttled.js';
import { objectBars } from './writes/object-bars.js';
import { podTurnover } from './writes/pod-turnover.js';
import { auditRecovery } from './recovery/recovery-audit.js';
import { indicatorsOf } from './symptoms/indicators.js';
import { slowPoints } from './symptoms/slow-points.js';
import { slowRequestCounts } from './symptoms/slow-request-counts.js';
import { storeOf } from './store/store-counts.js';
import { countedFile, storedFiles } from './store/stored-files.js';
import { snapshotStreams } from './space/snapshot-streams.js';
import { accountForSpace, sizesOf } from './space/space.js';
import { statedRevision } from './space/stated-revision.js';

/** RFC 3339 UTC, milliseconds, with microseconds where there are any. */
export function isoTime(time: EpochMicros): string {
  const text = new Date(Math.floor(time / 1000)).toISOString();
  const rest = ((time % 1000) + 1000) % 1000;
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

export function evidenceOf(exemplar: Exemplar): Evidence {
  const { input, line, lines, byteOffset, time, text, excerpt } = exemplar;
  return { input, line, lines, byteOffset, time: time === null ? null : isoTime(time), text, excerpt };
}

/** Puts the merged folds in order, once: everything that judging needs and nothing of the input's size. */
export function makeCaseFile(
  folded: Tally,
  inputs: readonly Input[],
  thresholds: Thresholds,
  rotated: readonly LogSet[] = [],
): CaseFile {
  const { tally, logOf } = joinLogs(folded, rotated);
  const members = resolveMembers(folded.identities, folded['stream-coverage'], logOf);
  const clocks = clockOffsets(
    { anchors: tally['clock-anchors'], sizes: tally['size-samples'], coverage: folded['stream-coverage'] },
    members,
    inputs,
    logOf,
  );
  const bursts = eventBursts(tally.bursts, members, (stream) => clocks.skewOf(stream));
  const sizes = sizesOf(tally['size-samples'], members);
  const sources = sourcesOf(tally, sizes, (stream) => members.ofStream(stream));
  const { found, lead } = refusalsAndLead(bursts, sources, sizes);
  const { tally: writes, sums } = lead;
  const { pressures, rises } = pressuresBy(lead, found);
  const pressure = pressures[0] ?? null;
  const events = groupEvents(tally['kube-events']);
  const window = windowOf(inputs);
  const sets = found.map((refusal, i) => onsetsOf(bursts, refusal, pressures[i] ?? null));
  const onsets: OnsetSet = sets[0] ?? {
    writePressure: pressure,
    slowApply: slowApplyOnset(bursts, null),
    spaceExceeded: null,
    leaderLoss: leaderLossOnset(bursts, null),
    recovery: null,
  };
  const pressureSpan = spanOfPressure(
    pressure,
    onsets,
    rises.find((rise) => rise.start === pressure?.time)?.end ?? null,
  );
  const refusedAt = onsets.spaceExceeded?.time ?? null;
  const coverage = {
    ...coverageOf(tally, members, sizes, bursts),
    writers: lead.span,
    writerInputs: inputsOf(tally['kube-events'].events.values(), sources),
  };
  const claims = tally.claims.map(({ record, exemplar }) => ({ claim: record.claim, record, exemplar }));
  const indicators = indicatorsOf(folded.indicators, members);
  const apiWrites = describeApiWrites(tally['api-writes']);
  const ofStream = (stream: string): string | null => members.ofStream(stream);
  const { texts, lines } = folded['error-lines'];
  const lives = livesOf(
    bursts,
    [...lines.values()].flatMap((list) => thinnedItems(list, LINE_RULES)),
    ofStream,
  );
  const nameOf = (id: string): string | null => members.ofRef({ id });
  const leadership = leadershipOf(bursts, nameOf, members.members.length, lives, coverage.etcdLogs);
  const symptoms = symptomsOf(bursts, lives, [...texts.items.values()], ofStream, isoTime);
  const cadences = cadencesOf(bursts, coverage.etcdLogs, thresholds.compactionHoleFactor);
  const stored = storedFiles(tally['store-files'], ofStream);
  const space = accountForSpace(
    ...([sizes, bursts, refusedAt, evidenceOf, isoTime] as const),
    (from, to) => deletedBytes(sums, { from, to }),
    stored,
  );
  // What is made counts up to the refusal: what is cleared away after it was there then.
  const made = pressureSpan ?? (refusedAt === null ? null : { from: epochMicros(0), to: refusedAt });
  const cuts = { onset: onsets.writePressure?.time ?? null, pressure: pressureSpan };
  const stories = new Map<SourceSums, WriteStory>(
    [lead, ...sources].map((source) => [
      source,
      storyOf(source, cuts, source === lead ? rises : [], thresholds, found),
    ]),
  );
  return {
    inputs: inputs.map((input) => ({ ...input, clock: { ...input.clock, offsetMs: clocks.offsetMsOf(input.path) } })),
    clocks: clocks.clocks,
    members: memberEntries(members, sizes, bursts, refusedAt),
    window,
    coverage,
    writes: stories.get(lead) as WriteStory,
    otherWrites: sources.flatMap((source) => (source === lead ? [] : (stories.get(source) ?? []))),
    attribution: sources.map((source) => entryOf(tally, source, stories.get(source) as WriteStory, isoTime)),
    growth: objectGrowth(writes, sums, made),
    objectBars: objectBars(writes, sums, (stories.get(lead) as WriteStory).byWorkload),
    turnover: podTurnover(writes, sums, made),
    apiWrites,
    throttled: throttledOf(tally.throttled),
    snapshots: snapshotStreams(tally['snapshot-starts'], bursts, members),
    eventAges: eventAges(tally['kube-events'], eventTtlIn(claims) ?? micros(thresholds.eventTtlMinutes * MINUTE)),
    indicators,
    leadership,
    cadences,
    symptoms,
    availability: availabilityOf(lives, bursts, leadership, coverage.etcdLogs, window, isoTime),
    recoveryAudit: auditRecovery({ episodes: sets, bursts, claims, sizes, indicators, leadership, cadences, coverage }),
    store: [
      ...stored.map((one) => countedFile(one, isoTime)),
      ...storeOf(tally['store-counts'], apiWrites?.byResource.map(({ resource }) => resource) ?? [], isoTime),
    ],
    stored,
    onsets,
    episodes: sets,
    phases: phasesOf(window, onsets, sets, symptoms, isoTime),
    sizes,
    space: { ...space, revision: space.revision ?? statedRevision(claims, evidenceOf) },
    bursts,
    events,
    slow: slowPoints(folded['slow-durations'], members),
    slowRequests: slowRequestCounts(folded['slow-reads'], ofStream, thresholds.largeResponseBytes),
    claims,
    bounds: boundsOf(tally, sums),
    thresholds,
  };
}

function onsetsOf(bursts: readonly Burst[], refusal: Refusal, pressure: OnsetSet['writePressure']): OnsetSet {
  return {
    writePressure: pressure,
    slowApply: slowApplyOnset(bursts, refusal),
    spaceExceeded: refusal.start,
    leaderLoss: leaderLossOnset(bursts, pressure?.time ?? refusal.start.time),
    recovery: refusal.end,
  };
}

function spanOfPressure(
  pressure: OnsetSet['writePressure'],
  onsets: OnsetSet,
  riseEnd: EpochMicros | null,
): Span | null {
  const from = pressure?.time ?? null;
  const to = onsets.spaceExceeded?.time ?? riseEnd;
  return from === null || to === null || to <= from ? null : { from, to };
}

function windowOf(inputs: readonly Input[]): Span | null {
  const at = (text: string | null): number[] => (text === null ? [] : [Date.parse(text) * 1000]);
  // ages from an assumed moment are no stamps: they count only where nothing else shows a time
  const stamped = inputs.filter((input) => input.first !== null && !agesAreAssumed(input));
  const told = stamped.length > 0 ? stamped : inputs;
  const firsts = told.flatMap((input) => at(input.first));
  const lasts = told.flatMap((input) => at(input.last));
  return firsts.length === 0 || lasts.length === 0
    ? null
    : { from: epochMicros(Math.min(...firsts)), to: epochMicros(Math.max(...lasts)) };
}

function agesAreAssumed({ clock, records }: Input): boolean {
  const from = clock.capturedFrom ?? 'option';
  const only = Object.keys(records).every((format) => format.startsWith('kube-event-table'));
  return only && from !== 'option' && from !== 'input';
}

function memberEntries(
  members: MemberResolver,
  sizes: readonly SizeSample[],
  bursts: readonly Burst[],
  refusedAt: EpochMicros | null,
): Member[] {
  return members.members.map((member): Member => {
    const own = sizes.filter((sample) => sample.member === member.name);
    const untimed = own.filter((sample) => sample.time === null);
    const until = own.filter(
      (sample) => sample.time !== null && (refusedAt === null || sample.time <= refusedAt + 3 * SECOND),
    );
    const size = until.filter((s) => s.dbSizeBytes !== null).at(-1) ?? largest(untimed);
    const status = [...until, ...untimed].filter((s) => s.isLeader !== null).at(-1);
    const started = bursts
      .filter(
        (burst) =>
          burst.member === member.name && burst.record.kind === 'member-started' && burst.record.version != null,
      )
      .at(-1);
    const version =
      started?.record.kind === 'member-started'
        ? (started.record.version ?? null)
        : (own.find((s) => s.version !== null)?.version ?? null);
    return {
      name: member.name,
      id: member.id,
      endpoint: member.endpoint,
      version,
      isLeader: status?.isLeader ?? null,
      dbSizeBytes: size?.dbSizeBytes ?? null,
      dbSizeInUseBytes: size?.dbSizeInUseBytes ?? null,
    };
  });
}

const largest = (samples: readonly SizeSample[]): SizeSample | undefined =>
  samples.filter((s) => s.dbSizeBytes !== null).sort((a, b) => (b.dbSizeBytes ?? 0) - (a.dbSizeBytes ?? 0))[0];

const ETCD_LOG = /^etcd-(?:zap|capnslog|console)/;

function coverageOf(
  tally: Tally,
  members: MemberResolver,
  sizes: readonly SizeSample[],
  bursts: readonly Burst[],
): Coverage {
  const all = [...tally['stream-coverage'].values()].sort((a, b) =>
    a.stream !== b.stream ? (a.stream < b.stream ? -1 : 1) : a.format < b.format ? -1 : 1,
  );
  const span = (
    list: readonly StreamCoverage[],
    from: (c: StreamCoverage) => number,
    to: (c: StreamCoverage) => number,
  ): Span | null => {
    const low = Math.min(Infinity, ...list.map(from));
    const high = Math.max(-Infinity, ...list.map(to));
    return Number.isFinite(low) && Number.isFinite(high) ? { from: epochMicros(low), to: epochMicros(high) } : null;
  };
  const timed = sizes
    .filter((sample) => sample.time !== null && (sample.origin === 'status' || sample.origin === 'metrics'))
    .map((sample) => sample.time as number);
  const requests = [...tally['write-volume'].streams.values()].sort((a, b) =>
    a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.format < b.format ? -1 : 1,
  );
  const etcdLogs = all
    .filter((c) => ETCD_LOG.test(c.format) && c.source === 'etcd')
    .flatMap((c): LogCoverage[] => {
      const served = requests.find((r) => r.stream === c.stream && r.format === c.format);
      const from = Math.min(c.first, served?.first ?? Infinity);
      const to = Math.max(c.last, served?.last ?? -Infinity);
      if (!Number.isFinite(from) || !Number.isFinite(to)) return [];
      const member = members.ofStream(c.stream);
      const started = bursts
        .filter(
          (burst) => burst.record.kind === 'member-started' && burst.member === member && burst.record.version != null,
        )
        .at(-1);
      return [
        {
          input: c.input,
          member,
          span: { from: epochMicros(from), to: epochMicros(to) },
          format: c.format,
          debug: c.debug || served !== undefined,
          info: c.info,
          sampled: c.format !== 'etcd-capnslog',
          version: started?.record.kind === 'member-started' ? (started.record.version ?? null) : null,
        },
      ];
    });
  const seen = requests.filter((r) => r.first <= r.last);
  return {
    etcdLogs,
    requests:
      seen.length === 0
        ? null
        : {
            from: epochMicros(Math.min(...seen.map((r) => r.first))),
            to: epochMicros(Math.max(...seen.map((r) => r.last))),
          },
    events: span(
      all.filter((c) => c.source === 'kube-event'),
      (c) => c.first,
      (c) => c.last,
    ),
    status: timed.length === 0 ? null : { from: epochMicros(Math.min(...timed)), to: epochMicros(Math.max(...timed)) },
    clients: span(
      all.filter((c) => c.source === 'kubernetes'),
      (c) => c.first,
      (c) => c.last,
    ),
  };
}

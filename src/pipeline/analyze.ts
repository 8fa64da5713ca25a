import type { Tally } from '../aggregates/registry.js';
import type { CaseFile, Point } from '../model/case-file.js';
import type { OnsetSet, WriteShare } from '../model/case-file.js';
import type { Exemplar } from '../model/origin.js';
import { maskAll } from '../model/secret-shapes.js';
import type { Cause, Contradiction, Evidence, Gap, Input, Moment, Onsets, Report, Share } from '../model/report.js';
import { epochMicros, SECOND, type EpochMicros } from '../model/units.js';
import { contradictionChecks } from '../contradictions/registry.js';
import { PARSERS } from '../parsers/registry.js';
import { judge } from '../rules/judging/judge.js';
import type { JudgedCause } from '../rules/judging/judged-cause.js';
import { listInputs } from '../sources/input-list.js';
import { rotatedSets } from '../sources/rotation.js';
import { evidenceOf, isoTime, makeCaseFile } from '../timeline/case-file.js';
import { entriesOf } from '../timeline/entries/entries.js';
import { storyEntries } from '../timeline/entries/story-entries.js';
import { forecastsOf } from '../timeline/space/forecasts.js';
import { foldAll } from './fold.js';
import type { FoldedInput } from './joiner.js';
import { dropKernels } from '../reading/accelerated/kernel.js';
import type { Hooks, Options, Postmortem } from './options.js';
import { withUse } from './input-use.js';
import { isoOf, plan, type PlannedInput } from './plan.js';
import type { Shard } from '../reading/shard/shard.js';
import { VERSION } from '../model/version.js';

/**
 * The whole way from inputs to a judged case. Never throws on what the inputs hold; a file that can't be read is reported
 * in `messages` and makes the exit code 3.
 */
export async function analyze(inputs: readonly string[], options: Options, hooks: Hooks = {}): Promise<Postmortem> {
  const planned = await planInputs(inputs, options, hooks.signal);
  hooks.stage?.('plan');
  const { tally, inputs: folded } = await foldAll(planned, options, hooks);
  return concluded(tally, folded, options, hooks);
}

/** Walks the inputs, and settles zone, year and capture time of each and how it is read. */
export function planInputs(inputs: readonly string[], options: Options, signal?: AbortSignal): Promise<PlannedInput[]> {
  const formats = new Set([...PARSERS.lines, ...PARSERS.blocks].map((dialect) => dialect.id));
  return plan(listInputs(inputs, formats), options, epochMicros(Date.now() * 1000), signal);
}

/** From what was read of all inputs to a judged case. */
export function concluded(
  tally: Tally,
  folded: readonly FoldedInput[],
  options: Options,
  hooks: Hooks = {},
): Postmortem {
  dropKernels();
  hooks.stage?.('read');
  const sets = rotatedSets(folded.map(({ planned }) => planned.input.path));
  const file = makeCaseFile(tally, folded.map(inputEntry), options.thresholds, sets);
  hooks.stage?.('order');
  const { causes, gaps } = judge(file);
  // however a credential came into a name, a message or a statement
  const report = maskAll(withUse(reportOf(file, causes, gaps), file));
  hooks.stage?.('judge');
  return { report, file, resolved: resolvedOf(folded, options), ...outcome(folded) };
}

export function inputEntry(folded: FoldedInput): Input {
  const { planned, read } = folded;
  const timed = folded.first <= folded.last;
  return {
    path: planned.input.path,
    container: planned.input.container,
    sha256: read.sha256,
    bytes: read.bytes,
    lines: planned.input.problem === null && !hasNoLines(planned) ? folded.lines : null,
    complete: read.complete,
    records: folded.records,
    unrecognised: folded.unrecognised,
    first: timed ? isoTime(epochMicros(folded.first)) : null,
    last: timed ? isoTime(epochMicros(folded.last)) : null,
    clock: {
      zone: zoneName(planned),
      zoneFrom: folded.usedZone ? planned.clock.zoneFrom : 'input',
      yearFrom: folded.usedYear ? planned.clock.yearFrom : timed ? 'input' : null,
      offsetMs: null,
      ...(hasAges(folded) && timed && planned.clock.capturedFrom !== undefined
        ? { capturedFrom: planned.clock.capturedFrom }
        : {}),
      ...(folded.clockNotes.length === 0 ? {} : { notes: folded.clockNotes }),
    },
    problems: {
      count: folded.problems.count + (read.problem === null ? 0 : 1),
      samples: [
        ...(read.problem === null ? [] : [{ line: hasNoLines(planned) ? 0 : folded.lines, message: read.problem }]),
        ...folded.problems.samples,
        ...folded.samples.map(({ line, message }) => ({ line, message: `not recognised: ${message}` })),
      ].slice(0, 10),
    },
  };
}

/** A journal file is read by its entries, and these are located by their offsets. */
const LINELESS: ReadonlySet<Shard['mode']> = new Set(['journal', 'store', 'wal']);
const hasNoLines = ({ shards }: PlannedInput): boolean => shards.some(({ mode }) => LINELESS.has(mode));

function zoneName({ clock }: PlannedInput): string {
  if ('name' in clock.zone) return clock.zone.name;
  if ('minutes' in clock.zone) return offsetName(clock.zone.minutes);
  const { at, before, after } = clock.zone.change;
  return `${offsetName(before)}, ${offsetName(after)} from ${isoTime(at)}`;
}

function offsetName(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${hours}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
}

/** Tables of events tell ages: `3m14s`. */
const hasAges = ({ records }: FoldedInput): boolean =>
  Object.keys(records).some((format) => format.startsWith('kube-event-table'));

/** What a repeated run needs to get the same bytes: what this run took from outside the inputs. */
function resolvedOf(folded: readonly FoldedInput[], options: Options): Postmortem['resolved'] {
  const assumedTime = folded.some(
    ({ usedYear, planned }) =>
      usedYear && (planned.clock.yearFrom === 'file-date' || planned.clock.yearFrom === 'run-time'),
  );
  const aged = folded.filter(hasAges);
  const captured = (aged.length === 0 ? folded : aged)
    .map(({ planned }) => planned.clock.capturedAt)
    .filter((time): time is EpochMicros => time !== null);
  const latest = captured.length === 0 ? null : epochMicros(captured.reduce((a, b) => Math.max(a, b), 0));
  const zones = [...new Set(folded.filter(({ usedZone }) => usedZone).map(({ planned }) => zoneName(planned)))];
  const repeatable = zones.length === 1 && !zones[0]?.includes(',');
  return {
    year: options.year,
    timezone: options.timezone ?? (repeatable ? (zones[0] as string) : null),
    capturedAt:
      options.capturedAt !== null ? isoOf(options.capturedAt) : assumedTime || aged.length > 0 ? isoOf(latest) : null,
    since: isoOf(options.since),
    until: isoOf(options.until),
    namespace: options.namespace,
  };
}

export function outcome(folded: readonly FoldedInput[]): { exitCode: 0 | 3; messages: string[] } {
  const messages: string[] = [];
  for (const { planned, read, lines } of folded) {
    const { path } = planned.input;
    const name = path === '-' ? 'standard input' : path;
    if (read.problem !== null)
      messages.push(
        `${name}: ${read.problem}${lines > 0 ? `; read up to ${hasNoLines(planned) ? 'entry' : 'line'} ${lines}` : ''}`,
      );
    else if (read.bytes === 0 && !planned.input.found && !isEmptyAnswer(path)) messages.push(`${name}: empty`);
  }
  const broken = messages.length > 0;
  const recognised = folded.some(({ records }) => Object.keys(records).length > 0);
  if (folded.length === 0) messages.push('no files found in the given inputs');
  else if (!recognised) messages.push('no input was recognised; --format-help lists the supported formats');
  return { exitCode: broken || !recognised ? 3 : 0, messages };
}

/** An empty file is the whole output of some commands: `etcdctl alarm list` prints nothing where no alarm is on. */
function isEmptyAnswer(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return [...PARSERS.lines, ...PARSERS.blocks].some((dialect) => dialect.emptyWhenNone?.test(name) === true);
}

const TELL = { iso: isoTime, evidenceOf };

function reportOf(file: CaseFile, causes: readonly JudgedCause[], gaps: readonly Gap[]): Report {
  const { writes } = file;
  const { counts, bytes, bucketMs, start } = seriesEntry(file);
  return {
    schemaVersion: 1,
    tool: { name: 'etcd-postmortem', version: VERSION },
    inputs: [...file.inputs],
    window: file.window === null ? null : { start: isoTime(file.window.from), end: isoTime(file.window.to) },
    members: [...file.members],
    episodes: file.episodes.map(onsetsEntry),
    onsets: onsetsEntry(file.onsets),
    phases: [...file.phases],
    writes: {
      source: writes.source ?? null,
      count: writes.count,
      deletes: writes.deletes,
      bytes: writes.bytes,
      refused: writes.refused,
      conflicts: writes.conflicts,
      duplicates: writes.duplicates,
      estimate: writes.estimate,
      byResource: writes.byResource.map(shareEntry),
      byNamespace: writes.byNamespace.map(shareEntry),
      byWorkload: writes.byWorkload.map(shareEntry),
      byObject: writes.byObject.map(shareEntry),
      byClient: writes.byClient.map(shareEntry),
      series: { bucketMs, start, counts, bytes },
    },
    space: {
      ...file.space,
      series: file.sizes
        .filter((s) => s.time !== null && s.dbSizeBytes !== null)
        .map((s) => ({
          time: isoTime(s.time as EpochMicros),
          member: s.member,
          dbSizeBytes: s.dbSizeBytes as number,
          dbSizeInUseBytes: s.dbSizeInUseBytes,
        })),
      forecasts: forecastsOf(file, isoTime),
    },
    causes: causes.map(causeEntry),
    contradictions: contradictionsOf(file),
    gaps: [...gaps],
    symptoms: (file.symptoms ?? []).map((one) => ({ ...one, evidence: cite(one.evidence) })),
    availability: (file.availability ?? []).map(({ member, intervals }) => ({
      member,
      intervals: intervals.map((one) => ({ ...one, evidence: cite(one.evidence) })),
    })),
    attribution: [...(file.attribution ?? [])],
    store: (file.store ?? []).map((one) => ({
      ...one,
      rows: one.rows.map(({ key, count, bytes, revisions, evidence }) => ({
        ...{ key, count, bytes, revisions },
        evidence: cite(evidence),
      })),
    })),
    timeline: entriesOf(file.bursts, file.events, writes, TELL, storyEntries(file, TELL)),
  };
}

function seriesEntry({ writes, window }: CaseFile): {
  counts: number[];
  bytes: number[] | null;
  bucketMs: number;
  start: string;
} {
  const start = writes.start ?? window?.from ?? epochMicros(0);
  return {
    counts: [...writes.puts],
    bytes: writes.putBytes === null ? null : [...writes.putBytes],
    bucketMs: (writes.bucket / SECOND) * 1000,
    start: isoTime(start),
  };
}

function shareEntry({ key, count, bytes, share, shareOfBytes, countBeforeOnset }: WriteShare): Share {
  return { key, count, bytes, share, shareOfBytes, countBeforeOnset };
}

function onsetsEntry(set: OnsetSet): Onsets {
  return {
    writePressure: momentEntry(set.writePressure),
    slowApply: momentEntry(set.slowApply),
    spaceExceeded: momentEntry(set.spaceExceeded),
    leaderLoss: momentEntry(set.leaderLoss),
    recovery: momentEntry(set.recovery),
  };
}

function momentEntry(point: Point | null): Moment | null {
  if (point === null) return null;
  const iso = (time: EpochMicros | null): string | null => (time === null ? null : isoTime(time));
  return {
    time: isoTime(point.time),
    earliest: iso(point.earliest),
    latest: iso(point.latest),
    member: point.member,
    evidence: cite(point.evidence),
  };
}

const cite = (exemplars: readonly Exemplar[]): Evidence[] => exemplars.map(evidenceOf);

function causeEntry(cause: JudgedCause): Cause {
  return {
    ...cause,
    evidence: cite(cause.evidence),
    counterEvidence: cite(cause.counterEvidence),
    remedies: [...cause.remedies],
  };
}

function contradictionsOf(file: CaseFile): Contradiction[] {
  return contradictionChecks.flatMap(({ id, check }) => {
    try {
      return check(file).map(({ statement, evidence }) => ({ id, statement, evidence: cite(evidence) }));
    } catch {
      return []; // a check that breaks has found nothing
    }
  });
}

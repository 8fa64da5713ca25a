import type { CaseFile, Rise, WorkloadShare, WriteShare, WriteStory } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { AttributionSource } from '../../model/report.js';
import type { EpochMicros } from '../../model/units.js';
import { lastWriteOf } from '../../model/store-moment.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { refusalOf } from './event-bursts.js';
import { count, percent } from './phrases.js';

/** Fewer puts than this say nothing about shares. */
const ENOUGH_PUTS = 50;

/** The stretch in which writes pressed: from their rise to the refusal, or what the inputs have of it. */
export interface Pressure {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  /** The rise that began it; null: none was seen, only the refusal. */
  readonly rise: Rise | null;
  readonly evidence: readonly Exemplar[];
}

/** null: writes neither rose nor were refused, or no request line shows any of them. */
export function pressureOf(file: CaseFile): Pressure | null {
  const onset = file.onsets.writePressure;
  const refusal = refusalOf(file);
  const blind = isBlind(file);
  if (file.writes.start === null || !showsObjects(file) || (onset === null && refusal === null && !blind)) return null;
  const rise = onset === null ? null : (file.writes.rises.find((one) => one.start === onset.time) ?? null);
  const from = onset?.time ?? file.writes.start;
  const covered = blind && onset === null ? (file.coverage.writers?.to ?? null) : null;
  const end = refusal ?? rise?.end ?? covered ?? file.window?.to ?? from;
  return { from, to: end, rise, evidence: onset?.evidence ?? [] };
}

/** A workload that wrote, with its puts split by resource. */
export interface Writer {
  readonly workload: WorkloadShare;
  /** Of all puts in the pressure. */
  readonly shareOfPuts: number;
  readonly shareOfBytes: number | null;
  /** The lesser of the two: what dominates only one of them dominates nothing. */
  readonly dominance: number;
  /** Puts per second before and in the pressure; before is null where it wasn't tracked or there was no time before. */
  readonly before: number | null;
  readonly during: number;
  /** The resource that its puts and bytes are made of. */
  readonly resource: string | null;
}

/** The workload with the most puts in the pressure; null: too few puts to show. */
export function chiefWriter(file: CaseFile, pressure: Pressure): Writer | null {
  const named = file.writes.byWorkload.filter((share) => share.key !== '(other)' && share.duringPressure.count > 0);
  const top = named.reduce<WorkloadShare | null>(
    (best, share) => (best === null || share.duringPressure.count > best.duringPressure.count ? share : best),
    null,
  );
  if (top === null || putsIn(file.writes.byResource) < ENOUGH_PUTS) return null;
  return writerOf(file, top, pressure);
}

export function writerOf(file: CaseFile, workload: WorkloadShare, pressure: Pressure): Writer {
  const { share: shareOfPuts, shareOfBytes, count } = workload.duringPressure;
  const timeBefore = file.writes.start === null ? 0 : pressure.from - file.writes.start;
  return {
    workload,
    shareOfPuts,
    shareOfBytes,
    dominance: shareOfBytes === null ? shareOfPuts : Math.min(shareOfPuts, shareOfBytes),
    before:
      workload.countBeforeOnset === null || timeBefore <= 0 ? null : workload.countBeforeOnset / (timeBefore / SECOND),
    during: count / Math.max(1, (pressure.to - pressure.from) / SECOND),
    resource: chiefResource(file, workload),
  };
}

const putsIn = (shares: readonly WriteShare[]): number =>
  shares.reduce((sum, share) => sum + share.duringPressure.count, 0);

/**
 * What a workload's writes are made of. Restarts write events too, often as many as pod statuses, but small ones, so
 * bytes decide where they are known: mean size of the resource times the workload's puts.
 */
export function chiefResource(file: CaseFile, workload: WorkloadShare): string | null {
  const weight = (resource: string, puts: number): number => puts * (meanBytes(file, resource) ?? 1);
  const known = Object.keys(workload.resources).every((resource) => meanBytes(file, resource) !== null);
  return Object.entries(workload.resources).reduce<{ resource: string | null; weight: number }>(
    (best, [resource, puts]) => {
      const own = known ? weight(resource, puts) : puts;
      return own > best.weight ? { resource, weight: own } : best;
    },
    { resource: null, weight: 0 },
  ).resource;
}

function meanBytes(file: CaseFile, resource: string): number | null {
  const share = resourceShare(file, resource);
  if (share?.bytes == null || share.count === 0) return null;
  return Math.max(1, share.bytes / share.count);
}

export const resourceShare = (file: CaseFile, resource: string): WriteShare | null =>
  file.writes.byResource.find((share) => share.key === resource) ?? null;

/**
 * How the numbers of writes were come by, to be said with them, and what bounds them: a sampled log gives an interval, and
 * a member logs only the requests that it served, so that without the others' lines counts are lower bounds.
 */
export function basisOfCounts(file: CaseFile): string {
  const { estimate, source } = file.writes;
  const told = source == null ? undefined : TOLD_BY[source];
  if (told !== undefined) return told;
  const missing = membersWithoutRequests(file);
  const bound =
    missing === 0 ? '' : `, lower bound: ${missing} of ${file.members.length} members show no request lines`;
  if (estimate === null) return `measured${bound}`;
  return `estimated, ${count(estimate.low)} to ${count(estimate.high)} puts in total, the log is sampled${bound}`;
}

/** Of sources that do not count puts: what they count, and so at most or at least. */
const TOLD_BY: Readonly<Partial<Record<AttributionSource, string>>> = {
  audit: 'audit log, requests through the API servers',
  'http-log': 'HTTP log of the API servers, requests',
  events: 'events, a lower bound',
  'slow-requests': 'slow requests only, a biased sample',
  revisions: 'revisions',
};

/** Whether etcd's own requests show the writes: other sources are incomplete, so a lack in them refutes nothing. */
export const countsPuts = ({ writes: { source } }: CaseFile): boolean =>
  source == null || TOLD_BY[source] === undefined;

/** Whether `writes` shows which objects were written: events report events alone, and slow requests of the slow ones. */
export const showsObjects = (file: CaseFile): boolean =>
  countsPuts(file) || file.writes.source === 'audit' || file.writes.source === 'http-log';

/** Where no input shows etcd itself, what its clients did is all there is to show. */
export const isBlind = (file: CaseFile): boolean => !refusalsWouldShow(file) && !countsPuts(file);

/** What one source shows of the writes; null: it is not at hand. */
export const writesBy = (file: CaseFile, source: AttributionSource): WriteStory | null =>
  [file.writes, ...(file.otherWrites ?? [])].find((story) => story.source === source) ?? null;

/** Whether there is a disturbance to explain, or none could show. */
export const mayExplain = (file: CaseFile): boolean =>
  refusalOf(file) !== null || isArmedUndated(file) || file.onsets.writePressure !== null || isBlind(file);

/** A database refuses writes, and nothing in it says since when. */
const isArmedUndated = ({ stored = [] }: CaseFile): boolean =>
  stored.some(({ isArmed, facts }) => isArmed && lastWriteOf(facts) === null);

/** Members of which no log has request lines; 0 where a plain request log may be of all of them. */
function membersWithoutRequests(file: CaseFile): number {
  const logs = file.coverage.etcdLogs.filter((log) => log.debug);
  const known = new Set(logs.map((log) => log.member));
  if (logs.length === 0 || known.has(null)) return 0;
  return file.members.filter((member) => !known.has(member.name)).length;
}

/**
 * A rise that ended without a refusal: clusters roll out, scale and restart, and that is what an etcd is for. Whatever
 * wrote then may be worth a look, and brought nothing about.
 */
export function withoutHarm(file: CaseFile): Argument[] {
  const onset = file.onsets.writePressure;
  if (refusalOf(file) !== null || !refusalsWouldShow(file) || onset === null || onset.evidence.length === 0) return [];
  const says = 'the writes increased, but none was refused for lack of space';
  return [{ says, factor: 1 / 4, basis: 'request lines', evidence: onset.evidence }];
}

/** A log of etcd's own shows refusals and the alarm; a plain list of accepted requests shows neither. */
export const refusalsWouldShow = (file: CaseFile): boolean => file.coverage.etcdLogs.length > 0;

/** A rise without a refusal ends here where etcd is in sight; where it isn't, a full account of the requests goes further. */
export function unrefused(file: CaseFile): { readonly confidence: number; readonly because: string } | null {
  if (refusalOf(file) !== null || isArmedUndated(file)) return null;
  if (refusalsWouldShow(file)) return { confidence: 0.6, because: 'no write was refused' };
  const because = 'no input is a log of etcd';
  const { source } = file.writes;
  return source === 'audit' || source === 'http-log' ? { confidence: 0.8, because } : { confidence: 0.6, because };
}

/** How strongly a share supports the writer that has it. */
export function weightOfShare(part: number, dominant: number): number {
  if (part >= (1 + dominant) / 2) return 20;
  if (part >= dominant) return 10;
  return part >= 0.6 * dominant ? 2 : 1 / 10;
}

/** Length of the pressure in seconds, at least one. */
export const secondsOf = (pressure: Pressure): number => Math.max(1, (pressure.to - pressure.from) / SECOND);

/** A put that shows what is said: of the workload that an object counts for, else of its resource. */
export function linesOfKey(file: CaseFile, key: string): readonly Exemplar[] {
  const own = file.writes.byWorkload.flatMap((share) => share.exemplars.filter((line) => line.excerpt.includes(key)));
  if (own.length > 0) return own.slice(0, 3);
  const resource = file.writes.byResource.find((share) => share.exemplars.length > 0 && key.includes(`/${share.key}/`));
  return resource?.exemplars.slice(0, 3) ?? [];
}

/**
 * Neither a refusal nor a rise, in request lines that would show both: whatever feeds on either wasn't there. Where one
 * workload wrote most of it from the first line to the last, the inputs may have begun too late to show.
 */
export function quietWrites(file: CaseFile): Argument[] {
  const top = file.writes.byWorkload.find((share) => share.key !== '(other)');
  const disturbed = refusalOf(file) !== null || file.onsets.writePressure !== null;
  if (
    disturbed ||
    file.coverage.requests === null ||
    !countsPuts(file) ||
    top === undefined ||
    top.exemplars.length === 0
  )
    return [];
  if (!refusalsWouldShow(file) && top.share >= file.thresholds.dominantShare) return [];
  const nor = refusalsWouldShow(file) ? 'writes did not increase and were not refused' : 'writes did not increase';
  const says = `${nor}, and the busiest workload, ${top.key}, caused ${percent(top.share)} of the writes (${basisOfCounts(file)})`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence: top.exemplars }];
}

import type { CaseFile, EventGroup, Rule, WorkloadShare } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { pileInWords, pileOf, weightOfPile } from '../queries/piling-up.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  pressureOf,
  quietWrites,
  resourceShare,
  weightOfShare,
  withoutHarm,
  unrefused,
  mayExplain,
  writerOf,
} from '../queries/pressure.js';
import { grouped } from '../queries/grouping.js';
import { isFailure } from '../queries/restarts.js';
import { clock, count, percent, rate } from '../queries/phrases.js';

const JOB_OWNER = /^[^/]+\/(?:CronJob|Job)\//;

/** Jobs and their pods are made and never deleted. */
export const jobPileup: Rule = {
  id: 'job-pileup',
  title: 'Pile-up of finished jobs',
  explains: 'rate',
  judge(file) {
    const writers = jobWriters(file);
    const subject = subjectOf(writers) ?? jobEvents(file)?.workload ?? null;
    const [namespace = '', kind = '', name = ''] = subject?.split('/') ?? [];
    return conclude({
      role: 'trigger',
      subject,
      share: part(writers, (one) => one.duringPressure.shareOfBytes ?? one.duringPressure.share),
      arguments: argumentsFor(file, writers),
      remedies: [
        ...(subject === null
          ? []
          : [
              `Stop it and find out why it creates so many objects: kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}.`,
            ]),
        'Clean up finished jobs: set ttlSecondsAfterFinished in the job, and successfulJobsHistoryLimit, failedJobsHistoryLimit and concurrencyPolicy: Forbid in the CronJob. Then delete old jobs, compact and defragment.',
        'Limit them: use a ResourceQuota with count/jobs.batch and count/pods in the namespace.',
      ],
      ask: writersOf(file),
      atMost: unrefused(file),
    });
  },
};

/** Many CronJobs of one namespace are named together: the largest hardly differs from the others. */
function subjectOf(writers: readonly WorkloadShare[]): string | null {
  const [top] = writers;
  if (top === undefined) return null;
  const kin = top.key.slice(0, top.key.lastIndexOf('/'));
  const all = writers.filter(({ key }) => key.startsWith(`${kin}/`));
  const whole = all.reduce((sum, one) => sum + one.duringPressure.count, 0);
  return all.length >= 3 && top.duringPressure.count < whole / 2 ? `${kin}/*` : top.key;
}

/** Workloads that are jobs by their names, most bytes first. */
const jobWriters = (file: CaseFile): WorkloadShare[] =>
  file.writes.byWorkload
    .filter((share) => JOB_OWNER.test(share.key) && share.duringPressure.count > 0)
    .sort((a, b) => b.duringPressure.bytes - a.duringPressure.bytes || b.count - a.count);

const part = (writers: readonly WorkloadShare[], of: (one: WorkloadShare) => number): number =>
  Math.min(
    1,
    writers.reduce((sum, one) => sum + of(one), 0),
  );

function argumentsFor(file: CaseFile, writers: readonly WorkloadShare[]): Argument[] {
  const told = mayExplain(file) ? fromEvents(file) : [];
  const pressure = pressureOf(file);
  if (pressure === null) return told.length > 0 ? told : quietWrites(file);
  if (file.growth === undefined || file.writes.count < file.thresholds.enoughPuts) return told;
  const jobs = file.growth.find((one) => one.resource === 'jobs' && !one.foreign);
  const pile = pileOf(file, (one) => !one.foreign && (one.resource === 'jobs' || one.resource === 'pods'));
  if (jobs === undefined || jobs.created < file.thresholds.piledObjects)
    return told.length > 0 ? told : noJobs(file, jobs?.created ?? 0);
  const evidence = [
    ...(resourceShare(file, 'jobs')?.exemplars.slice(0, 2) ?? []),
    ...writers.flatMap((one) => one.exemplars.slice(0, 2)),
  ];
  if (jobs.deletes >= STAYED * jobs.created) {
    const says = `${count(jobs.created)} jobs were made, and ${count(jobs.deletes)} deleted`;
    return [{ says, factor: 1 / 10, basis: 'request lines', evidence }, ...told];
  }
  // Jobs stay however often each of them is written.
  const jobsPile = pile?.parts.some((one) => one.resource === 'jobs') === true ? pile : null;
  const words =
    jobsPile === null
      ? `${count(jobs.created)} jobs were made, and ${count(jobs.deletes)} deleted`
      : pileInWords(jobsPile);
  return [
    ...dominance(file, writers, words, clock(pressure.from), evidence),
    ...growth(file, writers, pressure, evidence),
    ...(jobsPile === null ? [] : weightOfPile(file, jobsPile)),
    ...told,
    ...withoutHarm(file),
  ];
}

/** Where at least this part of the jobs that were made went again, they come and go. */
const STAYED = 0.5;

interface JobEvents {
  readonly workload: string;
  /** Different pods or jobs, or occurrences of their creation. */
  readonly made: number;
  readonly deleted: number;
  readonly failing: number;
  readonly lines: Argument['evidence'];
}

/** The CronJob (or all of a namespace) of whose jobs and pods most events speak; null: of none. */
function jobEvents(file: CaseFile): JobEvents | null {
  const own = file.events.filter(({ workload }) => JOB_OWNER.test(workload));
  const total = own.reduce((sum, { count: times }) => sum + times, 0);
  const lead = (key: (group: EventGroup) => string): [string, EventGroup[]] | undefined =>
    [...grouped(own, key)].sort(([, a], [, b]) => timesOf(b) - timesOf(a))[0];
  const single = lead(({ workload }) => workload);
  const kin = lead(({ workload }) => workload.slice(0, workload.lastIndexOf('/')));
  if (single === undefined || kin === undefined) return null;
  const one = timesOf(single[1]) >= total / 2;
  const groups = one ? single[1] : kin[1];
  const of = (test: (group: EventGroup) => boolean, value: (group: EventGroup) => number): number =>
    groups.filter(test).reduce((sum, group) => sum + value(group), 0);
  const created = of(
    ({ reason, objectKind }) => reason === 'SuccessfulCreate' && objectKind === 'CronJob',
    (g) => g.count,
  );
  const pods = new Map<string, number>();
  for (const { workload, objectKind, objects } of groups)
    if (objectKind === 'Pod') pods.set(workload, Math.max(pods.get(workload) ?? 0, objects));
  return {
    workload: one ? single[0] : `${kin[0]}/*`,
    made: Math.max(
      created,
      [...pods.values()].reduce((a, b) => a + b, 0),
    ),
    deleted: of(
      ({ reason, objectKind }) => reason === 'SuccessfulDelete' && objectKind === 'CronJob',
      (g) => g.count,
    ),
    failing: of(isFailure, (g) => g.count),
    lines: [...groups].sort((a, b) => b.count - a.count).map(({ exemplar }) => exemplar),
  };
}

const timesOf = (groups: readonly EventGroup[]): number => groups.reduce((sum, group) => sum + group.count, 0);

/** What a dump of events says: jobs that come and hardly go, and how much of all is about them. */
function fromEvents(file: CaseFile): Argument[] {
  const told = jobEvents(file);
  if (told === null || told.made < file.thresholds.newPods || told.deleted >= STAYED * told.made) return [];
  const all = timesOf(file.events);
  const own = timesOf(file.events.filter(({ workload }) => JOB_OWNER.test(workload)));
  if (own < file.thresholds.dominantShare * all) return [];
  const failing = told.failing >= own / 2 ? ', most of them failures: jobs that never end' : '';
  const says = `events show ${count(told.made)} jobs or pods of ${told.workload} and ${count(told.deleted)} deletes; ${percent(own / all)} of ${count(all)} occurrences are about jobs${failing} (at least: expired events are gone)`;
  return [{ says, factor: failing === '' ? 8 : 15, basis: 'events', evidence: told.lines }];
}

function dominance(
  file: CaseFile,
  writers: readonly WorkloadShare[],
  words: string,
  since: string,
  evidence: Argument['evidence'],
): Argument[] {
  const puts = part(writers, (one) => one.duringPressure.share);
  const bytes = part(writers, (one) => one.duringPressure.shareOfBytes ?? one.duringPressure.share);
  const says = `${words} from ${since} on; what jobs and their pods wrote is ${percent(puts)} of the writes and ${percent(bytes)} of the bytes (${basisOfCounts(file)})`;
  const factor = weightOfShare(Math.min(puts, bytes), file.thresholds.dominantShare);
  return [{ says, factor, basis: 'request lines', evidence }];
}

/** A pile has a beginning: jobs that wrote as much before did not bring the refusal about now. */
function growth(
  file: CaseFile,
  writers: readonly WorkloadShare[],
  pressure: Pressure,
  evidence: Argument['evidence'],
): Argument[] {
  if (file.onsets.writePressure === null) return [];
  const rates = writers.map((one) => writerOf(file, one, pressure));
  const during = rates.reduce((sum, one) => sum + one.during, 0);
  const before = rates.some((one) => one.before === null)
    ? null
    : rates.reduce((sum, one) => sum + (one.before ?? 0), 0);
  if (before !== null && during < 3 * before) return [];
  const from = before === null ? '' : ` from ${rate(before)}`;
  const says = `what they wrote increased${from} to ${rate(during)} per second`;
  return [{ says, factor: 3, basis: 'request lines', evidence: [...pressure.evidence, ...evidence] }];
}

function noJobs(file: CaseFile, made: number): Argument[] {
  const [busiest] = file.writes.byWorkload;
  if (busiest === undefined || busiest.exemplars.length === 0) return [];
  const says = `${made === 0 ? 'no job was' : `${count(made)} jobs were`} written in that time, and most puts are by ${busiest.key}`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence: busiest.exemplars }];
}

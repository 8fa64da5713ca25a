import type { CaseFile, Rule, WorkloadShare } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import type { Pile } from '../queries/piling-up.js';
import { pileInWords, pileOf, weightOfPile } from '../queries/piling-up.js';
import {
  basisOfCounts,
  pressureOf,
  quietWrites,
  resourceShare,
  weightOfShare,
  withoutHarm,
} from '../queries/pressure.js';
import { clock, count, percent } from '../queries/phrases.js';

const JOB_OWNER = /^[^/]+\/(?:CronJob|Job)\//;

/** Jobs and their pods are made and never deleted. */
export const jobPileup: Rule = {
  id: 'job-pileup',
  title: 'Pile-up of finished jobs',
  explains: 'rate',
  judge(file) {
    const writers = jobWriters(file);
    const [top] = writers;
    const subject = top?.key ?? null;
    const [namespace = '', kind = '', name = ''] = subject?.split('/') ?? [];
    return conclude({
      role: 'trigger',
      subject,
      share: part(writers, (one) => one.duringPressure.shareOfBytes ?? one.duringPressure.share),
      arguments: argumentsFor(file, writers),
      remedies: [
        ...(subject === null
          ? []
          : [`Stop it and see why so many are made: kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}.`]),
        'Let finished jobs go: ttlSecondsAfterFinished in the job, successfulJobsHistoryLimit and failedJobsHistoryLimit in the CronJob, concurrencyPolicy: Forbid; then delete the old ones, compact and defragment.',
        'Bound them: a ResourceQuota with count/jobs.batch and count/pods in the namespace.',
      ],
      ask: writersOf(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

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
  const pressure = pressureOf(file);
  if (pressure === null) return quietWrites(file);
  if (file.growth === undefined || file.writes.count < file.thresholds.enoughPuts) return [];
  const jobs = file.growth.find((one) => one.resource === 'jobs' && !one.foreign);
  const pile = pileOf(file, (one) => !one.foreign && (one.resource === 'jobs' || one.resource === 'pods'));
  if (jobs === undefined || jobs.created < file.thresholds.piledObjects) return noJobs(file, jobs?.created ?? 0);
  const evidence = [
    ...(resourceShare(file, 'jobs')?.exemplars.slice(0, 2) ?? []),
    ...writers.flatMap((one) => one.exemplars.slice(0, 2)),
  ];
  if (pile === null || !pile.parts.some((one) => one.resource === 'jobs')) {
    const says = `${count(jobs.created)} jobs were made, and ${count(jobs.deletes)} deleted: they do not pile up`;
    return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
  }
  return [
    ...dominance(file, writers, pile, clock(pressure.from), evidence),
    ...weightOfPile(file, pile),
    ...withoutHarm(file),
  ];
}

function dominance(
  file: CaseFile,
  writers: readonly WorkloadShare[],
  pile: Pile,
  since: string,
  evidence: Argument['evidence'],
): Argument[] {
  const puts = part(writers, (one) => one.duringPressure.share);
  const bytes = part(writers, (one) => one.duringPressure.shareOfBytes ?? one.duringPressure.share);
  const says = `${pileInWords(pile)} from ${since} on; what jobs and their pods wrote is ${percent(puts)} of the puts and ${percent(bytes)} of the bytes (${basisOfCounts(file)})`;
  const factor = weightOfShare(Math.min(puts, bytes), file.thresholds.dominantShare);
  return [{ says, factor, basis: 'request lines', evidence }];
}

function noJobs(file: CaseFile, made: number): Argument[] {
  const [busiest] = file.writes.byWorkload;
  if (busiest === undefined || busiest.exemplars.length === 0) return [];
  const says = `${made === 0 ? 'no job was' : `${count(made)} jobs were`} written in it, and most by ${busiest.key}`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence: busiest.exemplars }];
}

import type { CaseFile, Rule, WorkloadShare } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  pressureOf,
  quietWrites,
  secondsOf,
  weightOfShare,
  withoutHarm,
  unrefused,
} from '../queries/pressure.js';
import { quotaOf } from '../queries/space.js';
import { clock, count, exactSize, percent, rate, size } from '../queries/phrases.js';

const FOREIGN = '(none)';

/** Somebody else keeps data in the cluster's etcd: one quota for both, and one compaction. */
export const coTenant: Rule = {
  id: 'co-tenant',
  title: 'Keys of another application',
  explains: 'rate',
  judge(file) {
    const top = topTenant(file);
    const pressure = pressureOf(file);
    const foreign = file.writes.byNamespace.find((share) => share.key === FOREIGN);
    return conclude({
      role: 'trigger',
      subject: top?.key.slice(FOREIGN.length + 1) ?? null,
      share: foreign?.duringPressure.shareOfBytes ?? foreign?.duringPressure.share ?? null,
      arguments: argumentsFor(file, pressure, top),
      remedies: [
        'Give the other application a separate etcd: all clients of an etcd share its quota, compaction, alarms and restarts.',
        `Until then, delete its unused keys${top === null ? '' : ` under ${top.key.slice(FOREIGN.length + 1)}`}, compact and defragment.`,
      ],
      ask: writersOf(file),
      atMost: unrefused(file),
    });
  },
};

/** The first segment of the foreign keys with the most puts. */
const topTenant = (file: CaseFile): WorkloadShare | null =>
  file.writes.byWorkload
    .filter((share) => share.key.startsWith(`${FOREIGN}/`))
    .sort((a, b) => b.duringPressure.count - a.duringPressure.count)[0] ?? null;

function argumentsFor(file: CaseFile, pressure: Pressure | null, top: WorkloadShare | null): Argument[] {
  if (pressure === null) return quietWrites(file);
  const { byNamespace, byResource } = file.writes;
  if (file.writes.count < file.thresholds.enoughPuts || byNamespace.length === 0) return [];
  const foreign = byNamespace.find((share) => share.key === FOREIGN);
  const own = byNamespace.reduce((sum, share) => sum + (share.key === FOREIGN ? 0 : share.count), 0);
  const base = { basis: 'request lines' as const, evidence: top?.exemplars ?? [] };
  if (foreign === undefined || foreign.duringPressure.share < 0.05) {
    const evidence = byResource.find((share) => share.exemplars.length > 0)?.exemplars ?? [];
    const says = `${foreign === undefined ? 'no key' : percent(foreign.duringPressure.share)} of the written bytes are outside /registry`;
    return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
  }
  if (own < file.thresholds.sharedEtcdPuts)
    return [
      {
        ...base,
        says: `almost no key belongs to Kubernetes (${count(own)} puts): the etcd is not shared`,
        factor: 1 / 10,
      },
    ];
  const { share, shareOfBytes } = foreign.duringPressure;
  const bytes = shareOfBytes === null ? '' : ` and ${percent(shareOfBytes)} of the bytes`;
  const says = `keys outside /registry were ${percent(share)} of the writes${bytes} since ${clock(pressure.from)} (${basisOfCounts(file)})${top === null ? '' : `, most of them under ${top.key.slice(FOREIGN.length + 1)}`}`;
  const factor = weightOfShare(Math.min(share, shareOfBytes ?? 1), file.thresholds.dominantShare);
  return [
    { ...base, says, factor },
    ...growth(file, pressure, foreign),
    ...room(file, foreign.bytes),
    ...withoutHarm(file),
  ];
}

function growth(
  file: CaseFile,
  pressure: Pressure,
  foreign: { readonly countBeforeOnset: number | null; readonly duringPressure: { readonly count: number } },
): Argument[] {
  const { start } = file.writes;
  if (file.onsets.writePressure === null || start === null || foreign.countBeforeOnset === null) return [];
  const time = (pressure.from - start) / 1_000_000;
  const during = foreign.duringPressure.count / secondsOf(pressure);
  const before = time <= 0 ? 0 : foreign.countBeforeOnset / time;
  if (during < 3 * before) return [];
  const says = `they increased from ${rate(before)} to ${rate(during)} per second`;
  return [{ says, factor: 3, basis: 'request lines', evidence: pressure.evidence }];
}

function room(file: CaseFile, bytes: number | null): Argument[] {
  const quota = quotaOf(file);
  if (refusalOf(file) === null || quota === null || bytes === null || quota.lines.length === 0) return [];
  const share = bytes / quota.bytes;
  const says = `${size(bytes)} of them were written, under a quota of ${exactSize(quota.bytes)}`;
  if (share >= file.thresholds.pileQuotaRatio)
    return [{ says, factor: 3, basis: 'start lines', evidence: quota.lines }];
  return share < 0.05 ? [{ says, factor: 1 / 5, basis: 'start lines', evidence: quota.lines }] : [];
}

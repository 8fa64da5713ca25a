import type { CaseFile, ObjectGrowth, Rule, WrittenResource } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { rewritersOf } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  pressureOf,
  quietWrites,
  resourceShare,
  secondsOf,
  weightOfShare,
  withoutHarm,
  unrefused,
} from '../queries/pressure.js';
import { compactionsAfter, reclaimedSince } from '../queries/space.js';
import { count, counted, duration, percent, rate } from '../queries/phrases.js';

/** Rewritten continuously by design, or covered by other rules. */
const OTHERS: ReadonlySet<string> = new Set([
  'events',
  'leases',
  'masterleases',
  'pods',
  'minions',
  'services/endpoints',
]);
/** More of the objects than this were there before: they were rewritten, not made. */
const MOSTLY = 0.5;

/** Nearly every object of a resource is written once or twice in a short time: a migration of its storage, a change of key, a label for all. */
export const bulkRewrite: Rule = {
  id: 'bulk-rewrite',
  title: 'Bulk rewrite of a resource',
  explains: 'rate',
  judge(file) {
    const pressure = pressureOf(file);
    const swept = pressure === null ? null : sweptResource(file);
    const share = swept === null ? null : resourceShare(file, swept.resource);
    return conclude({
      role: 'trigger',
      subject: swept?.resource ?? null,
      share: share?.duringPressure.shareOfBytes ?? share?.duringPressure.share ?? null,
      arguments: argumentsFor(file, pressure, swept),
      remedies: [
        'Rewrite in batches: some hundreds of objects, then wait for a compaction (5 minutes) before the next batch. Afterwards, compact and defragment one member at a time.',
        'Before the next rewrite, check that the quota has space for a second copy of all objects.',
      ],
      ask: rewritersOf(file),
      atMost: unrefused(file),
    });
  },
};

/** The resource with the most bytes of which many objects were written, each once or twice. */
function sweptResource(file: CaseFile): ObjectGrowth | null {
  const { rewrittenObjects, rewrittenPutsEach } = file.thresholds;
  return (
    (file.growth ?? []).find(
      (one) =>
        !one.foreign &&
        !OTHERS.has(one.resource) &&
        one.objects >= rewrittenObjects &&
        one.puts <= rewrittenPutsEach * one.objects &&
        one.deletes < file.thresholds.replacedShare * one.objects,
    ) ?? null
  );
}

function argumentsFor(file: CaseFile, pressure: Pressure | null, swept: ObjectGrowth | null): Argument[] {
  if (pressure === null) return quietWrites(file);
  if (file.growth === undefined || file.writes.count < file.thresholds.enoughPuts) return [];
  if (swept === null) return notSwept(file);
  const share = resourceShare(file, swept.resource);
  const existed = [...writtenBefore(file, swept), ...verbs(file, swept), ...historyFreed(file)];
  // Objects that are written for the first time may be new ones: without a sign that they existed before, it is unknown.
  if (!existed.some((one) => one.factor > 1)) return existed.filter((one) => one.factor < 1);
  const part = Math.min(share?.duringPressure.share ?? 0, share?.duringPressure.shareOfBytes ?? 1);
  const bytes = share?.duringPressure.shareOfBytes ?? null;
  const says = `${counted(swept.objects, 'object')} of ${swept.resource} were written ${rate(swept.puts / swept.objects)} times each within ${duration(secondsOf(pressure) * 1_000_000)}: ${percent(share?.duringPressure.share ?? 0)} of the writes${bytes === null ? '' : ` and ${percent(bytes)} of the bytes`} (${basisOfCounts(file)})`;
  return [
    {
      says,
      factor: Math.min(10, weightOfShare(part, file.thresholds.dominantShare)),
      basis: 'request lines',
      evidence: share?.exemplars ?? [],
    },
    ...existed,
    ...oneWriter(file, swept),
    ...withoutHarm(file),
  ];
}

/** What dominates is written again and again, or few keys are touched. */
function notSwept(file: CaseFile): Argument[] {
  const [chief] = file.growth ?? [];
  const evidence = chief === undefined ? [] : (resourceShare(file, chief.resource)?.exemplars ?? []);
  if (chief === undefined || evidence.length === 0) return [];
  const each = chief.puts / Math.max(1, chief.objects);
  const says = `most written objects were ${chief.resource}: ${counted(chief.objects, 'object')}, ${rate(each)} writes each, ${count(chief.created)} new`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
}

function writtenBefore(file: CaseFile, swept: ObjectGrowth): Argument[] {
  const known = swept.objects - swept.created;
  if (known < MOSTLY * swept.objects) return [];
  const says = `${count(known)} of them had been written before, so they already existed`;
  const evidence = resourceShare(file, swept.resource)?.exemplars ?? [];
  return [{ says, factor: 4, basis: 'request lines', evidence }];
}

const auditOf = (file: CaseFile, swept: ObjectGrowth): WrittenResource | null =>
  file.apiWrites?.byResource.find((one) => one.resource === swept.resource) ?? null;

/** An audit log tells updates from creates. */
function verbs(file: CaseFile, swept: ObjectGrowth): Argument[] {
  const audit = auditOf(file, swept);
  if (audit === null || audit.creates + audit.updates < MOSTLY * swept.objects) return [];
  const evidence = audit.writers.slice(0, 3).map((one) => one.exemplar);
  const says = `the audit log has ${counted(audit.updates, 'update')} and ${counted(audit.creates, 'create')} of ${swept.resource}`;
  if (audit.updates >= 10 * audit.creates) return [{ says, factor: 10, basis: 'audit lines', evidence }];
  return audit.creates >= audit.updates ? [{ says, factor: 1 / 20, basis: 'audit lines', evidence }] : [];
}

/** What a compaction could take away was there twice; new objects would have stayed. */
function historyFreed(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  const first = refusal === null ? undefined : compactionsAfter(file, refusal)[0];
  const reclaimed = first?.start == null ? null : reclaimedSince(file, first.start);
  if (reclaimed === null || reclaimed.by !== 'compaction') return [];
  const says = `the compaction after the refusal removed ${percent(reclaimed.share)} of the data in use: ${reclaimed.share >= 0.4 ? 'old copies' : 'most was live'} (measured)`;
  const base = { says, basis: 'size samples' as const, evidence: reclaimed.lines };
  if (reclaimed.share >= 0.4) return [{ ...base, factor: 3 }];
  return reclaimed.share < 0.2 ? [{ ...base, factor: 1 / 5 }] : [];
}

/** A migration is one program's work. */
function oneWriter(file: CaseFile, swept: ObjectGrowth): Argument[] {
  const audit = auditOf(file, swept);
  const [top] = audit?.writers ?? [];
  if (audit === null || top === undefined) return [];
  const part = top.writes / Math.max(1, audit.creates + audit.updates + audit.deletes);
  const says = `${percent(part)} of these writes are by ${top.writer}`;
  if (part >= 0.8) return [{ says, factor: 3, basis: 'audit lines', evidence: [top.exemplar] }];
  return part < 0.3 ? [{ says, factor: 1 / 3, basis: 'audit lines', evidence: [top.exemplar] }] : [];
}

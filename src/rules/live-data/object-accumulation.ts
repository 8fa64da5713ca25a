import type { CaseFile, ObjectGrowth, Rule } from '../../model/case-file.js';
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
import { clock, count, listed, percent, rate, size } from '../queries/phrases.js';
import { chiefPile, storedPiles } from '../queries/store.js';

/** What other rules tell: events have a TTL, jobs and their pods a rule, leases are tiny. */
const OTHERS: ReadonlySet<string> = new Set(['events', 'leases', 'jobs', 'pods', 'masterleases']);

/** Objects of a resource are made and never deleted: it is live data that grows, and no compaction takes it away. */
export const objectAccumulation: Rule = {
  id: 'object-accumulation',
  title: 'Object accumulation',
  explains: 'rate',
  judge(file) {
    const pressure = pressureOf(file);
    const pile = pressure === null ? null : pileOf(file, (growth) => accumulates(growth));
    const stored = chiefPile(storedPiles(file));
    const subject = pile === null ? (stored?.chief.resource ?? null) : subjectOf(pile);
    const counted = countArguments(file, stored, subject);
    return conclude({
      role: 'trigger',
      subject,
      share: pile === null ? null : (pile.shareOfBytes ?? pile.shareOfPuts),
      arguments: [...(pile === null && counted.length > 0 ? [] : argumentsFor(file, pile)), ...counted],
      remedies: [
        `Delete unused objects${subject === null ? '' : ` of ${subject}`}, some hundreds at a time, then compact and defragment. Find the creator, and set an age limit, a history limit or an owner reference.`,
        'Limit it: use a ResourceQuota with count/RESOURCE.GROUP in each namespace, and an alert on apiserver_storage_objects.',
      ],
      ask: writersOf(file),
      atMost:
        refusalOf(file) === null && counted.length < 2 ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

const accumulates = (growth: ObjectGrowth): boolean => !growth.foreign && !OTHERS.has(growth.resource);

/** The resource that most of it is of; several: named one after the other. */
function subjectOf({ parts }: Pile): string {
  const all = parts.reduce((sum, one) => sum + (one.bytes ?? one.puts), 0);
  const [first] = parts;
  if (first !== undefined && (first.bytes ?? first.puts) >= 0.6 * all) return first.resource;
  return parts
    .slice(0, 3)
    .map((one) => one.resource)
    .join(', ');
}

/**
 * What lies in the store, and whether requests show it being made. A count says that they are many, not that they did any
 * harm, and not since when.
 */
function countArguments(file: CaseFile, stored: ReturnType<typeof chiefPile>, subject: string | null): Argument[] {
  if (stored === null || subject === null) return [];
  const { chief, together } = stored;
  const bytes = chief.bytes === null ? '' : ` of ${size(chief.bytes)}`;
  const where =
    chief.chief === null || chief.within !== null ? '' : `, ${count(chief.chief.count)} of them in ${chief.chief.name}`;
  const others = together.map((one) => `${count(one.count)} ${one.resource}`);
  const like = others.length === 0 ? '' : `; as many or a multiple: ${listed(others)}`;
  const says = `${count(chief.count)} objects${bytes} of ${chief.resource} ${chief.against}${where}${like} (counted)`;
  const evidence = [...chief.evidence, ...together.flatMap((one) => one.evidence.slice(0, 1))];
  return [{ says, factor: 8, basis: 'object counts', evidence }, ...madeByRequests(file, chief.resource)];
}

/** Requests that make such objects, and hardly any that delete them. */
function madeByRequests(file: CaseFile, resource: string): Argument[] {
  const written = file.apiWrites?.byResource.find((one) => one.resource === resource);
  if (written === undefined || written.creates < file.thresholds.piledObjects) return [];
  if (written.deletes >= file.thresholds.replacedShare * written.creates) return [];
  const [chief] = written.writers;
  const by = chief === undefined ? '' : `, most by ${chief.writer}`;
  const says = `${count(written.creates)} of them were created and ${count(written.deletes)} deleted in the requests at hand${by}`;
  const evidence = written.writers.slice(0, 3).map((one) => one.exemplar);
  return [{ says, factor: 4, basis: 'audit lines', evidence }];
}

function argumentsFor(file: CaseFile, pile: Pile | null): Argument[] {
  const pressure = pressureOf(file);
  if (pressure === null) return quietWrites(file);
  if (file.growth === undefined || file.writes.count < file.thresholds.enoughPuts) return [];
  if (pile === null) return notPiling(file);
  const evidence = pile.parts.flatMap((one) => resourceShare(file, one.resource)?.exemplars.slice(0, 2) ?? []);
  const part = Math.min(pile.shareOfPuts, pile.shareOfBytes ?? 1);
  const bytes = pile.shareOfBytes === null ? '' : ` and ${percent(pile.shareOfBytes)} of the bytes`;
  const says = `${pileInWords(pile)} since ${clock(pressure.from)}: ${percent(pile.shareOfPuts)} of the writes${bytes} (${basisOfCounts(file)})`;
  return [
    { says, factor: weightOfShare(part, file.thresholds.dominantShare), basis: 'request lines', evidence },
    ...ofLargeValues(file, pile, evidence),
    ...weightOfPile(file, pile),
    ...withoutHarm(file),
  ];
}

/** What dominates is written again and again, or deleted again. */
function notPiling(file: CaseFile): Argument[] {
  const [chief] = file.growth ?? [];
  const evidence = chief === undefined ? [] : (resourceShare(file, chief.resource)?.exemplars ?? []);
  if (chief === undefined || evidence.length === 0 || (!chief.foreign && accumulates(chief) && chief.created > 20))
    return [];
  const each = chief.puts / Math.max(1, chief.objects);
  const says = `most written objects were ${chief.resource}: ${count(chief.objects)} objects, ${rate(each)} writes each, ${count(chief.created)} new and ${count(chief.deletes)} deletes`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
}

/** A few large ones are another matter: their size is what to mend. */
function ofLargeValues(file: CaseFile, pile: Pile, evidence: Argument['evidence']): Argument[] {
  const bytes = pile.parts.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const mean = bytes / Math.max(1, pile.puts);
  if (mean < file.thresholds.largeObjectBytes / 4) return [];
  return [{ says: 'they are few and large', factor: 1 / 10, basis: 'request lines', evidence }];
}

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
import { clock, count, percent, rate } from '../queries/phrases.js';

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
    const subject = pile === null ? null : subjectOf(pile);
    return conclude({
      role: 'trigger',
      subject,
      share: pile === null ? null : (pile.shareOfBytes ?? pile.shareOfPuts),
      arguments: argumentsFor(file, pile),
      remedies: [
        `Delete what nobody needs${subject === null ? '' : ` of ${subject}`}, some hundreds at a time, then compact and defragment; see who makes it, and give it an age limit, a history limit or an owner reference.`,
        'Bound it: a ResourceQuota with count/RESOURCE.GROUP in each namespace, and an alert on apiserver_storage_objects.',
      ],
      ask: writersOf(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
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

function argumentsFor(file: CaseFile, pile: Pile | null): Argument[] {
  const pressure = pressureOf(file);
  if (pressure === null) return quietWrites(file);
  if (file.growth === undefined || file.writes.count < file.thresholds.enoughPuts) return [];
  if (pile === null) return notPiling(file);
  const evidence = pile.parts.flatMap((one) => resourceShare(file, one.resource)?.exemplars.slice(0, 2) ?? []);
  const part = Math.min(pile.shareOfPuts, pile.shareOfBytes ?? 1);
  const bytes = pile.shareOfBytes === null ? '' : ` and ${percent(pile.shareOfBytes)} of the bytes`;
  const says = `${pileInWords(pile)} from ${clock(pressure.from)} on: ${percent(pile.shareOfPuts)} of the puts${bytes} (${basisOfCounts(file)})`;
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
  const says = `most of what was written was ${chief.resource}: ${count(chief.objects)} objects, ${rate(each)} puts each, ${count(chief.created)} new and ${count(chief.deletes)} deletes`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
}

/** A few large ones are another matter: their size is what to mend. */
function ofLargeValues(file: CaseFile, pile: Pile, evidence: Argument['evidence']): Argument[] {
  const bytes = pile.parts.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const mean = bytes / Math.max(1, pile.puts);
  if (mean < file.thresholds.largeObjectBytes / 4) return [];
  return [{ says: 'they are few and large', factor: 1 / 10, basis: 'request lines', evidence }];
}

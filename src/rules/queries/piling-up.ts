import type { CaseFile, ObjectGrowth } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { isRecent } from './compactions.js';
import { firstLines, refusalOf } from './event-bursts.js';
import { compactionsBefore, countOnOneMember, quotaOf, compactionsAfter, reclaimedSince } from './space.js';
import { counted, exactSize, percent, size } from './phrases.js';

/** Whether the objects of a resource were made, and stayed. */
export const pilesUp = (growth: ObjectGrowth, { thresholds }: Pick<CaseFile, 'thresholds'>): boolean =>
  growth.created >= thresholds.piledObjects &&
  growth.created >= 0.8 * growth.objects &&
  growth.puts <= thresholds.piledPutsEach * growth.objects &&
  growth.deletes < thresholds.replacedShare * growth.created;

/** What one copy of each object amounts to: the newest of a few writes of like size. */
export const liveBytesOf = (growth: ObjectGrowth): number =>
  growth.bytes === null ? 0 : (growth.bytes * growth.objects) / Math.max(1, growth.puts);

export interface Pile {
  readonly parts: readonly ObjectGrowth[];
  readonly created: number;
  readonly deletes: number;
  readonly puts: number;
  /** Of all puts, and of all bytes, in the pressure. */
  readonly shareOfPuts: number;
  readonly shareOfBytes: number | null;
  readonly liveBytes: number;
}

/** The resources that pass a test and pile up, taken together; null: none. */
export function pileOf(file: CaseFile, test: (growth: ObjectGrowth) => boolean): Pile | null {
  const all = file.growth ?? [];
  const parts = all.filter((growth) => test(growth) && pilesUp(growth, file));
  if (parts.length === 0) return null;
  const sum = (list: readonly ObjectGrowth[], of: (growth: ObjectGrowth) => number): number =>
    list.reduce((total, one) => total + of(one), 0);
  const bytes = sum(all, (one) => one.bytes ?? 0);
  return {
    parts,
    created: sum(parts, (one) => one.created),
    deletes: sum(parts, (one) => one.deletes),
    puts: sum(parts, (one) => one.puts),
    shareOfPuts:
      sum(parts, (one) => one.puts) /
      Math.max(
        1,
        sum(all, (one) => one.puts),
      ),
    shareOfBytes: bytes === 0 ? null : sum(parts, (one) => one.bytes ?? 0) / bytes,
    liveBytes: sum(parts, liveBytesOf),
  };
}

/** `1,050 new pods and 1,050 new jobs, 12 deletes`. */
export const pileInWords = (pile: Pile): string =>
  `${pile.parts
    .slice(0, 4)
    .map((one) => `${counted(one.created, 'new object')} of ${one.resource}`)
    .join(', ')}, with ${counted(pile.deletes, 'delete')}`;

/** What a pile did to the file: its size against the quota, and what compactions could not take away. */
export function weightOfPile(file: CaseFile, pile: Pile): Argument[] {
  const refusal = refusalOf(file);
  if (refusal === null) return [];
  const quota = quotaOf(file);
  const share = quota === null ? 0 : pile.liveBytes / quota.bytes;
  const room: Argument[] =
    quota === null || quota.lines.length === 0 || (share >= 0.05 && share < file.thresholds.pileQuotaRatio)
      ? []
      : [
          {
            says: `one copy of each object is ${size(pile.liveBytes)} in total, ${percent(share)} of the quota of ${exactSize(quota.bytes)}`,
            factor: share >= file.thresholds.pileQuotaRatio ? 4 : 1 / 5,
            basis: 'start lines',
            evidence: quota.lines,
          },
        ];
  const before = compactionsBefore(file, refusal);
  const times = countOnOneMember(before);
  const cut: Argument[] =
    times < 2 || !isRecent(file, refusal)
      ? []
      : [
          {
            says: `${counted(times, 'compaction')} before the refusal removed the history, but the file still filled up`,
            factor: 3,
            basis: 'compaction lines',
            evidence: firstLines(before),
          },
        ];
  return [...room, ...cut, ...leftAfterCompaction(file)];
}

/** What the first compaction after the refusal left: live data stay, history goes. */
function leftAfterCompaction(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  const first = refusal === null ? undefined : compactionsAfter(file, refusal)[0];
  const reclaimed = first?.start == null ? null : reclaimedSince(file, first.start);
  if (reclaimed === null || reclaimed.by !== 'compaction') return [];
  const left = 1 - reclaimed.share;
  const says =
    reclaimed.deleted > 0.1 * reclaimed.before
      ? `${percent(left)} of the data in use at the refusal was live: it remained after the compaction or was deleted before it (inferred)`
      : `after the compaction that followed the refusal, ${percent(left)} of the data in use remained (measured)`;
  const base = { says, basis: 'size samples' as const, evidence: reclaimed.lines };
  if (left >= 0.6) return [{ ...base, factor: 4 }];
  return left < 0.35 ? [{ ...base, factor: 1 / 10 }] : [];
}

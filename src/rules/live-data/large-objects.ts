import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { refusalOf } from '../queries/event-bursts.js';
import { basisOfCounts, refusalsWouldShow, unrefused, writesBy } from '../queries/pressure.js';
import { quotaOf } from '../queries/space.js';
import { besideWrites, fullStore } from '../queries/store-split.js';
import { counted, exactSize, percent, size } from '../queries/phrases.js';
import { withoutTail } from '../../model/without-tail.js';

/** Few keys with large values make most of the bytes. */
export const largeObjects: Rule = {
  id: 'large-objects',
  title: 'Large objects',
  explains: 'rate',
  judge(file) {
    const { sizes } = file.writes;
    return conclude({
      role: 'trigger',
      subject: subjectOf(file),
      share: sizes?.large.shareOfBytes ?? null,
      arguments: [
        ...(sizes === null || file.writes.count === 0 || file.writes.source === 'slow-requests'
          ? slowOnes(file)
          : argumentsFor(file)),
        ...fromSplit(file),
      ],
      remedies: remediesFor(file),
      ask: writersOf(file),
      atMost: unrefused(file),
    });
  },
};

/** Puts that took long say key and size, and are all there is where etcd logs no requests. */
function slowOnes(file: CaseFile): Argument[] {
  const slow = writesBy(file, 'slow-requests');
  const { largeObjectBytes, largeObjectShare } = file.thresholds;
  if (slow === null || slow.sizes === null || slow.count < ENOUGH_SLOW) return [];
  const { large, max, median, largest } = slow.sizes;
  if (max < largeObjectBytes || large.shareOfBytes < largeObjectShare) return [];
  const says = `${counted(large.count, 'slow put')} of ${size(largeObjectBytes)} or more, of ${counted(slow.count, 'slow put')} in all: up to ${exactSize(max)}, half above ${size(median)} (only slow ones are logged)`;
  return [{ says, factor: 8, basis: 'slow apply lines', evidence: largest.map((one) => one.exemplar) }];
}

/** Fewer slow puts show nothing about what is usual. */
const ENOUGH_SLOW = 10;

function argumentsFor(file: CaseFile): Argument[] {
  const { sizes } = file.writes;
  if (sizes === null) return [];
  const { largeObjectBytes, largeObjectShare } = file.thresholds;
  const lines = sizes.largest.map((one) => one.exemplar);
  const base = { basis: 'request lines' as const, evidence: lines };
  const spread = `the median value size is ${size(sizes.median)}, the largest value has ${exactSize(sizes.max)}`;
  if (sizes.max < largeObjectBytes) return heavy(file, spread) ?? [{ ...base, says: spread, factor: 1 / 50 }];
  const part = sizes.large.shareOfBytes;
  const says = `${counted(sizes.large.count, 'put')} of ${size(largeObjectBytes)} or more caused ${percent(part)} of the bytes written (${basisOfCounts(file)}); ${spread}`;
  if (part < largeObjectShare) return [{ ...base, says, factor: part < largeObjectShare / 2 ? 1 / 20 : 1 / 4 }];
  return [{ ...base, says, factor: part >= 0.6 ? 20 : 10 }, ...effect(file, lines)];
}

/** None reaches the threshold, but one resource is far heavier than the usual object and makes most of the bytes. */
function heavy(file: CaseFile, spread: string): Argument[] | null {
  const { largeObjectBytes, dominantShare } = file.thresholds;
  const found = file.writes.byResource.find(
    ({ count, bytes, duringPressure }) =>
      count > 0 && (bytes ?? 0) / count >= largeObjectBytes / 4 && (duringPressure.shareOfBytes ?? 0) >= dominantShare,
  );
  if (found === undefined || refusalOf(file) === null) return null;
  const says = `${found.key} of ${size((found.bytes ?? 0) / found.count)} each caused ${percent(found.duringPressure.shareOfBytes ?? 0)} of the bytes, ${spread}`;
  return [
    { says, factor: 10, basis: 'request lines', evidence: file.writes.sizes?.largest.map((one) => one.exemplar) ?? [] },
  ];
}

/** Whether what they added matters against the room there was. */
function effect(file: CaseFile, lines: Argument['evidence']): Argument[] {
  const large = file.writes.sizes?.large.bytes ?? 0;
  const quota = quotaOf(file);
  if (refusalOf(file) === null && !refusalsWouldShow(file)) return [];
  if (refusalOf(file) === null) {
    const evidence = file.writes.sizes?.largest.map((one) => one.exemplar) ?? lines;
    return [{ says: 'no write was refused for lack of space', factor: 1 / 10, basis: 'request lines', evidence }];
  }
  if (quota === null || quota.lines.length === 0) return [];
  const share = large / quota.bytes;
  const says = `their total size is ${size(large)}, ${percent(share)} of the quota of ${exactSize(quota.bytes)}`;
  if (share >= 0.25) return [{ says, factor: 4, basis: 'start lines', evidence: quota.lines }];
  return share < 0.05 ? [{ says, factor: 1 / 5, basis: 'start lines', evidence: quota.lines }] : [];
}

/** What a full database is made of: few keys with large values, or many small ones. */
function fromSplit(file: CaseFile): Argument[] {
  const split = fullStore(file);
  if (split === null) return [];
  const { large, liveKeys, split: parts } = split.file.facts;
  const part = large.bytes / split.revisionBytes;
  const { dominantShare, largeObjectShare } = file.thresholds;
  if (part >= dominantShare) {
    const says = `${counted(large.revisions, 'revision')} of ${size(large.from)} or more, of ${counted(large.keys, 'key')}, are ${percent(part)} of the bytes of all revisions in the full database; its ${counted(liveKeys, 'key')} hold ${size(parts.live)} of live data (measured)`;
    return [{ ...split.base, says, factor: besideWrites(file, 30) }];
  }
  if (file.writes.count > 0 || part >= largeObjectShare / 2) return [];
  const says = `values of ${size(large.from)} or more are ${percent(part)} of the bytes of all revisions in the full database (measured)`;
  return [{ ...split.base, says, factor: 1 / 20 }];
}

/** The workload that writes the large values; else their resource, else the key of the largest. */
function subjectOf(file: CaseFile): string | null {
  const story = file.writes.sizes === null ? writesBy(file, 'slow-requests') : file.writes;
  const largest = story?.sizes?.largest ?? [];
  const heaviest = [...(story?.byObject ?? [])]
    .filter(
      (share) =>
        share.bytes !== null && share.count > 0 && share.bytes / share.count >= file.thresholds.largeObjectBytes,
    )
    .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  const keys = new Set([...largest.map((one) => one.key), ...heaviest.slice(0, 20).map((share) => share.key)]);
  if (keys.size === 0)
    for (const key of fullStore(file)?.file.facts.topByBytes.slice(0, 20) ?? [])
      if (key.latestBytes >= file.thresholds.largeObjectBytes) keys.add(key.key);
  if (keys.size === 0) return null;
  const parents = grouped(keys, (key) => key.split('/').slice(0, -1).join('/'));
  const [parent, own] = [...parents].reduce((best, one) => (one[1].length > best[1].length ? one : best));
  return own.length === 1 ? (own[0] ?? null) : `${commonStem(own, parent ?? '')}*`;
}

/** What the keys have in common, up to where numbers tell them apart. */
function commonStem(keys: readonly string[], parent: string): string {
  let stem = keys[0] ?? '';
  for (const key of keys) while (!key.startsWith(stem)) stem = stem.slice(0, -1);
  const trimmed = withoutTail(stem, '0123456789');
  return trimmed.length > parent.length ? trimmed : `${parent}/`;
}

function remediesFor(file: CaseFile): string[] {
  const subject = subjectOf(file);
  const helm = (file.writes.sizes?.largest ?? []).some((one) => one.key.includes('sh.helm.release.v1.'));
  return [
    `Shrink or move large objects${subject === null ? '' : `: ${subject}`}; a value above ${size(file.thresholds.largeObjectBytes)} belongs in a volume or an object store.`,
    ...(helm
      ? ['Keep fewer Helm revisions: helm upgrade --history-max 3, and delete old secrets of type helm.sh/release.v1.']
      : []),
    'Limit them: use a ResourceQuota with count/secrets and count/configmaps in the namespace.',
  ];
}

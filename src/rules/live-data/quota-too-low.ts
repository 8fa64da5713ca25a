import type { CaseFile, Rule } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { sizesAndQuota } from '../queries/open-questions.js';
import { isRecent, roundsOf } from '../queries/compactions.js';
import { firstLines, linesBehind, refusalOf } from '../queries/event-bursts.js';
import { compactionsAfter, compactionsBefore, countOnOneMember, quotaOf, reclaimedSince } from '../queries/space.js';
import { counted, exactSize, percent, size } from '../queries/phrases.js';

/** The data that the cluster needs to keep does not fit, even if compaction runs. */
export const quotaTooLow: Rule = {
  id: 'quota-too-low',
  title: 'Quota too low for the live data',
  explains: 'limit',
  judge(file) {
    const live = liveShare(file);
    const steady = file.onsets.writePressure === null;
    return conclude({
      role: live !== null && live.share >= 0.7 && (steady || compactedBefore(file)) ? 'trigger' : 'contributing',
      subject: 'quota-backend-bytes',
      share: null,
      arguments: argumentsFor(file, live),
      remedies: remediesFor(file),
      ask: sizesAndQuota(file),
      atMost:
        live === null && !compactedBefore(file)
          ? { confidence: 0.6, because: 'no input separates live data from history' }
          : null,
    });
  },
};

function argumentsFor(file: CaseFile, live: Live | null): Argument[] {
  const quota = quotaOf(file);
  const refusal = refusalOf(file);
  if (quota === null) return [];
  if (refusal === null) return roomLeft(file, quota.bytes);
  return [
    ...limit(file, quota),
    ...liveArguments(live),
    ...compacted(file, refusal),
    ...sizeBeforeRise(file, quota.bytes),
  ];
}

/** Without a refusal only the distance to the quota is known. */
function roomLeft(file: CaseFile, quota: number): Argument[] {
  const figure = file.space.dbSizeBytes;
  if (figure === null) return [];
  const share = figure.value / quota;
  const says = `no write was refused and the file was at ${percent(share)} of the quota of ${exactSize(quota)}`;
  const evidence = linesBehind(figure.evidence);
  return [{ says, factor: share < 0.8 ? 1 / 20 : 2, basis: 'size samples', evidence }];
}

function limit(file: CaseFile, quota: { bytes: number; lines: Argument['evidence'] }): Argument[] {
  const { defaultQuotaBytes, maximumQuotaBytes } = file.thresholds;
  const base = { basis: 'start lines' as const, evidence: quota.lines };
  const says = `writes were refused under a quota of ${exactSize(quota.bytes)}`;
  if (quota.bytes < defaultQuotaBytes)
    return [{ ...base, says: `${says}, which is below the default of ${size(defaultQuotaBytes)}`, factor: 3 }];
  if (quota.bytes < maximumQuotaBytes)
    return [{ ...base, says: `${says} (suggested maximum: ${size(maximumQuotaBytes)})`, factor: 1.5 }];
  return [{ ...base, says: `${says}, already the suggested maximum`, factor: 1 / 3 }];
}

interface Live {
  /** Of the quota. */
  readonly share: number;
  readonly bytes: number;
  readonly how: string;
  readonly lines: Argument['evidence'];
}

/** What is left in use after the compaction, else the account's live data, against the quota. */
function liveShare(file: CaseFile): Live | null {
  const quota = quotaOf(file);
  const refusal = refusalOf(file);
  if (quota === null || refusal === null) return null;
  const first = compactionsAfter(file, refusal)[0];
  const reclaimed = first?.start == null ? null : reclaimedSince(file, first.start);
  if (reclaimed !== null)
    return {
      share: reclaimed.live / quota.bytes,
      bytes: reclaimed.live,
      how:
        reclaimed.deleted > reclaimed.after / 2
          ? `remaining after the ${reclaimed.by} or deleted before it, inferred`
          : `after the ${reclaimed.by}, measured`,
      lines: reclaimed.lines,
    };
  const kept = keptByCompactions(file, refusal, quota.bytes);
  if (kept !== null) return kept;
  const figure = file.space.liveBytes;
  if (figure === null || figure.evidence.length === 0) return null;
  return {
    share: figure.value / quota.bytes,
    bytes: figure.value,
    how: figure.basis,
    lines: linesBehind(figure.evidence),
  };
}

/** Pages and their overhead over the bytes of keys and values. */
const PAGES_PER_BYTE = 1.5;

/**
 * What regular compactions left in use before the refusal is live data and the history that they keep: no more than was
 * written in the two rounds before. null where that is not known, or too much to show.
 */
function keptByCompactions(file: CaseFile, refusal: EpochMicros, quota: number): Live | null {
  const [before, last] = roundsOf(file)
    .filter((round) => round.time < refusal)
    .slice(-2);
  if (before === undefined || last === undefined) return null;
  const sample = file.sizes.find(
    (one) => one.time !== null && one.time > last.time && one.time <= refusal && one.dbSizeInUseBytes !== null,
  );
  if (sample?.time == null || sample.dbSizeInUseBytes === null) return null;
  const written = bytesWritten(file, 2 * before.time - last.time, sample.time);
  if (written === null) return null;
  const bytes = Math.max(0, Math.round(sample.dbSizeInUseBytes - PAGES_PER_BYTE * written));
  const how = 'at least: size in use after a compaction minus the bytes written in the two rounds before, inferred';
  return bytes < quota / 2 ? null : { share: bytes / quota, bytes, how, lines: [sample.exemplar, last.line] };
}

/** Bytes of the writes between two moments that request lines cover; null where they don't. */
function bytesWritten(file: CaseFile, from: number, to: number): number | null {
  const { start, bucket, putBytes } = file.writes;
  if (start === null || bucket <= 0 || putBytes === null || from < start) return null;
  const at = (time: number): number => Math.floor((time - start) / bucket);
  return putBytes.slice(at(from), at(to) + 1).reduce((sum, bytes) => sum + bytes, 0);
}

function liveArguments(live: Live | null): Argument[] {
  if (live === null) return [];
  const says = `live data was ${size(live.bytes)}, ${percent(live.share)} of the quota (${live.how})`;
  const base = { says, basis: 'size samples' as const, evidence: live.lines };
  if (live.share >= 0.7) return [{ ...base, factor: 10 }];
  if (live.share >= 0.5) return [{ ...base, factor: 3 }];
  return live.share < 0.35 ? [{ ...base, says: `${says}: history filled the rest`, factor: 1 / 10 }] : [];
}

const compactedBefore = (file: CaseFile): boolean => {
  const refusal = refusalOf(file);
  return refusal !== null && countOnOneMember(compactionsBefore(file, refusal)) > 1 && isRecent(file, refusal);
};

/** With history cut off regularly, what remains is live data. */
function compacted(file: CaseFile, refusal: EpochMicros): Argument[] {
  const before = compactionsBefore(file, refusal);
  const times = countOnOneMember(before);
  if (times < 2 || !isRecent(file, refusal)) return [];
  const says = `${counted(times, 'compaction')} before the refusal limited the history, but the file still filled up`;
  return [{ says, factor: 5, basis: 'compaction lines', evidence: firstLines(before) }];
}

/** A file that was small when the writes increased was filled by them, and a larger one would have been too. */
function sizeBeforeRise(file: CaseFile, quota: number): Argument[] {
  const onset = file.onsets.writePressure;
  if (onset === null) return [];
  const sample = file.sizes
    .filter((one) => one.time !== null && one.time <= onset.time && one.dbSizeBytes !== null)
    .at(-1);
  if (sample === undefined) return [];
  const share = (sample.dbSizeBytes ?? 0) / quota;
  const says = `the file was at ${percent(share)} of the quota when the writes increased`;
  if (share < 0.5) return [{ says, factor: 1 / 4, basis: 'size samples', evidence: [sample.exemplar] }];
  return share >= 0.8 ? [{ says, factor: 4, basis: 'size samples', evidence: [sample.exemplar] }] : [];
}

function remediesFor(file: CaseFile): string[] {
  const quota = quotaOf(file);
  const target = Math.min(
    file.thresholds.maximumQuotaBytes,
    2 * (quota?.bytes ?? file.thresholds.defaultQuotaBytes / 2),
  );
  return [
    `Raise the quota with a flag or the configuration file, --quota-backend-bytes=${target} (${size(target)}), on every member, and restart them one at a time; check that each has enough memory and disk.`,
    `Alert before the quota is reached: etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes > ${file.thresholds.quotaLowRatio}.`,
  ];
}

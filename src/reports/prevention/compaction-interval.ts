import type { CaseFile } from '../../model/case-file.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { SECOND } from '../../model/units.js';

const HOUR = 3600;
const API_SERVER = 300;

/**
 * For how long a compactor that works may be silent, in seconds. An API server compacts every interval; etcd's periodic
 * mode every retention, from an hour on every hour, and not before it has seen one retention since it started; its
 * revision mode every five minutes, as soon as there are so many revisions.
 */
export function longestSilence(file: CaseFile): number {
  const inForce = [...ofApiServer(file), ...ofEtcd(file)];
  // The most frequent one decides: one that works is enough.
  const shortest = Math.min(...inForce, ...(inForce.length === 0 ? usual(file) : []));
  return Math.max(1800, Number.isFinite(shortest) ? shortest : 3 * API_SERVER);
}

function ofApiServer(file: CaseFile): number[] {
  return file.claims.flatMap(({ claim }) => {
    if (claim.what !== 'setting' || claim.name !== 'etcd-compaction-interval' || claim.proposed) return [];
    const interval = parseGoDuration(claim.value) ?? 0;
    return interval > 0 ? [(3 * interval) / SECOND] : [];
  });
}

function ofEtcd(file: CaseFile): number[] {
  return file.bursts.flatMap(({ record }) => {
    if (record.kind !== 'auto-compaction-set' || record.disabled) return [];
    const text = record.retention.replaceAll('"', '');
    if (record.mode === 'revision') return [3 * API_SERVER];
    const retention = (parseGoDuration(/^\d+$/.test(text) ? `${text}h` : text) ?? 0) / SECOND;
    return retention > 0 ? [retention + 2 * Math.min(retention, HOUR)] : [];
  });
}

/** Three times what the compactions seen kept to. */
const usual = (file: CaseFile): number[] =>
  (file.cadences ?? []).flatMap((one) => (one.usual === null ? [] : [(3 * one.usual) / SECOND]));

/** Revisions that etcd's revision mode keeps, and so many may come without a compaction; 0: another mode. */
export function keptRevisions(file: CaseFile): number {
  const kept = file.bursts.flatMap(({ record }) => {
    if (record.kind !== 'auto-compaction-set' || record.disabled || record.mode !== 'revision') return [];
    const text = record.retention.replaceAll('"', '');
    // etcd logs the number as nanoseconds: `1µs` is 1000.
    return [/^\d+$/.test(text) ? Number(text) : (parseGoDuration(text) ?? 0) * 1000];
  });
  return Math.max(0, ...kept);
}

import type { Sink } from '../../../model/parser.js';
import type { EpochMicros } from '../../../model/units.js';
import type { Place } from './status-row.js';

export const SNAPSHOT = 'snapshot-status';

/** What `snapshot status` prints of a saved file. `keys` counts entries of all buckets: history, not live keys. */
export interface SnapshotStatus {
  readonly hash: string;
  readonly revision: number;
  readonly keys: number;
  /** As printed: bytes, or rounded with a unit. */
  readonly size: string;
}

/** A file that somebody saved says nothing of the member at any moment: a line like others. */
export function emitSnapshot(status: SnapshotStatus, time: EpochMicros | null, sink: Sink, place: Place = {}): void {
  const { hash, revision, keys, size } = status;
  const message = `snapshot file: revision ${revision}, ${keys} entries, ${size}, hash ${hash}`;
  const log = { kind: 'log', format: SNAPSHOT, source: 'etcdctl', time, level: null, message } as const;
  sink.record(log, place.at, place.lines);
}

/** Cells of the simple form and of the table, in order; null where they aren't those of a snapshot. */
export function snapshotOfCells(cells: readonly string[]): SnapshotStatus | null {
  const [hash = '', revision = '', keys = '', size = '', version = '3.6'] = cells;
  if (cells.length < 4 || cells.length > 5 || !/^[0-9a-f]{1,8}$/.test(hash) || !/^\d*(?:\.\d*){0,2}$/.test(version))
    return null;
  if (!/^\d{1,15}$/.test(revision) || !/^\d{1,15}$/.test(keys) || !/^\d+(?:\.\d+)? ?[kKMGTP]?i?B$/.test(size))
    return null;
  return { hash, revision: Number(revision), keys: Number(keys), size };
}

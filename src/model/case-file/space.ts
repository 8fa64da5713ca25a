import type { Exemplar } from '../origin.js';
import type { Figure } from '../report.js';
import type { EpochMicros } from '../units.js';
import type { StoredFile } from './store.js';

export interface SizeSample {
  readonly time: EpochMicros | null;
  readonly member: string | null;
  readonly dbSizeBytes: number | null;
  /** Bounds of a rounded size; equal to the size where it is exact. */
  readonly dbSizeLow: number | null;
  readonly dbSizeHigh: number | null;
  readonly dbSizeInUseBytes: number | null;
  readonly quotaBytes: number | null;
  readonly revision: number | null;
  /** The last raft entry that the member has, and the last that it has applied; absent: not printed. */
  readonly raftIndex?: number;
  readonly raftAppliedIndex?: number;
  readonly term: number | null;
  readonly isLeader: boolean | null;
  readonly version: string | null;
  readonly errors: readonly string[];
  /** `start`: what a member says of its file as it opens it. */
  readonly origin: 'status' | 'compaction' | 'defragmentation' | 'metrics' | 'start';
  readonly exemplar: Exemplar;
}

/** The database taken apart, at the refusal where there is one, else at the end. */
export interface SpaceAccount {
  readonly quotaBytes: Figure | null;
  readonly dbSizeBytes: Figure | null;
  readonly dbSizeInUseBytes: Figure | null;
  readonly liveBytes: Figure | null;
  readonly historyBytes: Figure | null;
  readonly freeBytes: Figure | null;
  readonly revision: Figure | null;
  /** The file at hand of that moment: live data and history are measured in it. Absent: none is. */
  readonly file?: StoredFile;
  /** What samples around a compaction say of the live data, where `file` measures it. Absent: they say nothing. */
  readonly inferredLiveBytes?: Figure;
}

/** A member sends its database: to a backup, or to a member that lags. */
export interface SnapshotStream {
  readonly member: string | null;
  readonly start: EpochMicros;
  /** null: no line shows it. */
  readonly end: EpochMicros | null;
  readonly evidence: readonly Exemplar[];
}

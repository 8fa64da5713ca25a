import type { EpochMicros } from '../../model/units.js';
import type { TimestampEvidence } from './timestamp-evidence.js';

/** One input, as far as its clock is concerned. */
export interface ClockLook {
  readonly path: string;
  readonly modified: EpochMicros | null;
  readonly timestampEvidence: TimestampEvidence;
  /** Whether how it ends was looked at. Absent: it was. */
  readonly endSeen?: boolean;
}

import type { Burst, CaseFile } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { recoveryOf, refusalOf } from './event-bursts.js';

/** Puts per second that a disk of an ordinary cluster notices. */
const LOAD = 100;

export interface Load {
  readonly from: EpochMicros;
  readonly to: number;
}

/**
 * The stretch in which load explains slowness by itself: from a rise to a rate that a disk notices, or the refusal. A
 * disk that stalls makes a rise of its own, of the writes that waited, but no high one. null: there was none.
 */
export function loadOf(file: CaseFile): Load | null {
  const onset = file.onsets.writePressure?.time ?? null;
  const rise = file.writes.rises.find((one) => one.start === onset);
  const refusal = refusalOf(file);
  const from = refusal === null && (rise === undefined || rise.during < LOAD) ? null : (onset ?? refusal);
  return from === null ? null : { from, to: recoveryOf(file) ?? rise?.end ?? Infinity };
}

export const within = (burst: Burst, load: Load | null): boolean =>
  load !== null && burst.start !== null && burst.start >= load.from && burst.start <= load.to;

import { SECOND } from '../../model/units.js';
import type { Refusal } from '../onsets.js';
import type { GrantCell } from './write-sums.js';

/**
 * Lease grants that were refused: all of those from the refusal to its end, for a full etcd grants none
 * (`applierV3Capped.LeaseGrant`). The API server asks for a lease before it writes an Event, so that a refused Event
 * shows as a grant and as no put. A bucket that only touches the stretch counts by the part inside.
 */
export function refusedGrants(grants: readonly GrantCell[], refusals: readonly Refusal[]): number {
  let total = 0;
  for (const { second, width, count } of grants)
    for (const { start, end } of refusals) {
      const from = Math.max(second * SECOND, start.time);
      const to = Math.min((second + width) * SECOND, end?.time ?? Infinity);
      if (to > from) total += (count * (to - from)) / (width * SECOND);
    }
  return Math.round(total);
}

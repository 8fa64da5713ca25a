import type { StatementSighting } from './case-file.js';
import { parseGoDuration } from './go-duration.js';
import { micros, type Micros } from './units.js';

/**
 * `--event-ttl` of the API servers whose manifest, command line or log is among the inputs: the longest of several, since an
 * event may come of any of them; null: no input shows one.
 */
export function eventTtlIn(claims: readonly StatementSighting[]): Micros | null {
  const set = claims.flatMap(({ claim }) => {
    if (claim.what !== 'setting' || claim.name !== 'event-ttl' || claim.proposed) return [];
    const ttl = parseGoDuration(claim.value);
    return ttl === null || ttl <= 0 ? [] : [ttl];
  });
  return set.length === 0 ? null : micros(Math.max(...set));
}

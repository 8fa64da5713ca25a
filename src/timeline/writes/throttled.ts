import type { ThrottledTally } from '../../aggregates/throttled.js';
import type { Throttled } from '../../model/case-file.js';
import { epochMicros } from '../../model/units.js';

/** Of the dialect with the most: a request is in the audit log and in the server's own log. */
export function throttledOf(tally: ThrottledTally): Throttled[] {
  const total = (groups: ReadonlyMap<string, { readonly count: number }>): number =>
    [...groups.values()].reduce((sum, { count }) => sum + count, 0);
  const [most] = [...tally].sort(([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : 1));
  return [...(most?.[1] ?? [])]
    .map(([key, { count, from, to, line }]): Throttled => {
      const [flowSchema = '', program = '', resource = ''] = key.split('\0');
      return {
        flowSchema: flowSchema === '' ? null : flowSchema,
        program,
        resource: resource === '' ? null : resource,
        count,
        from: Number.isFinite(from) ? epochMicros(from) : null,
        to: Number.isFinite(to) ? epochMicros(to) : null,
        exemplar: line,
      };
    })
    .sort((a, b) => b.count - a.count || (a.program < b.program ? -1 : 1));
}

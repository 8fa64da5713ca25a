import type { Postmortem } from '../../../pipeline/options.js';
import { millis } from '../coverage-gaps.js';
import type { Lane } from '../picture.js';

/** A bar for each pod of the workloads that wrote most: a staircase where pods are recreated. */
export function objectLanes({ file }: Postmortem): Lane[] {
  return (file.objectBars ?? []).map(({ workload, total, bars }, i): Lane => ({
    ...{ type: 'row', id: `objects-${i}`, gaps: [], cites: [] },
    title: `pods of ${workload}${total > bars.length ? `, ${bars.length} of ${total}` : ''}`,
    rows: bars.map(({ name, from, to }) => ({
      ...{ name, warning: false, count: null },
      spans: [[millis(from), millis(to), 1, -1]],
    })),
    more: 0,
  }));
}

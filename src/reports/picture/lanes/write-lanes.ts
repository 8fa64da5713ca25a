import type { Postmortem } from '../../../pipeline/options.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Cite, Lane, StackLane } from '../picture.js';
import { parseTime } from '../../times.js';

/** Resources with a colour of their own; the rest is grey. */
export const TOP = 5;
export const REST_COLOUR = 5;

/** The resources with a colour, in its order: the same in every lane, table and figure. */
export function colouredResources({ report }: Postmortem): readonly string[] {
  return report.writes.byResource
    .filter((share) => share.key !== '(other)' && share.count > 0)
    .slice(0, TOP)
    .map((share) => share.key);
}

/** Accepted puts per second by resource, and refused writes per second. */
export function writeLanes(postmortem: Postmortem, citations: Citations, from: number, to: number): Lane[] {
  const { writes, coverage } = postmortem.file;
  if (writes.start === null || writes.puts.length === 0 || !(writes.bucket > 0)) return [];
  const seconds = writes.bucket / 1e6;
  const rates = (counts: readonly number[]): number[] =>
    writes.puts.map((_, i) => Number(((counts[i] ?? 0) / seconds).toPrecision(4)));
  const left = [...writes.puts];
  const coloured = colouredResources(postmortem).flatMap((key, colour) => {
    const series = writes.byResource.find((share) => share.key === key)?.series ?? [];
    if (series.length === 0) return [];
    for (let i = 0; i < left.length; i += 1) left[i] = Math.max(0, (left[i] ?? 0) - (series[i] ?? 0));
    return [{ name: key, colour, values: rates(series) }];
  });
  // What rounding leaves over is no resource.
  const rest = left.some((count) => count >= 0.5)
    ? [{ name: coloured.length === 0 ? 'puts' : 'rest', colour: REST_COLOUR, values: rates(left) }]
    : [];
  const { estimate } = writes;
  const base = {
    type: 'stack' as const,
    unit: '/s',
    start: millis(writes.start),
    step: writes.bucket / 1000,
    gaps: gapsOf([coverage.writers === undefined ? coverage.requests : coverage.writers], from, to),
  };
  const lanes: StackLane[] = [
    {
      ...base,
      id: 'writes',
      title: 'writes per second',
      series: [...coloured, ...rest],
      estimate:
        estimate === null || estimate.count === 0
          ? null
          : { low: estimate.low / estimate.count, high: estimate.high / estimate.count },
      cites: [...riseCites(postmortem, citations), ...resourceCites(postmortem, citations)],
    },
  ];
  if (writes.refusedSeries.some((count) => count > 0)) {
    lanes.push({
      ...base,
      id: 'refused',
      title: 'refused per second',
      series: [{ name: 'refused', colour: 6, values: rates(writes.refusedSeries) }],
      estimate: null,
      cites: [writes.firstRefused, writes.lastRefused].flatMap((line): Cite[] =>
        line?.time == null ? [] : [[millis(line.time), millis(line.time), citations.add(line, 'nospace-error')]],
      ),
    });
  }
  return lanes;
}

function riseCites({ report }: Postmortem, citations: Citations): Cite[] {
  return report.timeline.flatMap((entry): Cite[] =>
    entry.kind === 'put-storm' && entry.evidence[0] !== undefined
      ? [
          [
            millis(parseTime(entry.time)),
            millis(parseTime(entry.end ?? entry.time)),
            citations.add(entry.evidence[0], entry.kind),
          ],
        ]
      : [],
  );
}

function resourceCites({ file: { writes } }: Postmortem, citations: Citations): Cite[] {
  return writes.byResource
    .slice(0, TOP)
    .flatMap((share) => share.exemplars)
    .flatMap((line): Cite[] =>
      line.time === null ? [] : [[millis(line.time), millis(line.time), citations.add(line, 'put-storm')]],
    );
}

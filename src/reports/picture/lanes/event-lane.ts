import type { Span } from '../../../model/case-file.js';
import { maskShapes } from '../../../model/secret-shapes.js';
import type { Postmortem } from '../../../pipeline/options.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Cite, Lane, RowLane } from '../picture.js';

const ROWS = 5;
const SPANS = 40;

/**
 * Kubernetes events by reason, warnings first. An event shows its first and last occurrence and a count, not the moments
 * between: a bar from one to the other is all that can be drawn.
 */
export function eventLane({ file }: Postmortem, citations: Citations, from: number, to: number): Lane[] {
  const reasons = new Map<string, { warning: boolean; count: number; groups: (typeof file.events)[number][] }>();
  for (const event of file.events) {
    if (event.first === null && event.last === null) continue;
    const held = reasons.get(event.reason) ?? { warning: false, count: 0, groups: [] };
    held.warning ||= event.type === 'Warning';
    held.count += event.count;
    held.groups.push(event);
    reasons.set(event.reason, held);
  }
  const ranked = [...reasons].sort(
    ([a, x], [b, y]) => Number(y.warning) - Number(x.warning) || y.count - x.count || (a < b ? -1 : 1),
  );
  if (ranked.length === 0) return [];
  const rows = ranked.slice(0, ROWS).map(([name, { warning, count, groups }]): RowLane['rows'][number] => ({
    // a reason is whatever a controller wrote there
    name: maskShapes(name),
    warning,
    count,
    spans: [...groups]
      .sort((a, b) => b.count - a.count)
      .slice(0, SPANS)
      .map((group) => {
        const first = millis((group.first ?? group.last) as number);
        const last = millis((group.last ?? group.first) as number);
        return [first, Math.max(first, last), group.count, citations.add(group.exemplar, 'kube-event')] as const;
      }),
  }));
  return [
    {
      type: 'row',
      id: 'events',
      title: 'Kubernetes events',
      rows,
      more: ranked.length - rows.length,
      gaps: gapsOf([file.coverage.events, statedBy(file.events)], from, to),
      cites: rows.flatMap((row) => row.spans.map(([first, last, , cited]): Cite => [first, last, cited])),
    },
  ];
}

/** From the first occurrence that any event reports to the last: a dump speaks for as long. */
function statedBy(events: Postmortem['file']['events']): Span | null {
  const times = events.flatMap(({ first, last }) => [first, last]).filter((time) => time !== null);
  if (times.length === 0) return null;
  const least = times.reduce((a, b) => (b < a ? b : a));
  return { from: least, to: times.reduce((a, b) => (b > a ? b : a)) };
}

import type { Burst } from '../../../model/case-file.js';
import type { Postmortem } from '../../../pipeline/options.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Band, Cite, Lane } from '../picture.js';

/** When an alarm was on: from its raising (or from when a list first shows it) to its disarm. */
export function alarmLane({ file }: Postmortem, citations: Citations, from: number, to: number): Lane[] {
  const of = (...kinds: readonly string[]): Burst[] =>
    file.bursts.filter((burst) => burst.start !== null && kinds.includes(burst.kind));
  const bands = [
    ...stretches('NOSPACE', of('nospace-alarm-raised', 'nospace-alarm-active'), of('nospace-alarm-disarmed')),
    ...stretches('CORRUPT', of('corrupt-alarm-raised'), []),
  ];
  if (bands.length === 0) return [];
  const spans = [...file.coverage.etcdLogs.map((log) => log.span), file.coverage.status];
  return [
    {
      type: 'band',
      id: 'alarms',
      title: 'alarms',
      bands,
      gaps: gapsOf(spans, from, to),
      cites: bands.map((band): Cite => [band.from, band.to, band.cite ?? -1]),
    },
  ];

  function stretches(name: string, on: readonly Burst[], off: readonly Burst[]): Band[] {
    const ends = off.map((burst) => millis(burst.start as number)).sort((a, b) => a - b);
    const found: Band[] = [];
    for (const burst of on) {
      const start = millis(burst.start as number);
      const held = found.at(-1);
      if (held !== undefined && start <= held.to) continue; // on already
      const end = ends.find((time) => time >= start);
      const cite = citations.add(burst.first, burst.kind);
      const label = burst.kind === 'nospace-alarm-active' ? `${name} (seen on)` : name;
      found.push({ from: start, to: end ?? to, label, tone: 'bad', open: end === undefined, cite });
    }
    return found;
  }
}

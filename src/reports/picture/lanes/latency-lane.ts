import type { SlowPoint } from '../../../model/case-file.js';
import type { Postmortem } from '../../../pipeline/options.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Cite, DotLane, Lane } from '../picture.js';

/** A shape a kind: colour is not the only sign. */
const GROUPS = [
  { kind: 'slow-apply', name: 'applies', shape: 'circle', colour: 7 },
  { kind: 'slow-request', name: 'requests', shape: 'triangle', colour: 8 },
  { kind: 'slow-fsync', name: 'fsync', shape: 'square', colour: 7 },
  { kind: 'read-index-slow', name: 'read index', shape: 'diamond', colour: 8 },
] as const;

/** So many cells has the time of a group; of each the worst is drawn. */
const CELLS = 240;

/** What was slow, and how slow. etcd logs such lines from 100 ms up: an empty lane isn't a fast one. */
export function latencyLane({ file }: Postmortem, citations: Citations, view: readonly [number, number]): Lane[] {
  const slow = file.slow ?? [];
  if (slow.length === 0) return [];
  const [from, to] = view;
  const width = Math.max(1, (to - from) / CELLS);
  const groups = GROUPS.flatMap(({ kind, name, shape, colour }) => {
    const worst = new Map<number, SlowPoint>();
    for (const point of slow) {
      if (point.kind !== kind) continue;
      const cell = Math.floor((millis(point.time) - from) / width);
      const held = worst.get(cell);
      if (held === undefined || point.duration > held.duration) worst.set(cell, point);
    }
    // Far outside of the incident a few will do.
    const points = [...worst.entries()]
      .filter(([cell], i) => (cell >= 0 && cell < CELLS) || i % Math.ceil(worst.size / (2 * CELLS)) === 0)
      .map(
        ([, { time, duration, exemplar }]) =>
          [millis(time), Math.max(0.001, duration / 1000), citations.add(exemplar, kind)] as const,
      );
    return points.length === 0 ? [] : [{ name, shape, colour, points }];
  });
  const lane: DotLane = {
    type: 'dot',
    id: 'latency',
    title: 'slow applies, requests and syncs',
    groups,
    gaps: gapsOf(
      [...file.coverage.etcdLogs.map((log) => log.span), file.coverage.requests],
      millis(file.window?.from ?? 0),
      millis(file.window?.to ?? 0),
    ),
    cites: groups.flatMap((group) => group.points.map(([time, , cited]): Cite => [time, time, cited])),
  };
  return [lane];
}

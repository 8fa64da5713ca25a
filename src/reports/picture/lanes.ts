import { visible } from '../../model/evidence.js';
import type { OnsetSet, Point } from '../../model/case-file.js';
import type { Postmortem } from '../../pipeline/options.js';
import { parseTime } from '../times.js';
import { Citations } from './citations.js';
import { millis } from './coverage-gaps.js';
import { alarmLane } from './lanes/alarm-lane.js';
import { eventLane } from './lanes/event-lane.js';
import { latencyLane } from './lanes/latency-lane.js';
import { leaderLane } from './lanes/leader-lane.js';
import { objectLanes } from './lanes/object-lane.js';
import { spaceLane } from './lanes/space-lane.js';
import { writeLanes } from './lanes/write-lanes.js';
import type { Band, Onset, Picture } from './picture.js';

/** The picture of an incident; null: no line carries a time, so that there is no axis. */
export function pictureOf(postmortem: Postmortem): Picture | null {
  const { report } = postmortem;
  if (report.window === null) return null;
  const from = millis(parseTime(report.window.start));
  const to = Math.max(from + 1000, millis(parseTime(report.window.end)) + 1);
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  const citations = new Citations(report.timeline);
  const view = viewOf(postmortem, from, to);
  const onsets = onsetsOf(postmortem, citations);
  const lanes = [
    ...writeLanes(postmortem, citations, from, to),
    ...objectLanes(postmortem),
    ...spaceLane(postmortem, citations, from, to),
    ...latencyLane(postmortem, citations, view),
    ...leaderLane(postmortem, citations, from, to),
    ...eventLane(postmortem, citations, from, to),
    ...alarmLane(postmortem, citations, from, to),
  ];
  return printable({ from, to, view, onsets, phases: phasesOf(postmortem), lanes, cited: citations.lines });
}

const TONES: readonly (readonly [RegExp, string])[] = [
  [/refus|exiting|not serving|failing/, 'bad'],
  [/pressure/, 'rise'],
  [/recover/, 'good'],
];

function phasesOf({ report }: Postmortem): Band[] {
  return report.phases.map(({ name, start, end }) => ({
    from: millis(parseTime(start)),
    to: millis(parseTime(end)),
    label: name,
    tone: TONES.find(([pattern]) => pattern.test(name))?.[1] ?? 'calm',
  }));
}

const LABELS = [
  ['writePressure', 'pressure'],
  ['slowApply', 'slow applies'],
  ['spaceExceeded', 'refusing writes'],
  ['leaderLoss', 'leader lost'],
  ['recovery', 'accepting again'],
] as const satisfies readonly (readonly [keyof OnsetSet, string])[];
const EPISODES = 20;

function onsetsOf({ file }: Postmortem, citations: Citations): Onset[] {
  const sets = file.episodes.length > 0 ? file.episodes.slice(0, EPISODES) : [file.onsets];
  const seen = new Set<string>();
  return sets
    .flatMap((set) =>
      LABELS.flatMap(([key, label]): Onset[] => {
        const point: Point | null = set[key];
        if (point === null) return [];
        const onset = { time: millis(point.time), label, cite: citations.add(point.evidence[0]) };
        const name = `${label} ${onset.time}`;
        return seen.has(name) ? [] : (seen.add(name), [onset]);
      }),
    )
    .sort((a, b) => a.time - b.time);
}

/** Share of the whole from which on nothing is cut off. */
const NEARLY_ALL = 0.6;
const BEFORE = 0.25;
const AFTER = 0.15;

/**
 * From somewhat before the first onset to somewhat after the last; without onsets, where writes were seen, else what
 * etcd's own logs cover, else all. A dump of events often reaches back for hours in which nothing else is known.
 */
function viewOf({ file }: Postmortem, from: number, to: number): readonly [number, number] {
  const { writes, coverage } = file;
  const onsets = [...file.episodes, file.onsets].flatMap(
    ({ writePressure, spaceExceeded, recovery, slowApply, leaderLoss }) =>
      [writePressure, spaceExceeded, recovery, ...(spaceExceeded === null ? [slowApply, leaderLoss] : [])].flatMap(
        (point) => (point === null ? [] : [millis(point.time)]),
      ),
  );
  const written =
    writes.start === null ? [] : [millis(writes.start), millis(writes.start + writes.puts.length * writes.bucket)];
  const logged = coverage.etcdLogs.flatMap(({ span }) => [millis(span.from), millis(span.to)]);
  const last = file.episodes.at(-1) ?? file.onsets;
  // Refused to the end: what was tried meanwhile belongs to the picture.
  if (last.spaceExceeded !== null && last.recovery === null && logged.length > 0) onsets.push(Math.max(...logged));
  const core = [onsets.length > 1 ? onsets : [...onsets, ...written], [...onsets, ...logged], mostEvents(file)].find(
    (times) => times.length > 1 && Math.max(...times) > Math.min(...times),
  );
  if (core === undefined) return [from, to];
  const [begun, ended] = [Math.min(...core), Math.max(...core)];
  const length = ended - begun;
  const start = Math.max(from, Math.floor(begun - length * BEFORE));
  const end = Math.min(to, Math.ceil(ended + length * AFTER));
  return end - start > NEARLY_ALL * (to - from) ? [from, to] : [start, end];
}

/** From where nine tenths of the events end later, to the last. */
function mostEvents({ events }: Postmortem['file']): number[] {
  const ends = events.flatMap(({ first, last }) => last ?? first ?? []).sort((a, b) => a - b);
  const start = ends[Math.floor(ends.length / 10)];
  const end = ends[ends.length - 1];
  return start === undefined || end === undefined ? [] : [millis(start), millis(end)];
}

const LONGEST = 500;

/** Names come from logs: shown in the page and in files of their own, they must not act there. */
function printable(picture: Picture): Picture {
  const text = JSON.stringify(picture, (_, one: unknown) =>
    typeof one === 'string' ? visible(one.length > LONGEST ? `${one.slice(0, LONGEST - 1)}…` : one) : one,
  );
  return JSON.parse(text) as Picture;
}

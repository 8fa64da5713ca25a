import type { Phase, TimelineEntry } from '../../model/report.js';
import { millisBetween } from '../times.js';

/** A line of a folded timeline. `entries` is how many lines of the full one it stands for. */
export interface FoldedEntry extends TimelineEntry {
  readonly entries: number;
  readonly members: readonly string[];
  /** Whether all the entries say the same. */
  readonly alike: boolean;
}

export interface FoldedTimeline {
  readonly lines: readonly FoldedEntry[];
  /** Lines of the full timeline that no folded line stands for, by kind, the most first. */
  readonly left: readonly (readonly [kind: string, entries: number])[];
}

const SEVERITY = { critical: 0, warning: 1, info: 2 } as const;

/** What is one step each: these stay apart, but for members that take it together. */
const STEPS =
  /^(?:quota-|auto-compaction|nospace-alarm|corrupt-alarm|compaction-|defragmentation-|leader-|member-st|put-storm|service-|oom-kill|disk-full|panic|wal-corrupt|certificate-error)/;
const STEPS_APART = 24;
const TOGETHER_MS = 2000;

/** Tens of lines for people: entries of one kind within a phase become one line, then the least severe are left out. */
export function foldTimeline(
  entries: readonly TimelineEntry[],
  phases: readonly Phase[],
  most: number,
): FoldedTimeline {
  if (entries.length <= most) return { lines: entries.map(single), left: [] };
  const often = new Map<string, number>();
  for (const entry of entries) often.set(entry.kind, (often.get(entry.kind) ?? 0) + 1);
  const groups = new Map<string, FoldedEntry>();
  const latest = new Map<string, { readonly key: string; readonly time: string }>();
  for (const [index, entry] of entries.entries()) {
    let key = `${entry.kind}\0${phaseOf(entry.time, phases)}`;
    if (STEPS.test(entry.kind) && (often.get(entry.kind) ?? 0) <= STEPS_APART) {
      const before = latest.get(entry.kind);
      const together = before !== undefined && millisBetween(before.time, entry.time) <= TOGETHER_MS;
      key = together ? before.key : `${entry.kind}\0#${index}`;
      latest.set(entry.kind, { key, time: entry.time });
    }
    const group = groups.get(key);
    groups.set(key, group === undefined ? single(entry) : merged(group, entry));
  }
  const ranked = [...groups.values()].sort(byWeight);
  const lines = ranked.slice(0, most).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : byWeight(a, b)));
  const left = new Map<string, number>();
  for (const line of ranked.slice(most)) left.set(line.kind, (left.get(line.kind) ?? 0) + line.entries);
  return { lines, left: [...left].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)) };
}

function single(entry: TimelineEntry): FoldedEntry {
  return { ...entry, entries: 1, alike: true, members: entry.member === null ? [] : [entry.member] };
}

function merged(group: FoldedEntry, entry: TimelineEntry): FoldedEntry {
  const end = entry.end ?? entry.time;
  const worse = SEVERITY[entry.severity] < SEVERITY[group.severity];
  const words = worse ? entry : group;
  return {
    ...words,
    time: entry.time < group.time ? entry.time : group.time,
    end: group.end !== null && group.end > end ? group.end : end,
    count: group.count + entry.count,
    entries: group.entries + 1,
    alike: group.alike && group.summary === entry.summary,
    member: group.member === entry.member ? group.member : null,
    members:
      entry.member === null || group.members.includes(entry.member)
        ? group.members
        : [...group.members, entry.member].sort(),
  };
}

/** Critical ones first, then steps of any severity: what was done matters more than one more warning. */
function weight(entry: FoldedEntry): number {
  return entry.severity === 'critical' ? 0 : STEPS.test(entry.kind) ? 1 : SEVERITY[entry.severity] + 1;
}

function byWeight(a: FoldedEntry, b: FoldedEntry): number {
  return (
    weight(a) - weight(b) ||
    b.count - a.count ||
    (a.time < b.time ? -1 : a.time > b.time ? 1 : a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)
  );
}

function phaseOf(time: string, phases: readonly Phase[]): number {
  return phases.findIndex((phase) => phase.start <= time && time < phase.end);
}

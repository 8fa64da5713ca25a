import type { Burst, EventGroup, Rise, WriteStory } from '../../model/case-file.js';
import { excerptText } from '../../model/evidence.js';
import type { Exemplar } from '../../model/origin.js';
import type { Evidence, Severity, TimelineEntry } from '../../model/report.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { severityOf } from './severities.js';
import { summaryOf } from './summaries.js';
import { placeIn } from '../../model/origin.js';

const LIMIT = 10_000;
const EVIDENCE = 5;

interface Tellers {
  readonly iso: (time: EpochMicros) => string;
  readonly evidenceOf: (exemplar: Exemplar) => Evidence;
}

/** The timeline of the report: bursts, rises and events in order, at most 10,000 entries. */
export function entriesOf(
  bursts: readonly Burst[],
  events: readonly EventGroup[],
  writes: WriteStory,
  tell: Tellers,
  more: readonly TimelineEntry[] = [],
): TimelineEntry[] {
  const entries = [
    ...more,
    ...onceEach(bursts).map((burst) => burstEntry(burst, tell)),
    ...writes.rises.map((rise) => riseEntry(rise, tell)),
    ...refusedEntry(bursts, writes, tell),
    ...events.flatMap((event) => {
      const start = event.first ?? event.last;
      return start === null ? [] : [eventEntry(event, start, tell)];
    }),
  ];
  return inOrder(fold(entries), orderOf(bursts, tell.iso));
}

const ECHOES: ReadonlySet<string> = new Set(['panic', 'health-check-failed']);

/** A fatal line ends the process, and says why; a probe fails, and names the alarm: one entry, the one that says why. */
function onceEach(bursts: readonly Burst[]): readonly Burst[] {
  const place = ({ first }: Burst): string => `${first.input}\0${placeIn(first)}`;
  const told = new Set(bursts.filter(({ kind }) => !ECHOES.has(kind)).map(place));
  return bursts.filter((burst) => burst.start !== null && !(ECHOES.has(burst.kind) && told.has(place(burst))));
}

/** By the time at which it happened; the time as written is in the entry. */
function inOrder(entries: readonly TimelineEntry[], timeOf: (entry: TimelineEntry) => string): TimelineEntry[] {
  const times = new Map(entries.map((entry) => [entry, micro(timeOf(entry))]));
  afterWhatStandsBefore(entries, times);
  return [...entries].sort((a, b) => compareText(times.get(a) ?? '', times.get(b) ?? '') || compareEntries(a, b));
}

/** With microseconds: stamps of different lengths do not sort as text. */
const micro = (iso: string): string => (iso.length === 24 ? `${iso.slice(0, -1)}000Z` : iso);

/** A stamp of whole seconds comes after what is above it in its input within that second: it caused it. */
function afterWhatStandsBefore(entries: readonly TimelineEntry[], times: Map<TimelineEntry, string>): void {
  const byInput = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const input = entry.evidence[0]?.input;
    if (input === undefined || entry.evidence[0]?.line == null) continue;
    const held = byInput.get(input);
    if (held === undefined) byInput.set(input, [entry]);
    else held.push(entry);
  }
  for (const list of byInput.values()) {
    list.sort((a, b) => (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0));
    let latest = '';
    for (const entry of list) {
      const time = times.get(entry) ?? '';
      if (time.endsWith('.000000Z') && latest.slice(0, 19) === time.slice(0, 19)) times.set(entry, latest);
      else if (time > latest) latest = time;
    }
  }
}

/** Stamps of a clock that is known to be wrong are put right for the order alone, by the line that the entry cites. */
function orderOf(bursts: readonly Burst[], iso: Tellers['iso']): (entry: TimelineEntry) => string {
  const right = new Map<string, string>();
  for (const { skew, start, first, kind } of bursts)
    if (skew !== undefined && start !== null)
      right.set(`${kind} ${iso(start)} ${first.input} ${placeIn(first)}`, iso(epochMicros(start - skew)));
  if (right.size === 0) return ({ time }) => time;
  return ({ kind, time, evidence: [cited] }) =>
    right.get(`${kind} ${time} ${cited?.input ?? ''} ${cited === undefined ? '' : placeIn(cited)}`) ?? time;
}

function compareEntries(a: TimelineEntry, b: TimelineEntry): number {
  return micro(a.time) < micro(b.time)
    ? -1
    : micro(a.time) > micro(b.time)
      ? 1
      : compareText(placeOf(a), placeOf(b)) || compareText(a.kind, b.kind) || compareText(a.summary, b.summary);
}
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = (entry: TimelineEntry): string =>
  `${entry.source}\0${entry.evidence[0]?.input ?? ''}\0${String(entry.evidence[0] === undefined ? 0 : placeIn(entry.evidence[0])).padStart(12, '0')}`;

function burstEntry(burst: Burst, { iso, evidenceOf }: Tellers): TimelineEntry {
  const start = burst.start as EpochMicros;
  const cited = burst.worst === burst.first ? [burst.first] : [burst.first, burst.worst];
  return {
    time: iso(start),
    end: burst.end === null || burst.end === start ? null : iso(burst.end),
    count: burst.count,
    source: burst.source,
    member: burst.member,
    kind: burst.kind,
    severity: severityOf(burst.kind),
    summary: burst.skew === undefined ? summaryOf(burst) : excerptText(`${summaryOf(burst)} ${clockNote(burst.skew)}`),
    evidence: cited.slice(0, EVIDENCE).map(evidenceOf),
  };
}

/** `(its clock is 3.2 s ahead)`: why the entry is not where its time would have it. */
const clockNote = (skew: number): string =>
  `(its clock is ${(Math.abs(skew) / 1e6).toFixed(1)} s ${skew > 0 ? 'ahead' : 'behind'})`;

function riseEntry(rise: Rise, { iso, evidenceOf }: Tellers): TimelineEntry {
  const seconds = Math.round((rise.end - rise.start) / 1e6);
  const from = Number.isNaN(rise.before) ? '' : `from ${rate(rise.before)} `;
  return {
    time: iso(rise.start),
    end: iso(rise.end),
    count: Math.max(1, Math.round(rise.during * seconds)),
    source: 'etcd',
    member: null,
    kind: 'put-storm',
    severity: severityOf('put-storm'),
    summary:
      rise.bytes === undefined
        ? `puts rose ${from}to ${rate(rise.during)} per second for ${seconds} s`
        : `bytes written rose from ${kib(rise.bytes.before)} to ${kib(rise.bytes.during)} KiB per second for ${seconds} s`,
    evidence: rise.exemplars.slice(0, EVIDENCE).map(evidenceOf),
  };
}

/**
 * A member that refuses at the gate logs no line of its own on it, only the request without its content: those lines
 * stand for it where no other shows.
 */
function refusedEntry(bursts: readonly Burst[], writes: WriteStory, { iso, evidenceOf }: Tellers): TimelineEntry[] {
  const { firstRefused: first, lastRefused: last, refused } = writes;
  const alarm = bursts.some((burst) => burst.kind === 'nospace-alarm-raised' || burst.kind === 'nospace-alarm-active');
  const told = bursts.some((burst) => burst.kind === 'nospace-error' || burst.kind === 'quota-exceeded');
  if (!alarm || told || first === null || first.time === null || refused === 0) return [];
  const cited = last === null || last === first ? [first] : [first, last];
  return [
    {
      time: iso(first.time),
      end: last?.time == null || last.time <= first.time ? null : iso(last.time),
      count: refused,
      source: 'etcd',
      member: null,
      kind: 'nospace-error',
      severity: severityOf('nospace-error'),
      summary: `${refused} ${refused === 1 ? 'request' : 'requests'} refused for lack of space`,
      evidence: cited.map(evidenceOf),
    },
  ];
}

const kib = (bytes: number): string => (bytes / 1024 >= 10 ? (bytes / 1024).toFixed(0) : (bytes / 1024).toFixed(1));
const rate = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(1));

function eventEntry(event: EventGroup, start: EpochMicros, { iso, evidenceOf }: Tellers): TimelineEntry {
  const where = event.objects > 1 ? `${event.workload}, ${event.objects} objects` : event.workload;
  return {
    time: iso(start),
    end: event.last === null || event.last === start ? null : iso(event.last),
    count: event.count,
    source: 'kube-event',
    member: null,
    kind: 'kube-event',
    severity: event.type === 'Warning' ? 'warning' : 'info',
    summary: excerptText(`${event.reason} ${where}: ${event.message}`),
    evidence: [evidenceOf(event.exemplar)],
  };
}

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Past the limit the least severe of a kind and member are joined, an entry a stretch of time with their count. */
function fold(entries: TimelineEntry[]): TimelineEntry[] {
  for (let parts = 512; entries.length > LIMIT && parts >= 1; parts = Math.floor(parts / 2)) {
    for (const severity of ['info', 'warning', 'critical'] as const) {
      if (entries.length > LIMIT) entries = joinSeverity(entries, severity, parts);
    }
  }
  return entries;
}

function joinSeverity(entries: readonly TimelineEntry[], severity: Severity, parts: number): TimelineEntry[] {
  const times = entries.map((entry) => Date.parse(entry.time));
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  const width = Math.max(1, (last - first + 1) / parts);
  const kept: TimelineEntry[] = [];
  const joined = new Map<string, TimelineEntry>();
  entries.forEach((entry, i) => {
    if (RANK[entry.severity] !== RANK[severity]) {
      kept.push(entry);
      return;
    }
    const key = `${entry.kind}\0${entry.member ?? ''}\0${entry.source}\0${Math.floor(((times[i] as number) - first) / width)}`;
    const held = joined.get(key);
    if (held === undefined) {
      joined.set(key, entry);
      return;
    }
    const until = [held.end ?? held.time, entry.end ?? entry.time].sort().at(-1) as string;
    const earlier = held.time <= entry.time ? held : entry;
    joined.set(key, {
      ...earlier,
      end: until === earlier.time ? null : until,
      count: held.count + entry.count,
      summary: excerptText(
        `${held.count + entry.count} × ${entry.kind}, first: ${earlier.summary.replace(/^\d+ × [\w-]+, first: /, '')}`,
      ),
      evidence: [...held.evidence, ...entry.evidence].slice(0, EVIDENCE),
    });
  });
  return [...kept, ...joined.values()];
}

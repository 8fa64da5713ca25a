import type { Burst, CaseFile } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import { burstsOf } from './event-bursts.js';
import { pausesOf } from './pauses.js';

/** A loss of a peer, as one member shows it. */
export interface PeerLoss {
  readonly burst: Burst;
  readonly observer: string | null;
  /** The member's name where it is known, else its id. */
  readonly peer: string | null;
  readonly from: number;
  readonly to: number;
  readonly looks: 'like a network' | 'like a process that is not there' | 'like a refusal' | 'either way';
}

/** `dial tcp 10.0.0.1:2380: i/o timeout`: no answer. */
const NETWORK =
  /i\/o timeout|no route to host|network is (?:unreachable|down)|host is (?:unreachable|down)|deadline exceeded|TLS handshake timeout/i;
/** The host answered that nothing listens. A connection that merely ends (EOF, reset) may end for either reason. */
const PROCESS = /connection refused/i;
/** The other side answered, and would not have it: certificates, another cluster, a removed member. */
const REFUSAL = /x509: |\btls: |certificate|cluster ID mismatch|was removed|unmatched version|version incompatib/i;

function looksOf(text: string): PeerLoss['looks'] {
  if (REFUSAL.test(text)) return 'like a refusal';
  if (NETWORK.test(text)) return 'like a network';
  return PROCESS.test(text) ? 'like a process that is not there' : 'either way';
}

/** Every loss of a peer that the logs report. */
export function peerLosses(file: CaseFile): PeerLoss[] {
  const names = new Map(file.members.flatMap(({ id, name }) => (id === null ? [] : [[id, name] as const])));
  return burstsOf(file, 'member-unreachable').flatMap((burst): PeerLoss[] => {
    const { record, start } = burst;
    if (record.kind !== 'member-unreachable' || start === null || record.source !== 'etcd') return [];
    const id = record.peer ?? null;
    const text = `${burst.first.text} ${burst.worst.text}`;
    const looks = looksOf(text);
    return [
      {
        burst,
        observer: burst.member,
        peer: id === null ? null : (names.get(id) ?? id),
        from: start,
        to: burst.end ?? start,
        looks,
      },
    ];
  });
}

/** A process that stops is missed at once, and for as long as it takes to start. */
const AROUND = 30 * SECOND;

/** Stretches in which a member was stopped, starting, or blocked by a defragmentation, from its own lines. */
export function absences(file: CaseFile): { readonly member: string; readonly from: number; readonly to: number }[] {
  const starts = burstsOf(file, 'member-started');
  const stops = burstsOf(file, 'member-stopped', 'panic', 'oom-kill');
  const stopped = stops.flatMap(({ member, start }) => {
    if (member === null || start === null) return [];
    const next = starts.find((one) => one.member === member && (one.start ?? 0) >= start);
    return [{ member, from: start, to: next?.start ?? Infinity }];
  });
  const started = starts.flatMap(({ member, start }) =>
    member === null || start === null ? [] : [{ member, from: start, to: start }],
  );
  const defragmented = burstsOf(file, 'defragmentation-finished').flatMap(({ member, start, record }) => {
    if (member === null || start === null) return [];
    return [{ member, from: start - (('duration' in record ? record.duration : null) ?? 0), to: start }];
  });
  const paused = pausesOf(file).map(({ member, end, length }) => ({ member, from: end - length, to: end }));
  return [...stopped, ...started, ...defragmented, ...paused].map(({ member, from, to }) => ({
    member,
    from: from - AROUND,
    to: to + AROUND,
  }));
}

/** A loss is noticed some time after it began. */
const NOTICED = 10 * SECOND;

/**
 * Whether the peer's own log continues over the loss: then its process ran. A log that isn't at hand shows nothing, nor
 * does one that only begins before and ends after: it has to have a line of the time itself.
 */
export const wasRunning = (file: CaseFile, { peer, from, to }: PeerLoss): boolean =>
  peer !== null &&
  file.coverage.etcdLogs.some((log) => log.member === peer && log.span.from <= from && log.span.to >= to) &&
  file.bursts.some(
    (one) =>
      one.member === peer &&
      one.source === 'etcd' &&
      one.start !== null &&
      one.start <= to + NOTICED &&
      (one.end ?? one.start) >= from - NOTICED,
  );

/** Whether a log of the peer is at hand that would show a stop or a start of that time. */
export const isLogged = (file: CaseFile, { peer, from }: PeerLoss): boolean =>
  peer !== null &&
  file.coverage.etcdLogs.some((log) => log.member === peer && log.span.from <= from && log.span.to >= from);

import type { EventText, Request } from './requests.js';
import { sizeAt } from './space.js';
import {
  CAPTURED,
  CLUSTER_ID,
  INDEX_AHEAD,
  MEMBERS,
  SPACE_EXCEEDED,
  TERM,
  VERSION,
  DISARMED,
  decimalId,
  endpoint,
  type Member,
} from './story.js';

const SECONDS = 1000;

/** `k8s.io/apimachinery/pkg/util/duration.HumanDuration`, for what is younger than a day. */
function age(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECONDS);
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  return `${Math.floor(minutes / 60)}h`;
}

/** `kubectl get events -A`, in the order of the keys: namespace, then name. */
export function eventTable(requests: readonly Request[], events: ReadonlyMap<string, EventText>): string {
  const last = new Map<string, number>();
  for (const { key, time } of requests) if (events.has(key) && time < CAPTURED) last.set(key, time);
  const rows = [['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
  for (const [key, time] of [...last].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = events.get(key);
    if (text === undefined) continue;
    rows.push([key.split('/')[3] ?? '', age(CAPTURED - time), text.type, text.reason, text.object, text.message]);
  }
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] === undefined ? 0 : widths[i] + 3)).join('')}\n`)
    .join('');
}

const leaderAt = (time: number): Member => (time < MEMBERS[0].restart - 4000 ? MEMBERS[0] : MEMBERS[1]);
const termAt = (time: number): number => (leaderAt(time) === MEMBERS[0] ? TERM : TERM + 1);
const alarms = (time: number): string[] =>
  time >= SPACE_EXCEEDED && time < DISARMED ? [`memberID:${decimalId(MEMBERS[0])} alarm:NOSPACE `] : [];
const indexOf = (revision: number, time: number): number => revision + INDEX_AHEAD + (time > SPACE_EXCEEDED ? 9 : 0);

/** One line of `{"t":…,"status":…}` as a script would keep them: `etcdctl endpoint status --cluster -w json`. */
export function statusLine(time: number, requests: readonly Request[]): string {
  const status = MEMBERS.filter(
    ({ defrag: [start, end], restart }) => !(time > start && time < end) && Math.abs(time - restart) > 5000,
  ).map((member) => {
    const { dbSizeBytes, inUseBytes, revision } = sizeAt(time, member, requests);
    const index = indexOf(revision, time);
    const term = termAt(time);
    const errors = alarms(time).length === 0 ? '' : `,"errors":${JSON.stringify(alarms(time))}`;
    // Ids are above 2^53: written as text, for JSON.stringify would round them.
    return (
      `{"Endpoint":"${endpoint(member)}","Status":{"header":{"cluster_id":${BigInt(`0x${CLUSTER_ID}`)},"member_id":${decimalId(member)},` +
      `"revision":${revision},"raft_term":${term}},"version":"${VERSION}","dbSize":${dbSizeBytes},"leader":${decimalId(leaderAt(time))},` +
      `"raftIndex":${index},"raftTerm":${term},"raftAppliedIndex":${index}${errors},"dbSizeInUse":${inUseBytes}}}`
    );
  });
  return `{"t":"${new Date(time).toISOString()}","status":[${status.join(',')}]}\n`;
}

/** `etcdctl endpoint status --cluster -w table` of 3.4: right-aligned, long cells wrapped onto rows of their own. */
export function statusTable(time: number, requests: readonly Request[]): string {
  const header = [
    'ENDPOINT',
    'ID',
    'VERSION',
    'DB SIZE',
    'IS LEADER',
    'IS LEARNER',
    'RAFT TERM',
    'RAFT INDEX',
    'RAFT APPLIED INDEX',
    'ERRORS',
  ];
  const rows = MEMBERS.flatMap((member) => {
    const { dbSizeBytes, revision } = sizeAt(time, member, requests);
    const index = String(indexOf(revision, time));
    const [alarm, ...wrapped] = alarms(time).flatMap((text) => text.split(/ (?=alarm)/));
    const cells = [
      endpoint(member),
      member.id,
      VERSION,
      humanSize(dbSizeBytes),
      String(member === leaderAt(time)),
      'false',
      String(termAt(time)),
      index,
      index,
      alarm ?? '',
    ];
    return [cells, ...wrapped.map((text) => [...header.slice(1).map(() => ''), text])];
  });
  const widths = header.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const centred = header.map((cell, i) => {
    const room = (widths[i] ?? 0) - cell.length;
    return `${' '.repeat(Math.floor(room / 2))}${cell}${' '.repeat(Math.ceil(room / 2))}`;
  });
  return (
    rule +
    line(centred) +
    rule +
    rows.map((row) => line(row.map((cell, i) => cell.padStart(widths[i] ?? 0)))).join('') +
    rule
  );
}

/** go-humanize: decimal units, `8.6 GB`, `178 MB`. */
function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

import type { LineRef, Sink } from '../../../model/parser.js';
import type { MemberStatus } from '../../../model/record.js';
import { readSize } from '../../../model/size-text.js';
import { bytes, revision, type EpochMicros } from '../../../model/units.js';
import { hostPort, memberId } from './addresses.js';
import { alarmRecord, alarmsIn, type Alarm } from './alarms.js';
import { hexId, integerOf, listOf, objectOf, textOf, type Json } from './json.js';

/** One member of `etcdctl endpoint status`, in any form of the output. */
export interface StatusRow {
  readonly endpoint: string | null;
  readonly id: string | null;
  readonly version: string | null;
  readonly size: Size;
  readonly inUse: Size;
  readonly quota: Size;
  readonly isLeader: boolean | null;
  readonly term: number | null;
  readonly revision: number | null;
  readonly raftIndex?: number | null;
  readonly raftAppliedIndex?: number | null;
  readonly errors: readonly string[];
}

/** `text` where it was printed rounded. */
export interface Size {
  readonly bytes: number | null;
  readonly text: string | null;
}

export const FORMAT = 'endpoint-status';
const NO_SIZE: Size = { bytes: null, text: null };

/** Where a row stands; both absent: the line at hand. */
export interface Place {
  readonly at?: LineRef;
  readonly lines?: number;
}

/**
 * Hands over what a row says: the member's status, its identity, and each alarm that its errors name, once an output
 * (`seen`): every member lists the alarms of all.
 */
export function emitStatus(
  row: StatusRow,
  time: EpochMicros | null,
  seen: Set<string>,
  sink: Sink,
  place: Place = {},
): void {
  const about = {
    ...(row.id === null ? {} : { id: row.id }),
    ...(row.endpoint === null ? {} : { endpoint: hostPort(row.endpoint) }),
  };
  const common = { format: FORMAT, source: 'etcdctl', time } as const;
  const status: MemberStatus = {
    ...common,
    kind: 'member-status',
    about,
    endpoint: row.endpoint,
    version: row.version,
    ...(row.size.bytes === null ? {} : { dbSizeBytes: bytes(row.size.bytes) }),
    ...(row.size.text === null ? {} : { dbSizeText: row.size.text }),
    ...(row.inUse.bytes === null ? {} : { dbSizeInUseBytes: bytes(row.inUse.bytes) }),
    ...(row.inUse.text === null ? {} : { dbSizeInUseText: row.inUse.text }),
    quotaBytes: row.quota.bytes === null || row.quota.bytes === 0 ? null : bytes(row.quota.bytes),
    ...(row.quota.text === null ? {} : { quotaText: row.quota.text }),
    isLeader: row.isLeader,
    term: row.term,
    revision: row.revision === null ? null : revision(row.revision),
    ...(row.raftIndex === undefined || row.raftIndex === null ? {} : { raftIndex: row.raftIndex }),
    ...(row.raftAppliedIndex === undefined || row.raftAppliedIndex === null
      ? {}
      : { raftAppliedIndex: row.raftAppliedIndex }),
    errors: row.errors,
    excerpt: excerptOf(row),
  };
  sink.record(status, place.at, place.lines);
  if (row.id !== null && row.endpoint !== null) {
    const identity = {
      ...common,
      kind: 'member-identity',
      id: row.id,
      endpoints: [hostPort(row.endpoint)],
      self: false,
    } as const;
    sink.record(identity, place.at, place.lines);
  }
  for (const alarm of row.errors.flatMap(alarmsIn)) emitAlarm(alarm, FORMAT, time, seen, sink, place);
}

export function emitAlarm(
  alarm: Alarm,
  format: string,
  time: EpochMicros | null,
  seen: Set<string>,
  sink: Sink,
  place: Place = {},
): void {
  const key = `${alarm.id} ${alarm.type}`;
  const record = seen.has(key) ? null : alarmRecord(alarm, format, time);
  seen.add(key);
  if (record !== null) sink.record(record, place.at, place.lines);
}

function excerptOf(row: StatusRow): string {
  const parts = [
    row.endpoint ?? row.id ?? '',
    row.version ?? '',
    row.size.text ?? (row.size.bytes === null ? '' : `dbSize ${row.size.bytes}`),
    row.inUse.text ?? (row.inUse.bytes === null ? '' : `in use ${row.inUse.bytes}`),
    row.revision === null ? '' : `revision ${row.revision}`,
    row.raftAppliedIndex === undefined || row.raftAppliedIndex === null ? '' : `applied index ${row.raftAppliedIndex}`,
    row.term === null ? '' : `term ${row.term}`,
    row.isLeader === true ? 'leader' : '',
    row.errors.join(', '),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** A rounded size as go-humanize prints it; the bytes are then the middle of what it can stand for. */
export function printedSize(text: string | undefined): Size {
  const size = text === undefined || text === '' ? null : readSize(text, 'decimal');
  return size === null ? NO_SIZE : { bytes: size.value, text: (text ?? '').trim() };
}

/** An item of `-w json`: `{"Endpoint":"…","Status":{"header":{…},"version":"3.4.23","dbSize":67149824,…}}`. Zero fields are left out. */
export function statusOfJson(item: Json): StatusRow | null {
  const { Endpoint: endpoint, Status: status } = objectOf(item);
  const body = objectOf(status);
  const header = objectOf(body['header']);
  if (textOf(body['version']) === null && body['dbSize'] === undefined && body['header'] === undefined) return null;
  const id = hexId(header['member_id']);
  const exact = (value: Json | undefined): Size => ({ bytes: integerOf(value), text: null });
  return {
    endpoint: textOf(endpoint),
    id,
    version: textOf(body['version']),
    size: exact(body['dbSize']),
    inUse: exact(body['dbSizeInUse']),
    quota: exact(body['dbSizeQuota']),
    isLeader: id === null ? null : hexId(body['leader']) === id,
    term: integerOf(body['raftTerm']) ?? integerOf(header['raft_term']),
    revision: integerOf(header['revision']),
    raftIndex: integerOf(body['raftIndex']),
    raftAppliedIndex: integerOf(body['raftAppliedIndex']),
    errors: listOf(body['errors']).flatMap((error) =>
      typeof error === 'string' && error.trim() !== '' ? [error.trim()] : [],
    ),
  };
}

/** Cells by column name (lower case), of a table or the simple form. */
export function statusOfCells(cells: ReadonlyMap<string, string>): StatusRow {
  const cell = (name: string): string | undefined => cells.get(name);
  return {
    endpoint: cell('endpoint') || null,
    id: memberId(cell('id') ?? ''),
    version: /^v?(\d+\.\d\S*)$/.exec(cell('version') ?? '')?.[1] ?? null,
    size: printedSize(cell('db size')),
    inUse: printedSize(cell('in use')),
    quota: printedSize(cell('quota')),
    isLeader: truth(cell('is leader')),
    term: integerOf(cell('raft term')),
    revision: null,
    raftIndex: integerOf(cell('raft index')),
    raftAppliedIndex: integerOf(cell('raft applied index')),
    errors: splitErrors(cell('errors') ?? ''),
  };
}

function truth(text: string | undefined): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}

/** `memberID:1 alarm:NOSPACE , etcdserver: no leader`: joined by a comma and a blank. */
export function splitErrors(text: string): string[] {
  return text
    .split(/,(?=\s|$)|(?<=\s),/)
    .map((error) => error.replace(/\s+/g, ' ').trim())
    .filter((error) => error !== '');
}

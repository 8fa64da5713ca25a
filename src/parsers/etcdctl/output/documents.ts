import type { Sink } from '../../../model/parser.js';
import type { Claim, MemberIdentity, TroubleRecord } from '../../../model/record.js';
import { parseGoDuration } from '../../../model/go-duration.js';
import type { EpochMicros } from '../../../model/units.js';

import { hostPort, hostPorts } from './addresses.js';
import { alarmType } from './alarms.js';
import { hexId, integerOf, isObject, listOf, objectOf, textOf, type Json, type JsonObject } from './json.js';
import { emitAlarm, emitStatus, statusOfJson, type Place } from './status-row.js';

/**
 * Hands over what an etcdctl JSON document says, whichever command printed it; false where no command of ours did.
 * Zero fields are left out by etcdctl, so an empty alarm list is `{}`, which cannot be recognised.
 */
export function emitDocument(
  value: Json | undefined,
  time: EpochMicros | null,
  sink: Sink,
  place: Place = {},
): boolean {
  const seen = new Set<string>();
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    let known = 0;
    for (const item of items) if (emitItem(item, time, seen, sink, place)) known += 1;
    return known > 0;
  }
  if (!isObject(value)) return false;
  if (emitItem(value, time, seen, sink, place)) return true;
  if (Array.isArray(value['alarms'])) return emitAlarms(value, time, seen, sink, place);
  if (Array.isArray(value['members'])) return emitMembers(value, time, sink, place);
  return false;
}

function emitItem(item: Json, time: EpochMicros | null, seen: Set<string>, sink: Sink, place: Place): boolean {
  if (!isObject(item)) return false;
  if (item['Status'] !== undefined) {
    const row = statusOfJson(item);
    if (row !== null) emitStatus(row, time, seen, sink, place);
    return row !== null;
  }
  if (item['HashKV'] !== undefined) return emitHash(item, time, sink, place);
  if (typeof item['endpoint'] === 'string' && typeof item['health'] === 'boolean')
    return emitHealth(item, time, sink, place);
  return false;
}

/** `{"Endpoint":"127.0.0.1:12379","HashKV":{"header":{…},"hash":3070989289,"compact_revision":-1}}`; `hash_revision` from 3.6. */
function emitHash(item: JsonObject, time: EpochMicros | null, sink: Sink, place: Place): boolean {
  const body = objectOf(item['HashKV']);
  const header = objectOf(body['header']);
  const hash = integerOf(body['hash']);
  if (hash === null) return false;
  const endpoint = textOf(item['Endpoint']) ?? '';
  const id = hexId(header['member_id']);
  const revision = integerOf(body['hash_revision']) ?? integerOf(header['revision']);
  const record: Claim = {
    kind: 'claim',
    format: 'endpoint-hashkv',
    source: 'etcdctl',
    time,
    about: { ...(id === null ? {} : { id }), ...(endpoint === '' ? {} : { endpoint: hostPort(endpoint) }) },
    excerpt: `${endpoint}, hash ${hash}${revision === null ? '' : `, revision ${revision}`}`,
    claim: {
      what: 'hash',
      endpoint,
      hash: String(hash),
      revision,
      compactRevision: integerOf(body['compact_revision']),
      annotated: false,
    },
  };
  sink.record(record, place.at, place.lines);
  return true;
}

/** `{"endpoint":"127.0.0.1:2379","health":false,"took":"5.0s","error":"context deadline exceeded"}` */
function emitHealth(item: JsonObject, time: EpochMicros | null, sink: Sink, place: Place): boolean {
  const endpoint = textOf(item['endpoint']) ?? '';
  emitHealthOf(endpoint, item['health'] === true, textOf(item['took']), textOf(item['error']), time, sink, place);
  return true;
}

/** One endpoint's answer, in any form: an unhealthy one is an event, a healthy one a line like others. */
export function emitHealthOf(
  endpoint: string,
  healthy: boolean,
  took: string | null,
  error: string | null,
  time: EpochMicros | null,
  sink: Sink,
  place: Place = {},
): void {
  const common = {
    format: 'endpoint-health',
    source: 'etcdctl',
    time,
    about: { endpoint: hostPort(endpoint) },
  } as const;
  const duration = took === null ? null : parseGoDuration(took);
  if (healthy) {
    const message = `${endpoint} is healthy${took === null ? '' : `: took ${took}`}`;
    sink.record({ ...common, kind: 'log', level: null, message }, place.at, place.lines);
    return;
  }
  const message = `${endpoint} is unhealthy${error === null || error === '' ? '' : `: ${error}`}`;
  const record: TroubleRecord = {
    ...common,
    kind: 'endpoint-unhealthy',
    endpoint,
    duration,
    message,
    excerpt: message,
  };
  sink.record(record, place.at, place.lines);
}

/** `{"header":{…},"alarms":[{"memberID":4539454061249919681,"alarm":1}]}` */
function emitAlarms(value: JsonObject, time: EpochMicros | null, seen: Set<string>, sink: Sink, place: Place): boolean {
  for (const item of listOf(value['alarms'])) {
    const { memberID, alarm } = objectOf(item);
    const id = hexId(memberID);
    const type = typeof alarm === 'string' && /^[A-Z]+$/.test(alarm) ? alarm : alarmType(integerOf(alarm));
    if (id !== null) emitAlarm({ id, type }, 'alarm-list', time, seen, sink, place);
  }
  return true;
}

/** `{"header":{…},"members":[{"ID":…,"name":"master-1","peerURLs":["…"],"clientURLs":["…"]}]}` */
function emitMembers(value: JsonObject, time: EpochMicros | null, sink: Sink, place: Place): boolean {
  const members = listOf(value['members']).filter(isObject);
  for (const member of members) {
    const id = hexId(member['ID']) ?? hexId(member['id']);
    const name = textOf(member['name']) ?? '';
    const urls = [...listOf(member['peerURLs']), ...listOf(member['clientURLs'])].filter(
      (url) => typeof url === 'string',
    );
    emitMember(id, name, urls.join(','), time, sink, place);
  }
  return members.length > 0;
}

/** A row of `member list`; a member that has not started has no name yet. */
export function emitMember(
  id: string | null,
  name: string,
  urls: string,
  time: EpochMicros | null,
  sink: Sink,
  place: Place = {},
): void {
  const endpoints = hostPorts(urls);
  const record: MemberIdentity = {
    kind: 'member-identity',
    format: 'member-list',
    source: 'etcdctl',
    time,
    ...(id === null ? {} : { id }),
    ...(name === '' ? {} : { name }),
    endpoints,
    self: false,
    excerpt: [id ?? '', name, ...endpoints].filter((part) => part !== '').join(', '),
  };
  sink.record(record, place.at, place.lines);
}

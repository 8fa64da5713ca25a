import { parseEtcdKey } from '../../model/etcd-key.js';
import { parseGoDuration } from '../../model/go-duration.js';
import type { AnyRecord } from '../../model/record.js';
import {
  bytes,
  type Bytes,
  type EpochMicros,
  micros,
  type Micros,
  revision,
  type Revision,
} from '../../model/units.js';

/** One line of etcd's own log, in any dialect. The old text form has no fields: all is in the message. */
export interface EtcdLine {
  readonly format: string;
  readonly time: EpochMicros | null;
  /** debug, info, notice, warn, error, critical, panic, fatal; null if the line does not show it. */
  readonly level: string | null;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * One row of the table of messages. `text`: the whole message as zap writes it, or a pattern for messages that carry
 * their values, as the old logger writes them. `records` may decline with null: the next row is tried.
 */
export interface MessageRow {
  readonly text: string | RegExp;
  readonly records: (line: EtcdLine, found: readonly string[]) => AnyRecord | readonly AnyRecord[] | null;
}

/** What every record of a server's line starts with. */
export function common(line: EtcdLine): { format: string; source: 'etcd'; time: EpochMicros | null } {
  return { format: line.format, source: 'etcd', time: line.time };
}

export function textField(line: EtcdLine, name: string): string | null {
  const value = line.fields[name];
  return typeof value === 'string' ? value : null;
}

export function numberField(line: EtcdLine, name: string): number | null {
  const value = line.fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A duration as text, or as the seconds that zap's production encoder writes. */
export function durationField(line: EtcdLine, name: string): Micros | null {
  const value = line.fields[name];
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? micros(Math.round(value * 1e6)) : null;
  return typeof value === 'string' ? parseGoDuration(value) : null;
}

/** A field of URLs: an array, or one string with commas. */
export function listField(line: EtcdLine, name: string): readonly string[] {
  const value = line.fields[name];
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
  return typeof value === 'string' && value !== '' ? value.split(',') : [];
}

export function bytesField(line: EtcdLine, name: string): Bytes | null {
  const value = numberField(line, name);
  return value === null ? null : bytes(value);
}

export function revisionField(line: EtcdLine, name: string): Revision | null {
  const value = numberField(line, name);
  return value === null ? null : revision(value);
}

export function revisionOf(digits: string | undefined): Revision | null {
  return digits === undefined || !/^-?\d{1,16}$/.test(digits) ? null : revision(Number(digits));
}

export function errorOf(line: EtcdLine): string {
  return textField(line, 'error') ?? textField(line, 'reason') ?? '';
}

/** A member id as it is written in hexadecimal: lower case, no leading zeros. Null if it isn't one. */
export function memberId(text: string | null | undefined): string | null {
  if (text === null || text === undefined || !/^(?:0x)?[0-9a-f]{1,16}$/i.test(text)) return null;
  const id = text.toLowerCase().replace(/^0x/, '').replace(/^0+/, '');
  return id === '' ? null : id;
}

/** `memberID:3319814642761637952 alarm:NOSPACE `: protobuf prints ids in decimal, beyond 2^53. */
export function decimalMemberId(digits: string | undefined): string | null {
  if (digits === undefined || !/^\d{1,20}$/.test(digits)) return null;
  const id = BigInt(digits);
  return id === 0n || id >= 1n << 64n ? null : id.toString(16);
}

export function aboutId(id: string | null): { about?: { readonly id: string } } {
  return id === null ? {} : { about: { id } };
}

/** `https://10.0.0.5:2380/path` gives `10.0.0.5:2380`; null without host and port (unix sockets, empty). */
export function hostPort(url: string): string | null {
  const found = /^(?:https?:\/\/|unixs?:\/\/)?((?:\[[0-9a-fA-F:.%\w]+\]|[\w.-]+):\d{1,5})(?:[/?#].*)?$/.exec(
    url.trim(),
  );
  return found?.[1] ?? null;
}

/** Host and port of each URL; addresses that mean every interface name no host. */
export function endpointsOf(urls: readonly string[]): readonly string[] {
  const endpoints = new Set<string>();
  for (const url of urls) {
    const endpoint = hostPort(url);
    if (endpoint !== null && !/^(?:0\.0\.0\.0|\[::\]):/.test(endpoint)) endpoints.add(endpoint);
  }
  return [...endpoints];
}

/** Key, resource, namespace and name as records carry them; nothing without a key. */
export function keyFields(key: string | null): {
  key?: string;
  resource?: string;
  namespace?: string;
  name?: string;
} {
  if (key === null || key === '') return {};
  const parts = parseEtcdKey(key);
  return {
    key,
    resource: parts.resource,
    ...(parts.namespace === null ? {} : { namespace: parts.namespace }),
    name: parts.name,
  };
}

const EXCERPT_LIMIT = 300;
/** Long, or with values in it, or already shown. */
const NOT_SHOWN =
  /^(?:raftReq|request|request content|response|stacktrace|errorVerbose|steps|detail|args|cluster-id|v2.*)$/;

/** The message and its telling fields: what a reader wants of a line of JSON. */
export function excerptOf(line: EtcdLine): string {
  let text = line.message.trim();
  for (const [name, value] of Object.entries(line.fields)) {
    if (text.length >= EXCERPT_LIMIT) break;
    if (NOT_SHOWN.test(name)) continue;
    if (typeof value === 'string') {
      if (value !== '') text += ` ${name}=${value.length > 120 ? `${value.slice(0, 119)}…` : value.trim()}`;
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      text += ` ${name}=${value}`;
    } else if (Array.isArray(value) && value.length > 0 && value.length < 10) {
      text += ` ${name}=[${value.join(' ').slice(0, 119)}]`;
    }
  }
  return text.length > EXCERPT_LIMIT ? `${text.slice(0, EXCERPT_LIMIT - 1)}…` : text;
}

import { epochMicros, type EpochMicros } from '../model/units.js';
import type { Wrapping } from './payload.js';

/** The fields of a journal entry that anybody reads; a format that prints all of them needs to keep only these. */
export const JOURNAL_FIELDS: ReadonlySet<string> = new Set([
  ...['MESSAGE', '_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM', 'SYSLOG_PID', '_PID', 'PRIORITY', 'PACKAGE', 'UNIT'],
  ...['_SYSTEMD_UNIT', '_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP', 'CONTAINER_NAME'],
]);

/**
 * What the fields of an entry say about its message. The time of the source comes before that of the arrival, as in
 * journalctl's short modes. systemd.journal-fields(7).
 */
export function wrappingOf(get: (name: string) => string | null, fallback: EpochMicros | null = null): Wrapping {
  const stamp = Number(get('_SOURCE_REALTIME_TIMESTAMP') ?? get('__REALTIME_TIMESTAMP') ?? NaN);
  const outerTime = Number.isSafeInteger(stamp) ? epochMicros(stamp) : fallback;
  return {
    outerTime,
    outerZoned: outerTime !== null,
    host: get('_HOSTNAME'),
    ident: get('SYSLOG_IDENTIFIER') ?? get('_COMM'),
    pid: whole(get('SYSLOG_PID') ?? get('_PID')),
    priority: whole(get('PRIORITY')),
    pkg: get('PACKAGE'),
    unit: get('UNIT') ?? get('_SYSTEMD_UNIT'),
  };
}

const whole = (text: string | null): number | null => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null);

/** The fields of an entry as JSON, or null if the text isn't an object. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A string field; of one that repeats, the first. */
export function jsonField(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  if (typeof value === 'string') return value;
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null;
}

/**
 * MESSAGE in JSON: a string, an array of byte numbers where it has control characters, an array of those where the
 * field repeats, null where it was too long and `--all` wasn't given. https://systemd.io/JOURNAL_EXPORT_FORMATS/
 */
export function jsonMessage(value: unknown): Buffer | null {
  if (typeof value === 'string') return trimMessage(Buffer.from(value));
  if (!Array.isArray(value) || value.length === 0) return null;
  const items: readonly unknown[] = value;
  if (items.every((item) => typeof item === 'number')) return trimMessage(Buffer.from(items));
  const first = items.find((item) => typeof item === 'string' || Array.isArray(item));
  return typeof first === 'string' || (Array.isArray(first) && typeof first[0] === 'number')
    ? jsonMessage(first)
    : null;
}

/** The JSON logger's journald output ends its message in a line feed. */
export function trimMessage(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === 10 || message[end - 1] === 13)) end -= 1;
  return message.subarray(0, end);
}

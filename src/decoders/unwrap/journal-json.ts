import { epochMicros } from '../../model/units.js';
import type { Unwrapper } from './unwrapper.js';

const NEEDLE = Buffer.from('"__REALTIME_TIMESTAMP"');

/**
 * `journalctl -o json`: one object a line, fields in any order.
 *
 *     {"__REALTIME_TIMESTAMP":"1734232523123456","_HOSTNAME":"cp1","SYSLOG_IDENTIFIER":"etcd","_PID":"1234","PRIORITY":"4","MESSAGE":"…"}
 *
 * MESSAGE is an array of byte numbers where it has control characters, an array of those where the field repeats, and
 * null where it was too long and `--all` wasn't given: then there is nothing to read. systemd, Journal JSON Format.
 */
export const journalJson: Unwrapper = {
  id: 'journal-json',
  title: 'journalctl -o json',
  sample: '{"__REALTIME_TIMESTAMP":"1734232523123456","_HOSTNAME":"cp1","SYSLOG_IDENTIFIER":"etcd","MESSAGE":"…"}',
  unwrap(payload) {
    if (payload.bytes[payload.start] !== 123 || payload.bytes[payload.start + 1] !== 34) return false;
    const found = payload.bytes.indexOf(NEEDLE, payload.start);
    if (found === -1 || found >= payload.end) return false;
    const fields = parse(payload.text);
    if (fields === null) return false;
    const message = messageBytes(fields['MESSAGE']);
    const stamp = Number(text(fields['_SOURCE_REALTIME_TIMESTAMP']) ?? text(fields['__REALTIME_TIMESTAMP']));
    payload.outerTime = Number.isSafeInteger(stamp) ? epochMicros(stamp) : null;
    payload.outerZoned = payload.outerTime !== null;
    payload.host = text(fields['_HOSTNAME']);
    payload.ident = text(fields['SYSLOG_IDENTIFIER']) ?? text(fields['_COMM']);
    payload.pid = number(fields['SYSLOG_PID'] ?? fields['_PID']);
    payload.priority = number(fields['PRIORITY']);
    payload.pkg = text(fields['PACKAGE']);
    payload.unit = text(fields['UNIT']) ?? text(fields['_SYSTEMD_UNIT']);
    if (message === null) return 'marker';
    payload.inner(message, 0, message.length);
    return true;
  },
};

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function messageBytes(value: unknown): Buffer | null {
  if (typeof value === 'string') return trimmed(Buffer.from(value));
  if (!Array.isArray(value) || value.length === 0) return null;
  const items: readonly unknown[] = value;
  if (items.every((item) => typeof item === 'number')) return trimmed(Buffer.from(items));
  return messageBytes(items.find((item) => typeof item === 'string' || Array.isArray(item)));
}

/** The JSON logger's journald output ends its message in a line feed. */
function trimmed(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === 10 || message[end - 1] === 13)) end -= 1;
  return message.subarray(0, end);
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null;

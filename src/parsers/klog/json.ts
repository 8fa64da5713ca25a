import type { Payload } from '../../model/parser.js';
import { epochMicros } from '../../model/units.js';
import type { KlogEntry } from './entry.js';

/** Milliseconds since the epoch of stamps between 2014 and 2100: seconds and ISO stamps are of other loggers. */
const RANGE = { from: Date.UTC(2014, 5, 1), to: Date.UTC(2100, 0, 1) };

const TS = Buffer.from('{"ts":1');

/** Whether the payload begins as klog's JSON does. Shippers sort keys: `{"caller":` is looked at too. */
export function beginsKlogJson(payload: Payload): boolean {
  const { bytes, start, end } = payload;
  if (bytes[start] !== 0x7b || end - start < 30) return false;
  if (bytes.compare(TS, 0, TS.length, start, Math.min(end, start + TS.length)) === 0) return true;
  return bytes[start + 1] === 0x22 && bytes[start + 2] === 0x63 && bytes[start + 3] === 0x61;
}

/**
 * `{"ts":1735689600123.4567,"caller":"etcd3/compact.go:205","msg":"…","v":0,"key":…}`: info has `v`, errors `err` and no
 * `v`. Null where the object isn't klog's.
 */
export function readKlogJson(payload: Payload): KlogEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(payload.text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const object = value as Readonly<Record<string, unknown>>;
  const { ts, caller, msg, v, err, level } = object;
  if (typeof ts !== 'number' || !(ts > RANGE.from && ts < RANGE.to) || typeof msg !== 'string') return null;
  if (level !== undefined || (caller !== undefined && (typeof caller !== 'string' || !/\.go:\d+$/.test(caller)))) {
    return null;
  }
  if (caller === undefined && v === undefined && err === undefined) return null;
  const file = typeof caller === 'string' ? caller.slice(caller.lastIndexOf('/') + 1).replace(/:\d+$/, '') : '';
  const error = typeof err === 'string' ? ` err=${JSON.stringify(err)}` : '';
  return {
    time: epochMicros(Math.round(ts * 1000)),
    level: v === undefined && err !== undefined ? 'error' : 'info',
    file,
    message: msg,
    text: `${msg}${error}`,
    field: (name) => textOf(object[name]),
  };
}

/** Objects are `{"name":…,"namespace":…}` in JSON where text has `namespace/name`. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return null;
  const { name, namespace } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string') return null;
  return typeof namespace === 'string' ? `${namespace}/${name}` : name;
}

import { exportTime, HOST_NAMES, hostOf, IDENT_NAMES, LINE_NAMES, TIME_NAMES, UNIT_NAMES } from '../export-fields.js';
import { jsonObject } from '../journal-fields.js';
import { dockerLine, isDockerPart } from './docker-json.js';
import type { Unwrapper } from './unwrapper.js';

type Fields = Readonly<Record<string, unknown>>;

/** Of an object, so many members are looked into. */
const WIDTH = 60;
const MAY_HOLD = new RegExp(`"(?:${LINE_NAMES.join('|')}|caller)"\\s*:`);

/**
 * Lines that a log store or a shipper wrote as JSON objects, the line in one of their members or one level deeper:
 *
 *     {"labels":{"pod":"etcd-cp1"},"line":"…","timestamp":"2024-12-15T03:15:23.123456789Z"}           Loki's logcli
 *     {"_index":"k8s","_id":"x","_source":{"@timestamp":"…","message":"…","kubernetes":{…}}}          Elasticsearch
 *     {"timestamp":1734232523123,"ingestionTime":1734232525000,"message":"…"}                         CloudWatch
 *     {"date":1734232523.123456,"log":"…","kubernetes":{"pod_name":"etcd-cp1",…}}                     Fluent Bit
 *
 * A shipper that took etcd's own JSON apart leaves its members among others: they are put together again.
 */
export const jsonExport: Unwrapper = {
  id: 'json-export',
  title: 'JSON lines from Loki, Elasticsearch, CloudWatch, Fluent Bit, Vector',
  sample: '{"timestamp":1734232523123,"message":"…"}',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 123 || bytes[end - 1] !== 125 || !MAY_HOLD.test(payload.text)) return false;
    const docker = dockerLine(payload);
    if (docker !== null && isDockerPart(docker)) return false;
    const top = jsonObject(payload.text);
    if (top === null) return false;
    const levels = [top, ...Object.values(top).slice(0, WIDTH).filter(isFields)];
    const line = lineIn(levels);
    if (line === null) return false;
    const host = named(levels, HOST_NAMES);
    payload.outerTime = first(levels, TIME_NAMES, exportTime);
    payload.outerZoned = payload.outerTime !== null;
    payload.exported = true;
    payload.host = host === null ? null : hostOf(host);
    payload.ident = named(levels, IDENT_NAMES);
    payload.unit = named(levels, UNIT_NAMES);
    const text = Buffer.from(line.replace(/[\r\n]+$/, ''));
    payload.inner(text, 0, text.length);
    return true;
  },
};

function lineIn(levels: readonly Fields[]): string | null {
  for (const level of levels) {
    const whole = zapIn(level);
    if (whole !== null) return whole;
    const line = first([level], LINE_NAMES, (value) => (typeof value === 'string' && value !== '' ? value : null));
    if (line !== null) return line;
  }
  return null;
}

/** etcd's line among what the shipper added, in etcd's order. */
function zapIn(level: Fields): string | null {
  if (typeof level['level'] !== 'string' || typeof level['msg'] !== 'string') return null;
  if (typeof level['caller'] !== 'string' || level['ts'] === undefined) return null;
  const { level: severity, ts, logger, caller, msg, ...rest } = level;
  return JSON.stringify({ level: severity, ts, logger, caller, msg, ...rest });
}

/** A string, or the `name` of an object (`"host":{"name":"cp1"}`). */
function named(levels: readonly Fields[], names: readonly string[]): string | null {
  return first(levels, names, (value) => {
    const told = isFields(value) ? value['name'] : value;
    return typeof told === 'string' && told !== '' ? told : null;
  });
}

function first<T>(levels: readonly Fields[], names: readonly string[], read: (value: unknown) => T | null): T | null {
  for (const name of names) {
    for (const level of levels) {
      const found = Object.hasOwn(level, name) ? read(level[name]) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

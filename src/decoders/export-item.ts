import type { EpochMicros } from '../model/units.js';
import { exportTime, HOST_NAMES, hostOf, IDENT_NAMES, LINE_NAMES, TIME_NAMES, UNIT_NAMES } from './export-fields.js';

export type Fields = Readonly<Record<string, unknown>>;

/** A line as a log store or a shipper gives it out, and what was kept beside it. */
export interface ExportItem {
  readonly line: string;
  readonly time: EpochMicros | null;
  readonly host: string | null;
  readonly ident: string | null;
  readonly unit: string | null;
}

/** How deep, and into how many objects, a record is looked: `_source.kubernetes.pod.name`. */
const DEPTH = 6;
const WIDTH = 80;

/**
 * Reads one record of an export: the line under one of its names, in the record or in what is nested in it, nearest
 * first. A shipper that took JSON apart leaves the members of etcd's or Kubernetes' own line among others: these are put
 * together again. `labels`: what the export shows once for many records. null: nothing in it is a line.
 */
export function readExportItem(record: Fields, labels: Fields | null = null): ExportItem | null {
  if (isEnvelope(record)) return null;
  const levels = levelsOf(record);
  const line = lineIn(levels);
  if (line === null) return null;
  const around = labels === null ? levels : [...levels, labels];
  const host = named(around, HOST_NAMES);
  return {
    line,
    time: first(levels, TIME_NAMES, exportTime),
    host: host === null ? null : hostOf(host),
    ident: named(around, IDENT_NAMES),
    unit: named(around, UNIT_NAMES),
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record and the objects in it, breadth first. */
function levelsOf(record: Fields): readonly Fields[] {
  const levels: Fields[] = [record];
  let from = 0;
  for (let depth = 1; depth < DEPTH; depth += 1) {
    const to = levels.length;
    for (; from < to; from += 1) {
      // what is a line of its own isn't looked into: a field of an event's object is no line
      if (isWhole(levels[from] as Fields)) continue;
      for (const value of Object.values(levels[from] as Fields))
        if (isFields(value) && levels.length < WIDTH) levels.push(value);
    }
  }
  return levels;
}

function lineIn(levels: readonly Fields[]): string | null {
  for (const level of levels) {
    const whole = wholeIn(level);
    if (whole !== null) return whole;
    const line = first([level], LINE_NAMES, (value) => (typeof value === 'string' && value !== '' ? value : null));
    if (line !== null) return line;
  }
  return null;
}

const isWhole = (level: Fields): boolean => isAudit(level) || isEvent(level) || isEnvelope(level);

/** A line of JSON among what the shipper added, in the order in which its writer has it. */
function wholeIn(level: Fields): string | null {
  if (isAudit(level)) {
    const { kind = 'Event', apiVersion = 'audit.k8s.io/v1', ...rest } = level;
    return JSON.stringify({ kind, apiVersion, ...rest });
  }
  if (isEvent(level) || isEnvelope(level)) return JSON.stringify(level);
  if (typeof level['msg'] !== 'string' || typeof level['caller'] !== 'string' || level['ts'] === undefined) return null;
  const { level: severity, ts, logger, caller, msg, ...rest } = level;
  if (typeof severity === 'string') return JSON.stringify({ level: severity, ts, logger, caller, msg, ...rest });
  // klog's JSON has no level, and its stamp is a number
  return typeof ts === 'number' ? JSON.stringify({ ts, caller, msg, ...rest }) : null;
}

const isAudit = (level: Fields): boolean =>
  typeof level['auditID'] === 'string' && typeof level['stage'] === 'string' && typeof level['verb'] === 'string';

/** An Event of Kubernetes: has a `message`, which isn't a line of a log. */
export const isEvent = (level: Fields): boolean =>
  typeof level['reason'] === 'string' && (isFields(level['involvedObject']) || isFields(level['regarding']));

/** `{"type":"DELETED","object":{…}}` of a watch, `{"verb":"UPDATED","event":{…}}` of eventrouter: the whole shows. */
const isEnvelope = (level: Fields): boolean =>
  (typeof level['type'] === 'string' && isFields(level['object'])) ||
  (typeof level['verb'] === 'string' && isFields(level['event']));

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

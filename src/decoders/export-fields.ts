import { parseRfc3339 } from '../model/rfc3339.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { podHost } from './pod-host.js';

/** Names under which exports of log stores carry the line, the likeliest first. */
export const LINE_NAMES: readonly string[] = [
  ...['log', 'message', 'MESSAGE', 'line', '_raw', '@message', 'textPayload', 'log_s', 'original', 'body', 'content'],
];
/** When the line was made or read. Times of ingestion (`ingestionTime`, `receiveTimestamp`, `_indextime`) are not. */
export const TIME_NAMES: readonly string[] = [
  ...['time', 'timestamp', '@timestamp', 'date', '_time', 'eventTime', 'datetime', 'TimeGenerated', 'ts'],
];
export const HOST_NAMES: readonly string[] = [
  ...['_HOSTNAME', 'pod_name', 'pod', 'hostname', 'host', 'node_name', 'nodename', 'node', 'instance', 'computer'],
];
export const IDENT_NAMES: readonly string[] = [
  ...['SYSLOG_IDENTIFIER', 'container_name', 'container', 'appname', 'program', '_COMM'],
];
export const UNIT_NAMES: readonly string[] = ['_SYSTEMD_UNIT', 'systemd_unit', 'unit'];

/** A time as exports write it: RFC 3339, or a number since the epoch whose size tells its unit. Without a zone: null. */
export function exportTime(value: unknown): EpochMicros | null {
  if (typeof value === 'string' && !/^\d{9,19}(?:\.\d+)?$/.test(value)) return parseRfc3339(value.trim());
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const number = Number(value);
  const micros =
    number < 1e8 || number >= 1e19
      ? NaN
      : number < 1e11
        ? number * 1e6
        : number < 1e14
          ? number * 1e3
          : number < 1e17
            ? number
            : number / 1e3;
  return Number.isSafeInteger(Math.round(micros)) ? epochMicros(Math.round(micros)) : null;
}

/** A pod's name as a host is called. */
export const hostOf = (name: string): string => podHost(name.trim());

import type { Clock } from '../model/parser.js';
import { parseRfc3339 } from '../model/rfc3339.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { podHost } from './pod-host.js';

/** Names under which exports of log stores carry the line, the likeliest first. */
export const LINE_NAMES: readonly string[] = [
  ...['log', 'message', 'MESSAGE', 'line', '_raw', '@message', 'textPayload', 'log_s', 'original', 'body', 'content'],
  ...['Message', 'Log_s', 'LogMessage', 'LogEntry', 'RawData', 'raw', 'stringValue'],
];
/** When the line was made or read. Times of ingestion (`ingestionTime`, `receiveTimestamp`, `_indextime`) are not. */
export const TIME_NAMES: readonly string[] = [
  ...['time', 'timestamp', '@timestamp', 'date', '_time', 'eventTime', 'datetime', 'TimeGenerated', 'ts', 'tsNs'],
  ...['timeUnixNano', 'observedTimeUnixNano', 'timestampMs', 'Timestamp', 'Date'],
];
export const HOST_NAMES: readonly string[] = [
  ...['_HOSTNAME', 'pod_name', 'pod', 'hostname', 'host', 'node_name', 'nodename', 'node', 'instance', 'computer'],
  ...[
    'PodName',
    'PodName_s',
    'pod_s',
    'Computer',
    'k8s.pod.name',
    'host.name',
    'k8s.node.name',
    'kubernetes.pod.name',
    'kubernetes.pod_name',
    'kubernetes.node.name',
  ],
];
export const IDENT_NAMES: readonly string[] = [
  ...['SYSLOG_IDENTIFIER', 'container_name', 'container', 'appname', 'program', '_COMM', 'ContainerName'],
  ...[
    'containerName_s',
    'k8s.container.name',
    'syslog_identifier',
    'kubernetes.container.name',
    'kubernetes.container_name',
  ],
];
export const UNIT_NAMES: readonly string[] = ['_SYSTEMD_UNIT', 'systemd_unit', 'unit'];

/** A time as exports write it: RFC 3339, or a number since the epoch whose size shows its unit. Without a zone: null. */
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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `Dec 15, 2024 @ 03:15:23.123`: Kibana, in the browser's zone. */
const KIBANA = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;
/** `12/15/2024, 3:15:23.123 AM`: the portal of Azure. */
const PORTAL = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,6}))? ([AP])M$/;
const PLAIN = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6})\d*)?$/;

/** A time as a table of an export shows it, without a zone: in the clock's. null: none that is known. */
export function shownTime(text: string, clock: Clock): EpochMicros | null {
  const kibana = KIBANA.exec(text);
  const portal = PORTAL.exec(text);
  const plain = PLAIN.exec(text);
  const fields =
    kibana !== null
      ? [kibana[3], `${MONTHS.indexOf(kibana[1] ?? '') + 1}`, kibana[2], ...kibana.slice(4)]
      : portal !== null
        ? [
            portal[3],
            portal[1],
            portal[2],
            `${(Number(portal[4]) % 12) + (portal[8] === 'P' ? 12 : 0)}`,
            ...portal.slice(5),
          ]
        : plain?.slice(1);
  if (fields === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.slice(0, 6).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return clock.local(year, month, day, hour, minute, second, Number((fields[6] ?? '').padEnd(6, '0')));
}

/** A pod's name as a host is called. */
export const hostOf = (name: string): string => podHost(name.trim());

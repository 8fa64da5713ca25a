import type { AlarmRecord } from '../../../model/record.js';
import type { EpochMicros } from '../../../model/units.js';
import { hexId } from './json.js';

export interface Alarm {
  /** Member's id in hexadecimal. */
  readonly id: string;
  readonly type: string;
}

/** The names by number (`rpc.proto`, AlarmType). */
const TYPES = ['NONE', 'NOSPACE', 'CORRUPT'];

/** `memberID:4539454061249919681 alarm:NOSPACE `: as printed by protobuf, with a decimal id; 3.6 has blanks to spare. */
export function alarmsIn(text: string): Alarm[] {
  const alarms: Alarm[] = [];
  for (const [, decimal, type] of text.matchAll(/memberID:\s*(\d{1,20})\s+alarm:\s*([A-Z]+)/g)) {
    const id = hexId(decimal);
    if (id !== null && type !== undefined) alarms.push({ id, type });
  }
  return alarms;
}

export function alarmType(number: number | null): string {
  return TYPES[number ?? 0] ?? String(number);
}

/** An alarm that a list or a status shows: it is on, which says nothing about when it was raised. */
export function alarmRecord(alarm: Alarm, format: string, time: EpochMicros | null): AlarmRecord | null {
  const kind =
    alarm.type === 'NOSPACE' ? 'nospace-alarm-active' : alarm.type === 'CORRUPT' ? 'corrupt-alarm-raised' : null;
  return kind === null
    ? null
    : { kind, format, source: 'etcdctl', time, about: { id: alarm.id }, excerpt: alarmText(alarm) };
}

export function alarmText(alarm: Alarm): string {
  return `memberID:${alarm.id} alarm:${alarm.type}`;
}

import type { Clock, Payload } from '../../model/parser.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { unquoteGo } from '../etcd/go-quote.js';
import { wallClockOffset } from '../two-stamps.js';
import { LEVELS, type KlogEntry } from './entry.js';

const SHAPE = /^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?\s+(\d+) ([^\s\]]{1,120}?):(\d+)\] ?(.*)$/s;

/** Whether the payload begins as a klog line does, by a few bytes: `E1122 13:`. */
export function beginsKlog(payload: Payload): boolean {
  const { bytes, start, end } = payload;
  const first = bytes[start];
  if (first !== 0x49 && first !== 0x57 && first !== 0x45 && first !== 0x46) return false;
  return end - start > 24 && bytes[start + 5] === 0x20 && bytes[start + 8] === 0x3a && isDigit(bytes[start + 1]);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/**
 * `E1122 13:13:02.123456   12345 compact.go:124] etcd: endpoint ([…]) compact failed: …` (klog.go, formatHeader). The
 * stamp has neither year nor zone.
 */
export function readKlogText(payload: Payload, clock: Clock): KlogEntry | null {
  const match = SHAPE.exec(payload.text);
  if (match === null) return null;
  const [, letter = '', month, day, hour, minute, second, micro, , file = '', , rest = ''] = match;
  const numbers = [month, day, hour, minute, second].map(Number) as [number, number, number, number, number];
  if (!isDate(...numbers)) return null;
  const text = rest.trim();
  const quoted = text.startsWith('"') ? unquoteGo(text, 0) : null;
  return {
    time: timeOf(payload, clock, [...numbers, Number(micro ?? 0)]),
    level: LEVELS[letter] ?? 'info',
    file: file.slice(file.lastIndexOf('/') + 1),
    message: quoted ?? text,
    text,
    field: (name) => fieldOf(text, name),
  };
}

function isDate(month: number, day: number, hour: number, minute: number, second: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
}

/**
 * The stamp of a wrapping shows the year and klog's zone too, also where a journal in local time holds the lines of a
 * process in UTC.
 */
function timeOf(
  payload: Payload,
  clock: Clock,
  [month, day, hour, minute, second, micro]: readonly [number, number, number, number, number, number],
): EpochMicros {
  const { outerTime } = payload;
  if (outerTime === null) return clock.local(null, month, day, hour, minute, second, micro);
  const year = new Date(outerTime / 1000).getUTCFullYear();
  const utc = (of: number): number => Date.UTC(of, month - 1, day, hour, minute, second) * 1000 + micro;
  const nearest = [year - 1, year, year + 1].reduce((best, of) =>
    Math.abs(utc(of) - outerTime) < Math.abs(utc(best) - outerTime) ? of : best,
  );
  const offset = wallClockOffset(utc(nearest), outerTime);
  if (offset !== null) return epochMicros(utc(nearest) - offset);
  return clock.local(nearest, month, day, hour, minute, second, micro);
}

/** `key="value"`, `key=12`, `key=<none>` among structured fields; null where the line has none of that name. */
function fieldOf(text: string, name: string): string | null {
  for (let at = text.indexOf(`${name}=`); at >= 0; at = text.indexOf(`${name}=`, at + 1)) {
    if (at > 0 && text.charAt(at - 1) !== ' ') continue;
    const from = at + name.length + 1;
    if (text.charAt(from) === '"') return unquoteGo(text, from);
    return /^[^\s]*/.exec(text.slice(from, from + 2000))?.[0] ?? null;
  }
  return null;
}

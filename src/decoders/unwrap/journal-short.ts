import type { Clock } from '../../model/parser.js';
import { epochMicros, SECOND, MINUTE } from '../../model/units.js';
import type { LinePayload } from '../payload.js';
import { localMonth } from './local-months.js';
import { digits, isDigit, monthOf } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

const SPACE = 32;
const COLON = 58;

/**
 * The text modes of journalctl that keep a line a line, and syslog files, which look the same:
 *
 *     Dec 15 03:15:23 cp1 etcd[1234]: MSG                     short (no year, no zone)
 *     Dec 15 03:15:23.123456 cp1 etcd[1234]: MSG              short-precise
 *     2024-12-15T03:15:23+0000 cp1 etcd[1234]: MSG            short-iso, also with +00:00
 *     2024-12-15T03:15:23.123456+0000 cp1 etcd[1234]: MSG     short-iso-precise
 *     Sun 2024-12-15 03:15:23 UTC cp1 etcd[1234]: MSG         short-full, with-unit
 *     1734232523.123456 cp1 etcd[1234]: MSG                   short-unix
 *     [12345.678901] cp1 etcd[1234]: MSG                      short-monotonic, short-delta (no wall clock)
 *     Dec 15 03:15:23 etcd[1234]: MSG                         as pasted into reports, without the host
 *
 * systemd, `logs-show.c`. Months are in the language of the user: `mrt 09`, `févr. 12`, `3月 17`.
 */
export const journalShort: Unwrapper = {
  id: 'journal-short',
  title: 'journalctl -o short and all modes named so, with-unit; syslog files',
  sample: 'Dec 15 03:15:23 cp1 etcd[1234]: …',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id'],
  begins: '-0-9A-Za-z[',
  unwrap(payload, clock) {
    const { bytes, start, end } = payload;
    const first = bytes[start] ?? 0;
    if (first === 45) return isMarker(payload) ? 'marker' : false;
    let at: number;
    if (isDigit(first)) {
      at = bytes[start + 10] === 46 ? unixStamp(payload) : isoStamp(payload);
      if (at === -1 && ((bytes[start + 1] ?? 0) > 127 || (bytes[start + 2] ?? 0) > 127))
        at = localStamp(payload, clock);
    } else if (first === 91) at = monotonicStamp(payload);
    else if (isLetter(first)) {
      at = bytes[start + 8] === 45 ? fullStamp(payload, clock) : syslogStamp(payload, clock);
      if (at === -1) at = localStamp(payload, clock);
    } else return false;
    return at !== -1 && at < end && header(payload, at);
  },
};

/** `-- Boot 446a… --`, `-- Logs begin at …`, `-- Journal begins at …`, `-- No entries --`, `-- Reboot --`. */
function isMarker(payload: LinePayload): boolean {
  return (
    payload.end - payload.start < 200 &&
    /^-- (?:Boot [0-9a-f]{32}|Reboot|No entries|(?:Logs|Journal) begins? at .*)(?: --|\.|$)/.test(payload.text)
  );
}

/** `[host ]ident[pid]: ` from `at` on; sets the payload to what follows. */
function header(payload: LinePayload, at: number): boolean {
  const { bytes, end } = payload;
  const limit = Math.min(end, at + 300);
  let host: string | null = null;
  let tokenStart = at;
  for (let tokens = 0; tokens < 2; tokens += 1) {
    let bracket = -1;
    let i = tokenStart;
    for (; i < limit && bytes[i] !== SPACE; i += 1) {
      const byte = bytes[i] ?? 0;
      if (byte === 91) bracket = i;
      if (byte < 33) return false;
    }
    const colon = i - 1;
    if (bytes[colon] === COLON && colon > tokenStart) {
      const named = bracket > tokenStart && bytes[colon - 1] === 93 ? bracket : colon;
      const pid = named === bracket ? digits(bytes, bracket + 1, colon - 1) : -1;
      if (named === bracket && pid < 0) return false;
      // Without a host, only `ident[pid]:` is a syslog header: `Error: …` is prose.
      if (tokens === 0 && named !== bracket) return false;
      payload.host = host;
      payload.ident = identOf(bytes.toString('latin1', tokenStart, named));
      payload.pid = pid < 0 ? null : pid;
      payload.inner(bytes, Math.min(i + 1, end), end);
      return true;
    }
    if (tokens === 1 || i >= limit) return false;
    const name = bytes.toString('latin1', tokenStart, i);
    if (!/^[\w.:-]+$/.test(name)) return false;
    host = name;
    tokenStart = i + 1;
  }
  return false;
}

/** `with-unit` prints `etcd.service` where the others print `etcd`, and systemd's own scope where they print `systemd`. */
function identOf(text: string): string {
  if (text === 'init.scope') return 'systemd';
  return text.endsWith('.service') ? text.slice(0, -8) : text;
}

/** Start of what follows a `Dec 15 03:15:23[.123456] ` stamp, -1 if there is none. The day is padded by a blank. */
function syslogStamp(payload: LinePayload, clock: Clock): number {
  const { bytes, start } = payload;
  const month = monthOf(bytes, start);
  if (month === 0 || bytes[start + 3] !== SPACE) return -1;
  const day = bytes[start + 4] === SPACE ? digits(bytes, start + 5, start + 6) : digits(bytes, start + 4, start + 6);
  if (day < 1 || day > 31 || bytes[start + 6] !== SPACE) return -1;
  return clockTime(payload, clock, null, month, day, start + 7);
}

const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte > 127;

/** The same in another language: `mrt 09 03:15:23 `, `août  1 03:15:23 `. */
function localStamp(payload: LinePayload, clock: Clock): number {
  const { bytes, start, end } = payload;
  const limit = Math.min(end - 12, start + 24);
  let space = start;
  while (space < limit && bytes[space] !== SPACE) space += 1;
  if (space >= limit || space < start + 3) return -1;
  const day = space + 1;
  const after = isDigit(bytes[day + 1] ?? 0) ? day + 2 : day + 1;
  if (bytes[after] !== SPACE || bytes[after + 3] !== COLON) return -1;
  const from = bytes[day] === SPACE ? day + 1 : day;
  const number = digits(bytes, from, after);
  if (number < 1 || number > 31) return -1;
  const month = localMonth(bytes.toString('utf8', start, space));
  return month === 0 ? -1 : clockTime(payload, clock, null, month, number, after + 1);
}

/** `Sun 2024-12-15 03:15:23[.123456] UTC `. A zone other than UTC has only an abbreviation: the clock decides. */
function fullStamp(payload: LinePayload, clock: Clock): number {
  const { bytes, start } = payload;
  if (bytes[start + 3] !== SPACE || bytes[start + 11] !== 45 || bytes[start + 14] !== SPACE) return -1;
  const year = digits(bytes, start + 4, start + 8);
  const month = digits(bytes, start + 9, start + 11);
  const day = digits(bytes, start + 12, start + 14);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return -1;
  const at = clockTime(payload, clock, year, month, day, start + 15);
  if (at === -1) return -1;
  let zoneEnd = at;
  while (zoneEnd < payload.end && zoneEnd < at + 6 && bytes[zoneEnd] !== SPACE) zoneEnd += 1;
  const zone = bytes.toString('latin1', at, zoneEnd);
  if (!/^[A-Z]{2,5}$|^[+-]\d{2,4}$/.test(zone)) return -1;
  if (zone === 'UTC' || zone === 'GMT') {
    payload.outerTime = epochMicros(Date.UTC(year, month - 1, day) * 1000 + dayMicros(bytes, start + 15, at - 1));
    payload.outerZoned = true;
  }
  return zoneEnd + 1;
}

/** `03:15:23[.123456] ` at `at`, on a day whose zone the clock knows. */
function clockTime(
  payload: LinePayload,
  clock: Clock,
  year: number | null,
  month: number,
  day: number,
  at: number,
): number {
  const { bytes } = payload;
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1;
  const hour = digits(bytes, at, at + 2);
  const minute = digits(bytes, at + 3, at + 5);
  const second = digits(bytes, at + 6, at + 8);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  let end = at + 8;
  let micro = 0;
  if (bytes[end] === 46) {
    micro = digits(bytes, end + 1, end + 7);
    if (micro < 0) return -1;
    end += 7;
  }
  if (bytes[end] !== SPACE) return -1;
  payload.outerTime = clock.local(year, month, day, hour, minute, second, micro);
  payload.outerZoned = false;
  return end + 1;
}

function dayMicros(bytes: Buffer, at: number, end: number): number {
  const micro = end > at && bytes[at + 8] === 46 ? digits(bytes, at + 9, end) : 0;
  return (
    ((digits(bytes, at, at + 2) * 60 + digits(bytes, at + 3, at + 5)) * 60 + digits(bytes, at + 6, at + 8)) * SECOND +
    Math.max(0, micro)
  );
}

/** `2024-12-15T03:15:23[.123456]+0000 ` or `+00:00 `. `Z` is not journalctl's. */
function isoStamp(payload: LinePayload): number {
  const { bytes, start } = payload;
  if (bytes[start + 4] !== 45 || bytes[start + 10] !== 84) return -1;
  let at = start + 19;
  let micro = 0;
  if (bytes[at] === 46 || bytes[at] === 44) {
    micro = digits(bytes, at + 1, at + 7);
    at += 7;
  }
  const sign = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : 0;
  if (sign === 0 || micro < 0) return -1;
  const colon = bytes[at + 3] === COLON ? 1 : 0;
  const offset = digits(bytes, at + 1, at + 3) * 60 + digits(bytes, at + 3 + colon, at + 5 + colon);
  const after = at + 5 + colon;
  const year = digits(bytes, start, start + 4);
  const month = digits(bytes, start + 5, start + 7);
  const day = digits(bytes, start + 8, start + 10);
  if (bytes[after] !== SPACE || offset < 0 || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return -1;
  payload.outerTime = epochMicros(
    Date.UTC(year, month - 1, day) * 1000 + dayMicros(bytes, start + 11, 0) + micro - sign * offset * MINUTE,
  );
  payload.outerZoned = true;
  return after + 1;
}

/** `1734232523.123456 `: seconds and microseconds since the epoch. */
function unixStamp(payload: LinePayload): number {
  const { bytes, start } = payload;
  const seconds = digits(bytes, start, start + 10);
  const micro = digits(bytes, start + 11, start + 17);
  if (seconds < 0 || micro < 0 || bytes[start + 17] !== SPACE) return -1;
  payload.outerTime = epochMicros(seconds * SECOND + micro);
  payload.outerZoned = true;
  return start + 18;
}

/** `[12345.678901] `, and with the difference to the line before, `[12345.678901 <    0.003000*>] `: since the boot. */
function monotonicStamp(payload: LinePayload): number {
  const { bytes, start, end } = payload;
  let at = start + 1;
  while (bytes[at] === SPACE && at < start + 12) at += 1;
  const from = at;
  while (at < end && at < from + 12 && isDigit(bytes[at] as number)) at += 1;
  if (at === from || bytes[at] !== 46 || digits(bytes, at + 1, at + 7) < 0) return -1;
  at += 7;
  while (at < end && at < start + 60 && bytes[at] !== 93) {
    const byte = bytes[at] as number;
    if (byte !== SPACE && byte !== 60 && byte !== 62 && byte !== 42 && byte !== 46 && !isDigit(byte)) return -1;
    at += 1;
  }
  return bytes[at] === 93 && bytes[at + 1] === SPACE ? at + 2 : -1;
}

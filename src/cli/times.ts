import { DateTime, IANAZone } from 'luxon';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { UsageError } from './usage-error.js';

/** An IANA zone, or a usage error. */
export function checkZone(option: string, zone: string): string {
  if (!IANAZone.isValidZone(zone))
    throw new UsageError(`--${option}: unknown time zone: ${zone} (expected an IANA name, for example Europe/Berlin)`);
  return zone;
}

/** An ISO 8601 time to the microsecond. Without a zone it is in `zone`, never in the zone of this machine. */
export function parseIsoTime(option: string, text: string, zone: string | null): EpochMicros {
  const time = DateTime.fromISO(text.trim(), { zone: zone ?? 'utc' });
  // luxon takes a bare `13:00` for today, which no incident is meant by.
  if (!time.isValid || !/^[+-]?\d{4}/.test(text.trim())) {
    throw new UsageError(`--${option}: not an ISO 8601 time: ${text} (expected for example 2026-11-22T13:11:09Z)`);
  }
  const fraction = /\d[.,](\d{1,6})/.exec(text)?.[1] ?? '';
  return epochMicros(Math.floor(time.toMillis() / 1000) * 1_000_000 + Number(fraction.padEnd(6, '0')));
}

import { DateTime } from 'luxon';
import { epochMicros, type EpochMicros } from '../model/units.js';

/** Writes times of one report: all UTC, the date only where the report covers more than one day. */
export interface Times {
  /** `2026-11-22` where all lies on one day, else null: then every time carries its date. */
  readonly date: string | null;
  /** `13:11:09.402`, or `2026-11-22 13:11:09.402`. */
  exact(iso: string): string;
  /** `13:11:09`, or with the date. */
  brief(iso: string): string;
  /** `2026-11-22 13:11:09.402`. */
  full(iso: string): string;
}

export function timesOf(window: { readonly start: string; readonly end: string } | null): Times {
  const from = window === null ? null : utc(window.start);
  const to = window === null ? null : utc(window.end);
  const date = from?.isValid && to?.isValid && from.hasSame(to, 'day') ? from.toFormat('yyyy-MM-dd') : null;
  const format = (iso: string, pattern: string): string => {
    const time = utc(iso);
    if (!time.isValid) return iso;
    return time.toFormat(time.toFormat('yyyy-MM-dd') === date ? pattern : `yyyy-MM-dd ${pattern}`);
  };
  return {
    date,
    exact: (iso) => format(iso, 'HH:mm:ss.SSS'),
    brief: (iso) => format(iso, 'HH:mm:ss'),
    full: (iso) => {
      const time = utc(iso);
      return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss.SSS') : iso;
    },
  };
}

/** RFC 3339 with up to nanoseconds to microseconds; NaN where it isn't one. */
export function parseTime(iso: string): EpochMicros {
  const millis = Date.parse(iso.replace(/[.,]\d+/, ''));
  const fraction = /[.,](\d{1,6})/.exec(iso)?.[1] ?? '';
  return epochMicros(millis * 1000 + Number(fraction.padEnd(6, '0')));
}

/** `2026-11-22T13:11:09.402123Z`. */
export function formatTime(time: EpochMicros): string {
  const whole = new Date(Math.floor(time / 1_000_000) * 1000);
  if (Number.isNaN(whole.getTime())) return '';
  const micro = String(time - Math.floor(time / 1_000_000) * 1_000_000).padStart(6, '0');
  return `${whole.toISOString().slice(0, 19)}.${micro}Z`;
}

/** From one stamp to another in milliseconds. */
export function millisBetween(from: string, to: string): number {
  return (parseTime(to) - parseTime(from)) / 1000;
}

function utc(iso: string): DateTime {
  return DateTime.fromISO(iso, { zone: 'utc' });
}

import type { Clock } from '../../model/parser.js';
import type { EpochMicros } from '../../model/units.js';

const SHAPE = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T_](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;

/** A stamp with a year and without a zone: `2024-12-15 03:15:23[.123]`, `2024/12/15 03:15:23`. Null: the text is none. */
export function localStamp(text: string, clock: Clock): EpochMicros | null {
  const found = SHAPE.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const micro = Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return clock.local(year, month, day, hour, minute, second, micro);
}

import { epochMicros, type EpochMicros, SECOND } from '../../model/units.js';

const STAMP = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** `Sat, 21 Nov 2026 10:35:17 +0000`, as `kubectl describe` prints times. */
export function parseRfc1123(text: string): EpochMicros | null {
  const found = STAMP.exec(text);
  const month = MONTHS.indexOf(found?.[2] ?? '?');
  if (found === null || month < 0 || month % 3 !== 0) return null;
  const [day = 0, , year = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const offset = (Number(found[8]) * 60 + Number(found[9])) * (found[7] === '-' ? -1 : 1);
  const millis = Date.UTC(year, month / 3, day, hour, minute - offset, second);
  return Number.isNaN(millis) ? null : epochMicros((millis / 1000) * SECOND);
}

import { HOUR, MINUTE } from '../model/units.js';

/** Offsets from UTC, in minutes, that are no whole hours. */
const ODD_OFFSETS: ReadonlySet<number> = new Set([-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825]);
const APART = 2 * MINUTE;

/**
 * By how much a wall clock is ahead, whose stamp is in a line beside the stamp of another: both are of one moment,
 * give or take, and clocks differ by offsets that are in use. Null: the stamps are of two moments.
 */
export function wallClockOffset(inner: number, outer: number): number | null {
  const quarter = 15 * MINUTE;
  const offset = Math.round((inner - outer) / quarter) * quarter;
  if (Math.abs(inner - outer - offset) >= APART || Math.abs(offset) > 15 * HOUR) return null;
  return offset % HOUR === 0 || ODD_OFFSETS.has(offset / MINUTE) ? offset : null;
}

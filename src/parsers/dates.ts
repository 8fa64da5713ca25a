/** A calendar day, as found in a text. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Hyphens that editors and web pages put into dates: U+2010 to U+2015, the minus sign, and the small and full-width ones. */
export const HYPHENS = '\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d';

const ISO_LIKE = new RegExp(
  `(?<![\\d.])((?:19|20)\\d{2})([${HYPHENS}/.])(\\d{2})[${HYPHENS}/.](\\d{2})(?!\\d|\\.\\d)`,
  'g',
);

/**
 * The dates with a year in any text (`2024-12-15`, `2024/12/15`, `2024‑12‑15` with U+2011), in order: what a stamp
 * without a year beside them can be dated by. Days that no calendar has are left out.
 */
export function datesIn(text: string): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (const match of text.matchAll(ISO_LIKE)) {
    const day = { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]) };
    if (isDay(day)) days.push(day);
  }
  return days;
}

function isDay({ year, month, day }: CalendarDay): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

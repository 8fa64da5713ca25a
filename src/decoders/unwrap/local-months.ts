/** Languages in which systems are run and reports are pasted; English is read on a faster way. */
const LANGUAGES = 'de fr es it pt nl pl sv da nb cs sk ru uk fi hu ro tr ca ja zh ko'.split(' ');

let known: ReadonlyMap<string, number> | null = null;

/**
 * 1 to 12 for the name of a month, whole or abbreviated, in any of the languages (`mrt`, `Mär`, `févr.`, `août`, `déc.`,
 * `3月`); 0 where it is none, or means different months in different languages. The runtime knows the names; the C library
 * abbreviates them its own way, so each beginning of a name counts that no other month shares.
 */
export function localMonth(text: string): number {
  known ??= monthNames();
  return known.get(plain(text)) ?? 0;
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\.$/, '');

function monthNames(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const note = (name: string, month: number): void => {
    const other = found.get(name);
    found.set(name, other === undefined || other === month ? month : 0);
  };
  for (const language of LANGUAGES) {
    for (const options of [{ month: 'long' }, { month: 'long', day: 'numeric' }, { month: 'short' }] as const) {
      const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month += 1) {
        const parts = format.formatToParts(Date.UTC(2024, month - 1, 2));
        const at = parts.findIndex(({ type }) => type === 'month');
        const name = plain(parts[at]?.value ?? '');
        // in some languages the month's own word follows its number, as a literal
        const suffix = /^[月월]/.exec(parts[at + 1]?.value ?? '')?.[0] ?? '';
        if (/^\d+$/.test(name) && suffix === '') continue;
        const whole = name + suffix;
        note(whole, month);
        if (options.month === 'long')
          for (let n = 3; n < Math.min(whole.length, 7); n += 1) note(whole.slice(0, n), month);
      }
    }
  }
  return found;
}

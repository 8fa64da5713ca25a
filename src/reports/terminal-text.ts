import { visible } from '../model/evidence.js';

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Columns that text takes: wide characters two, combining ones none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += /\p{M}/u.test(char) ? 0 : WIDE.test(char) && char > '\u2e7f' ? 2 : 1;
  return width;
}

/** Text that fits, cut with `…`; control characters made visible, so a log can't drive the terminal. */
export function fit(text: string, columns: number): string {
  const shown = visible(text);
  if (widthOf(shown) <= columns) return shown;
  let kept = '';
  let width = 0;
  for (const char of shown) {
    width += widthOf(char);
    if (width > columns - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Words in lines of at most so many columns; at most `lines` lines. */
export function wrap(text: string, columns: number, lines: number): string[] {
  const out: string[] = [];
  let line = '';
  for (const word of visible(text)
    .split(/\s+/)
    .filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns || line === '') {
      line = longer;
      continue;
    }
    out.push(line);
    line = word;
  }
  if (line !== '') out.push(line);
  if (out.length <= lines) return out.map((one) => fit(one, columns));
  return [...out.slice(0, lines - 1), `${out[lines - 1] ?? ''} …`].map((one) => fit(one, columns));
}

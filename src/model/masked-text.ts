/**
 * Messages that are equal but for values: a text is a skeleton and the values in it. What differs between two of one
 * skeleton is shown as `…`, what is the same in all stays as printed.
 */
export interface MaskedText {
  readonly skeleton: string;
  /** null: differs. */
  readonly values: readonly (string | null)[];
}

/** Quoted texts, addresses, ids, times, numbers with their units, paths' random parts. */
const VALUE =
  /"[^"]{0,500}"|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b|\b0x[0-9a-fA-F]{1,16}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b(?=[a-f]{0,40}\d)[0-9a-f]{7,40}\b|\d[\d.]{0,30}(?:[a-zA-Zµ]{1,3}\b)?/g;
const LIMIT = 300;
const HOLE = '\u0000';

export function maskedText(text: string): MaskedText {
  const values: string[] = [];
  const skeleton = text
    .replaceAll(HOLE, ' ')
    .slice(0, LIMIT)
    .replace(VALUE, (value) => {
      values.push(value);
      return HOLE;
    });
  return { skeleton, values };
}

/** Both as one; they are of one skeleton. */
export const joinedText = (a: MaskedText, b: MaskedText): MaskedText =>
  a.values.every((value, i) => value === b.values[i])
    ? a
    : { skeleton: a.skeleton, values: a.values.map((value, i) => (value === b.values[i] ? value : null)) };

export function shownText({ skeleton, values }: MaskedText): string {
  let i = 0;
  return skeleton.replaceAll(HOLE, () => values[i++] ?? '…');
}

/**
 * A drawing as a tree, before it is text or elements of a page: so nothing that is drawn can break out of its place.
 * What is in this folder runs in the page as well: functions of their arguments and of each other, without constants
 * outside of them.
 */
export interface Shape {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly Shape[];
  /** Words, instead of children. */
  readonly text: string;
}

export function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Shape[] = [],
): Shape {
  return { tag, attributes, children, text: '' };
}

export function words(
  text: string,
  x: number,
  y: number,
  name: string,
  more: Readonly<Record<string, string | number>> = {},
): Shape {
  return { tag: 'text', attributes: { x: tenth(x), y: tenth(y), class: name, ...more }, children: [], text };
}

/** A tenth of a pixel is fine enough. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** About how wide a text is in the small type of the picture. */
export function widthOfText(text: string): number {
  let width = 0;
  for (const c of text) width += (c.codePointAt(0) ?? 0) > 0x2e80 ? 11 : 6.1;
  return width;
}

/** Cut to a width, with an ellipsis. */
export function fitText(text: string, width: number): string {
  if (widthOfText(text) <= width) return text;
  let kept = '';
  for (const c of text) {
    if (widthOfText(`${kept}${c}…`) > width) break;
    kept += c;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}

/**
 * A report as blocks of text, before it is Markdown or HTML. Strings are plain text from anywhere, logs included: the
 * renderers escape all of them, so a section can't forget to.
 */
export type Text = string | readonly Text[] | Code | Strong | Emphasis;

/** Words of a log, a path, a command: shown as they are. */
export interface Code {
  readonly type: 'code';
  readonly text: string;
}
export interface Strong {
  readonly type: 'strong';
  readonly text: Text;
}
export interface Emphasis {
  readonly type: 'emphasis';
  readonly text: Text;
}

export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: Text }
  | { readonly type: 'paragraph'; readonly text: Text }
  | { readonly type: 'list'; readonly items: readonly Text[] }
  | {
      readonly type: 'table';
      readonly head: readonly Text[];
      readonly rows: readonly (readonly Text[])[];
      readonly numeric?: readonly number[];
    }
  /** Lines of fixed width. */
  | { readonly type: 'chart'; readonly lines: readonly string[] };

export const code = (text: string): Code => ({ type: 'code', text });
export const strong = (...text: readonly Text[]): Strong => ({ type: 'strong', text });
export const emphasis = (...text: readonly Text[]): Emphasis => ({ type: 'emphasis', text });

export const heading = (level: 1 | 2 | 3, ...text: readonly Text[]): Block => ({ type: 'heading', level, text });
export const paragraph = (...text: readonly Text[]): Block => ({ type: 'paragraph', text });
export const list = (items: readonly Text[]): Block => ({ type: 'list', items });
export const chart = (lines: readonly string[]): Block => ({ type: 'chart', lines });
/** `numeric`: columns that are aligned to the right. */
export const table = (
  head: readonly Text[],
  rows: readonly (readonly Text[])[],
  numeric: readonly number[] = [],
): Block => ({
  type: 'table',
  head,
  rows,
  numeric,
});

/** `a, b and c`. */
export function series(items: readonly Text[]): Text {
  return items.map((item, i) => (i === 0 ? item : [i === items.length - 1 ? ' and ' : ', ', item]));
}

/** The same with something between. */
export function joined(items: readonly Text[], between: string): Text {
  return items.map((item, i) => (i === 0 ? item : [between, item]));
}

/** Plain text in which a rule set words in backticks: those become code, the rest stays plain. */
export function withCode(text: string): readonly (string | Code)[] {
  return text
    .split(/(?<![`\\])`([^`]+)`(?!`)/)
    .flatMap((part, i) => (part === '' ? [] : [i % 2 === 1 ? code(part) : part]));
}

/** Longest run of text that a reader is asked to read in one piece. */
const LONGEST = 2000;

/** No single text from a log may crowd out the report. */
export function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The text without its marks. */
export function plainText(text: Text): string {
  if (typeof text === 'string') return text;
  return 'type' in text ? plainText(text.text) : text.map(plainText).join('');
}

import { readSize } from '../../model/size-text.js';

/** A row of a table of counts: its numbers and its words, and in which order they are. */
export interface CountRow {
  readonly numbers: readonly { readonly value: number; readonly isSize: boolean }[];
  readonly words: readonly string[];
  /** `nw`: a number, then a word. */
  readonly shape: string;
}

const MOST_LENGTH = 700;
const SIZE = /^\d+(?:\.\d+)?(?:[kKMGTP]i?B?|[kKMGTP]?B)$/;
const UNIT = /^(?:[kKMGTP]i?B|B|[bB]ytes?)$/;

/**
 * `  181262 reports.x.io/ephemeralreports`, `pods: 412`, `| secrets | 37,518 | 1.1 GB |`, `7488 key "/registry/minions`,
 * `prod,pods,1802`; null for what has no number, or more words than a name and a namespace.
 */
export function readRow(text: string): CountRow | null {
  if (text.length > MOST_LENGTH) return null;
  const line = text
    .trim()
    .replace(/^[-*•]\s+/, '')
    .replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  if (!/\d/.test(line)) return null;
  const tokens = line
    .split(/[\s|│┃;,]+/)
    .filter(
      (token) =>
        token !== '' && token !== '"Count"' && token !== ':' && token !== '=' && token !== '=>' && token !== '->',
    );
  if (tokens.length < 2 || tokens.length > 8) return null;
  const numbers: { value: number; isSize: boolean }[] = [];
  const words: string[] = [];
  let shape = '';
  for (let i = 0; i < tokens.length; i += 1) {
    const token = (tokens[i] as string).replace(/[:=]$/, '');
    if (/^\(?\d{1,3}(?:\.\d+)?%\)?$/.test(token) || token === '') continue;
    const next = tokens[i + 1] ?? '';
    const quoted = /^"(\d{1,15})"$/.exec(token)?.[1];
    if (/^\d{1,15}(?:\.\d+)?$/.test(token) && UNIT.test(next)) {
      const size = readSize(`${token} ${next}`, 'decimal');
      if (size === null) return null;
      numbers.push({ value: size.value, isSize: true });
      shape += 'n';
      i += 1;
    } else if (/^\d{1,15}$/.test(token) || quoted !== undefined) {
      numbers.push({ value: Number(quoted ?? token), isSize: false });
      shape += 'n';
    } else if (SIZE.test(token)) {
      const size = readSize(token, 'decimal');
      if (size === null) return null;
      numbers.push({ value: size.value, isSize: true });
      shape += 'n';
    } else if (token !== 'key') {
      words.push(token);
      shape += 'w';
    }
  }
  if (numbers.length === 0 || numbers.length > 4 || words.length === 0 || words.length > 2) return null;
  return { numbers, words, shape };
}

/** `Total  200000`, `200000 total`: the sum of the rows, and no row itself. */
export const isTotal = (row: CountRow): boolean =>
  row.words.every((word) => /^(?:grand|sub)?-?total$|^sum$|^all$/i.test(word));

/** A line under a header, or around a table. */
export const isRule = (text: string): boolean => /^[\s+|─━┌┬┐├┼┤└┴┘│╭╮╰╯=:-]{3,}$/.test(text) && /[-=─━]{2}/.test(text);

/** What a column of a header holds. */
export type Column = 'name' | 'namespace' | 'count' | 'bytes' | 'versions' | 'other';

const COLUMNS: readonly (readonly [RegExp, Column])[] = [
  [/^(?:namespaces?|ns)$/, 'namespace'],
  [
    /^(?:total ?)?(?:size|bytes|storage)(?: ?\(.*\))?$|^(?:value|total|sum|db|disk)[ _]?(?:size|bytes)$|^size[ _](?:in[ _])?bytes$/,
    'bytes',
  ],
  [/^(?:versions?|vers?|revisions?|revs)$/, 'versions'],
  [
    /^(?:counts?|objects?|object[ _]counts?|entries|items|num(?:ber)?|#|n|total|instances|quantity|key[ _]counts?|nr)$/,
    'count',
  ],
  [
    /^(?:api[ _-]?)?(?:resources?|kinds?|types?|prefix(?:es)?|gvk|gvr|groups?|object|path|name|keys?)(?:[ _](?:types?|groups?|names?|prefix(?:es)?|kinds?))?$/,
    'name',
  ],
];

/**
 * The columns of a header: `NAMESPACE  RESOURCE  COUNT`, `bytes count resource`, `| KEY GROUP | KIND | SIZE |`; null where
 * a line has no count or size beside a name, or other words too.
 */
export function readHeader(text: string): readonly Column[] | null {
  const line = text.trim();
  if (line.length > 200 || /\d/.test(line)) return null;
  const wide = line
    .split(/[|│┃\t,]| {2}/)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  const cells = wide.length > 1 ? wide : line.split(/\s+/);
  if (cells.length < 2 || cells.length > 6) return null;
  const columns = cells.map((cell) => COLUMNS.find(([pattern]) => pattern.test(cell.toLowerCase()))?.[1]);
  if (columns.some((column) => column === undefined) || !columns.includes('name')) return null;
  const known = columns as Column[];
  return known.some((column) => column === 'count' || column === 'bytes' || column === 'versions') ? known : null;
}

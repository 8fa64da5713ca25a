import { bytes } from '../../model/units.js';
import type { ObjectCount } from '../../model/record.js';
import type { Counting } from './command.js';
import { countedName, ofKeyPath, type NamedCount } from './names.js';
import { isTotal, type Column, type CountRow } from './row.js';

/** Which of a row's words is the name, which the namespace, and what its numbers are; -1: there is none. */
export interface Layout {
  readonly name: number;
  readonly namespace: number;
  readonly count: number;
  readonly bytes: number;
  readonly versions: number;
}

const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** So much of one object at the least: a number that is as many times the other one is its size. */
const LEAST_BYTES = 8;

/** By a header whose columns are as many as the cells of the rows. */
export function layoutOfHeader(columns: readonly Column[], row: CountRow): Layout | null {
  if (columns.length !== row.shape.length) return null;
  const place: Record<Column, number> = { name: -1, namespace: -1, count: -1, bytes: -1, versions: -1, other: -1 };
  let words = 0;
  let numbers = 0;
  for (const [i, column] of columns.entries()) {
    const isWord = row.shape[i] === 'w';
    if (isWord !== (column === 'name' || column === 'namespace')) return null;
    const at = isWord ? words++ : numbers++;
    if (place[column] === -1) place[column] = at;
  }
  return place;
}

/** By what the rows hold: the word that resources are known by is the name; the far larger of two numbers is the size. */
export function layoutOfRows(rows: readonly CountRow[]): Layout | null {
  const [first] = rows;
  if (first === undefined) return null;
  const known = (word: number): number =>
    rows.filter((row) => (countedName(row.words[word] ?? '')?.certainty ?? 'plausible') !== 'plausible').length;
  const name = first.words.length === 2 && known(1) > known(0) ? 1 : 0;
  const other = first.words.length === 2 ? 1 - name : -1;
  const isNamespace = other !== -1 && rows.every((row) => NAMESPACE.test(row.words[other] ?? ''));
  if (other !== -1 && !isNamespace && !rows.every((row) => /^[A-Z][A-Za-z]+$/.test(row.words[other] ?? '')))
    return null;
  const numbers = numbersOf(rows, first, name);
  return numbers === null ? null : { name, namespace: isNamespace ? other : -1, ...numbers };
}

function numbersOf(
  rows: readonly CountRow[],
  first: CountRow,
  name: number,
): Pick<Layout, 'count' | 'bytes' | 'versions'> | null {
  const whole = rows.filter((row) => isWhole(countedName(row.words[name] ?? ''))).length > rows.length / 2;
  if (first.numbers.length === 1) {
    if (first.numbers[0]?.isSize === true) return { count: -1, bytes: 0, versions: -1 };
    return whole ? { count: -1, bytes: -1, versions: 0 } : { count: 0, bytes: -1, versions: -1 };
  }
  if (first.numbers.length !== 2) return null;
  const sum = (i: number): number => rows.reduce((all, row) => all + (row.numbers[i]?.value ?? 0), 0);
  const size = first.numbers.findIndex((number) => number.isSize);
  const larger = size !== -1 ? size : sum(0) >= sum(1) ? 0 : 1;
  const isSize = size !== -1 || sum(larger) >= LEAST_BYTES * sum(1 - larger);
  const rest = 1 - larger;
  if (!isSize) return whole ? null : { count: 0, bytes: -1, versions: -1 };
  return whole ? { count: -1, bytes: larger, versions: rest } : { count: rest, bytes: larger, versions: -1 };
}

/** A key of one object, and no prefix. */
const isWhole = (named: NamedCount | null): boolean => named?.key !== undefined && named.resource !== undefined;

/** Whether only a control plane's store has such a table: see `Certainty`. */
export function isOfAStore(rows: readonly CountRow[], layout: Layout, hasHeader: boolean): boolean {
  let all = 0;
  let sure = 0;
  let likely = 0;
  let named = 0;
  let keys = 0;
  for (const row of rows) {
    if (isTotal(row)) continue;
    const word = row.words[layout.name] ?? '';
    const name = countedName(word);
    all += 1;
    if (name === null) continue;
    named += 1;
    if (name.certainty === 'sure') sure += 1;
    if (name.certainty === 'likely') likely += 1;
    if (/registry\//.test(word)) keys += 1;
  }
  if (sure === 0 || named < 0.9 * all) return false;
  if (all === 1) return keys === 1 || hasHeader;
  const isRich = hasHeader || (rows[0]?.shape.length ?? 0) > 2;
  return sure >= 3 || sure + likely / 2 >= all * (isRich ? 0.2 : 1 / 3);
}

/** The record of a row; null: it counts nothing that has a name. */
export function recordOf(
  row: CountRow,
  layout: Layout,
  counting: Counting | null,
  format: string,
  excerpt: string,
): ObjectCount | null {
  const word = row.words[layout.name] ?? '';
  const named = counting === null ? countedName(word) : nameFor(counting, word);
  if (named === null || (named.resource === undefined && named.key === undefined)) return null;
  const isKey =
    (counting === null || counting.label === 'path') && named.key !== undefined && named.resource !== undefined;
  const count = row.numbers[layout.count]?.value;
  const versions = row.numbers[layout.versions]?.value;
  const size = row.numbers[layout.bytes]?.value;
  const namespace = named.namespace ?? (layout.namespace === -1 ? undefined : row.words[layout.namespace]);
  const of = versions !== undefined && count === undefined ? 'versions' : (counting?.of ?? ofRow(word));
  return {
    kind: 'object-count',
    format,
    source: 'etcdctl',
    time: null,
    of: of === 'objects' && isKey && count !== undefined ? 'revisions' : of,
    ...(named.resource === undefined ? {} : { resource: named.resource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(named.key === undefined ? {} : { key: named.key }),
    count: count ?? versions ?? (isKey ? 1 : null),
    ...(size === undefined ? {} : { bytes: bytes(Math.round(size)) }),
    ...(counting === null ? {} : { command: counting.command.slice(0, 500) }),
    excerpt,
  };
}

/** `key "/registry/…` is how etcd-dump-db prints the key of a revision. */
const ofRow = (word: string): ObjectCount['of'] => (word.startsWith('"/') ? 'revisions' : 'objects');

/** What a row is of whose command says what its words are. */
export function nameFor(counting: Counting, word: string): Pick<ObjectCount, 'resource' | 'namespace' | 'key'> | null {
  const { resource, namespace } = counting;
  const within = { ...(resource === null ? {} : { resource }), ...(namespace === null ? {} : { namespace }) };
  if (counting.label === 'namespace') return resource === null ? null : { ...within, namespace: word };
  if (counting.label === 'part') return resource === null ? null : { ...within, key: word };
  if (counting.label === 'path') {
    const path = word.split('"').join('');
    if (path.startsWith('/') && counting.above !== '') return ofPath(`${counting.above}${path}`);
    return path.startsWith('/') ? countedName(path) : ofPath(`${counting.above}/${path}`);
  }
  return countedName(word);
}

const ofPath = (path: string): Pick<ObjectCount, 'resource' | 'namespace' | 'key'> | null => {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length === 0 ? null : ofKeyPath(parts.join('/'));
};

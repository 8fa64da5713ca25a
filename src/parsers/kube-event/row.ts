import { objectOfEventName } from '../../model/workload.js';
import type { Column, Columns } from './columns.js';

/** One row of an event table, its cells as printed. */
export interface Row {
  /** ADDED, MODIFIED, DELETED … with `--output-watch-events`. */
  readonly event: string | null;
  /** null: the table has no such column. */
  readonly namespace: string | null;
  readonly last: string;
  readonly first: string | null;
  /** null: not printed. */
  readonly count: number | null;
  readonly type: string;
  readonly reason: string;
  readonly kind: string;
  /** null where the table doesn't say (1.12 and 1.13 print the kind alone). */
  readonly name: string | null;
  readonly message: string;
  /** `<object>.<hex>` in wide and old tables. */
  readonly eventName: string | null;
  readonly ages: 'human' | 'short';
}

const AGE = '(?:<unknown>|<invalid>|(?:\\d{1,9}[smhdy]){1,2})';
const WATCH = '(ADDED|MODIFIED|DELETED|BOOKMARK|ERROR)';
const LAST = `(${AGE})(?:\\s+\\(x(\\d+) over (${AGE})\\))?`;
const REST = `${LAST}\\s+(Normal|Warning)\\s+(\\S+)\\s+(\\S+)(?:\\s+(\\S.*)?)?$`;

/** By presence of EVENT and NAMESPACE. Groups: event, namespace, last, count, first, type, reason, object, message. */
const PLAIN_ROWS = ['()()', '()(\\S+)\\s+', `${WATCH}()\\s+`, `${WATCH}\\s+(\\S+)\\s+`].map(
  (start) => new RegExp(`^\\s*${start}${REST}`, 's'),
);

/** A row that shows by itself what it is, without a header: its names must look like names. */
const BARE_ROW = new RegExp(
  `^\\s*(?:${WATCH}\\s+)?(?:([a-z0-9][a-z0-9-]{0,62})\\s+)?${LAST}\\s+(Normal|Warning)\\s+([A-Z]\\w*)\\s+([A-Za-z][A-Za-z0-9.]*/[A-Za-z0-9][\\w.:-]*)(?:\\s+(\\S.*)?)?$`,
  's',
);

/** ≤1.11: `5m  7d  1037  report-sync.18e827b6abfaaf66  CronJob  [spec.containers{x}]  Warning  BackOff  kubelet, node-1  Back-off …`. */
const OLD_ROW = new RegExp(
  `^\\s*(?:([a-z0-9][a-z0-9-]{0,62})\\s+)?(${AGE})\\s+(${AGE})\\s+(\\d+)\\s+(\\S+)\\s+([A-Z]\\w*)\\s+(?:(\\S+)\\s+)?(Normal|Warning)\\s+(\\S+)\\s+(\\S.*)?$`,
  's',
);

/** The end of a wide row: `FIRST SEEN   COUNT   NAME`. */
// eslint-disable-next-line regexp/no-super-linear-backtracking -- of WIDE_TAIL_LENGTH characters
const WIDE_TAIL = new RegExp(`^(.*?)\\s+(${AGE})\\s+(\\d+)\\s+(\\S+)\\s*$`, 's');
const WIDE_TAIL_LENGTH = 400;

/** A row below a header; null: the line is none. */
export function readRow(text: string, columns: Columns): Row | null {
  if (columns.plain) return plainRow(text, columns) ?? cellsRow(splitCells(text, columns), columns);
  return (
    cellsRow(cutCells(text, columns), columns) ??
    anchoredRow(text, columns) ??
    cellsRow(splitCells(text, columns), columns)
  );
}

/** A row without any header: `--no-headers`, or the table went through grep. */
export function readBareRow(text: string): Row | null {
  const head = text.slice(0, 600);
  if (!head.includes('Normal') && !head.includes('Warning')) return null;
  const match = BARE_ROW.exec(text);
  if (match === null) return oldRow(text);
  const row = rowOf(match, 'human');
  const wide = wideRest(row.message);
  return wide?.eventName !== null && wide?.eventName !== undefined ? { ...row, ...wide } : row;
}

function plainRow(text: string, columns: Columns): Row | null {
  const form = (columns.names.includes('EVENT') ? 2 : 0) + (columns.names.includes('NAMESPACE') ? 1 : 0);
  const match = PLAIN_ROWS[form]?.exec(text) ?? null;
  if (match === null) return null;
  const row = rowOf(match, columns.ages);
  return columns.names.includes('LABELS') ? { ...row, message: withoutLabels(row.message) } : row;
}

/** `MESSAGE   app=web,tier=front` or `MESSAGE   <none>` with `--show-labels`. */
function withoutLabels(message: string): string {
  const gap = message.lastIndexOf('   ');
  return gap < 0 || message.slice(gap).trim().includes(' ') ? message : message.slice(0, gap).trimEnd();
}

function rowOf(match: RegExpExecArray, ages: 'human' | 'short'): Row {
  const [, event, namespace, last = '', count, first, type = '', reason = '', object = '', message = ''] = match;
  return {
    event: event === undefined || event === '' ? null : event,
    namespace: namespace === undefined || namespace === '' ? null : namespace,
    last,
    first: first ?? null,
    count: count === undefined ? null : Number(count),
    type,
    reason,
    ...splitObject(object),
    message: message.trimEnd(),
    eventName: null,
    ages,
  };
}

/** `pod/checkout-db-0`; the kind alone where the object has no name. */
function splitObject(object: string): { readonly kind: string; readonly name: string | null } {
  const slash = object.indexOf('/');
  if (slash < 0) return { kind: object, name: null };
  return { kind: object.slice(0, slash), name: object.slice(slash + 1) };
}

/** Wide rows that don't are below their header: from the left up to OBJECT, from the right from FIRST SEEN on. */
function anchoredRow(text: string, columns: Columns): Row | null {
  if (columns.ages === 'short') return oldRow(text);
  if (!columns.names.includes('OBJECT')) return null;
  const row = plainRow(text, columns);
  const wide = row === null ? null : wideRest(row.message);
  return row === null || wide === null ? null : { ...row, ...wide };
}

/** `spec.containers{app}   kubelet, node-1   Back-off …   5m   12   app-0.18ea…`: what follows OBJECT in a wide row. */
function wideRest(rest: string): Pick<Row, 'message' | 'first' | 'count' | 'eventName'> | null {
  const from = Math.max(0, rest.length - WIDE_TAIL_LENGTH);
  const match = WIDE_TAIL.exec(rest.slice(from));
  if (match === null) return null;
  const cells = (rest.slice(0, from) + (match[1] ?? '')).split(/\s{3,}|\t+/).filter((cell) => cell !== '');
  if (/^[a-z]\w*\.\S*$/.test(cells[0] ?? '') && cells.length > 1) cells.shift();
  if (cells.length > 1) cells.shift();
  const name = match[4] ?? '';
  return {
    message: cells.join('   ').trimEnd(),
    first: match[2] ?? null,
    count: Number(match[3]),
    eventName: objectOfEventName(name) === null ? null : name,
  };
}

function oldRow(text: string): Row | null {
  const match = OLD_ROW.exec(text);
  if (match === null) return null;
  const [, namespace, last = '', first = '', count = '', name = '', kind = '', , type = '', reason = '', rest = ''] =
    match;
  const cells = rest.trimEnd().split(/\s{3,}|\t+/);
  const message = cells.length > 1 ? cells.slice(1).join('   ') : rest.trimEnd();
  return {
    event: null,
    namespace: namespace ?? null,
    last,
    first,
    count: Number(count),
    type,
    reason,
    kind,
    ...nameCell(name),
    message,
    ages: 'short',
  };
}

/** The NAME column had the involved object's name up to 1.5 or so, and the event's since. */
function nameCell(name: string): { readonly name: string; readonly eventName: string | null } {
  const object = objectOfEventName(name);
  return object === null ? { name, eventName: null } : { name: object, eventName: name };
}

type Cells = Partial<Record<Column, string>>;

/**
 * Cuts a row at the header's offsets, which count bytes. null unless a space precedes each column: rows of a
 * watch, or after a message of several lines, don't are below their header.
 */
function cutCells(text: string, columns: Columns): Cells | null {
  const ascii = !/[^\x00-\x7f]/.test(text);
  const line = ascii ? text : Buffer.from(text, 'utf8').toString('latin1');
  const cells: Cells = {};
  for (const [index, name] of columns.names.entries()) {
    const start = columns.offsets[index] ?? 0;
    const end = columns.offsets[index + 1] ?? line.length;
    if (start > 0 && start <= line.length && line[start - 1] !== ' ') return null;
    const cell = line.slice(start, end);
    cells[name] = (ascii ? cell : Buffer.from(cell, 'latin1').toString('utf8')).trim();
  }
  return cells;
}

/** Cells that gaps of three spaces or tabs separate, where there are as many as columns: none is empty then. */
function splitCells(text: string, columns: Columns): Cells | null {
  const parts = text.trim().split(/ {3,}|\t+/);
  if (parts.length !== columns.names.length) return null;
  return Object.fromEntries(columns.names.map((name, index) => [name, (parts[index] ?? '').trim()]));
}

const LAST_CELL = new RegExp(`^${LAST}$`);
const AGE_CELL = new RegExp(`^${AGE}$`);

function cellsRow(cells: Cells | null, columns: Columns): Row | null {
  if (cells === null) return null;
  const last = LAST_CELL.exec(cells['LAST SEEN'] ?? '') ?? absolute(cells['LAST SEEN']);
  const first = cells['FIRST SEEN'] ?? last?.[3] ?? null;
  const count = cells.COUNT ?? last?.[2] ?? null;
  const object = cells.OBJECT === undefined ? { kind: cells.KIND ?? '', name: null } : splitObject(cells.OBJECT);
  if (last === null || !/^\S+$/.test(object.kind) || cells.REASON === '') return null;
  if (first !== null && !AGE_CELL.test(first) && absolute(first) === null) return null;
  if (count !== null && !/^\d+$/.test(count)) return null;
  const { name, eventName } = cells.NAME === undefined ? { name: null, eventName: null } : nameCell(cells.NAME);
  if (cells.NAME === '' || /\s/.test(cells.NAME ?? '')) return null;
  return {
    event: cells.EVENT ?? null,
    namespace: cells.NAMESPACE ?? null,
    last: last[1] ?? '',
    first,
    count: count === null ? null : Number(count),
    type: cells.TYPE ?? '',
    reason: cells.REASON ?? '',
    kind: object.kind,
    name: object.name ?? name,
    message: cells.MESSAGE ?? '',
    eventName,
    ages: columns.ages,
  };
}

/** Watches of ≤1.10 printed `2017-08-31 10:00:00 +0000 UTC` in place of ages. */
function absolute(cell: string | undefined): readonly (string | undefined)[] | null {
  return /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) \w+$/.exec(cell ?? '');
}

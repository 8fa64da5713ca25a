import { cellAt, CellMemo, CellPairMemo, emptyCellTable, mergeCells, type CellTable } from '../mergeable/cell-table.js';
import { columnAt, emptyColumnTable, mergeColumns, type ColumnTable } from '../mergeable/column-table.js';
import { addThinned, emptyThinned, mergeThinned, type Thinned, type ThinnedRules } from '../mergeable/thinned.js';
import { emptyKeyTable, internKey, mergeKeyTables, type KeyTable } from '../mergeable/key-table.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { DELETE, hashKey, LEASE_GRANT, PUT, TXN, type RequestView } from '../model/request.js';
import { SECOND } from '../model/units.js';
import type { Aggregate, Sight } from './aggregate.js';
import {
  emptyObjects,
  groupNumber,
  internObject,
  mergeObjects,
  type Group,
  type ObjectTable,
} from './write-objects.js';

/** Columns of `pairs`: sums by resource and namespace. */
export const PUTS = 0;
export const BYTES = 1;
export const DELETES = 2;
export const CONFLICTS = 3;
export const REFUSED = 4;
export const FAILED = 5;
/** Request lines of any kind: what the sampler counted. */
export const LINES = 6;
/** Puts whose size the line didn't tell. */
export const UNSIZED = 7;
const PAIR_COLUMNS = 8;
/** Column of `marks`. */
export const MARKED_PUTS = 2;
const GROUP_COLUMNS = 2;
const OBJECT_COLUMNS = 3;

/** The writes of one log. Kept apart by stream: which of them are copies of others is decided once all are known. */
export interface StreamWrites {
  readonly stream: string;
  readonly input: string;
  readonly format: string;
  /** By pair (resource and namespace) and time. */
  readonly pairs: CellTable;
  /** By group (pair and workload) and time, on a grid of its own: workloads are many, so it is the coarser one. */
  readonly groups: CellTable;
  /** By object, without time. */
  readonly objects: ColumnTable;
  readonly clients: CellTable;
  /**
   * Over time alone, and so on the finest grid: lines and the sum of their hashes, to know copies by, and accepted puts,
   * to find rises by.
   */
  readonly marks: CellTable;
  requests: number;
  first: number;
  last: number;
  /** Times (milliseconds) of the lines that went through the sampler; a line counts once. */
  stamps: Float64Array;
  stampCount: number;
  firstRefused: Exemplar | null;
  lastRefused: Exemplar | null;
}

export interface LargeValue {
  readonly key: string;
  readonly valueBytes: number;
  readonly exemplar: Exemplar;
}

export interface WriteTally {
  readonly objects: ObjectTable;
  readonly clients: KeyTable;
  readonly streams: Map<string, StreamWrites>;
  /** A few lines of each workload, spread over time. */
  readonly exemplars: Map<string, Thinned<Exemplar>>;
  /** Puts and bytes by size class (`sizeClass`). */
  readonly sizeCounts: Float64Array;
  readonly sizeBytes: Float64Array;
  largest: LargeValue[];
}

/** Over time alone: 8,192 buckets are two hours by the second, a month by the five minutes. */
const MARK_LIMIT = 8_192;
const CELL_LIMIT = 16_384;
const SPARSE_STEP = 8;
const CLIENT_LIMIT = 4_096;
const LARGEST = 8;
const SIZE_CLASSES = 128;

/** Four classes an octave: class c holds sizes from 2^(c >> 2) * (1 + (c & 3) / 4) up. */
export function sizeClass(bytes: number): number {
  if (bytes < 4) return bytes;
  const octave = 31 - Math.clz32(bytes);
  return Math.min(SIZE_CLASSES - 1, octave * 4 + ((bytes >> (octave - 2)) & 3));
}
export const sizeOfClass = (index: number): number => (index < 4 ? index : 2 ** (index >> 2) * (1 + (index & 3) / 4));

export const EXEMPLAR_RULES: ThinnedRules<Exemplar> = {
  limit: 8,
  width: SECOND,
  time: (e) => e.time ?? 0,
  compare: compareExemplars,
};

export function emptyWrites(): WriteTally {
  return {
    objects: emptyObjects(),
    clients: emptyKeyTable(CLIENT_LIMIT),
    streams: new Map(),
    exemplars: new Map(),
    sizeCounts: new Float64Array(SIZE_CLASSES),
    sizeBytes: new Float64Array(SIZE_CLASSES),
    largest: [],
  };
}

function emptyStream(stream: string, input: string, format: string): StreamWrites {
  return {
    stream,
    input,
    format,
    pairs: emptyCellTable(PAIR_COLUMNS, CELL_LIMIT),
    groups: emptyCellTable(GROUP_COLUMNS, CELL_LIMIT, SPARSE_STEP),
    objects: emptyColumnTable(OBJECT_COLUMNS),
    clients: emptyCellTable(2, CELL_LIMIT, SPARSE_STEP),
    marks: emptyCellTable(3, MARK_LIMIT),
    requests: 0,
    first: Infinity,
    last: -Infinity,
    stamps: new Float64Array(0),
    stampCount: 0,
    firstRefused: null,
    lastRefused: null,
  };
}

/**
 * Who wrote how much, when: the one fold through which millions of lines pass. Everything else about writes (shares,
 * series, onsets, corrections) is worked out from these sums later.
 */
export const writeVolume: Aggregate<WriteTally> = {
  name: 'write-volume',
  empty: emptyWrites,
  request: add,
  merge,
};

/**
 * Where the last lines' sums stand. Lines come in the order of time, mostly: the cell of a group is the one that its last
 * line had, until the bucket ends. A memo holds for one stream and one width of its tables.
 */
const cache = {
  tally: null as WriteTally | null,
  name: '',
  format: '',
  stream: null as StreamWrites | null,
  from: new Float64Array(0),
  until: new Float64Array(0),
  marks: new CellMemo(),
  cells: new CellPairMemo(),
};

function streamOf(tally: WriteTally, sight: Sight): StreamWrites {
  if (cache.tally === tally && cache.name === sight.stream && cache.format === sight.format && cache.stream !== null)
    return cache.stream;
  const key = `${sight.stream}\0${sight.format}`;
  let found = tally.streams.get(key);
  if (found === undefined) tally.streams.set(key, (found = emptyStream(sight.stream, sight.input, sight.format)));
  if (cache.tally !== tally) {
    cache.from = new Float64Array(64);
    cache.until = new Float64Array(64);
  }
  cache.tally = tally;
  cache.name = sight.stream;
  cache.format = sight.format;
  cache.stream = found;
  cache.marks.forget();
  cache.cells.forget();
  return found;
}

function add(tally: WriteTally, view: RequestView, sight: Sight): void {
  const stream = streamOf(tally, sight);
  const { time, op } = view;
  const timed = time === time;
  stream.requests += 1;
  const second = timed ? (time / SECOND) | 0 : -1;
  if (timed) {
    if (time < stream.first) stream.first = time;
    if (time > stream.last) stream.last = time;
  }
  const hash = view.keyHash !== 0 ? view.keyHash : hashKey(view.keyBytes, view.keyStart, view.keyEnd);
  const mark = cache.marks.at(stream.marks, 0, second);
  const marks = stream.marks.values;
  if (view.first) {
    marks[mark] = (marks[mark] as number) + 1;
    marks[mark + 1] = (marks[mark + 1] as number) + ((hash + op) >>> 0);
    if (view.sampled && timed) keepStamp(stream, time / 1000);
  }
  if (op === PUT || op === DELETE) {
    if (op === PUT && !view.failed && !view.conflict)
      marks[mark + MARKED_PUTS] = (marks[mark + MARKED_PUTS] as number) + 1;
    addWrite(tally, stream, view, second, hash, sight);
  } else if (view.refused && (op === TXN || op === LEASE_GRANT)) addFailure(stream, view, second, 0, sight);
  else if (view.failed && op === TXN) addFailure(stream, view, second, 0, sight);
}

function addWrite(
  tally: WriteTally,
  stream: StreamWrites,
  view: RequestView,
  second: number,
  hash: number,
  sight: Sight,
): void {
  const object = internObject(tally.objects, view.keyBytes, view.keyStart, view.keyEnd, hash);
  const group = groupNumber(tally.objects, object);
  const { pair, workload } = tally.objects.groups[group] as Group;
  if (view.failed) {
    addFailure(stream, view, second, pair, sight);
    return;
  }
  const cells = cache.cells;
  cells.seek(stream.pairs, stream.groups, group, pair, second);
  const at = cells.pairAt;
  const pairs = stream.pairs.values;
  if (view.conflict) {
    pairs[at + CONFLICTS] = (pairs[at + CONFLICTS] as number) + 1;
    return;
  }
  const row = columnAt(stream.objects, object, second);
  const objects = stream.objects.values;
  if (view.op === DELETE) {
    pairs[at + DELETES] = (pairs[at + DELETES] as number) + 1;
    objects[row + DELETES] = (objects[row + DELETES] as number) + 1;
    return;
  }
  const sized = view.valueBytes >= 0;
  const bytes = sized ? view.valueBytes + view.keyEnd - view.keyStart : 0;
  pairs[at] = (pairs[at] as number) + 1;
  pairs[at + BYTES] = (pairs[at + BYTES] as number) + bytes;
  objects[row] = (objects[row] as number) + 1;
  objects[row + BYTES] = (objects[row + BYTES] as number) + bytes;
  const cell = cells.groupAt;
  const groups = stream.groups.values;
  groups[cell] = (groups[cell] as number) + 1;
  groups[cell + BYTES] = (groups[cell + BYTES] as number) + bytes;
  if (sized) addSize(tally, view, sight);
  else pairs[at + UNSIZED] = (pairs[at + UNSIZED] as number) + 1;
  if (view.remoteEnd > view.remoteStart) addClient(tally, stream, view, second);
  keepExemplar(tally, workload, view, sight);
}

function addFailure(stream: StreamWrites, view: RequestView, second: number, pair: number, sight: Sight): void {
  const at = cellAt(stream.pairs, pair, second);
  const column = view.refused ? REFUSED : FAILED;
  stream.pairs.values[at + column] = (stream.pairs.values[at + column] as number) + 1;
  if (!view.refused || view.time !== view.time) return;
  if (stream.firstRefused === null || view.time < (stream.firstRefused.time ?? Infinity))
    stream.firstRefused = sight.exemplar(view.time, 'request refused: empty response and content');
  if (stream.lastRefused === null || view.time > (stream.lastRefused.time ?? -Infinity))
    stream.lastRefused = sight.exemplar(view.time, 'request refused: empty response and content');
}

function addClient(tally: WriteTally, stream: StreamWrites, view: RequestView, second: number): void {
  const { remoteBytes, remoteStart } = view;
  let end = view.remoteEnd;
  // The port changes with every connection: the address before the last colon is the client.
  for (let i = end - 1; i > remoteStart; i -= 1) {
    const byte = remoteBytes[i] as number;
    if (byte === 58) {
      end = i;
      break;
    }
    if (byte < 48 || byte > 57) break;
  }
  const id = internKey(tally.clients, remoteBytes, remoteStart, end, hashKey(remoteBytes, remoteStart, end));
  if (id < 0) return;
  const at = cellAt(stream.clients, id, second);
  stream.clients.values[at] = (stream.clients.values[at] as number) + 1;
  if (view.valueBytes > 0)
    stream.clients.values[at + 1] =
      (stream.clients.values[at + 1] as number) + view.valueBytes + view.keyEnd - view.keyStart;
}

function addSize(tally: WriteTally, view: RequestView, sight: Sight): void {
  const size = view.valueBytes;
  const index = sizeClass(size);
  tally.sizeCounts[index] = (tally.sizeCounts[index] as number) + 1;
  tally.sizeBytes[index] = (tally.sizeBytes[index] as number) + size;
  const { largest } = tally;
  if (largest.length < LARGEST || size > (largest[LARGEST - 1] as LargeValue).valueBytes) keepLarge(tally, view, sight);
}

/** Apart from the hot path: a closure in a function costs every call of it a context. */
function keepLarge(tally: WriteTally, view: RequestView, sight: Sight): void {
  const { key, valueBytes } = view;
  const same = tally.largest.find((value) => value.key === key);
  if (same !== undefined && same.valueBytes >= valueBytes) return;
  tally.largest = topValues([
    ...tally.largest,
    {
      key,
      valueBytes,
      exemplar: sight.exemplar(Number.isNaN(view.time) ? null : view.time, `PUT ${key} ${valueBytes} B`),
    },
  ]);
}

/** The largest value of each key, the largest keys first. */
function topValues(values: readonly LargeValue[]): LargeValue[] {
  const order = (a: LargeValue, b: LargeValue): number =>
    b.valueBytes - a.valueBytes || compareExemplars(a.exemplar, b.exemplar);
  const best = new Map<string, LargeValue>();
  for (const value of [...values].sort(order)) if (!best.has(value.key)) best.set(value.key, value);
  return [...best.values()].sort(order).slice(0, LARGEST);
}

/**
 * A line of a workload is kept only where it would be the least of its bucket: nearly no line is. For each workload the
 * cache holds the stretch in which nothing new can be the least: from the held line to the end of its bucket.
 */
function keepExemplar(tally: WriteTally, workload: number, view: RequestView, sight: Sight): void {
  const time = view.time === view.time ? view.time : 0;
  if (
    workload < cache.from.length &&
    time >= (cache.from[workload] as number) &&
    time < (cache.until[workload] as number)
  )
    return;
  const name = tally.objects.workloads[workload] as string;
  let series = tally.exemplars.get(name);
  if (series === undefined) tally.exemplars.set(name, (series = emptyThinned(EXEMPLAR_RULES)));
  const held = series.items.get(Math.floor(time / series.width));
  if (held === undefined || time < (held.time ?? 0)) {
    const size = view.valueBytes >= 0 ? ` ${view.valueBytes} B` : '';
    addThinned(
      series,
      sight.exemplar(
        view.time === view.time ? view.time : null,
        `${view.op === DELETE ? 'DELETE' : 'PUT'} ${view.key}${size}`,
      ),
      EXEMPLAR_RULES,
    );
  }
  if (workload >= cache.from.length) {
    cache.from = wider(cache.from, workload + 1);
    cache.until = wider(cache.until, workload + 1);
  }
  const bucket = Math.floor(time / series.width);
  cache.from[workload] = series.items.get(bucket)?.time ?? time;
  cache.until[workload] = (bucket + 1) * series.width;
}

function wider(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(length, old.length * 2));
  larger.set(old);
  return larger;
}

function keepStamp(stream: StreamWrites, millis: number): void {
  if (stream.stampCount === stream.stamps.length) {
    const larger = new Float64Array(Math.max(1024, stream.stamps.length * 2));
    larger.set(stream.stamps);
    stream.stamps = larger;
  }
  stream.stamps[stream.stampCount] = millis;
  stream.stampCount += 1;
}

function merge(a: WriteTally, b: WriteTally): WriteTally {
  cache.tally = null;
  const { objectOf, pairIds, groupIds } = mergeObjects(a.objects, b.objects);
  const clientIds = mergeKeyTables(a.clients, b.clients);
  for (const [key, other] of b.streams) {
    let into = a.streams.get(key);
    if (into === undefined) a.streams.set(key, (into = emptyStream(other.stream, other.input, other.format)));
    mergeCells(into.pairs, other.pairs, (id) => pairIds[id] ?? -1);
    mergeCells(into.groups, other.groups, (id) => groupIds[id] ?? -1);
    mergeColumns(into.objects, other.objects, objectOf);
    mergeCells(into.clients, other.clients, (id) => clientIds[id] ?? -1);
    mergeCells(into.marks, other.marks, (id) => id);
    into.requests += other.requests;
    into.first = Math.min(into.first, other.first);
    into.last = Math.max(into.last, other.last);
    const stamps = new Float64Array(into.stampCount + other.stampCount);
    stamps.set(into.stamps.subarray(0, into.stampCount));
    stamps.set(other.stamps.subarray(0, other.stampCount), into.stampCount);
    into.stamps = stamps;
    into.stampCount = stamps.length;
    into.firstRefused = lesser(into.firstRefused, other.firstRefused, 1);
    into.lastRefused = lesser(into.lastRefused, other.lastRefused, -1);
  }
  for (const [workload, series] of b.exemplars) {
    const into = a.exemplars.get(workload);
    a.exemplars.set(workload, into === undefined ? series : mergeThinned(into, series, EXEMPLAR_RULES));
  }
  for (let i = 0; i < SIZE_CLASSES; i += 1) {
    a.sizeCounts[i] = (a.sizeCounts[i] as number) + (b.sizeCounts[i] as number);
    a.sizeBytes[i] = (a.sizeBytes[i] as number) + (b.sizeBytes[i] as number);
  }
  a.largest = topValues([...a.largest, ...b.largest]);
  return a;
}

function lesser(a: Exemplar | null, b: Exemplar | null, sign: 1 | -1): Exemplar | null {
  if (a === null || b === null) return a ?? b;
  return sign * compareExemplars(a, b) <= 0 ? a : b;
}

import { emptyCellTable, type CellTable } from '../mergeable/cell-table.js';
import { columnAt, emptyColumnTable, type ColumnTable } from '../mergeable/column-table.js';
import { emptyKeyTable, type KeyTable } from '../mergeable/key-table.js';
import { emptyPackedTimes, type PackedTimes } from '../mergeable/packed-times.js';
import type { Thinned, ThinnedRules } from '../mergeable/thinned.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { SECOND } from '../model/units.js';
import { CLIENT_LIMIT } from './limits.js';
import { emptyObjects, type ObjectTable } from './write-objects.js';

/** Columns of `pairs`: sums by resource and namespace. */
export const PUTS = 0;
export const BYTES = 1;
export const DELETES = 2;
export const CONFLICTS = 3;
export const REFUSED = 4;
export const FAILED = 5;
/** Request lines of any kind: what the sampler counted. The kernel writes it. @public */
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
  /**
   * Grants of leases over time: whether one succeeded, no line tells, and while the store is full none does. An Event
   * that is refused shows as no more than that. Beside it those behind which the client sent its write all the same.
   */
  readonly grants: CellTable;
  /** When the last lease was granted behind which no refused write came yet; -Infinity: none. */
  grantAt: number;
  requests: number;
  first: number;
  last: number;
  /** Times (milliseconds) of the lines that went through the sampler; a line counts once. */
  readonly stamps: PackedTimes;
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
export const LARGEST = 8;
export const SIZE_CLASSES = 128;

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

/** `grids`: how coarse the stream's tables are elsewhere. */
export function emptyStream(stream: string, input: string, format: string, grids?: StreamGrids): StreamWrites {
  return {
    stream,
    input,
    format,
    pairs: emptyCellTable(PAIR_COLUMNS, CELL_LIMIT, 2, grids?.pairs),
    groups: emptyCellTable(GROUP_COLUMNS, CELL_LIMIT, SPARSE_STEP, grids?.groups),
    objects: emptyColumnTable(OBJECT_COLUMNS),
    clients: emptyCellTable(2, CELL_LIMIT, SPARSE_STEP, grids?.clients),
    marks: emptyCellTable(3, MARK_LIMIT, 2, grids?.marks),
    grants: emptyCellTable(2, MARK_LIMIT, 2, grids?.grants),
    grantAt: -Infinity,
    requests: 0,
    first: Infinity,
    last: -Infinity,
    stamps: emptyPackedTimes(),
    firstRefused: null,
    lastRefused: null,
  };
}

interface StreamGrids {
  readonly pairs: number;
  readonly groups: number;
  readonly clients: number;
  readonly marks: number;
  readonly grants: number;
}

/** How coarse a tally is: by stream (and format), and by workload. */
export interface WriteGrids {
  readonly streams: ReadonlyMap<string, StreamGrids>;
  readonly exemplars: ReadonlyMap<string, number>;
}

/** How coarse other tallies are that a tally will be merged with. Beside the tallies, for they are plain data. */
export const gridsBeside = new WeakMap<WriteTally, WriteGrids>();

/** Of a tally, and of those that it will be merged with. */
export function gridsOf(tally: WriteTally): WriteGrids {
  const beside = gridsBeside.get(tally);
  const widths = ({ pairs, groups, clients, marks, grants }: StreamWrites): StreamGrids => ({
    pairs: pairs.width,
    groups: groups.width,
    clients: clients.width,
    marks: marks.width,
    grants: grants.width,
  });
  return {
    streams: new Map([
      ...(beside?.streams ?? []),
      ...[...tally.streams].map(([key, stream]) => [key, widths(stream)] as const),
    ]),
    exemplars: new Map([
      ...(beside?.exemplars ?? []),
      ...[...tally.exemplars].flatMap(([workload, { width }]) =>
        width > EXEMPLAR_RULES.width ? [[workload, width] as const] : [],
      ),
    ]),
  };
}

/** Writes of one object, seen in this second (negative: untimed). */
export function sumObject(
  stream: StreamWrites,
  object: number,
  second: number,
  puts: number,
  bytes: number,
  deletes: number,
): void {
  const row = columnAt(stream.objects, object, second);
  const { values } = stream.objects;
  values[row] = (values[row] as number) + puts;
  values[row + BYTES] = (values[row + BYTES] as number) + bytes;
  values[row + DELETES] = (values[row + DELETES] as number) + deletes;
}

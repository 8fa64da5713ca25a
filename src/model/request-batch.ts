import type { RequestView } from './request.js';

/** Columns of `RequestBatch.entries`. Places are indexes into the batch's bytes. */
export const LINE_START = 0;
export const KEY_START = 1;
export const KEY_END = 2;
/** Number of the key: equal keys of one round have one number. */
export const KEY_NUMBER = 3;
/** Seconds since the epoch, and microseconds of the second. */
export const TIME_SECOND = 4;
export const TIME_MICRO = 5;
/** PUT, DELETE or RANGE. */
export const OPERATION = 6;
/** -1: unknown. */
export const VALUE_BYTES = 7;
/** 0: the line has none. */
export const DURATION_START = 8;
/** Where the client's address stands; equal where the line has none. */
export const REMOTE_START = 9;
export const REMOTE_END = 10;
/** Number of the client by its address without the port; -1: the line has none. */
export const CLIENT = 11;
/** Numbers an entry; a line ends before the line feed that is before the next entry's `LINE_START`. */
export const ENTRY = 12;

/**
 * Requests of one dialect on successive lines, read by a kernel: the bulk path in bulk. Valid during the call only.
 * A caller that does not use columns and sums asks for a view of each line.
 */
export interface RequestBatch {
  /** Id of the dialect that the lines are of. */
  readonly format: string;
  /** Whether the lines went through etcd's zap sampler. */
  readonly sampled: boolean;
  readonly bytes: Uint8Array;
  readonly entries: Int32Array;
  /** Entries [from, to) are the batch's. */
  readonly from: number;
  readonly to: number;
  /** Earliest and latest time, in microseconds. */
  readonly first: number;
  readonly last: number;
  /** Grows whenever keys are numbered again, from 0. */
  readonly round: number;
  /** Keys that have a number in this round. */
  readonly keys: number;
  readonly sums: RequestSums;
  /** The reused cursor on the line of an entry; from then on the sight that came with the batch shows this line. */
  view(entry: number): RequestView;
}

/** Columns of `RequestSums.keys`: 0 and -1 where the first two aren't known yet. */
export const HASH = 0;
export const GROUP = 1;
export const KEY_PUTS = 2;
export const KEY_DELETES = 3;
/** Index of the bytes in `keyBytes`, in rows of half the length. */
export const KEY_BYTES = 2;
export const KEY_FIRST = 6;
export const KEY_LAST = 7;
export const KEY_ROW = 8;
/** Columns of `RequestSums.groups`: given to the kernel with the first key of the group. */
export const GROUP_WORKLOAD = 3;
export const GROUP_PAIR = 6;
export const GROUP_ROW = 8;
/** Bytes a row of `RequestSums.clients`: one of four for the length, then the address. */
export const CLIENT_ROW = 64;
export const CLIENT_TEXT = 4;

/** Why `RequestSums.add` stopped. */
export const STOP_END = 0;
/** Before an entry whose key isn't known well enough. The kernel writes it. @public */
export const STOP_KEY = 1;
/** Before an entry: there is no room for cells. */
export const STOP_FULL = 2;
/** Behind an entry that was added and is to be looked at: a large value, or a time that isn't covered. */
export const STOP_LOOK = 3;
/** Before an entry whose client isn't known yet. */
export const STOP_CLIENT = 4;

/** Sums by id and bucket of a grid of time, as a fold's own tables hold them. */
export interface SummedCells {
  /** Seconds, a power of two. */
  readonly width: number;
  readonly size: number;
  readonly columns: number;
  readonly ids: Int32Array;
  readonly buckets: Int32Array;
  readonly values: Float64Array;
  /** Cell + 1, by the hash of the fold's own tables. */
  readonly slots: Int32Array;
}

/**
 * What a kernel adds up over the entries of batches: numbers alone. What a key means, which line is kept as evidence and
 * where a sum belongs is its caller's to know. Sums grow until somebody takes them out.
 */
export interface RequestSums {
  /** Rows of `KEY_ROW`, by number of the key. */
  readonly keys: Int32Array;
  readonly keyBytes: Float64Array;
  readonly groups: Int32Array;
  readonly groupLimit: number;
  /** From and until, in microseconds, by workload: times within need no look. */
  readonly covers: Float64Array;
  readonly workloadLimit: number;
  /** Puts and their bytes by class of size. */
  readonly sizeCounts: Float64Array;
  readonly sizeBytes: Float64Array;
  /** Over time alone, by pair, and by group. Whole after `close`. */
  readonly marks: SummedCells;
  readonly pairCells: SummedCells;
  readonly groupCells: SummedCells;
  /** By what its caller calls a client. */
  readonly clientCells: SummedCells;
  /** By number of the client: what its caller calls it, plus one; 0: not known yet, -1: not counted. */
  readonly clientIds: Int32Array;
  /** Rows of `CLIENT_ROW`: the length of the address, and the address. */
  readonly clients: Uint8Array;
  /** By key that found its group by itself in the last call of `add`, in order: its entry, and the stem as its caller calls it. */
  readonly found: Int32Array;
  foundCount(): number;
  /** Begins the rows of the keys [from, to). */
  beginKeys(from: number, to: number): void;
  /** An entry's key is of this group, and so is every key of its stem (`setStem` may forget what it was told). */
  setStem(entry: number, group: number, stem: number): void;
  /** What stems are called is no longer so. */
  forgetStems(): void;
  /** Empties the tables of cells, and says how coarse they are at least. */
  begin(markWidth: number, pairWidth: number, groupWidth: number, clientWidth: number): void;
  /** Values above this size are to be looked at. */
  setLargest(size: number): void;
  /** Adds entries [from, to) and answers where it stopped; `stopReason` says why. */
  add(from: number, to: number): number;
  stopReason(): number;
  /** Ends what is still open: all that was added is in the tables. */
  close(): void;
}

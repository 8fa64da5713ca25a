import type { Exemplar } from '../model/origin.js';
import type { AnyRecord } from '../model/record.js';
import type { RequestBatch } from '../model/request-batch.js';
import type { RequestView } from '../model/request.js';

/** The current line, for aggregates that keep part of it. */
export interface LineContext {
  /** Identity of the log it is in: input, host, process. */
  readonly stream: string;
  readonly input: string;
  /** Dialect of the record. */
  readonly format: string;
  /** Stamp of the wrapping, where the line is in one that has one. */
  readonly outerTime?: number | null;
  /** The line as evidence. Costs a string: call it only to keep it. */
  exemplar(time: number | null, excerpt?: string): Exemplar;
}

/**
 * A mergeable fold: `merge` is associative, `empty()` its identity, and no order of records or parts changes what it
 * ends in. A tally is plain data, so that it can cross a worker boundary. `merge` may use up both of its arguments.
 */
export interface Aggregate<T> {
  readonly name: string;
  readonly empty: () => T;
  /**
   * An empty tally that will be merged with this one, or with what this one will be merged with. Where a tally has to
   * become coarse to stay small, it may begin as coarse as this one is: what it ends in is the same, with less work.
   */
  readonly emptyBeside?: (other: T) => T;
  readonly record?: (tally: T, record: AnyRecord, sight: LineContext) => void;
  /** The bulk path: the view is valid during the call only. */
  readonly request?: (tally: T, view: RequestView, sight: LineContext) => void;
  /** The same for many at once, where a fold does better than view by view. */
  readonly requests?: (tally: T, batch: RequestBatch, sight: LineContext) => void;
  /** What the fold still held back for speed goes into the tally: before anybody but the fold looks at it. */
  readonly settle?: (tally: T) => void;
  /** Nothing more comes for a settled tally: what the fold keeps beside it for speed can go. */
  readonly letGo?: (tally: T) => void;
  /**
   * Whether so many more records may take the tally past a limit, beyond which it is no longer exact. One that is to be
   * merged is ended before: only what is merged in the order of pieces may pass a limit, so that it passes it at the
   * same place however the pieces were cut and shared out.
   */
  readonly isCrowded?: (tally: T, more: number) => boolean;
  readonly merge: (a: T, b: T) => T;
}

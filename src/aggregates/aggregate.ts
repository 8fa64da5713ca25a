import type { Exemplar } from '../model/origin.js';
import type { AnyRecord } from '../model/record.js';
import type { RequestView } from '../model/request.js';

/** The line at hand, for whoever keeps something of it. */
export interface Sight {
  /** Identity of the log it stands in: input, host, process. */
  readonly stream: string;
  readonly input: string;
  /** Dialect of the record. */
  readonly format: string;
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
  readonly record?: (tally: T, record: AnyRecord, sight: Sight) => void;
  /** The bulk path: the view is valid during the call only. */
  readonly request?: (tally: T, view: RequestView, sight: Sight) => void;
  readonly merge: (a: T, b: T) => T;
}

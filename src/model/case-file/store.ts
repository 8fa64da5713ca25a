import type { Exemplar } from '../origin.js';
import type { StoreCount } from '../report.js';
import type { StoreFacts } from '../store-facts.js';
import type { EpochMicros } from '../units.js';

/** A count of the store, with what the rows of one resource are made of. */
export interface CountedStore extends Omit<StoreCount<Exemplar>, 'rows'> {
  readonly rows: readonly CountedResource[];
}

export interface CountedResource {
  /** A resource as etcd stores it, a group, or a key or prefix that is of none. */
  readonly key: string;
  readonly count: number;
  readonly bytes: number | null;
  readonly revisions: number | null;
  readonly evidence: Exemplar[];
  /** Where the table tells them apart, most first. */
  readonly namespaces: readonly { readonly name: string; readonly count: number }[];
  /** Of single keys, or of what the table counts apart (statuses, stems of names), most first. */
  readonly parts: readonly { readonly name: string; readonly count: number; readonly bytes: number | null }[];
  /** The only namespace that the command looked at; null: all namespaces, or unknown. */
  readonly within: string | null;
}

/** A database or snapshot of etcd among the inputs. */
export interface StoredFile {
  readonly facts: StoreFacts;
  /** Whose it is; null: not known. */
  readonly member: string | null;
  /** The moment that it shows; null: not known. */
  readonly at: EpochMicros | null;
  /** An alarm for lack of space is armed in it. */
  readonly isArmed: boolean;
  readonly exemplar: Exemplar;
}

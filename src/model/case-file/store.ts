import type { Exemplar } from '../origin.js';
import type { StoreCount } from '../report.js';

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

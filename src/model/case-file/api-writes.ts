import type { Exemplar } from '../origin.js';
import type { EpochMicros } from '../units.js';
import type { Span } from './coverage.js';

/** Accepted writes through the API servers, over all the time that their log covers. */
export interface ApiWriteStory {
  readonly covered: Span | null;
  /** Most writes first. */
  readonly byResource: readonly WrittenResource[];
  /** Objects that were updated more than once, most updates first. */
  readonly objects: readonly RewrittenObject[];
  /** There were so many objects that the least written were let go: no listed count lacks more. 0: all are exact. */
  readonly missing: number;
  /** Writes of objects that were let go. */
  readonly rest: number;
}

export interface WrittenResource {
  /** As etcd stores it where that is known. */
  readonly resource: string;
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  /** Answers 409. */
  readonly conflicts: number;
  /** User and program, most writes first. */
  readonly writers: readonly { readonly writer: string; readonly writes: number; readonly exemplar: Exemplar }[];
}

export interface RewrittenObject {
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly updates: number;
  readonly conflicts: number;
  readonly writers: readonly { readonly writer: string; readonly updates: number }[];
  /** About so many of the updates wrote nothing: their answers have the version of another one. Absent: 0. */
  readonly unchanged?: number;
  /** Updates whose answer was logged whole. */
  readonly bodied: number;
  /** How many different contents those had, times and managedFields left out; null: too many to keep. */
  readonly bodies: number | null;
  readonly exemplar: Exemplar;
}

/** Requests that API servers rejected with 429, most first. */
export interface Throttled {
  readonly flowSchema: string | null;
  /** The program that sent them, else the user. */
  readonly program: string;
  readonly resource: string | null;
  readonly count: number;
  readonly from: EpochMicros | null;
  readonly to: EpochMicros | null;
  readonly exemplar: Exemplar;
}

import type { EpochMicros } from './units.js';

/**
 * Where something was read. `line` counts from 1 in the decompressed text, LF ends a line; null in binary inputs,
 * where `byteOffset` shows the place.
 * While an input is read in pieces, `line` counts from the start of `piece`; the pipeline makes it absolute.
 */
export interface Origin {
  readonly input: string;
  readonly line: number | null;
  readonly lines: number;
  readonly byteOffset: number | null;
}

/**
 * A line kept as evidence: `text` as it was (up to 500 characters, cut with `…`), `excerpt` what a reader wants of it
 * (up to 300). Made only by `evidenceOf`, which cuts before values and credentials.
 */
export interface Exemplar extends Origin {
  readonly time: EpochMicros | null;
  readonly text: string;
  readonly excerpt: string;
}

/** The order in which copies of one line are preferred, and in which equals are listed: time, input, line. */
export function compareExemplars(a: Exemplar, b: Exemplar): number {
  const at = a.time ?? Infinity;
  const bt = b.time ?? Infinity;
  if (at !== bt) return at < bt ? -1 : 1;
  return compareOrigins(a, b);
}

export function compareOrigins(a: Origin, b: Origin): number {
  if (a.input !== b.input) return a.input < b.input ? -1 : 1;
  return placeIn(a) - placeIn(b);
}

/** Where in its input: the line, or in a binary input the offset. */
export const placeIn = ({ line, byteOffset }: Pick<Origin, 'line' | 'byteOffset'>): number => line ?? byteOffset ?? 0;

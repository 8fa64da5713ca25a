import type { Described, MetadataField } from '../../model/described.js';
import type { Clock, LineRef } from '../../model/parser.js';
import type { Entry, LinePayload } from '../payload.js';

/** A wrapping that spreads one entry over several lines. */
export interface Frame extends Described<MetadataField> {
  /** Looks at a line that no dialect claimed; answers a frame that has already taken this line, or null. */
  open(line: LinePayload, clock: Clock, yields: Yields): OpenFrame | null;
  /** The same for the first piece of a line that is too long to be held; the rest comes through `part`. */
  openPart?(piece: LinePayload, yields: Yields): OpenFrame | null;
}

/** Takes what a frame put together. Answers whether a dialect knew the message. */
export type Yields = (entry: Entry) => boolean;

export interface OpenFrame {
  /**
   * `more`: taken. `done`: taken, and the frame is over. `over`: not taken, the frame ended before this line. `skip`:
   * not part of it, but the frame continues. `refused`: it was none after all, and it releases the lines in `held`.
   */
  take(line: LinePayload): 'more' | 'done' | 'over' | 'skip' | 'refused';
  /** A further piece of a line that is too long to be held. False: the frame has no use for it. */
  part?(piece: LinePayload, last: boolean): boolean;
  /** The frame ended: yield what is pending. Returns how many of its lines were unrecognised. */
  close(): number;
  /** What it took before it could be sure: lines that no line dialect had claimed. */
  readonly held?: readonly LineRef[];
}

/** An entry longer than this isn't kept whole: a journal's fields, a container's joined line. */
export const ENTRY_LIMIT = 1 << 23;

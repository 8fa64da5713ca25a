import type { Described, MetadataField } from '../../model/described.js';
import type { Clock } from '../../model/parser.js';
import type { LinePayload, Mark } from '../payload.js';

/** Takes one kind of wrapping off a line. */
export interface Unwrapper extends Described<MetadataField> {
  /** Lines of it can be parts of one entry, which a frame joins: such an input is read whole, not in pieces. */
  readonly joins?: boolean;
  /** It is not right inside of itself: two words before two words before a line are prose. */
  readonly once?: boolean;
  /**
   * Moves the payload past the wrapping and notes host, unit and time, if the line has this wrapping. `marker`: the
   * line is the wrapping's own (`-- Boot … --`) and holds no message. What it set before it answered false is undone.
   */
  unwrap(payload: LinePayload, clock: Clock): boolean | 'marker';
}

/** Takes a wrapping off that may be inside of another, whose state is `outer`. */
export function unwrapOnce(unwrapper: Unwrapper, payload: LinePayload, clock: Clock, outer: Mark): boolean | 'marker' {
  payload.exported = false;
  const found = unwrapper.unwrap(payload, clock);
  if (found === false) payload.restore(outer);
  else payload.under(outer);
  return found;
}

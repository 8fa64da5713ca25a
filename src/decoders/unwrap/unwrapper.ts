import type { Clock } from '../../model/parser.js';
import type { LinePayload } from '../payload.js';

/** Takes one kind of wrapping off a line. */
export interface Unwrapper {
  readonly id: string;
  readonly title: string;
  readonly sample: string;
  /**
   * Moves the payload past the wrapping and notes host, unit and time, if the line has this wrapping. `marker`: the
   * line is the wrapping's own (`-- Boot … --`) and holds no message.
   */
  unwrap(payload: LinePayload, clock: Clock): boolean | 'marker';
}

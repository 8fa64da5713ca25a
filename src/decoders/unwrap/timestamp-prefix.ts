import { rfc3339At, stampRead } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

/**
 * A stamp that a carrier of the line put before it. What follows distinguishes it from the line's own stamp:
 *
 *     2024-12-15T03:15:23.123456789Z MSG        docker logs -t, kubectl logs --timestamps, crictl logs -t, CloudWatch in S3
 *     [2024-12-15T03:15:23.123Z] MSG            CI runners
 *
 * A must-gather's lines may have two of them.
 */
export const timestampPrefix: Unwrapper = {
  id: 'timestamp-prefix',
  title: 'docker logs -t, kubectl logs --timestamps, must-gather',
  sample: '2024-12-15T03:15:23.123456789Z …',
  takes: ['time'],
  begins: '0-9[',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const bracket = bytes[start] === 91 ? 1 : 0;
    let at = rfc3339At(bytes, start + bracket, end);
    if (at === -1) return false;
    if (bracket === 1 && bytes[at++] !== 93) return false;
    if ((bytes[at] !== 32 && bytes[at] !== 9) || at + 1 >= end) return false;
    payload.outerTime = stampRead();
    payload.outerZoned = true;
    payload.inner(bytes, at + 1, end);
    return true;
  },
};

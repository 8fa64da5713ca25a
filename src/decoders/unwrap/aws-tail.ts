import { digits, rfc3339At, stampRead } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

/** Log streams of EKS: the component and an id of its instance. */
const STREAM =
  /^ ((?:kube-apiserver(?:-audit)?|kube-controller-manager|kube-scheduler|cloud-controller-manager|authenticator))-[0-9a-f]{6,64} /;

/**
 * `aws logs tail`: time, log stream and message; `--format short` has neither the stream nor fractions of a second.
 *
 *     2024-12-15T03:15:23.123000+00:00 kube-apiserver-0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e E1215 03:15:23.123456 …
 *     2024-12-15T03:15:23 E1215 03:15:23.123456 …
 *
 * Streams of other names look like any host before a line, and are read so.
 */
export const awsTail: Unwrapper = {
  id: 'aws-tail',
  title: 'aws logs tail (CloudWatch, control plane of EKS)',
  sample: '2024-12-15T03:15:23.123000+00:00 kube-apiserver-0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e …',
  takes: ['time', 'program'],
  begins: '0-9',
  unwrap(payload, clock) {
    const { bytes, start, end } = payload;
    if (bytes[start + 10] !== 84 || end - start < 21) return false;
    if (bytes[start + 19] === 32) {
      const [year, month, day] = [at(0, 4), at(5, 7), at(8, 10)];
      const [hour, minute, second] = [at(11, 13), at(14, 16), at(17, 19)];
      if (Math.min(year, month, day, hour, minute, second) < 0 || bytes[start + 4] !== 45 || bytes[start + 13] !== 58)
        return false;
      if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
      payload.outerTime = clock.local(year, month, day, hour, minute, second, 0);
      payload.exported = true;
      payload.inner(bytes, start + 20, end);
      return true;
    }
    const stampEnd = rfc3339At(bytes, start, end);
    if (stampEnd === -1 || bytes[stampEnd] !== 32) return false;
    const found = STREAM.exec(bytes.toString('latin1', stampEnd, Math.min(end, stampEnd + 120)));
    if (found === null) return false;
    payload.outerTime = stampRead();
    payload.outerZoned = true;
    payload.exported = true;
    payload.ident = found[1] ?? null;
    payload.inner(bytes, stampEnd + found[0].length, end);
    return true;

    function at(from: number, to: number): number {
      return digits(bytes, start + from, start + to);
    }
  },
};

import type { LinePayload } from '../payload.js';
import { criTagAt, criTextAt } from '../unwrap/cri.js';
import { stampRead } from '../unwrap/stamps.js';
import type { Frame } from './frame.js';
import { JoinedLine, type Part } from './joined-line.js';

const PART = 80;

/**
 * A long line that the container runtime cut into parts, 16 KiB by default: joined until the last (`F`) of its stream.
 *
 *     2024-12-15T03:15:23.123456789Z stderr P {"level":"warn",…
 *     2024-12-15T03:15:23.123456790Z stderr F …}
 */
export const criPartial: Frame = {
  id: 'cri-partial',
  title: 'parts of long lines in container logs of containerd and CRI-O',
  sample: '2024-12-15T03:15:23.123456789Z stderr P …',
  versions: 'containerd, CRI-O',
  takes: ['time'],
  begins: '0-9',
  open(line, _clock, yields) {
    const part = criPart(line);
    return part === null || part.last ? null : new JoinedLine(line, part, stampRead(), criPart, yields);
  },
};

function criPart(line: LinePayload): Part | null {
  const tag = criTagAt(line);
  if (tag === -1) return null;
  const { bytes, end } = line;
  const start = criTextAt(line, tag);
  return {
    stream: bytes.toString('latin1', tag - 7, tag - 1),
    last: bytes[tag] !== PART,
    size: Math.max(0, end - start),
    text: () => Buffer.from(bytes.subarray(start, end)),
  };
}

import type { LineRef } from '../../model/parser.js';
import { BARE, type LinePayload } from '../payload.js';
import { criTagAt, criTextAt } from '../unwrap/cri.js';
import { stampRead } from '../unwrap/stamps.js';
import type { EpochMicros } from '../../model/units.js';
import { ENTRY_LIMIT, type Frame, type OpenFrame, type Yields } from './frame.js';

const PART = 80;
/** So many lines of others may stand between two parts. */
const PATIENCE = 64;

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
  open(line, _clock, yields) {
    const tag = criTagAt(line);
    return tag === -1 || line.bytes[tag] !== PART ? null : new JoinedLine(line, tag, yields);
  },
};

class JoinedLine implements OpenFrame {
  private readonly stream: string;
  private readonly time: EpochMicros;
  private readonly at: LineRef;
  private readonly parts: Buffer[] = [];
  private size = 0;
  private lines = 0;
  private foreign = 0;

  constructor(
    first: LinePayload,
    tag: number,
    private readonly yields: Yields,
  ) {
    this.time = stampRead();
    this.stream = streamOf(first, tag);
    this.at = first.ref();
    this.push(first, tag);
  }

  take(line: LinePayload): 'more' | 'done' | 'skip' | 'over' {
    const tag = criTagAt(line);
    if (tag === -1 || streamOf(line, tag) !== this.stream) {
      this.foreign += 1;
      return this.foreign > PATIENCE ? 'over' : 'skip';
    }
    this.push(line, tag);
    return line.bytes[tag] === PART ? 'more' : 'done';
  }

  close(): number {
    const message = Buffer.concat(this.parts);
    const { at, lines, time: outerTime } = this;
    return this.yields({ ...BARE, outerTime, outerZoned: true, message, at, firstLine: at.line, lines }) ? 0 : lines;
  }

  private push(line: LinePayload, tag: number): void {
    const part = line.bytes.subarray(criTextAt(line, tag), line.end);
    this.lines += 1;
    this.size += part.length;
    if (this.size <= ENTRY_LIMIT) this.parts.push(Buffer.from(part));
  }
}

const streamOf = (line: LinePayload, tag: number): string => line.bytes.toString('latin1', tag - 7, tag - 1);

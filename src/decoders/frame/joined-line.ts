import type { LineRef } from '../../model/parser.js';
import type { EpochMicros } from '../../model/units.js';
import { BARE, type LinePayload } from '../payload.js';
import { ENTRY_LIMIT, type OpenFrame, type Yields } from './frame.js';

/** So many lines of others may be between two parts. */
const PATIENCE = 64;

/** One part of a line that a container runtime cut. */
export interface Part {
  readonly stream: string;
  readonly last: boolean;
  /** Bytes as they are in the log; `text` is made only while there is room. */
  readonly size: number;
  readonly text: () => Buffer;
}

/** What a line is a part of; null: of nothing. The answer is used before the next line is read. */
export type PartReader = (line: LinePayload) => Part | null;

/** Parts joined until the last of their stream; lines of others may be between them. */
export class JoinedLine implements OpenFrame {
  private readonly at: LineRef;
  private readonly parts: Buffer[] = [];
  private readonly stream: string;
  private size = 0;
  private lines = 0;
  private foreign = 0;

  constructor(
    first: LinePayload,
    part: Part,
    private readonly time: EpochMicros | null,
    private readonly read: PartReader,
    private readonly yields: Yields,
    private readonly finish: (message: Buffer) => Buffer = (message) => message,
  ) {
    this.stream = part.stream;
    this.at = first.ref();
    this.push(part);
  }

  take(line: LinePayload): 'more' | 'done' | 'skip' | 'over' {
    const part = this.read(line);
    if (part === null || part.stream !== this.stream) {
      this.foreign += 1;
      return this.foreign > PATIENCE ? 'over' : 'skip';
    }
    this.push(part);
    return part.last ? 'done' : 'more';
  }

  close(): number {
    const message = this.finish(Buffer.concat(this.parts));
    const { at, lines, time: outerTime } = this;
    const outerZoned = outerTime !== null;
    return this.yields({ ...BARE, outerTime, outerZoned, message, at, firstLine: at.line, lines }) ? 0 : lines;
  }

  private push(part: Part): void {
    this.lines += 1;
    this.size += part.size;
    if (this.size <= ENTRY_LIMIT) this.parts.push(part.text());
  }
}

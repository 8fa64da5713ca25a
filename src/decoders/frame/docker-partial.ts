import type { LineRef } from '../../model/parser.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { trimMessage } from '../journal-fields.js';
import { unescapeJson } from '../json-string.js';
import { BARE, type LinePayload } from '../payload.js';
import { type DockerLine, dockerLine, isDockerPart } from '../unwrap/docker-json.js';
import { ENTRY_LIMIT, type Frame, type OpenFrame, type Yields } from './frame.js';

const PATIENCE = 64;

/**
 * A long line that Docker cut into parts of 16 KiB: a part's `log` lacks the line feed at its end.
 *
 *     {"log":"{\"level\":\"warn\",…","stream":"stderr","time":"2024-12-15T03:15:23.123456789Z"}
 *     {"log":"…}\n","stream":"stderr","time":"2024-12-15T03:15:23.123456790Z"}
 */
export const dockerPartial: Frame = {
  id: 'docker-partial',
  title: 'parts of long lines in container logs of Docker',
  sample: '{"log":"…","stream":"stderr","time":"2024-12-15T03:15:23.123456789Z"}',
  open(line, _clock, yields) {
    const found = dockerLine(line);
    return found === null || !isDockerPart(found) ? null : new JoinedLine(line, found, yields);
  },
};

class JoinedLine implements OpenFrame {
  private readonly stream: string;
  private readonly time: string;
  private readonly at: LineRef;
  private readonly parts: Buffer[] = [];
  private size = 0;
  private lines = 0;
  private foreign = 0;

  constructor(
    first: LinePayload,
    found: DockerLine,
    private readonly yields: Yields,
  ) {
    this.stream = found.stream;
    this.time = found.time;
    this.at = first.ref();
    this.push(first, found);
  }

  take(line: LinePayload): 'more' | 'done' | 'skip' | 'over' {
    const found = dockerLine(line);
    if (found === null || found.stream !== this.stream) {
      this.foreign += 1;
      return this.foreign > PATIENCE ? 'over' : 'skip';
    }
    this.push(line, found);
    return isDockerPart(found) ? 'more' : 'done';
  }

  close(): number {
    const message = trimMessage(Buffer.concat(this.parts));
    const { at, lines } = this;
    const outerTime = parseRfc3339(this.time);
    const outerZoned = outerTime !== null;
    return this.yields({ ...BARE, outerTime, outerZoned, message, at, firstLine: at.line, lines }) ? 0 : lines;
  }

  private push(line: LinePayload, found: DockerLine): void {
    this.lines += 1;
    this.size += found.end - found.start;
    if (this.size <= ENTRY_LIMIT) this.parts.push(Buffer.from(unescapeJson(line.bytes, found.start, found.end)));
  }
}

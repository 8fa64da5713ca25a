import { parseRfc3339 } from '../../model/rfc3339.js';
import { trimMessage } from '../journal-fields.js';
import { unescapeJson } from '../json-string.js';
import type { LinePayload } from '../payload.js';
import { type DockerLine, dockerLine, isDockerPart } from '../unwrap/docker-json.js';
import type { Frame } from './frame.js';
import { JoinedLine, type Part } from './joined-line.js';

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
  takes: ['time'],
  begins: '{',
  open(line, _clock, yields) {
    const found = dockerLine(line);
    if (found === null || !isDockerPart(found)) return null;
    return new JoinedLine(line, partOf(line, found), parseRfc3339(found.time), dockerPart, yields, trimMessage);
  },
};

function dockerPart(line: LinePayload): Part | null {
  const found = dockerLine(line);
  return found === null ? null : partOf(line, found);
}

function partOf({ bytes }: LinePayload, found: DockerLine): Part {
  const { stream, start, end } = found;
  return {
    stream,
    last: !isDockerPart(found),
    size: end - start,
    text: () => Buffer.from(unescapeJson(bytes, start, end)),
  };
}

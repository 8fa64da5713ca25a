import { parseRfc3339 } from '../../model/rfc3339.js';
import { jsonStringEnd, unescapeJson } from '../json-string.js';
import type { LinePayload } from '../payload.js';
import type { Unwrapper } from './unwrapper.js';

const HEAD = Buffer.from('{"log":"');
const REST = /^,"stream":"(stdout|stderr)"(?:,"attrs":\{[^}]*\})?,"time":"([^"]+)"\}\s*$/;
/** Docker cuts lines into parts of 16 KiB; the last part ends in a line feed. */
export const DOCKER_PART = 16 * 1024;

/**
 * Docker's default driver (`/var/lib/docker/containers/…-json.log`):
 *
 *     {"log":"2020-03-10 06:52:52.1 I | etcdmain: etcd Version: 3.3.10\n","stream":"stderr","time":"2020-03-10T06:52:52.123456789Z"}
 *
 * A part of a long line isn't this wrapping's: the frame `docker-partial` joins it with what follows.
 * https://docs.docker.com/engine/logging/drivers/json-file/
 */
export const dockerJson: Unwrapper = {
  id: 'docker-json',
  title: 'container logs of Docker (json-file)',
  sample: '{"log":"…\\n","stream":"stderr","time":"2024-12-15T03:15:23.123456789Z"}',
  takes: ['time'],
  begins: '{',
  joins: true,
  unwrap(payload) {
    const found = dockerLine(payload);
    if (found === null || isDockerPart(found)) return false;
    const text = unescapeJson(payload.bytes, found.start, found.end);
    payload.outerTime = parseRfc3339(found.time);
    payload.outerZoned = payload.outerTime !== null;
    payload.inner(text, 0, text.length - lineEnd(text));
    return true;
  },
};

export interface DockerLine {
  /** Bounds of the text, its escapes still in it. */
  readonly start: number;
  readonly end: number;
  readonly ended: boolean;
  readonly stream: string;
  readonly time: string;
}

export function dockerLine(payload: LinePayload): DockerLine | null {
  const { bytes, start, end } = payload;
  if (bytes[start] !== 123 || bytes[start + 2] !== 108 || end - start < 40) return null;
  if (bytes.compare(HEAD, 0, HEAD.length, start, start + HEAD.length) !== 0) return null;
  const textStart = start + HEAD.length;
  const textEnd = jsonStringEnd(bytes, textStart, end);
  if (textEnd === -1 || end - textEnd > 4096) return null;
  const rest = REST.exec(bytes.toString('latin1', textEnd + 1, end));
  if (rest === null) return null;
  const ended = bytes[textEnd - 1] === 110 && bytes[textEnd - 2] === 92;
  return { start: textStart, end: textEnd, ended, stream: rest[1] ?? '', time: rest[2] ?? '' };
}

/** Whether it is a part that others follow. The last line of a container that died lacks its line feed too. */
export function isDockerPart({ start, end, ended }: DockerLine): boolean {
  return !ended && end - start >= DOCKER_PART;
}

function lineEnd(text: Buffer): number {
  if (text[text.length - 1] !== 10) return 0;
  return text[text.length - 2] === 13 ? 2 : 1;
}

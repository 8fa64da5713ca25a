import { podHost } from '../pod-host.js';
import { digits, isDigit } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

const NAME = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?';
/** stern shows when it begins and ends to follow a container. */
const FOLLOWS = new RegExp(`^[+-] (?:${NAME} )?${NAME} › ${NAME}$`);

/**
 * Pod and container, as stern puts them before each line (its colours are off already); the container, as docker
 * compose does; the node, as `oc adm node-logs` does.
 *
 *     etcd-master-1 etcd {"level":"warn",…
 *     etcd-1  | {"level":"warn",…
 *     master-1 Dec 15 03:15:23.123456 master-1 etcd[1234]: MSG
 */
export const podPrefix: Unwrapper = {
  id: 'pod-prefix',
  title: 'stern, docker compose logs, oc adm node-logs',
  sample: 'etcd-master-1 etcd …',
  takes: ['host'],
  begins: '-+a-z0-9',
  once: true,
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const first = bytes[start] ?? 0;
    const follows = (first === 43 || first === 45) && bytes[start + 1] === 32;
    if (!(first >= 97 && first <= 122) && !(first >= 48 && first <= 57) && !follows) return false;
    if (follows) return end - start < 520 && FOLLOWS.test(bytes.toString('utf8', start, end)) ? 'marker' : false;
    const name = nameEnd(bytes, start, end);
    if (name === -1 || isDate(bytes, start, name)) return false;
    const text = textBehind(bytes, name, end);
    if (text === -1) return false;
    payload.host = podHost(bytes.toString('latin1', start, name));
    payload.inner(bytes, text, end);
    return true;
  },
};

const SPACE = 32;
const BAR = 124;
const LONGEST_NAME = 253;

/** Behind the name at `at`, which a blank ends; -1: there is none. */
function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_NAME + 1);
  let next = at;
  while (next < limit && isOfName(bytes[next] as number)) next += 1;
  const isName =
    next > at && next - at <= LONGEST_NAME && isAlnum(bytes[at] as number) && isAlnum(bytes[next - 1] as number);
  return isName && next < end && bytes[next] === SPACE ? next : -1;
}

/**
 * Where the line begins behind the blank at `at`: after `etcd-1  | `; after the container in `pod container ` and
 * `pod › container `, as older versions wrote it; after `node ` where a stamp, a digit or a bracket follows; else -1.
 */
function textBehind(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && bytes[next] === SPACE) next += 1;
  if (next < end && bytes[next] === BAR) return bytes[next + 1] === SPACE && next + 1 < end ? next + 2 : next + 1;
  next = at + 1;
  if (bytes[next] === 0xe2 && bytes[next + 1] === 0x80 && bytes[next + 2] === 0xba && bytes[next + 3] === SPACE)
    next += 4;
  const first = next < end ? (bytes[next] as number) : 0;
  if (first >= 97 && first <= 122) {
    const container = nameEnd(bytes, next, end);
    return container === -1 ? -1 : container + 1;
  }
  if (next !== at + 1) return -1;
  return isDigit(first) || first === 123 || first === 91 || isStamp(bytes, next, end) ? next : -1;
}

/** `2024-12-15`, which is not a name. */
const isDate = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at === 10 && bytes[at + 4] === 45 && bytes[at + 7] === 45 && digits(bytes, at, at + 4) >= 0;

/** `Dec 15 `, `Dec  5 ` */
function isStamp(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 7 || bytes[at + 3] !== SPACE || bytes[at + 6] !== SPACE) return false;
  const [first, second, third, tens, ones] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 4], bytes[at + 5]];
  const isMonth = isIn(first, 65, 90) && isIn(second, 97, 122) && isIn(third, 97, 122);
  return isMonth && (tens === SPACE || isIn(tens, 48, 57)) && isIn(ones, 48, 57);
}

const isIn = (byte: number | undefined, from: number, to: number): boolean =>
  byte !== undefined && byte >= from && byte <= to;
const isAlnum = (byte: number): boolean => (byte >= 97 && byte <= 122) || isDigit(byte);
const isOfName = (byte: number): boolean => isAlnum(byte) || byte === 45 || byte === 46;

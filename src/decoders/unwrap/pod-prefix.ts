import { podHost } from '../pod-host.js';
import type { Unwrapper } from './unwrapper.js';

const NAME = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?';
/** `etcd-1  | MSG`, `pod container MSG`, `node MSG` before a stamp, and `pod › container` as older versions wrote it. */
const PREFIX = new RegExp(
  `^(${NAME})(?: +\\| ?|(?: › | )(?![\\d{])(${NAME}) |(?: (?=[A-Z][a-z]{2} [ \\d]\\d |[\\d{[])))`,
);
/** stern tells when it begins and ends to follow a container. */
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
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const first = bytes[start] ?? 0;
    const follows = (first === 43 || first === 45) && bytes[start + 1] === 32;
    if (!(first >= 97 && first <= 122) && !(first >= 48 && first <= 57) && !follows) return false;
    const head = bytes.toString('utf8', start, Math.min(end, start + 520));
    if (follows) return end - start < 520 && FOLLOWS.test(head) ? 'marker' : false;
    const found = PREFIX.exec(head);
    if (found === null) return false;
    payload.host = podHost(found[1] ?? '');
    payload.inner(bytes, start + Buffer.byteLength(found[0]), end);
    return true;
  },
};

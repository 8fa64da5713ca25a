import { podHost } from '../pod-host.js';
import type { Unwrapper } from './unwrapper.js';

const PREFIX = /^\[pod\/([a-z0-9][\w.-]*)\/([a-z0-9][\w.-]*)\] ?/;

/** `kubectl logs --prefix`: `[pod/etcd-master-1/etcd] MSG`. */
export const kubectlPrefix: Unwrapper = {
  id: 'kubectl-prefix',
  title: 'kubectl logs --prefix',
  sample: '[pod/etcd-master-1/etcd] …',
  takes: ['host', 'program'],
  begins: '[',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 91 || bytes[start + 1] !== 112 || bytes[start + 4] !== 47) return false;
    const found = PREFIX.exec(bytes.toString('latin1', start, Math.min(end, start + 520)));
    if (found === null) return false;
    payload.host = podHost(found[1] ?? '');
    payload.ident = found[2] ?? null;
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};

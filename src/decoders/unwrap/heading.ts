import { podHost } from '../pod-host.js';
import { logName } from './file-prefix.js';
import type { Unwrapper } from './unwrapper.js';

const TAIL = /^(?:\* )?==> (.{1,300}?) <==\s*$/;
const DUMP = /^==== (START|END) logs for container (\S+) of pod (?:[^\s/]+\/)?([^\s/]+) ====\s*$/;

/**
 * Lines that say whose log follows. What they name counts as the host of the lines below that show none.
 *
 *     ==> /var/log/etcd-1.log <==                                          tail -f a b, head a b
 *     ==> etcd [9c1d6a0f7b21] <==                                          minikube logs
 *     ==== START logs for container etcd of pod kube-system/etcd-cp1 ====  kubectl cluster-info dump
 */
export const heading: Unwrapper = {
  id: 'heading',
  title: 'headings of tail -f, minikube logs, kubectl cluster-info dump',
  sample: '==> /var/log/etcd.log <==',
  takes: ['host'],
  begins: '*=',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const at = bytes[start] === 42 && bytes[start + 1] === 32 ? start + 2 : start;
    if (bytes[at] !== 61 || bytes[at + 1] !== 61 || end - start > 600) return false;
    const text = bytes.toString('utf8', start, end);
    const tail = TAIL.exec(text)?.[1];
    if (tail !== undefined) {
      payload.host = /[./]/.test(tail) && !tail.includes(' ') ? logName(tail) : null;
      return 'marker';
    }
    const dump = DUMP.exec(text);
    if (dump === null) return false;
    payload.host = dump[1] === 'START' ? podHost(dump[3] ?? '') : null;
    return 'marker';
  },
};

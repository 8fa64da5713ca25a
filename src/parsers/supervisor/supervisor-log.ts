import type { LineParser, Sink } from '../../model/parser.js';
import { type Headed, headOf } from './line-heads.js';
import { clientRecords, supervisorRecords, type Told } from './messages.js';

const ID = 'supervisor-log';

/** What runs a control plane and speaks of etcd in words of its own. */
const SUPERVISORS = /^(?:k3s|rke2|k0s|kubelet|talos|rancher|microk8s|kube)/;

/**
 * What supervisors of a control plane (k3s, rke2, k0s, Rancher, Talos) and clients of etcd (Patroni, Calico, Cilium,
 * Milvus, APISIX, …) say of it: lines of logrus and of other loggers with a level, and of supervisors in a journal in any
 * form. A line counts only if it reports on etcd in the program's known words, or ends in an error that etcd gave, as
 * Go programs wrap errors: `failed to …: etcdserver: request timed out`. The same words in quotation marks are a
 * quotation.
 */
export const supervisorLog: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'k3s, rke2, k0s, Rancher, Talos and clients of etcd: what they say of it',
  sample:
    'time="2024-12-15T03:15:23Z" level=fatal msg="starting kubernetes: etcdserver: mvcc: database space exceeded"',
  takes: [
    'nospace-error',
    'nospace-alarm-active',
    'nospace-alarm-disarmed',
    'defragmentation-failed',
    'request-timeout',
    'health-check-failed',
    'endpoint-unhealthy',
    'member-status',
    'leader-changed',
    'no-leader',
    'too-many-requests',
    'request-too-large',
    'api-error',
    'lease-lost',
    'oom-kill',
    'service-failed',
    'service-restarted',
    'initial-cluster-mismatch',
    'start-failed',
    'log',
  ],
  begins: 'tl[DEFIPW0-9!-~',
  parse(payload, { clock }, sink) {
    const { bytes, start, end, ident, outerTime } = payload;
    if (end - start < 20) return false;
    const head = headOf(payload, clock);
    if (head !== null) return takeHeaded(head, ident, sink);
    if (ident === null || !SUPERVISORS.test(ident) || bytes[start] === 0x7b) return false;
    const told = { format: ID, level: null, time: outerTime };
    return hand(supervisorRecords(payload.text.slice(0, 4000), told), sink);
  },
};

function takeHeaded({ text, level, time, rest, byForm }: Headed, ident: string | null, sink: Sink): boolean {
  const told: Told = { format: ID, level, time };
  const said = text.slice(0, 4000);
  const isOfSupervisor = byForm || (ident !== null && SUPERVISORS.test(ident));
  return (isOfSupervisor && hand(supervisorRecords(said, told, rest), sink)) || hand(clientRecords(said, told), sink);
}

function hand(records: ReturnType<typeof supervisorRecords>, sink: Sink): boolean {
  for (const record of records) sink.record(record);
  return records.length > 0;
}

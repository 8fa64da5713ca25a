import type { Request } from './requests.js';
import { statusTable } from './tables.js';
import { COMPACT_REVISION, MEMBERS, RAISED_QUOTA, at, decimalId, endpoint } from './story.js';

/** What the engineer on duty kept of the terminal. */
export function recoverySession(requests: readonly Request[]): string {
  const [first, second, third] = MEMBERS;
  const alarm = `memberID:${decimalId(first)} alarm:NOSPACE `;
  const order = [second, third, first];
  return `$ date -u
Sun Dec 15 03:18:52 UTC 2024
$ etcdctl alarm list
${alarm}
$ etcdctl put quota-backend-bytes ${RAISED_QUOTA}
Error: etcdserver: mvcc: database space exceeded
$ sudo sed -i 's/^quota-backend-bytes:.*/quota-backend-bytes: ${RAISED_QUOTA}/' /etc/etcd/etcd.conf.yml && sudo systemctl restart etcd
$ etcdctl alarm list
${alarm}
$ etcdctl compact ${COMPACT_REVISION}
compacted revision ${COMPACT_REVISION}
$ for endpoint in ${order.map(endpoint).join(' ')}; do etcdctl --endpoints=$endpoint --command-timeout=2h defrag; sleep 60; done
${order.map((member) => `Finished defragmenting etcd member[${endpoint(member)}]`).join('\n')}
$ etcdctl alarm disarm
${alarm}
$ etcdctl alarm list
$ etcdctl endpoint status --cluster -w table
${statusTable(at('07:20:00'), requests)}`;
}

/** The configuration that was in force when the space ran out. */
export const configuration = `# /etc/etcd/etcd.conf.yml of k8s-master-1
name: k8s-master-1
data-dir: /var/lib/etcd
listen-client-urls: "http://10.0.1.10:2379"
advertise-client-urls: "http://10.0.1.10:2379"
listen-peer-urls: "http://10.0.1.10:2380"
initial-advertise-peer-urls: "http://10.0.1.10:2380"
initial-cluster: "${MEMBERS.map(({ name, ip }) => `${name}=http://${ip}:2380`).join(',')}"
initial-cluster-state: existing
auto-compaction-retention: "0"
quota-backend-bytes: 8589934592
`;

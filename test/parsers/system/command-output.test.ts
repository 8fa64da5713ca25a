import { expect } from 'chai';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText, recordsOf } from '../read-text.js';

const TALOS_STATUS =
  '172.20.0.2   ecebb05b59a776f1   21 MB     6.0 MB (28.99%)   ecebb05b59a776f1   53391        4           53391                false     3.5.0      3.5.0     memberID:17057474128123 alarm:NOSPACE';

/** Commands that gaps, the collect script and people run, and a line of each answer. */
const ANSWERS: readonly [command: string, line: string, expected: object][] = [
  [
    'kubectl get --raw /readyz?verbose',
    '[-]etcd failed: error getting data from etcd: context deadline exceeded',
    { kind: 'health-check-failed' },
  ],
  ['kubectl get --raw /readyz?verbose', '[+]ping ok', { kind: 'log' }],
  ['the log of kube-apiserver', '[-]poststarthook/rbac/bootstrap-roles failed: not finished', { kind: 'log' }],
  ['df -h', '/dev/sda2        50G   50G     0 100% /var/lib/etcd', { kind: 'disk-full' }],
  ['df -h', '/dev/loop3       62M   62M     0 100% /snap/core20/1587', { kind: 'log' }],
  ['kubectl', 'Error from server: etcdserver: mvcc: database space exceeded', { kind: 'nospace-error' }],
  ['kubectl', 'Error from server (InternalError): etcdserver: request timed out', { kind: 'request-timeout' }],
  ['kubectl', 'Error from server (NotFound): pods "a" not found', { kind: 'log' }],
  ['kubectl', 'Unable to connect to the server: net/http: TLS handshake timeout', { kind: 'api-error' }],
  ['etcdctl cluster-health', 'cluster is unhealthy', { kind: 'log' }],
  ['auger analyze', 'Total kubernetes objects: 3451', { kind: 'log' }],
  ['auger analyze', "Entries by 'KEY GROUP' (total 3451):", { kind: 'log' }],
  ['df -h', 'Filesystem      Size  Used Avail Use% Mounted on', { kind: 'log' }],
  ['etcdctl version', 'etcdctl version: 3.5.9', { kind: 'log' }],
  ['etcdctl version', 'API version: 3.5', { kind: 'log' }],
  ['kubectl version', 'Server Version: v1.29.1', { kind: 'log' }],
  ["ps aux | grep -o -- '--etcd-compaction-interval[^ ]*'", '--etcd-compaction-interval=0', { kind: 'claim' }],
  [
    'ps aux | grep kube-apiserver',
    'root  1234  5.0  9.1 kube-apiserver --advertise-address=10.0.0.1 --etcd-compaction-interval=5m0s',
    { kind: 'claim' },
  ],
  [
    'ps aux | grep etcd',
    'etcd --name=m1 --quota-backend-bytes=8589934592',
    { kind: 'quota-set', quotaBytes: 8589934592 },
  ],
  ['systemctl cat etcd', '/usr/local/bin/etcd \\', { kind: 'log' }],
  [
    'the log of etcd 3.6',
    '2026/11/30 21:42:58 WARNING: [core] [Server #3] grpc: Server.processUnaryRPC failed to write status',
    { kind: 'log', level: 'warn', time: Date.UTC(2026, 10, 30, 21, 42, 58) * 1000 },
  ],
  [
    'etcdctl endpoint status',
    'Failed to get the status of endpoint https://10.0.0.1:2379 (context deadline exceeded)',
    { kind: 'endpoint-unhealthy', endpoint: 'https://10.0.0.1:2379' },
  ],
  ['etcdctl get', 'Error: context deadline exceeded', { kind: 'request-timeout' }],
  [
    'docker exec',
    'Error response from daemon: Container 4f0c is restarting, wait until the container is running',
    { kind: 'log' },
  ],
  ['docker compose logs', 'etcd1 exited with code 137', { kind: 'service-failed', status: '137' }],
  ['talosctl etcd status', TALOS_STATUS, { kind: 'member-status', dbSizeBytes: 21_000_000, isLeader: true, term: 4 }],
  ['talosctl etcd alarm list', '172.20.0.2   a49c021e76e707db   NOSPACE', { kind: 'nospace-alarm-active' }],
  [
    'talosctl etcd members',
    '172.20.0.2   ecebb05b59a776f1   talos-cp-1   https://172.20.0.2:2380   https://172.20.0.2:2379   false',
    { kind: 'member-identity', name: 'talos-cp-1' },
  ],
  [
    'talosctl service etcd',
    'EVENTS   [Running]: Health check failed: context deadline exceeded (1m2s ago)',
    { kind: 'health-check-failed' },
  ],
];

const OTHERS: readonly string[] = [
  'We then started etcd --name m1 as described in `docs`, "and so on"; grep etcd --help',
  'Error: something else',
  '[+] Building 12.3s',
  'NODE is down',
  'the server version: unknown',
  'nginx exited with code 1',
];

describe('answers of commands', () => {
  for (const [command, line, expected] of ANSWERS)
    it(`${command}: ${line.slice(0, 60)}`, () => {
      const records = recordsOf(readText(line, PARSERS.lines, []));
      expect(records[0], 'a record').to.not.equal(undefined);
      expect(records.find(({ kind }) => kind === (expected as { kind: string }).kind)).to.include(expected);
    });

  for (const line of OTHERS)
    it(`leaves alone: ${line.slice(0, 40)}`, () => {
      expect(recordsOf(readText(line, PARSERS.lines, []))).to.deep.equal([]);
    });
});

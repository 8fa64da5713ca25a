import { expect } from 'chai';
import { readAll } from './read-all.js';

/** What people paste: each line with the kinds of its records; `''`: a line of the record above; `-`: not recognised. */
type Paste = readonly (readonly [line: string, kinds: string])[];

const PASTES: Readonly<Record<string, Paste>> = {
  'logrus on a terminal': [
    ['INFO[0012] Waiting for etcd server to become available', 'log'],
    ['INFO[0017] Failed to test data store connection: context deadline exceeded ', 'endpoint-unhealthy'],
    ['FATA[0031] starting kubernetes: preparing server: ETCD join failed: duplicate node name found', 'start-failed'],
    ['INFO[0003] served 14 pages', '-'],
    ['FATA[0003] no such order', '-'],
  ],
  'a k3s server whose address changed': [
    [
      'time="2023-02-01T10:00:05Z" level=info msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [a-1=https://10.1.0.4:2380], expect: a-1=10.1.0.9"',
      'initial-cluster-mismatch',
    ],
  ],
  'k0s, cut by a pager': [
    [
      'time="2024-02-01 10:00:10" level=info msg="{\\"level\\":\\"info\\",\\"ts\\":\\"2024-02-01T10:00:10.236Z\\",\\"logger\\":\\"raft\\",\\"caller\\":\\"etcdserver/zap_raft.go:77\\",\\"msg\\":\\"a3ec072c51c0d67b became fol>',
      '',
    ],
    ['time="2024-02-01 10:00:12" level=warning msg="respawning in 5s" component=etcd', 'service-restarted'],
  ],
  'clients of etcd with loggers of their own': [
    [
      '2025-02-01 10:00:05,564 ERROR: Request to server https://10.1.0.2:2379 failed: MaxRetryError("x")',
      'endpoint-unhealthy',
    ],
    ['2025-02-01 10:00:05,565 INFO: demoted self because DCS is not accessible and I was a leader', 'lease-lost'],
    ['2025-02-01 10:00:05,565 INFO: no action. I am (a), the leader with the lock', '-'],
    [
      '2020-02-01 10:00:05.762 [ERROR][7] watcher.go 127: Watch channel error error=etcdserver: request timed out',
      'request-timeout',
    ],
    [
      '[2024/02/01 10:00:05.036 +08:00] [WARN] [a/b_util.go:435] ["fail to keep"] [error="etcdserver: requested lease not found"]',
      'api-error',
    ],
    ['[2024/02/01 10:00:05.036 +08:00] [WARN] [a/b_util.go:435] ["shown"] [page="etcdserver: request timed out"]', '-'],
    ['level=error msg="Unable to unlock" error="etcdserver: request timed out" subsys=kvstore', 'request-timeout'],
    [
      '2020/02/01 10:00:05 [error] 15#15: *34 [lua] config_etcd.lua:42: failed to fetch data from etcd: etcdserver: mvcc: database space exceeded,  etcd key: /a/routes, context: ngx.timer',
      'nospace-error',
    ],
    [
      '2020/02/01 10:00:05 [error] 15#15: *34 open() "/etcd" failed (2: No such file or directory), client: 10.0.0.9',
      '-',
    ],
    ['time="2023-02-01T10:00:05Z" level=error msg="error in txn: exec (try: 500): database is locked"', 'api-error'],
  ],
  'capnslog with RFC 3339 stamps, in backticks': [
    [
      '`2019-02-01T10:00:05.138770+11:00 W | etcdserver: apply entries took too long [631ms for 1 entries]',
      'slow-apply',
    ],
    [
      '2019-02-01T10:00:07.048784+11:00 I | mvcc: finished scheduled compaction at 1348 (took 3.7ms)',
      'compaction-finished',
    ],
    ['2019-02-01T10:00:07.048784+11:00 I | orders: shipped', '-'],
  ],
  'a stamp glued to a panic': [
    [
      '3/2/2017 8:22:40 PMpanic: tocommit(22358) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?',
      'panic',
    ],
  ],
  'docker compose around a client': [
    [
      '2024-02-01 10:00:05 app-1  | [2024/02/01 18:00:05.405 +08:00] [WARN] [c/root.go:23] ["failed to save"] [error="etcdserver: request timed out"]',
      'request-timeout',
    ],
  ],
  'rows of container runtimes': [
    ['WARN[0000] runtime connect using default endpoints: [unix:///run/a.sock unix:///run/b.sock].', 'log'],
    [
      'CONTAINER           IMAGE               CREATED             STATE               NAME     ATTEMPT   POD ID          POD',
      'log',
    ],
    [
      '528c91b8381e7       4694d02f8e611       24 seconds ago      Exited              etcd     12        6ac02631e4211   etcd-cp1',
      'service-failed',
    ],
    [
      '528c91b8381e8       4694d02f8e611       2 days ago          Exited              etcd     0         6ac02631e4211   etcd-cp1',
      'log',
    ],
    [
      'c9e84c67c9d02       00631e54acba3       24 seconds ago      Running             coredns  2         87a5b5b6913bb   coredns-1',
      'log',
    ],
    [
      'fa52e8baa7bc        quay.io/a/etcd:v3.3.10   "/usr/local/bin/etcd"    13 minutes ago      Exited (2) 12 minutes ago            etcd1',
      'service-failed',
    ],
    [
      'fa52e8baa7bd        quay.io/a/etcd:v3.3.10   "/usr/local/bin/etcd"    13 minutes ago      Up 12 minutes   2379/tcp           etcd2',
      'log',
    ],
  ],
  'answers of etcdctl of the v2 API': [
    [
      'failed to check the health of member a8266ecf031671f3 on http://10.1.0.11:2379: Get http://10.1.0.11:2379/health: dial tcp: refused',
      'endpoint-unhealthy',
    ],
    ['cluster may be unhealthy: failed to list members', 'log'],
    [
      'Error:  client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:2379: refused',
      'endpoint-unhealthy',
    ],
  ],
  Talos: [
    ['NODE         SERVICE      STATE     HEALTH   LAST CHANGE   LAST EVENT', 'log'],
    [
      'cp-1         etcd         Running   Fail     13m24s ago    Health check failed: etcdserver: rpc not supported for learner',
      'health-check-failed',
    ],
    ['cp-1         kubelet      Running   OK       13m30s ago    Health check successful', 'log'],
    [
      '10.1.0.2: user: warning: [2022-02-01T10:00:42.095537566Z]: [talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: task "etcd" failed: exit code 2',
      'service-failed',
    ],
  ],
  'a failed task of Ansible': [
    [
      'fatal: [n1 -> 10.1.0.2]: FAILED! => {"cmd": "/usr/local/bin/etcdctl endpoint health", "rc": 1, "stderr": "Error: unhealthy cluster", "stdout": ""}',
      'endpoint-unhealthy',
    ],
    ['fatal: [n1]: FAILED! => {"cmd": "systemctl restart nginx", "rc": 1, "stderr": "Job failed", "stdout": ""}', '-'],
  ],
  'entry scripts': [
    ['etcd 05:48:43.20 INFO  ==> ** Starting etcd **', 'log'],
    [
      '\u001b[38;5;6metcd \u001b[38;5;5m05:48:43.20 \u001b[0m\u001b[38;5;1mERROR\u001b[0m ==> Headless service domain does not have an IP per initial member in the cluster',
      'log',
    ],
    ['+ exec etcd --name n1 --data-dir /var/lib/etcd', 'log'],
    ['nginx 05:48:43.20 INFO  ==> ** Starting NGINX **', '-'],
  ],
  'failures of etcdctl and kubeadm': [
    ['Error:  rpc error: code = Unavailable desc = etcdserver: request timed out', 'request-timeout'],
    ['Error: etcdserver: no leader', 'no-leader'],
    ['Error:  context deadline exceeded', 'request-timeout'],
    ['Error: failed to fetch endpoints from etcd cluster member list: context deadline exceeded', 'request-timeout'],
    ['Error from server: error when creating "x.yaml": etcdserver: request is too large', 'request-too-large'],
    [
      'error execution phase check-etcd: error syncing endpoints with etcd: dial tcp 10.1.0.1:2379: refused',
      'endpoint-unhealthy',
    ],
    ['[etcd] Waiting for the new etcd member to join the cluster. This can take up to 40s', 'log'],
  ],
  'a line of zap that was split': [
    [
      'Jan 13 17:05:20 cp1 k3s[351]: {"level":"warn","ts":"2021-01-13T17:05:20.744Z","caller":"etcdserver/util.go:163","msg":"apply request took too long","took":"554ms","expected-duration":"100ms","prefix":"read-only range ","req',
      'slow-apply',
    ],
    [
      'Jan 13 17:05:21 cp1 k3s[351]: uest":"key:\\"/registry/a/b\\" ","response":"range_response_count:38 size:25104"}',
      'slow-apply',
    ],
    [
      '{"level":"info","ts":"2021-01-13T17:05:22.744Z","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"3.5.3","na',
      'member-started member-identity',
    ],
    ['me":"n1","data-dir":"n1.etcd"}', 'member-started member-identity'],
    [
      '{"level":"warn","ts":"2021-01-13T17:05:23.744Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"1.2s","exp',
      'slow-fsync',
    ],
    ['2021-01-13 17:05:24.100000 W | wal: sync duration of 2.5s, expected less than 1s', 'slow-fsync'],
  ],
  'pages and tickets': [
    [
      'Mar 4, 2024 @ 10:10:10.123\tetcd-1\t{"level":"warn","ts":"2024-03-04T10:10:10.123Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"1.2s"}',
      'slow-fsync',
    ],
    [
      '2024-05-06 07:08:12.100000 I | etcdserver: fine\r2024-05-06 07:08:13.100000 E | etcdserver: applying raft message exceeded backend quota',
      'quota-exceeded',
    ],
    ['<p>the alarm &quot;NOSPACE&quot; was raised</p>', '-'],
  ],
  'logfmt and RKE': [
    [
      'ts=2024-03-04T10:10:10.123Z caller=etcd.go:120 level=error msg="failed to connect" err="etcdserver: request timed out"',
      'request-timeout',
    ],
    ['ts=2024-03-04T10:10:10.123Z caller=main.go:120 level=error msg="order lost" err="no stock"', '-'],
    [
      'time="2020-03-04T10:12:10Z" level=warning msg="[etcd] host [10.1.0.1] failed to check etcd health: failed to get /health"',
      'endpoint-unhealthy',
    ],
  ],
  'the kubelet of an etcd that crashes': [
    [
      String.raw`E0417 12:46:45.819713   25638 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \"StartContainer\" for \"etcd\" with CrashLoopBackOff: \"back-off 10s restarting failed container=etcd pod=etcd-b_kube-system(964f)\"" pod="kube-system/etcd-b" podUID="964f"`,
      'service-failed',
    ],
  ],
};

describe('what people paste', () => {
  for (const [name, lines] of Object.entries(PASTES))
    it(`is read: ${name}`, () => {
      const { rows } = readAll(`${lines.map(([line]) => line).join('\n')}\n`);
      const seen = lines.map(([line], i) => {
        const of = rows.filter((row) => row.line === i + 1 || (row.line <= i + 1 && row.line + row.lines > i + 1));
        return [line, of.map(({ kind }) => (kind === 'unrecognised' ? '-' : kind)).join(' ')];
      });
      expect(seen).to.deep.equal(lines);
    });
});

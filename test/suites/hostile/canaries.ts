/** What must never come out: each canary stands where an etcd value or a credential can stand, in every format. */

const TIME = '2024-12-15T03:15:23.190Z';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
let count = 0;
const canary = (): string => `CANARY${(count += 1)}SECRET`;

const zap = (fields: object): string =>
  `${JSON.stringify({ level: 'warn', ts: TIME, caller: 'etcdserver/util.go:170', ...fields })}\n`;
const slow = (request: string): string =>
  zap({ msg: 'apply request took too long', took: '300ms', 'expected-duration': '100ms', prefix: '', request });

const audit = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: '5f4a',
  stage: 'ResponseComplete',
  requestURI: `/api/v1/namespaces/ns/secrets/a?token=${canary()}`,
  verb: 'update',
  user: { username: 'u' },
  userAgent: 'kubectl/v1.29.0',
  objectRef: { resource: 'secrets', namespace: 'ns', name: 'a', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestObject: { data: { p: base64(canary()) }, stringData: { password: canary() } },
  responseObject: { data: { p: base64(canary()) } },
  requestReceivedTimestamp: TIME,
  stageTimestamp: TIME,
};

const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'ns', annotations: { token: canary() } },
  involvedObject: { kind: 'Pod', namespace: 'ns', name: 'p' },
  reason: 'Failed',
  message: `pull https://u:${canary()}@registry/image: Authorization: Bearer ${canary()} password=${canary()}`,
  source: { component: 'kubelet' },
  firstTimestamp: TIME,
  lastTimestamp: TIME,
  count: 3,
  type: 'Warning',
};

export const CANARY = /CANARY\d+SECRET|Q0FOQVJZ/;

/** By the name of the file in which it stands. */
export const SECRETS: Readonly<Record<string, string>> = {
  'etcd.log': [
    slow(`header:<ID:1 > put:<key:"/registry/secrets/ns/a" value:"${canary()}" >`),
    slow(
      `header:<ID:1 > txn:<compare:<target:MOD key:"/registry/secrets/ns/a" mod_revision:1 > success:<request_put:<key:"/registry/secrets/ns/a" value:"k8s\\000${canary()}" >> failure:<>>`,
    ),
    zap({ msg: 'request stats', 'request content': `key:"/registry/secrets/ns/a" value:"${canary()}" ` }),
    zap({ msg: 'health check failed', error: `Get "https://root:${canary()}@10.0.0.1:2379/v3": EOF` }),
    zap({ msg: `header Authorization: Bearer ${canary()}` }),
    zap({ msg: 'settings', password: canary(), token: canary() }),
    zap({ msg: 'started', args: `etcd --password=${canary()} --user root:${canary()}` }),
    zap({ msg: `-----BEGIN RSA PRIVATE KEY-----\n${canary()}\n-----END RSA PRIVATE KEY-----` }),
    zap({ msg: 'certificate', key: `-----BEGIN EC PRIVATE KEY----- ${canary()}` }),
  ].join(''),
  'capnslog.log':
    `2024-12-15 03:15:23.190000 W | etcdserver: request "header:<ID:1 > put:<key:\\"/registry/secrets/ns/a\\" value:\\"${canary()}\\" >" with result "size:4" took too long (300ms) to execute\n` +
    `2024-12-15 03:15:23.190000 D | etcdserver: put key:"a" value:"${canary()}"\n`,
  'apiserver.log':
    `E1215 03:15:23.190000       1 status.go:71] an error: Authorization: Basic ${base64(canary())} x\n` +
    `E1215 03:15:23.190000       1 store.go:71] "failed" err="https://u:${canary()}@host/" token="${canary()}"\n`,
  'session.txt': [
    `$ ETCDCTL_PASSWORD=${canary()} etcdctl --user root:${canary()} endpoint health`,
    `$ ETCDCTL_USER=root:${canary()} etcdctl endpoint health`,
    `$ etcdctl --user=root --password ${canary()} endpoint status`,
    `$ etcdctl put foo ${canary()}`,
    'OK',
    `$ curl -u admin:${canary()} -H "Authorization: Bearer ${canary()}" https://host`,
    `$ kubectl --token=${canary()} get events`,
    '',
  ].join('\n'),
  'get.txt': `/registry/secrets/ns/a\n${canary()}\n/registry/secrets/ns/b\n${canary()}\n`,
  'get.json': `${JSON.stringify({ header: { cluster_id: 1, member_id: 2, revision: 5, raft_term: 2 }, kvs: [{ key: base64('/registry/secrets/ns/a'), create_revision: 1, mod_revision: 2, version: 1, value: base64(canary()) }], count: 1 })}\n`,
  'get.fields.txt': `"ClusterID" : 1\n"MemberID" : 2\n"Revision" : 5\n"RaftTerm" : 2\n"Key" : "/registry/secrets/ns/a"\n"CreateRevision" : 1\n"ModRevision" : 2\n"Version" : 1\n"Value" : "${canary()}"\n"Lease" : 0\n"More" : false\n"Count" : 1\n`,
  'watch.txt': `$ etcdctl watch --prefix /registry\nPUT\n/registry/secrets/ns/a\n${canary()}\n`,
  'audit.log': `${JSON.stringify(audit)}\n`,
  'events.json': `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [event] })}\n`,
  'events.txt': `NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT    MESSAGE\nns          5m          Warning   Failed    pod/p     pull https://u:${canary()}@registry/image password: ${canary()} token=${canary()}\n`,
  'etcd.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: etcd-cp1\n  namespace: kube-system\nspec:\n  containers:\n  - name: etcd\n    command:\n    - etcd\n    - --name=cp1\n    - --quota-backend-bytes=2147483648\n    - --auth-token=jwt,priv-key=${canary()}\n    env:\n    - name: ETCD_PASSWORD\n      value: ${canary()}\n`,
  'dump.txt': `key="/registry/secrets/ns/a", value="${canary()}"\n`,
  'journal.log': [
    `Dec 15 03:15:23 cp1 etcd[1]: ${zap({ msg: 'x', request: `put:<key:"a" value:"${canary()}" >` }).trim()}`,
    `Dec 15 03:15:24 cp1 systemd[1]: Starting etcd --password ${canary()} ...`,
    `Dec 15 03:15:25 cp1 kube-apiserver[1]: Flag --etcd-password=${canary()}`,
    '',
  ].join('\n'),
  'docker.log': `${JSON.stringify({ log: slow(`put:<key:"a" value:"${canary()}" >`), stream: 'stderr', time: TIME })}\n`,
  'cri.log': `${TIME} stderr F ${slow(`put:<key:"a" value:"${canary()}" >`)}`,
  'metrics.prom': `# TYPE etcd_mvcc_db_total_size_in_bytes gauge\netcd_mvcc_db_total_size_in_bytes{token="${canary()}"} 2e9\n`,
  'foreign.txt': [
    `some odd password: ${canary()}`,
    `x-api-key: ${canary()}`,
    `secret_access_key = ${canary()}`,
    `passwd=${canary()}`,
    `client_secret: ${canary()}`,
    `Cookie: session=${canary()}`,
    '',
  ].join('\n'),
  'requests.log': `${TIME} PUT /registry/secrets/ns/a 300 1ms\n`,
};

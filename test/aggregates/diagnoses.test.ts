import { expect } from 'chai';
import { diagnosesOf } from '../../src/aggregates/diagnoses.js';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import type { AnyRecord } from '../../src/model/record.js';
import { exemplar } from '../case-files/case-file-builder.js';

const sight = (text: string): LineContext => ({
  stream: 's',
  input: 'etcd.log',
  format: 'etcd-zap',
  exemplar: () => exemplar(text, 1),
});

function namesOf(text: string, level: string | null = 'warn', kind = 'log', message = text): readonly string[] {
  const record = { kind, level, message, format: 'f', source: 'etcd', time: 1 } as unknown as AnyRecord;
  return diagnosesOf(record, sight(text));
}

const ROWS: readonly (readonly [name: string, ...lines: string[]])[] = [
  [
    'raft-log-lost',
    '{"level":"panic","msg":"tocommit(41278) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?"}',
    '2016-03-02 10:00:00.000000 C | raft: tocommit(8) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?',
  ],
  [
    'removed-member',
    '{"level":"error","msg":"the data-dir used by this member must be removed"}',
    'etcdserver: the member has been permanently removed from the cluster',
    'rafthttp: rejected the stream from peer 8e9e05c52164694d since it was removed',
    '{"msg":"rejected stream from remote peer because it was removed","local-member-id":"a1"}',
    'etcdserver: reject message from removed member 8e9e05c52164694d',
    '{"msg":"rejected Raft message from removed member","local-member-id":"a1"}',
  ],
  [
    'cluster-id-mismatch',
    'rafthttp: request cluster ID mismatch (got 2a want 2b)',
    'rafthttp: request sent was ignored (cluster ID mismatch: peer[b2]=2a, local=2b)',
    '{"msg":"rejected Raft message to mismatch member"}',
  ],
  [
    'version-refused',
    'membership: cluster cannot be downgraded (current version: 3.0.17 is lower than determined cluster version: 3.1).',
    '{"level":"panic","msg":"invalid downgrade; server version is lower than determined cluster version","current-server-version":"3.4.3"}',
    '{"msg":"request sent was ignored by remote peer due to server version incompatibility"}',
    '{"level":"fatal","msg":"illegal v2store content"}',
    '{"msg":"detected disallowed custom content in v2store for stage --v2-deprecation=write-only"}',
  ],
  [
    'learner-waiting',
    '{"msg":"rejecting promote learner: learner is not ready","learner-id":"a1"}',
    'etcdserver: can only promote a learner member which is in sync with leader',
    'etcdserver: too many learner members in cluster',
  ],
  [
    'auth-refused',
    '{"msg":"invalid auth token","token":"x.1"}',
    'auth: revision in header is old',
    '{"msg":"request auth revision is less than current node auth revision"}',
  ],
  [
    'files-damaged',
    '{"level":"fatal","msg":"failed to read WAL, cannot be repaired","error":"wal: crc mismatch"}',
    '{"level":"panic","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
    '{"msg":"snap file is corrupt","path":"/var/lib/etcd"}',
    'etcdmain: read wal error (walpb: crc mismatch) and cannot be repaired',
  ],
  [
    'settings-refused',
    'couldn\'t find local name "m1" in the initial cluster configuration',
    'listen tcp 10.0.0.1:2380: bind: cannot assign requested address',
    'listen tcp 127.0.0.1:2379: bind: address already in use',
    '{"msg":"db file is flocked by another process, or taking too long","took":"10s"}',
    'another etcd process is using "/var/lib/etcd/member/snap/db" and holds the file lock, or loading backend file is taking >10 seconds',
    'member 8e9e05c52164694d has already been bootstrapped',
    'error validating peerURLs {ClusterID:1}: member count is unequal',
  ],
  [
    'hash-mismatch',
    '{"msg":"revision from follower must be less than or equal to leader\'s"}',
    '{"msg":"compact revision from follower must be less than or equal to leader\'s"}',
    'revision 12 from member 8e9e05c52164694d, expected at most 11',
    'hash 3 at revision 5 from member b2, expected hash 4',
    '{"level":"fatal","msg":"checkInitialHashKV failed","error":"a1 found data inconsistency with peers"}',
    '{"msg":"failed to apply request","error":"etcdserver: corrupt cluster"}',
    '{"msg":"serving /health false due to an alarm","alarm":"memberID:1 alarm:CORRUPT "}',
    '{"msg":"/health error","output":"{\\"health\\":\\"false\\",\\"reason\\":\\"ALARM CORRUPT\\"}"}',
  ],
  [
    'new-cluster-forced',
    'etcdserver: forcing restart of member a1 in cluster c2 at commit index 9',
    '{"msg":"forcing restart member","commit-index":99}',
    '{"msg":"discarding uncommitted WAL entries","entry-index":5}',
  ],
];

describe('lines that name their failure', () => {
  for (const [name, ...lines] of ROWS)
    for (const line of lines)
      it(`${name}: ${line.slice(0, 70)}`, () => {
        expect(namesOf(line)).to.include(name);
        expect(namesOf(line, null, 'panic')).to.include(name);
      });

  it('lets everyday lines pass', () => {
    const everyday = [
      '{"level":"warn","msg":"leader found higher-versioned member","local-member-version":"3.5.9"}',
      '{"level":"info","msg":"updated cluster version","from":"3.4","to":"3.5"}',
      '{"level":"info","msg":"set initial cluster version","cluster-version":"3.5"}',
      '{"level":"warn","msg":"simple token is not cryptographically signed"}',
      '{"level":"info","msg":"successfully checked hash on whole cluster"}',
      '{"level":"info","msg":"skipped peer hash"}',
      '{"level":"warn","msg":"apply request took too long","request":"key:\\"/registry/configmaps/default/removed-member\\""}',
      '{"level":"info","msg":"saved snapshot","snapshot-index":100}',
      '{"level":"info","msg":"opened backend db","path":"/var/lib/etcd/member/snap/db"}',
      '{"level":"warn","msg":"failed to stat","error":"stat /var/lib/etcd/member: no such file"}',
      '{"level":"info","msg":"starting an etcd server","force-new-cluster":false}',
      'removed remote peer b2',
    ];
    for (const line of everyday) expect(namesOf(line), line).to.deep.equal([]);
  });

  it('reads the message alone where the line is no warning', () => {
    expect(namesOf('{"msg":"x","note":"wal: crc mismatch"}', 'info', 'log', 'x')).to.deep.equal([]);
  });

  it('reads no requests, samples or statements', () => {
    for (const kind of ['request', 'member-status', 'claim', 'kube-event'])
      expect(namesOf('invalid auth token', null, kind)).to.deep.equal([]);
  });
});

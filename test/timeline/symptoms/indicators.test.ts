import { expect } from 'chai';
import type { IndicatorName } from '../../../src/model/case-file.js';
import type { AnyRecord, Source } from '../../../src/model/record.js';
import { indicators } from '../../../src/aggregates/indicators.js';
import type { MemberResolver } from '../../../src/timeline/members/members.js';
import { indicatorsOf } from '../../../src/timeline/symptoms/indicators.js';
import { at, exemplar } from '../../case-files/case-file-builder.js';

const MEMBERS = {
  members: [],
  ofStream: (stream: string) => stream.split('/')[0] ?? null,
  ofRef: () => null,
} as unknown as MemberResolver;

interface Line {
  readonly message: string;
  readonly source?: Source;
  readonly seconds?: number;
  readonly stream?: string;
}

function seen(...lines: readonly Line[]) {
  const tally = indicators.empty();
  for (const { message, source = 'etcd', seconds = 10, stream = 'master-1/log' } of lines) {
    const record: AnyRecord = { kind: 'log', format: 'etcd-zap', source, time: at(seconds), level: 'warn', message };
    indicators.record?.(tally, record, {
      stream,
      input: stream,
      format: 'etcd-zap',
      exemplar: () => exemplar(message, seconds, stream),
    });
  }
  return indicatorsOf(tally, MEMBERS);
}

const TABLE: readonly (readonly [Source, string, IndicatorName | null])[] = [
  ['etcd', 'applied snapshot', 'snapshot-applied'],
  ['etcd', 'finished applying incoming snapshot at index 300', 'snapshot-applied'],
  ['etcd', 'saved snapshot', null],
  ['etcd', 'sending database snapshot to client', null],
  ['etcd', 'restoring snapshot', 'snapshot-restored'],
  ['etcd', 'restored snapshot', 'snapshot-restored'],
  ['etcd', 'recovered v2 store from snapshot', null],
  ['etcd', 'store.index: compact 4', null],
  ['etcd', 'dropped internal Raft message since sending buffer is full (overloaded network)', 'message-dropped'],
  ['etcd', 'removed member', 'member-removed'],
  ['etcd', 'the member has been permanently removed from the cluster', 'member-removed'],
  ['etcd', 'forcing restart of member 8e9e05c52164694d in cluster 2a at commit index 9', 'new-cluster-forced'],
  ['etcd', 'discarding 3 uncommitted WAL entries ', 'new-cluster-forced'],
  ['etcd', 'found hash mismatch', 'hash-mismatch'],
  ['etcd', 'found data inconsistency with peers', 'hash-mismatch'],
  ['etcd', 'storing new hash', null],
  ['etcd', 'etcdserver: mvcc: required revision is a future revision', 'future-revision'],
  ['system', 'watchdog: BUG: soft lockup - CPU#2 stuck for 23s! [etcd:1234]', 'cpu-stalled'],
  ['system', 'rcu: INFO: rcu_sched self-detected stall on CPU', 'cpu-stalled'],
  ['system', 'EXT4-fs: mounted filesystem', null],
  ['system', 'Time has been changed', 'clock-set'],
  ['kubernetes', 'Forcing pods watcher close due to unresponsiveness: "". len(c.input) = 10', 'watch-slow'],
  ['kubernetes', 'watch of *v1.Pod ended with: too old resource version: 12 (34)', 'relist'],
  ['kubernetes', 'etcdserver: mvcc: required revision has been compacted', 'relist'],
  ['kubernetes', 'Starting kubelet', null],
];

describe('timeline/indicators', () => {
  for (const [source, message, name] of TABLE)
    it(`${source}: ${message.slice(0, 60)}`, () => {
      const names = seen({ source, message }).map((indicator) => indicator.name);
      if (name === null) expect(names).to.deep.equal([]);
      else expect(names).to.include(name);
    });

  it('joins what is near, and tells the copy of a log once', () => {
    const found = seen(
      { message: 'removed member', seconds: 10 },
      { message: 'removed member', seconds: 20 },
      { message: 'removed member', seconds: 20, stream: 'master-1/journal' },
      { message: 'removed member', seconds: 20, stream: 'master-2/log' },
    );
    expect(found.map(({ member, count, start, end }) => [member, count, start, end])).to.deep.equal([
      ['master-1', 2, at(10), at(20)],
      ['master-2', 1, at(20), at(20)],
    ]);
  });

  it('knows no member of a client', () => {
    expect(seen({ source: 'kubernetes', message: 'is a future revision' })[0]?.member).to.equal(null);
  });
});

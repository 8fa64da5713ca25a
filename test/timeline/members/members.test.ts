import { expect } from 'chai';
import type { SeenIdentity } from '../../../src/aggregates/identities.js';
import type { StreamCoverage } from '../../../src/aggregates/stream-coverage.js';
import { resolveMembers, type MemberResolver } from '../../../src/timeline/members/members.js';

const identity = (
  stream: string,
  self: boolean,
  id: string | null,
  name: string | null,
  ...endpoints: string[]
): SeenIdentity => ({ stream, self, id, name, endpoints });
const log = (stream: string): StreamCoverage => ({
  stream,
  input: stream.split('\0')[0] ?? '',
  format: 'etcd-zap',
  source: 'etcd',
  records: 1,
  first: 0,
  last: 1,
  debug: false,
  info: true,
});
const resolve = (identities: readonly SeenIdentity[], streams: readonly string[]): MemberResolver =>
  resolveMembers(
    new Map(identities.map((seen) => [JSON.stringify(seen), seen])),
    new Map(streams.map((stream) => [stream, log(stream)])),
  );

describe('members', () => {
  it('are one each for journal, file, id and endpoint', () => {
    const members = resolve(
      [
        identity('a.log\0\0etcd-1', true, 'a1', 'etcd-1', '10.0.0.1:2379', '10.0.0.1:2380'),
        identity('journal\0cp1\0', true, 'a1', null),
        identity('status.json\0\0', false, 'a1', null, '10.0.0.1:2379'),
      ],
      ['a.log\0\0etcd-1', 'journal\0cp1\0'],
    );
    expect(members.members.map((m) => [m.name, m.id, m.endpoint])).to.deep.equal([['etcd-1', 'a1', '10.0.0.1:2379']]);
    expect(members.ofStream('journal\0cp1\0')).to.equal('etcd-1');
    expect(members.ofRef({ endpoint: '10.0.0.1:2379' })).to.equal('etcd-1');
    expect(members.ofRef({ id: 'a1' })).to.equal('etcd-1');
  });

  it('are told by an id that any line of their log has in passing, unless the log has several', () => {
    const passing = (stream: string, id: string): SeenIdentity => ({
      ...identity(stream, true, id, null),
      passing: true,
    });
    const status = [
      identity('status.json\0\0', false, 'a1', null, '10.0.0.1:2379'),
      identity('status.json\0\0', false, 'b2', null, '10.0.0.2:2379'),
    ];
    const one = resolve([passing('a.log\0\0', 'a1'), ...status], ['a.log\0\0']);
    expect(one.members.map(({ id }) => id)).to.deep.equal(['a1', 'b2']);
    expect(one.ofStream('a.log\0\0')).to.equal(one.ofRef({ id: 'a1' }));
    const both = resolve([passing('a.log\0\0', 'a1'), passing('a.log\0\0', 'b2'), ...status], ['a.log\0\0']);
    expect(both.ofRef({ id: 'a1' })).to.not.equal(both.ofRef({ id: 'b2' }));
  });

  it('take the address that their own log tells without a name, and the name that their file bears last', () => {
    const told = resolve(
      [identity('etcd.log\0\0', true, 'a1', 'cp-1'), identity('etcd.log\0\0', true, null, null, '10.88.20.14:2379')],
      ['etcd.log\0\0'],
    );
    expect(told.members.map((m) => [m.name, m.id, m.endpoint])).to.deep.equal([['cp-1', 'a1', '10.88.20.14:2379']]);
    const cluster = [
      identity('etcd-0.log\0\0', true, 'a1', null),
      identity('etcd-2.log\0\0', true, 'c3', 'etcd-2'),
      ...['etcd-0', 'etcd-1', 'etcd-2'].map((name) => identity('etcd-2.log\0\0', false, null, name)),
    ];
    const filed = resolve(cluster, ['etcd-0.log\0\0', 'etcd-2.log\0\0']);
    expect(filed.members.map((m) => [m.name, m.id])).to.deep.equal([
      ['etcd-0', 'a1'],
      ['etcd-1', null],
      ['etcd-2', 'c3'],
    ]);
    const other = resolve(
      [...cluster, identity('list.txt\0\0', false, 'd4', 'etcd-0')],
      ['etcd-0.log\0\0', 'etcd-2.log\0\0'],
    );
    expect(other.ofRef({ id: 'a1' })).to.not.equal(other.ofRef({ id: 'd4' }));
  });

  it('are no clients: an API server has lines of the same form', () => {
    const coverage = new Map([['apiserver.log\0\0', { ...log('apiserver.log\0\0'), source: 'kubernetes' as const }]]);
    expect(resolveMembers(new Map(), coverage).members).to.deep.equal([]);
  });

  it('stay apart where all of them listen on the same loopback address', () => {
    const members = resolve(
      [
        identity('a\0cp1\0', true, 'a1', 'one', '127.0.0.1:2379', '10.0.0.1:2379'),
        identity('b\0cp2\0', true, 'b2', 'two', '127.0.0.1:2379', '10.0.0.2:2379'),
      ],
      ['a\0cp1\0', 'b\0cp2\0'],
    );
    expect(members.members.map((m) => [m.name, m.endpoint])).to.deep.equal([
      ['one', '10.0.0.1:2379'],
      ['two', '10.0.0.2:2379'],
    ]);
  });

  it('stay apart where one stream without hosts has the lines of all by turns', () => {
    const members = resolve(
      [
        identity('cat\0\0one', true, 'a1', 'one'),
        identity('cat\0\0one', true, 'b2', null),
        identity('cat\0\0two', true, 'b2', 'two'),
      ],
      ['cat\0\0one', 'cat\0\0two'],
    );
    expect(members.members.map((m) => [m.name, m.id])).to.deep.equal([
      ['one', 'a1'],
      ['two', 'b2'],
    ]);
  });

  it('are one where a log that only one member speaks in shows a new id: its data folder was recreated', () => {
    const members = resolve(
      [identity('one.log\0\0one', true, 'a1', 'one'), identity('one.log\0\0one', true, 'c3', null)],
      ['one.log\0\0one'],
    );
    expect(members.members.map((m) => m.name)).to.deep.equal(['one']);
  });

  it('are named by the host, else by the file', () => {
    expect(resolve([], ['j\0cp7\0']).members.map((m) => m.name)).to.deep.equal(['cp7']);
    expect(resolve([], ['logs/node-3.etcd.log.gz\0\0']).members.map((m) => m.name)).to.deep.equal(['node-3.etcd']);
    expect(resolve([], ['-\0\0']).members).to.deep.equal([]);
  });

  it('own the lines that come before the line that names them', () => {
    const members = resolve([identity('a.log\0\0m1', true, 'a1', 'm1')], ['a.log\0\0', 'a.log\0\0m1']);
    expect(members.ofStream('a.log\0\0')).to.equal('m1');
  });

  it('know an id that a JSON tool rounded to a double', () => {
    // 8e07e2056e7179cf is 10234397191178385871; as a double it prints as 10234397191178385000.
    const members = resolve(
      [
        identity('a.log\0\0', true, '8e07e2056e7179cf', 'etcd-1', '10.0.0.1:2379'),
        identity('b.log\0\0', true, 'f9b8f63e985dcb59', 'etcd-2', '10.0.0.2:2379'),
        identity('status.jsonl\0\0', false, '8e07e2056e717668', null, '10.0.0.1:2379'),
      ],
      ['a.log\0\0', 'b.log\0\0'],
    );
    expect(members.members.map((m) => [m.name, m.id])).to.deep.equal([
      ['etcd-1', '8e07e2056e7179cf'],
      ['etcd-2', 'f9b8f63e985dcb59'],
    ]);
    expect(members.ofRef({ id: '8e07e2056e717668' })).to.equal('etcd-1');
  });

  it('keep two exact ids apart that round to the same double', () => {
    const members = resolve(
      [
        identity('a.log\0\0', true, '8e07e2056e7179cf', 'etcd-1'),
        identity('b.log\0\0', true, '8e07e2056e7179ce', 'etcd-2'),
        identity('status.jsonl\0\0', false, '8e07e2056e717668', null, '10.0.0.9:2379'),
      ],
      ['a.log\0\0', 'b.log\0\0'],
    );
    expect(members.ofRef({ id: '8e07e2056e717668' })).to.not.be.oneOf(['etcd-1', 'etcd-2']);
  });
});

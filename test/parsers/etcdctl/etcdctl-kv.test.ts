import { expect } from 'chai';
import { readLines } from '../../decoders/read-lines.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const messages = ({ rows }: ReturnType<typeof readLines>): string[] =>
  rows.map(({ said }) => (JSON.parse(said) as { message: string }).message);

const WATCH = `PUT
/registry/leases/kube-node-lease/worker-1
k8s
private line
DELETE
/registry/pods/a/b

PUT
compact_rev_key
1234
`;
const ALARM =
  '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE"}';

describe('parsers: keys as etcdctl prints them', () => {
  it('a watch: events without times, values taken and forgotten', () => {
    const watch = readLines(WATCH);
    expect(messages(watch)).to.deep.equal([
      'PUT /registry/leases/kube-node-lease/worker-1',
      'DELETE /registry/pods/a/b',
      'PUT compact_rev_key',
    ]);
    expect(watch.rows.map(({ cited }) => cited)).to.deep.equal([1, 5, 8]);
    expect(watch.rows.every(({ time, kind }) => time === null && kind === 'log')).to.equal(true);
    expect(watch.counts.unrecognised).to.equal(0);
  });

  it('a watch with the previous values, and a log behind it', () => {
    const watch = readLines(`PUT\n/registry/a/b/c\nold\n/registry/a/b/c\nnew\n${ALARM}\n`);
    expect(watch.rows.map(({ kind }) => kind)).to.deep.equal(['log', 'nospace-alarm-raised']);
  });

  it('takes no lone word for a watch', () => {
    expect(readLines('PUT\nsome text\nmore\n').rows).to.deep.equal([]);
    expect(readLines('PUT\nsome text\nmore\n').counts.unrecognised).to.equal(3);
  });

  it('a watch as JSON and as fields has revisions', () => {
    const events = [
      { kv: { key: base64('/registry/pods/a/b'), mod_revision: 12, value: base64('private') } },
      { type: 1, kv: { key: base64('/registry/pods/a/c'), mod_revision: 13 } },
    ];
    const json = readLines(`${JSON.stringify({ Header: { revision: 13 }, Events: events, Created: false })}\n`);
    expect(messages(json)).to.deep.equal([
      'PUT /registry/pods/a/b revision 12 (7 bytes)',
      'DELETE /registry/pods/a/c revision 13',
    ]);
    const fields = readLines(
      '"ClusterID" : 1\n"MemberID" : 2\n"Revision" : 12\n"RaftTerm" : 2\n"Type" : PUT\n"Key" : "/registry/pods/a/b"\n' +
        '"CreateRevision" : 12\n"ModRevision" : 12\n"Version" : 1\n"Value" : "private"\n"Lease" : 0\n',
    );
    expect(messages(fields)).to.deep.equal(['PUT /registry/pods/a/b revision 12']);
    expect(fields.counts.unrecognised).to.equal(0);
  });

  it('answers of get, del and txn', () => {
    const header = { cluster_id: 1, member_id: 2, revision: 12, raft_term: 2 };
    const kvs = [{ key: base64('/a'), create_revision: 1, mod_revision: 1, version: 1, value: base64('private') }];
    for (const [answer, message] of [
      [{ header, kvs, count: 1 }, '1 keys at revision 12'],
      [{ header, count: 4711 }, '4711 keys at revision 12'],
      [{ header, deleted: 3 }, '3 keys deleted at revision 12'],
      [{ header, succeeded: true, responses: [] }, 'transaction succeeded at revision 12'],
    ] as const)
      expect(messages(readLines(`${JSON.stringify(answer)}\n`))).to.deep.equal([message]);
    expect(readLines(`${JSON.stringify({ header, what: 1 })}\n`).counts.unrecognised).to.equal(1);
  });

  it('a list of keys is one line, and a count for each resource and namespace', () => {
    const keys = readLines(
      '/registry/pods/a/b\n\n/registry/pods/a/c\n\n/registry/events/a/c.17a\n\ncompact_rev_key\n\n',
    );
    expect(messages({ ...keys, rows: keys.rows.filter(({ kind }) => kind === 'log') })).to.deep.equal([
      '4 keys: pods 2, compact_rev_key 1, events 1',
    ]);
    const counted = keys.rows
      .filter(({ kind }) => kind === 'object-count')
      .map(({ said }) => JSON.parse(said) as object);
    expect(counted.map((one) => ({ ...one, excerpt: '' }))).to.have.length(3);
    expect(counted[0]).to.include({ resource: 'pods', namespace: 'a', count: 2 });
    expect(readLines('/var/log/a\n/var/log/b\n/var/log/c\n').rows).to.deep.equal([]);
  });

  it('fields of endpoint health and snapshot status', () => {
    const health = readLines('"Endpoint" : "127.0.0.1:2379"\n"Health" : false\n"Took" : 5.0s\n"Error" : no answer\n\n');
    expect(health.rows.map(({ kind }) => kind)).to.deep.equal(['endpoint-unhealthy']);
    const snapshot = readLines('"Hash" : 4261531479\n"Revision" : 10\n"Keys" : 7\n"Size" : 2113536\n');
    expect(messages(snapshot)).to.deep.equal(['snapshot file: revision 10, 7 entries, 2113536 B, hash fe01cf57']);
  });

  it('answers of check perf and of leases', () => {
    const text = [
      'PASS: Throughput is 151 writes/s',
      'Slowest request took too long: 1.204811s',
      'PASS: Stddev is 0.001913s',
      'FAIL: Throughput too low: 14 writes/s',
      'lease 694d81417acd4754 granted with TTL(60s)',
    ];
    expect(messages(readLines(`${text.join('\n')}\n`))).to.deep.equal(text);
  });
});

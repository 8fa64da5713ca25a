import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { etcdCapnslog } from '../../../src/parsers/etcd/etcd-capnslog.js';
import { at, collect } from './collected.js';

const read = (name: string): readonly string[] =>
  readFileSync(`fixtures/parsers/etcd-capnslog/${name}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const recorded = read('lines.log');
const earlier = read('earlier-versions.log');

function lineWith(text: string): string {
  const found = [...recorded, ...earlier].find((line) => line.includes(text));
  if (found === undefined) throw new Error(`no line with ${text}`);
  return found;
}

/** The message as journald got it from etcd: without stamp, level and package. */
function bare(line: string): string {
  return line.replace(/^\S+ \S+ [A-Z] \| [\w/]+: /, '');
}

const MEMBER = 'bf540a8e48c22b85';
const tables: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  ['starting server... [version', 'member-started', { version: '3.4.23' }],
  ['etcd Version:', 'member-started', { version: '3.4.23' }],
  ['alarm NOSPACE raised by peer', 'nospace-alarm-raised', { about: { id: MEMBER } }],
  ['alarm disarmed action', 'nospace-alarm-disarmed', { about: { id: MEMBER } }],
  ['/health error due to', 'nospace-alarm-active', { about: { id: MEMBER } }],
  ['failed to apply request "header', 'nospace-error', { key: '/registry/minions/worker-2', resource: 'minions' }],
  ['read-only range request', 'slow-apply', { duration: 106_450, key: '/registry/health', prefix: 'read-only range ' }],
  ['sync duration of', 'slow-fsync', { duration: 1_213_487 }],
  ['store.index: compact', 'compaction-started', { revision: 19381 }],
  ['finished scheduled compaction at', 'compaction-finished', { revision: 19381, duration: 291_303 }],
  ['starting to defragment', 'defragmentation-started', {}],
  ['finished defragmenting', 'defragmentation-finished', {}],
  ['saved snapshot at index', 'snapshot-saved', { appliedIndex: 10001 }],
  ['received terminated signal', 'member-stopped', {}],
  ['apply entries took too long', 'slow-apply', { duration: 2_357_658 }],
  ['request "header:<ID:7 > put', 'slow-apply', { duration: 62_500_000, key: '/registry/pods/a/b' }],
  ['failed to apply request,took', 'nospace-error', { key: '/registry/pods/a/b' }],
  ['alarm raised memberID', 'nospace-alarm-raised', { about: { id: '8e9e05c52164694d' } }],
  ['exceeds maximum recommended', 'quota-set', { quotaBytes: 12884901888 }],
  ['failed to send out heartbeat', 'heartbeat-late', { exceeded: 24_100, to: 'fd422379fda50e48' }],
  ['waiting for ReadIndex', 'read-index-slow', { duration: 500_000 }],
  ['timed out waiting for read index', 'read-index-slow', { duration: null }],
  ['Starting auto-compaction', 'compaction-requested', { revision: 4711, automatic: true }],
  ['Failed auto-compaction', 'compaction-failed', { revision: 4711 }],
  ['the clock difference', 'clock-difference', { peer: 'fd422379fda50e48', difference: 1_500_000 }],
  ['health check for peer', 'member-unreachable', { peer: 'fd422379fda50e48' }],
  ['rejected connection', 'certificate-error', { remote: '10.0.0.9' }],
  ['ETCD_QUOTA_BACKEND_BYTES', 'quota-set', { quotaBytes: 8589934592 }],
  ['/health error; no leader', 'no-leader', {}],
  ['/health error; QGET', 'health-check-failed', {}],
  ['crc mismatch', 'wal-corrupt', {}],
  ['lost leader', 'leader-lost', { leader: 'fd422379fda50e48', term: 5 }],
  ['no leader at term', 'no-leader', { term: 5 }],
];

describe('parsers/etcd-capnslog', () => {
  for (const [text, kind, fields] of tables) {
    it(`${text} is ${kind}, bare too`, () => {
      const line = lineWith(text);
      const whole = collect(etcdCapnslog, line);
      expect(whole.problems).to.deep.equal([]);
      for (const [name, value] of Object.entries({ kind, format: 'etcd-capnslog', source: 'etcd', ...fields })) {
        expect(whole.records[0]).to.have.deep.property(name, value);
      }
      expect(whole.records[0]?.time).to.equal(
        at(`${line.slice(0, 10)}T${line.slice(11, 23)}Z`) + Number(line.slice(23, 26)),
      );
      const outerTime = at('2026-11-22T13:14:00Z');
      const journal = collect(etcdCapnslog, bare(line), { ident: 'etcd', outerTime, priority: 4 });
      expect(journal.records[0]).to.include({ kind, time: outerTime });
    });
  }

  it('recognises every line of the recording', () => {
    expect(recorded.filter((line) => !collect(etcdCapnslog, line).claimed)).to.deep.equal([]);
    expect(earlier.filter((line) => !collect(etcdCapnslog, line).claimed)).to.deep.equal([]);
  });

  it('reads who a member is', () => {
    const identities = [...recorded].flatMap((line) =>
      collect(etcdCapnslog, line).records.filter(({ kind }) => kind === 'member-identity'),
    );
    expect(identities.some((record) => 'name' in record && record.name === 'master-1')).to.equal(true);
    expect(identities.some((record) => 'id' in record && record.id === MEMBER)).to.equal(true);
    expect(
      identities.some((record) => 'endpoints' in record && record.endpoints?.includes('127.0.0.1:12399')),
    ).to.equal(true);
  });

  it('reads lines of raft, with seconds only', () => {
    const line = `raft2026/11/22 13:13:02 INFO: raft.node: ${MEMBER} elected leader ${MEMBER} at term 2`;
    expect(collect(etcdCapnslog, line).records[0]).to.include({
      kind: 'leader-elected',
      leader: MEMBER,
      term: 2,
      time: at('2026-11-22T13:13:02Z'),
    });
    expect(collect(etcdCapnslog, line, { ident: 'etcd', outerTime: at('2026-11-22T13:13:01Z') }).records[0]).to.include(
      { time: at('2026-11-22T13:13:02Z') },
    );
  });

  const content =
    'compare:<target:MOD key:"/registry/pods/a/b" mod_revision:0 > success:<request_put:<key:"/registry/pods/a/b" value_size:5 >> failure:<>';
  const stats = (count: number, size: number, response: number, text: string): string =>
    `start time = 2026-11-22 13:13:02.498143 +0000 UTC m=+0.755604582, time spent = 994.582µs, remote = 127.0.0.1:41818, response type = /etcdserverpb.KV/Txn, request count = ${count}, request size = ${size}, response count = 0, response size = ${response}, request content = ${text}`;
  const stamped = '2026-11-22 08:13:02.499172 D | etcdserver/api/v3rpc: ';

  it('reads stats: the stamp of the line counts where there is one', () => {
    const expected = {
      op: 'put',
      key: '/registry/pods/a/b',
      valueBytes: 5,
      duration: 995,
      remote: '127.0.0.1',
      flags: 'first',
    };
    const whole = collect(etcdCapnslog, stamped + stats(1, 29, 37, content));
    expect(whole.requests).to.deep.equal([{ ...expected, time: at('2026-11-22T08:13:02.499Z') + 172 }]);
    const journal = collect(etcdCapnslog, stats(1, 29, 37, content), {
      ident: 'etcd',
      outerTime: at('2026-11-22T13:13:02Z'),
    });
    // begun at .498143, 995 µs long
    expect(journal.requests).to.deep.equal([{ ...expected, time: at('2026-11-22T13:13:02.499Z') + 138 }]);
  });

  it('tells refusals and conflicts in stats', () => {
    expect(collect(etcdCapnslog, stamped + stats(0, 0, 0, '')).requests[0]).to.include({
      op: 'txn',
      flags: 'failed refused first',
    });
    expect(collect(etcdCapnslog, stamped + stats(0, 0, 20, content)).requests[0]).to.include({
      op: 'put',
      flags: 'conflict first',
    });
  });

  it('decodes octal escapes, and hands over what a cut line still has', () => {
    const put = stats(1, 9, 30, 'key:"/\\303\\251, x" value_size:2 ').replace('KV/Txn', 'KV/Put');
    expect(collect(etcdCapnslog, stamped + put).requests[0]).to.include({ op: 'put', key: '/é, x', valueBytes: 2 });
    const cut = collect(etcdCapnslog, stamped + stats(1, 29, 37, content.slice(0, -20)));
    expect(cut.problems).to.have.length(1);
    expect(cut.requests[0]).to.include({ op: 'put', key: '/registry/pods/a/b' });
  });

  it('reads the lines of a report that quotes a journal', () => {
    const outerTime = at('2024-12-15T03:15:45Z');
    const told = (line: string) => collect(etcdCapnslog, line, { ident: 'etcd', pid: 1234, outerTime }).records[0];
    expect(told('apply entries took too long [2.357658s] for 1 entries')).to.include({
      kind: 'slow-apply',
      duration: 2_357_658,
      time: outerTime,
    });
    expect(told('database space exceeded')).to.include({ kind: 'nospace-error', clientSide: true });
    expect(told('mvcc: database space exceeded')).to.include({ kind: 'nospace-error', clientSide: true });
    expect(told('panic: assertion failed: Page expected to be: 12')).to.include({ kind: 'panic', process: 'etcd' });
    expect(told('write /var/lib/etcd/x: no space left on device')).to.include({ kind: 'disk-full' });
  });

  it('takes level from the priority', () => {
    expect(collect(etcdCapnslog, 'some words', { ident: 'etcd', priority: 5 }).records).to.deep.equal([
      { format: 'etcd-capnslog', source: 'etcd', time: null, kind: 'log', level: 'notice', message: 'some words' },
    ]);
  });

  const foreign: readonly (readonly [string, string, { readonly ident?: string }])[] = [
    ['another program with this logger', '2024-12-15 03:15:23.123456 I | op-mon: checking mons', {}],
    ['a message of no package', 'database space exceeded', {}],
    ['a message of the kubelet', 'database space exceeded', { ident: 'kubelet' }],
    ['a message of etcdctl', 'database space exceeded', { ident: 'etcdctl' }],
    ['a backup script', 'starting', { ident: 'etcd-backup' }],
    ['JSON', '{"level":"info"', { ident: 'etcd' }],
    ['the console form', '2026-11-22T13:15:18.512345Z\tinfo\tembed/etcd.go:1\tx', { ident: 'etcd' }],
    ['a stamp of Python', '2024-12-15 03:15:23,123456 W | etcdserver: x and more', {}],
    ['nothing', '', {}],
  ];
  for (const [name, line, wrapping] of foreign) {
    it(`leaves ${name} to others`, () => expect(collect(etcdCapnslog, line, wrapping).claimed).to.equal(false));
  }

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(
          '',
          stamped,
          `${stamped}start time = `,
          'raft2026/11/22 13:13:02 INFO: ',
          'WARNING: 2020/03/10 06:52:52 grpc: ',
        ),
        fc.constantFrom(null, 'etcd'),
        (tail, start, ident) => {
          collect(etcdCapnslog, Buffer.concat([Buffer.from(start), tail]), { ident });
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...recorded, ...earlier),
        fc.nat(),
        fc.nat(),
        fc.uint8Array({ maxLength: 4 }),
        (line, a, b, noise) => {
          const bytes = Buffer.from(line);
          const from = a % bytes.length;
          const to = from + (b % (bytes.length - from));
          collect(etcdCapnslog, Buffer.concat([bytes.subarray(0, from), noise, bytes.subarray(to)]));
        },
      ),
    );
  });

  it('takes the capabilities line of 3.0, whose package other programs have too', () => {
    const line = (text: string) => `2017-11-08 03:20:12.026695 I | api: ${text}`;
    expect(collect(etcdCapnslog, line('enabled capabilities for version 3.0')).claimed).to.equal(true);
    expect(collect(etcdCapnslog, line('starting main API on port 6060.')).claimed).to.equal(false);
  });

  it('calls a lease that could not be revoked in time a time-out', () => {
    const kinds = (error: string): readonly string[] =>
      collect(
        etcdCapnslog,
        `2021-01-19 09:30:12.588482 W | etcdserver: failed to revoke 9ef35dc711e6d3f5 ("${error}")`,
      ).records.map(({ kind }) => kind);
    expect(kinds('etcdserver: request timed out')).to.deep.equal(['request-timeout']);
    expect(kinds('etcdserver: requested lease not found')).to.include('lease-revoke-failed');
  });
});

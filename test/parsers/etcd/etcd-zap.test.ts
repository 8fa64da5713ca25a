import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { etcdZapConsole } from '../../../src/parsers/etcd/etcd-zap-console.js';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { at, collect } from './collected.js';

const read = (name: string): readonly string[] =>
  readFileSync(`fixtures/parsers/etcd-zap/${name}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const recorded = read('lines.log');
const later = read('later-versions.log');

/** The first line that holds the text. */
function lineWith(lines: readonly string[], text: string): string {
  const found = lines.find((line) => line.includes(text));
  if (found === undefined) throw new Error(`no line with ${text}`);
  return found;
}

describe('parsers/etcd-zap', () => {
  const tables: readonly (readonly [readonly string[], string, string, Readonly<Record<string, unknown>>])[] = [
    [recorded, '"msg":"starting an etcd server"', 'member-started', { version: '3.4.23', name: 'master-1' }],
    [recorded, '"msg":"enabled backend quota"', 'quota-set', { quotaBytes: 67108864 }],
    [recorded, '"msg":"alarm raised"', 'nospace-alarm-raised', { about: { id: '3eff616aeb017ac1' } }],
    [recorded, '"msg":"alarm disarmed"', 'nospace-alarm-disarmed', {}],
    [recorded, '"msg":"message exceeded backend quota', 'quota-exceeded', { quotaBytes: 67108864 }],
    [recorded, '"msg":"failed to apply request"', 'nospace-error', { resource: 'leases' }],
    [recorded, '"msg":"apply request took too long"', 'slow-apply', {}],
    [recorded, '"msg":"slow fdatasync"', 'slow-fsync', {}],
    [recorded, '"msg":"leader failed to send out heartbeat', 'heartbeat-late', {}],
    [recorded, '"msg":"waiting for ReadIndex response', 'read-index-slow', { duration: 500_000 }],
    [recorded, 'linearizableReadLoop', 'read-index-slow', {}],
    [recorded, '"msg":"compact tree index"', 'compaction-started', {}],
    [recorded, '"msg":"finished scheduled compaction"', 'compaction-finished', {}],
    [recorded, '"msg":"defragmenting"', 'defragmentation-started', {}],
    [recorded, '"msg":"defragmented"', 'defragmentation-finished', {}],
    [recorded, '"msg":"finished defragment"', 'log', { level: 'info', message: 'finished defragment' }],
    [recorded, '"msg":"saved snapshot"', 'snapshot-saved', { appliedIndex: 10002 }],
    [recorded, ' elected leader ', 'leader-elected', { term: 2 }],
    [recorded, ' lost leader ', 'leader-lost', {}],
    [recorded, 'is starting a new election', 'election-started', { term: 1 }],
    [recorded, '"msg":"received signal; shutting down"', 'member-stopped', {}],
    [recorded, '"msg":"closed etcd server"', 'server-closed', {}],
    [recorded, '"msg":"failed to reach the peer URL"', 'member-unreachable', {}],
    [later, '"msg":"apply request took too long"', 'slow-apply', { prefix: 'read-only range ', resource: 'pods' }],
    [
      later,
      '"level":"warn","ts":"2026-03-04T05:06:09',
      'slow-request',
      { duration: 312_004, key: '/registry/pods/a/b' },
    ],
    [later, 'finished scheduled compaction', 'compaction-finished', { dbSizeBytes: 8589934592, duration: 1_250_000 }],
    [later, 'finished defragmenting', 'defragmentation-finished', { freedBytes: 8e9, dbSizeInUseBytes: 163577856 }],
    [later, 'changed leader', 'leader-changed', { leader: 'fd422379fda50e48', term: 7 }],
    [later, '"logger":"etcd-client"', 'nospace-error', { source: 'kubernetes', clientSide: true }],
    [later, 'due to an alarm', 'nospace-alarm-active', { about: { id: '8e9e05c52164694d' } }],
    [later, 'action:ACTIVATE', 'nospace-alarm-raised', { about: { id: '8e9e05c52164694d' } }],
    [later, 'trace[977760219] put', 'slow-request', { key: '/registry/pods/a/b', duration: 102_542 }],
    [later, '"msg":"trace"', 'slow-request', { key: '/registry/pods/', duration: 150_000 }],
    [later, 'prober detected', 'member-unreachable', { peer: 'fd422379fda50e48' }],
    [later, 'clock drift', 'clock-difference', { peer: 'fd422379fda50e48', difference: 1_500_000 }],
    [later, 'bad certificate', 'certificate-error', { remote: '10.0.0.9' }],
    [later, 'no space left on device', 'disk-full', {}],
    [later, 'Health check error', 'health-check-failed', {}],
    [later, 'ETCD_AUTO_COMPACTION_RETENTION', 'auto-compaction-set', { retention: '5m', time: 1625000000123456 }],
  ];
  for (const [lines, text, kind, fields] of tables) {
    it(`${text} is ${kind}`, () => {
      const { claimed, records, problems } = collect(etcdZap, lineWith(lines, text));
      expect(claimed).to.equal(true);
      expect(problems).to.deep.equal([]);
      const record = records[0];
      expect(record).to.include({ kind, format: 'etcd-zap' });
      for (const [name, value] of Object.entries(fields)) expect(record).to.have.deep.property(name, value);
    });
  }

  it('recognises every line of the recording but the one of the old form', () => {
    const strange = recorded.filter((line) => !collect(etcdZap, line).claimed);
    expect(
      strange.every((line) => / [WD] \| etcdserver\/api\/etcdhttp: /.test(line) || line.startsWith('WARNING:')),
    ).to.equal(true);
    expect(strange.length).to.be.lessThan(4);
  });

  it('tells the start-up line by member, peers, quota and compaction, each once', () => {
    const { records } = collect(etcdZap, lineWith(later, 'starting an etcd server'));
    expect(records.map(({ kind }) => kind)).to.deep.equal([
      'member-started',
      'member-identity',
      'member-identity',
      'quota-set',
      'auto-compaction-set',
    ]);
    expect(records[1]).to.deep.include({ self: true, name: 'cp-1', endpoints: ['10.0.0.1:2379', '10.0.0.1:2380'] });
    expect(records[2]).to.deep.include({ self: false, name: 'cp-2', endpoints: ['10.0.0.2:2380'] });
    expect(records[4]).to.include({ mode: 'revision', retention: '1000', disabled: false });
  });

  it('reads settings of the command line; 0 is the default quota and no compaction', () => {
    const { records } = collect(etcdZap, lineWith(later, '"Running: "'));
    expect(records.find(({ kind }) => kind === 'quota-set')).to.include({ quotaBytes: 2147483648 });
    expect(records.find(({ kind }) => kind === 'auto-compaction-set')).to.include({ retention: '0', disabled: true });
    expect(records[0]?.time).to.equal(at('2026-03-04T10:06:07.100Z'));
  });

  it('never shows values of a debug line', () => {
    const { records } = collect(etcdZap, lineWith(later, 'hunter2'));
    expect(JSON.stringify(records)).not.to.include('hunter2');
  });

  describe('request stats', () => {
    const stats = (fields: Readonly<Record<string, unknown>>): string =>
      JSON.stringify({
        level: 'debug',
        ts: '2026-11-22T13:09:36.667Z',
        caller: 'v3rpc/interceptor.go:181',
        msg: 'request stats',
        'start time': '2026-11-22T13:09:36.661Z',
        'time spent': '6.538381ms',
        remote: '127.0.0.1:53222',
        'response type': '/etcdserverpb.KV/Txn',
        'request count': 1,
        'request size': 60,
        'response count': 0,
        'response size': 40,
        'request content': '',
        ...fields,
      });
    const txn = (key: string, size: number): string =>
      `compare:<target:MOD key:"${key}" mod_revision:5 > success:<request_put:<key:"${key}" value_size:${size} >> failure:<request_range:<key:"${key}" > >`;

    const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
      [
        'an update',
        // RequestOp{put{key 3, value 100}}: 2 + (2 + 3) + (2 + 100)
        { 'request size': 109, 'request content': txn('/ab', 100) },
        ['put /ab 100 sampled first'],
      ],
      [
        'an update whose compare failed',
        { 'request size': 7, 'request content': txn('/ab', 100) },
        ['put /ab 100 conflict sampled first'],
      ],
      [
        'a create whose compare failed',
        {
          'request count': 0,
          'request size': 0,
          'request content':
            'compare:<target:MOD key:"/ab" mod_revision:0 > success:<request_put:<key:"/ab" value_size:9 >> failure:<>',
        },
        ['put /ab 9 conflict sampled first'],
      ],
      [
        'two puts and a delete of one line',
        {
          'request count': 3,
          'request content':
            'compare:<> success:<request_put:<key:"a" value_size:1 > request_put:<key:"b" > request_delete_range:<key:"c" > > failure:<>',
        },
        ['put a 1 sampled first', 'put b 0 sampled', 'delete c -1 sampled'],
      ],
      [
        'a delete that was answered by the object: its compare failed',
        {
          'request size': 9,
          'response size': 1800,
          'request content':
            'compare:<key:"/a" mod_revision:1 > success:<request_delete_range:<key:"/a" > > failure:<request_range:<key:"/a" > >',
        },
        ['delete /a -1 conflict sampled first'],
      ],
      [
        'a transaction that only reads',
        { 'request content': 'compare:<> success:<request_range:<key:"a" > > failure:<>' },
        ['txn a -1 sampled first'],
      ],
      [
        'a transaction refused at the gate',
        { 'request count': 0, 'request size': 0, 'response size': 0, 'time spent': '79.5µs' },
        ['txn  -1 failed refused sampled first'],
      ],
      [
        'a transaction that timed out',
        { 'request count': 0, 'request size': 0, 'response size': 0, 'time spent': '7.000183s' },
        ['txn  -1 failed sampled first'],
      ],
      [
        'a put',
        { 'response type': '/etcdserverpb.KV/Put', 'request content': 'key:"foo" value_size:3 ' },
        ['put foo 3 sampled first'],
      ],
      [
        'a put without value, refused',
        { 'response type': '/etcdserverpb.KV/Put', 'response size': 0, 'request content': 'key:"foo" ' },
        ['put foo 0 failed refused sampled first'],
      ],
      [
        'a delete',
        { 'response type': '/etcdserverpb.KV/DeleteRange', 'request content': 'key:"foo" range_end:"fop" ' },
        ['delete foo -1 sampled first'],
      ],
      [
        'a range without key',
        { 'response type': '/etcdserverpb.KV/Range', 'request content': 'limit:1 keys_only:true ' },
        ['range  -1 sampled first'],
      ],
      [
        'a compaction',
        { 'response type': '/etcdserverpb.KV/Compact', 'response size': -1 },
        ['compact  -1 sampled first'],
      ],
      [
        'a lease',
        { 'response type': '/etcdserverpb.Lease/LeaseGrant', 'response size': -1 },
        ['lease-grant  -1 sampled first'],
      ],
      ['a status', { 'response type': '/etcdserverpb.Maintenance/Status' }, ['Maintenance/Status  -1 sampled first']],
      [
        'a key with escapes',
        { 'request size': 30, 'request content': txn('/\\303\\251\\"', 20) },
        ['put /é" 20 sampled first'],
      ],
      [
        'a field added behind',
        { 'request size': 109, 'request content': txn('/ab', 100), host: 'x' },
        ['put /ab 100 sampled first'],
      ],
    ];
    for (const [name, fields, expected] of cases) {
      it(`reads ${name}`, () => {
        const { claimed, requests, problems } = collect(etcdZap, stats(fields));
        expect(claimed).to.equal(true);
        expect(problems).to.deep.equal([]);
        expect(requests.map(({ op, key, valueBytes, flags }) => `${op} ${key} ${valueBytes} ${flags}`)).to.deep.equal(
          expected,
        );
        expect(requests[0]?.time).to.equal(at('2026-11-22T13:09:36.667Z'));
        expect(requests[0]?.remote).to.equal('127.0.0.1');
      });
    }

    it('reads other field orders and blanks alike', () => {
      const object = JSON.parse(stats({ 'request size': 109, 'request content': txn('/ab', 100) })) as Record<
        string,
        unknown
      >;
      const sorted = Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
      for (const text of [JSON.stringify(sorted), JSON.stringify(object, null, 1).replaceAll('\n', '')]) {
        expect(collect(etcdZap, text).requests).to.have.length(1);
      }
    });

    it('reads inner quotes that lost their backslashes', () => {
      const text = stats({ 'request size': 109, 'request content': txn('/ab', 100) }).replaceAll('\\"', '"');
      const { requests } = collect(etcdZap, text);
      expect(requests.map(({ key, valueBytes, duration }) => [key, valueBytes, duration])).to.deep.equal([
        ['/ab', 100, 6538],
      ]);
    });

    it('reports a line that is cut', () => {
      const { claimed, requests, problems } = collect(
        etcdZap,
        stats({ 'request content': txn('/ab', 100) }).slice(0, 420),
      );
      expect([claimed, requests.length, problems.length]).to.deep.equal([true, 0, 1]);
    });

    it('walks and parses to the same, whatever the key', () => {
      fc.assert(
        fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.nat(1e7), (word, size) => {
          const key = word.replace(/["\\\p{C}]/gu, '_');
          const text = stats({ 'request size': -1, 'request content': txn(key, size) });
          const walked = collect(etcdZap, text).requests;
          const parsed = collect(etcdZap, `{ ${text.slice(1)}`).requests;
          expect(walked).to.deep.equal(parsed);
          expect(walked[0]?.key).to.equal(key);
        }),
      );
    });
  });

  const foreign: readonly (readonly [string, string])[] = [
    ['an audit event', '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata"}'],
    [
      'the same library in another program',
      '{"level":"info","ts":"2026-03-04T05:06:07.123Z","caller":"controller/controller.go:70","msg":"Starting"}',
    ],
    ['a line of klog', '{"ts":1625000000.1,"caller":"app/server.go:10","msg":"x","v":0}'],
    ['no JSON', '{level: info}'],
    ['an array', '[1]'],
    ['nothing', ''],
  ];
  for (const [name, line] of foreign) {
    it(`leaves ${name} to others`, () => {
      expect(collect(etcdZap, line)).to.deep.equal({ claimed: false, records: [], requests: [], problems: [] });
    });
  }

  it('reports a time that is none', () => {
    const line = '{"level":"info","ts":"2024-13-01","caller":"embed/etcd.go:1","msg":"x"}';
    expect(collect(etcdZap, line).problems).to.deep.equal(['expected an RFC 3339 time after "ts", got "2024-13-01"']);
  });

  it('never throws on arbitrary bytes', () => {
    const head =
      '{"level":"debug","ts":"2026-11-22T13:09:36.667Z","caller":"v3rpc/interceptor.go:181","msg":"request stats",';
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('', '{', '{"level":"', head), (tail, start) => {
        collect(etcdZap, Buffer.concat([Buffer.from(start), tail]));
        collect(etcdZapConsole, Buffer.concat([Buffer.from(start), tail]));
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...recorded, ...later),
        fc.nat(),
        fc.nat(),
        fc.uint8Array({ maxLength: 4 }),
        (line, a, b, noise) => {
          const bytes = Buffer.from(line);
          const from = a % bytes.length;
          const to = from + (b % (bytes.length - from));
          collect(etcdZap, Buffer.concat([bytes.subarray(0, from), noise, bytes.subarray(to)]));
        },
      ),
    );
  });
});

describe('parsers/etcd-zap-console', () => {
  it('reads its lines as those of JSON', () => {
    const line =
      '2026-11-22T13:15:18.512345Z\tinfo\tmvcc/kvstore_compaction.go:68\tfinished scheduled compaction\t{"compact-revision": 1200, "took": "1.2ms"}';
    expect(collect(etcdZapConsole, line).records[0]).to.include({
      kind: 'compaction-finished',
      format: 'etcd-zap-console',
      revision: 1200,
      duration: 1200,
      time: at('2026-11-22T13:15:18.512Z') + 345,
    });
    const raft =
      '2026-11-22T13:15:18.512345Z\tinfo\traft\tetcdserver/zap_raft.go:77\traft.node: 8e9e05c52164694d lost leader fd422379fda50e48 at term 5';
    expect(collect(etcdZapConsole, raft).records[0]).to.include({ kind: 'leader-lost', term: 5 });
  });

  it('leaves other lines with tabs to others', () => {
    expect(
      collect(etcdZapConsole, '2026-11-22T13:15:18.512345Z\tINFO\tsetup\tstarting manager\t{"a": 1}').claimed,
    ).to.equal(false);
    expect(collect(etcdZapConsole, '2026-11-22T13:15:18.512345Z stderr F a\tb\tc').claimed).to.equal(false);
  });
});

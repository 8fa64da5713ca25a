import { expect } from 'chai';
import fc from 'fast-check';
import { alarmList } from '../../../src/parsers/etcdctl/alarm-list.js';
import { etcdctlAnswer } from '../../../src/parsers/etcdctl/etcdctl-answer.js';
import { etcdctlTable } from '../../../src/parsers/etcdctl/etcdctl-table.js';
import { snapshotStatus } from '../../../src/parsers/etcdctl/snapshot-status.js';
import { collect, context, payloadOf } from '../etcd/collected.js';
import { readText, recordsOf } from '../read-text.js';

describe('parsers/etcdctl-answer', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    [
      'Finished defragmenting etcd member[127.0.0.1:2379]',
      { kind: 'defragmentation-finished', endpoint: '127.0.0.1:2379', duration: null },
    ],
    [
      'Finished defragmenting etcd member[https://10.0.1.10:2379]. took 1.2s',
      { kind: 'defragmentation-finished', duration: 1_200_000 },
    ],
    [
      'Failed to defragment etcd member[127.0.0.1:22379] (context deadline exceeded)',
      { kind: 'defragmentation-failed', error: 'context deadline exceeded' },
    ],
    [
      'Leadership transferred from 45ddc0e800e20b93 to c89feb932daef420',
      { kind: 'leader-changed', leader: 'c89feb932daef420' },
    ],
    ['Snapshot saved at /backup/snap.db', { kind: 'log' }],
    ['Error: etcdserver: mvcc: database space exceeded', { kind: 'nospace-error', clientSide: true }],
    ['Error: etcdserver: request timed out', { kind: 'request-timeout' }],
    ['Error: etcdserver: user name is empty', { kind: 'auth-error' }],
  ];
  for (const [line, expected] of cases)
    it(`reads «${line}»`, () => {
      const { claimed, records } = collect(etcdctlAnswer, line);
      expect(claimed).to.equal(true);
      expect(records[0]).to.include({ format: 'etcdctl-answer', source: 'etcdctl', time: null, ...expected });
    });

  it('asks for a compaction', () => {
    const { records } = collect(etcdctlAnswer, 'compacted revision 1846293');
    expect(records.map(({ kind }) => kind)).to.deep.equal(['claim', 'compaction-requested']);
    expect(records[1]).to.include({ revision: 1846293 });
  });

  it('leaves others', () => {
    for (const line of ['Finished', 'Error: unhealthy cluster', 'compacted revision', 'Leadership changed', 'Error: x'])
      expect(collect(etcdctlAnswer, line).claimed).to.equal(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom('F', 'L', 'c', 'E', 'S', '{"hash":', 'fe01cf57, '),
        (bytes, head) => {
          const line = Buffer.concat([Buffer.from(head), bytes]);
          collect(etcdctlAnswer, line);
          collect(snapshotStatus, line);
        },
      ),
    );
  });
});

describe('parsers/snapshot-status', () => {
  const message = (size: string): string => `snapshot file: revision 10, 7 entries, ${size}, hash fe01cf57`;

  it('reads the simple form, JSON and the table', () => {
    expect(collect(snapshotStatus, 'fe01cf57, 10, 7, 2.1 MB').records[0]).to.include({ message: message('2.1 MB') });
    expect(collect(snapshotStatus, 'fe01cf57, 10, 7, 2.1 MB, 3.6.0').claimed).to.equal(true);
    expect(collect(snapshotStatus, 'fe01cf57, 10, 7, 2.1 MB, ').claimed).to.equal(true);
    const json = '{"hash":4261531479,"revision":10,"totalKey":7,"totalSize":2113536}';
    expect(collect(snapshotStatus, json).records[0]).to.include({ message: message('2113536 B') });
    const table = [
      '+----------+----------+------------+------------+',
      '|   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE |',
      '+----------+----------+------------+------------+',
      '| fe01cf57 |       10 |          7 | 2.1 MB     |',
      '+----------+----------+------------+------------+',
    ].join('\n');
    const reading = readText(table, [], [etcdctlTable]);
    expect([reading.unclaimed, reading.givenBack]).to.deep.equal([[], 0]);
    expect(recordsOf(reading)[0]).to.include({ format: 'snapshot-status', message: message('2.1 MB') });
  });

  it('leaves other rows of commas', () => {
    for (const line of ['abc, 1, 2, 3', 'fe01cf57, ten, 7, 2.1 MB', 'beef, 5, 6', '{"hash":"x"}'])
      expect(collect(snapshotStatus, line).claimed).to.equal(false);
  });
});

describe('parsers/alarm-list, none on', () => {
  it('takes {} for an empty list in a file that is called so, and nowhere else', () => {
    const sink = { record: () => undefined, request: () => undefined, problem: () => undefined };
    const named = { ...context, input: 'etcdctl/1-before.alarm-list.json.txt' };
    expect(alarmList.parse(payloadOf('{}'), named, sink)).to.equal(true);
    expect(alarmList.parse(payloadOf('{}'), context, sink)).to.equal(false);
    expect(alarmList.emptyWhenNone?.test('must-gather/etcd_info/alarm_list.json')).to.equal(true);
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PASTED_BLOCKS, PASTED_LINES } from '../pasted-dialects.js';
import { statementsOf, readText, recordsOf } from '../read-text.js';

const read = (text: string) => readText(text, PASTED_LINES, PASTED_BLOCKS);
const fixture = (name: string) => read(readFileSync(`fixtures/parsers/etcdctl-output/${name}.txt`, 'utf8'));

describe('etcdctl output', () => {
  for (const name of ['alarm-list.simple', 'alarm-list.json']) {
    it(`${name}: an alarm a member, ids in hexadecimal`, () => {
      const records = recordsOf(fixture(name));
      expect(records.map(({ kind, about, time }) => [kind, about?.id, time])).to.deep.equal([
        ['nospace-alarm-active', '3eff616aeb017ac1', null],
        ['nospace-alarm-active', '91c84dd4bd32dadc', null],
        ['nospace-alarm-active', '92209b44b4eadd40', null],
      ]);
    });
  }

  it('endpoint hashkv: simple has no revision, JSON has', () => {
    const [simple] = statementsOf(fixture('endpoint-hashkv.simple'));
    const [json] = statementsOf(fixture('endpoint-hashkv.json'));
    expect(simple?.claim).to.include({ what: 'hash', hash: '3070989289', revision: null, annotated: false });
    expect(json?.claim).to.include({
      what: 'hash',
      hash: '3070989289',
      revision: 20152,
      compactRevision: -1,
      annotated: false,
    });
  });

  for (const name of ['endpoint-health.simple', 'endpoint-health.table']) {
    it(`${name}: a healthy endpoint is a line like others`, () => {
      const reading = fixture(name);
      expect(recordsOf(reading).map(({ kind }) => kind)).to.deep.equal(['log', 'log', 'log']);
      expect(reading.unclaimed).to.deep.equal([]);
    });
  }

  for (const name of ['member-list.simple', 'member-list.table']) {
    it(`${name}: who is who`, () => {
      const [first] = recordsOf(fixture(name));
      expect(first).to.deep.include({
        kind: 'member-identity',
        id: '3eff616aeb017ac1',
        name: 'master-3',
        self: false,
        endpoints: ['127.0.0.1:32380', '127.0.0.1:32379'],
      });
    });
  }

  const LINES: readonly (readonly [string, string, object | null])[] = [
    [
      'unhealthy',
      '10.0.1.10:2379 is unhealthy: failed to commit proposal: context deadline exceeded',
      {
        kind: 'endpoint-unhealthy',
        endpoint: '10.0.1.10:2379',
        message: '10.0.1.10:2379 is unhealthy: context deadline exceeded',
      },
    ],
    [
      'unhealthy, JSON',
      '[{"endpoint":"a:2379","health":false,"took":"5.001s","error":"deadline"}]',
      { kind: 'endpoint-unhealthy', duration: 5_001_000 },
    ],
    [
      'unhealthy, v2',
      'member 8211f1d0f64f3269 is unhealthy: got unhealthy result from http://127.0.0.1:2379',
      { kind: 'endpoint-unhealthy' },
    ],
    ['verdict', 'Error: unhealthy cluster', { kind: 'log', level: 'error' }],
    ['corrupt', 'memberID:1 alarm:CORRUPT ', { kind: 'corrupt-alarm-raised', about: { id: '1' } }],
    [
      'member of v2',
      '8211f1d0f64f3269: name=infra1 peerURLs=http://127.0.0.1:12380 clientURLs=http://127.0.0.1:2379 isLeader=true',
      { kind: 'member-identity', name: 'infra1' },
    ],
    [
      'unstarted member',
      '8211f1d0f64f3269, unstarted, , http://10.0.0.4:2380, , false',
      { kind: 'member-identity', id: '8211f1d0f64f3269' },
    ],
    ['hash with a revision written behind it', '10.0.1.10:2379, 3841678299 (rev 1847293)', { kind: 'claim' }],
    ['prose', 'Everything is healthy: nobody was hurt', null],
    ['CSV', 'a, b, c, d', null],
    ['number list', '10.0.0.1:80, 5, 6', { kind: 'claim' }],
  ];
  for (const [name, line, expected] of LINES) {
    it(name, () => {
      const [record] = recordsOf(read(line));
      if (expected === null) expect(record).to.equal(undefined);
      else expect(record).to.deep.include(expected);
    });
  }

  it('marks the annotated hash', () => {
    const [hash] = statementsOf(read('10.0.1.10:2379, 3841678299 (rev 1847293)'));
    expect(hash?.claim).to.include({ revision: 1847293, annotated: true });
  });
});

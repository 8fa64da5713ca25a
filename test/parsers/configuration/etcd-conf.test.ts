import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { etcdConf } from '../../../src/parsers/configuration/etcd-conf.js';
import { readText, recordsOf, type Reading } from '../read-text.js';

const read = (text: string): Reading => readText(text, [], [etcdConf]);
const kinds = (text: string): string[] => recordsOf(read(text)).map(({ kind }) => kind);

describe('etcd-conf', () => {
  it('reads a whole file', () => {
    const reading = read(readFileSync('fixtures/parsers/etcd-conf/etcd.conf.yml', 'utf8'));
    const records = recordsOf(reading);
    expect(reading.unclaimed).to.deep.equal([]);
    expect(records.every(({ time, source }) => time === null && source === 'config')).to.equal(true);
    expect(records.find(({ kind }) => kind === 'quota-set')).to.deep.include({
      quotaBytes: 100663296,
      about: { name: 'master-1' },
    });
    expect(records.find(({ kind }) => kind === 'auto-compaction-set')).to.include({
      mode: 'periodic',
      retention: '0',
      disabled: true,
    });
    expect(records.find(({ kind }) => kind === 'member-identity')).to.deep.include({
      name: 'master-1',
      self: true,
      endpoints: ['127.0.0.1:12379', '127.0.0.1:12380'],
    });
    expect(records.filter(({ kind }) => kind === 'log')).to.have.length(17);
  });

  const CASES: readonly (readonly [string, string, object])[] = [
    [
      'comment behind the value',
      'quota-backend-bytes: 8589934592 # 8 GB',
      { kind: 'quota-set', quotaBytes: 8589934592 },
    ],
    ['0 is the default', 'quota-backend-bytes: 0', { kind: 'quota-set', quotaBytes: 2147483648 }],
    ['negative is off', 'quota-backend-bytes: -1', { kind: 'quota-set', quotaBytes: null }],
    ['flag of a manifest', '    - --quota-backend-bytes=8589934592', { kind: 'quota-set', quotaBytes: 8589934592 }],
    [
      'environment',
      'ETCD_AUTO_COMPACTION_RETENTION="5m"',
      { kind: 'auto-compaction-set', retention: '5m', disabled: false },
    ],
    ['unit file', 'Environment="ETCD_QUOTA_BACKEND_BYTES=4294967296"', { kind: 'quota-set', quotaBytes: 4294967296 }],
    ['0s', "auto-compaction-retention: '0s'", { kind: 'auto-compaction-set', retention: '0s', disabled: true }],
    ['10h is not off', 'auto-compaction-retention: 10h', { kind: 'auto-compaction-set', disabled: false }],
    [
      'revisions',
      'auto-compaction-retention: "1000"',
      { kind: 'auto-compaction-set', retention: '1000', disabled: false },
    ],
    [
      'experimental name',
      'experimental-warning-apply-duration: 200ms',
      { kind: 'log', message: 'experimental-warning-apply-duration: 200ms' },
    ],
  ];
  for (const [name, line, expected] of CASES) {
    it(name, () => expect(recordsOf(read(line))[0]).to.deep.include(expected));
  }

  it('never takes a number with text behind it for the number', () => {
    for (const value of ['15728642. Enhanced Monitoring Alerts', '8Gi', '8589934592bytes', '1e9']) {
      const [record] = recordsOf(read(`quota-backend-bytes: ${value}\nsnapshot-count: 10000\n`));
      expect(record).to.deep.include({
        kind: 'claim',
        claim: { what: 'setting', name: 'quota-backend-bytes', value, glued: true, proposed: false },
      });
    }
  });

  it('reads a fragment in the middle of a text, and nothing around it', () => {
    const reading = read(
      `${'prose\n'.repeat(50)}auto-compaction-retention: "0"\nquota-backend-bytes: 8589934592\nAutomatic compaction was turned off.\n# a heading\n`,
    );
    expect(recordsOf(reading).map(({ kind }) => kind)).to.deep.equal(['auto-compaction-set', 'quota-set']);
    expect(reading.unclaimed).to.have.length(52);
  });

  it('reads sections and lists', () => {
    const text =
      'name: a\nclient-transport-security:\n  cert-file: /x\n  client-cert-auth: true\nlog-outputs:\n  - stderr\nsnapshot-count: 5\n';
    expect(recordsOf(read(text)).map((record) => (record.kind === 'log' ? record.message : record.kind))).to.deep.equal(
      [
        'name: a',
        'client-transport-security: ',
        'client-transport-security.cert-file: /x',
        'client-transport-security.client-cert-auth: true',
        'log-outputs: ',
        'snapshot-count: 5',
        'member-identity',
      ],
    );
  });

  it("leaves other people's YAML alone", () => {
    const reading = read('name: checkout\nnamespace: payments\ndebug: true\nmetadata:\n  name: x\n');
    expect(reading.read).to.deep.equal([]);
    expect(reading.unclaimed.length + reading.givenBack).to.equal(5);
    expect(kinds('debug: cannot open file\n')).to.deep.equal([]);
  });
});

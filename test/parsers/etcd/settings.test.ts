import { expect } from 'chai';
import { readLines } from '../../decoders/read-lines.js';

const recordsOf = (line: string, kind: string): Record<string, unknown>[] =>
  readLines(`${line}\n`)
    .rows.map(({ said }) => JSON.parse(said) as Record<string, unknown>)
    .filter((record) => record.kind === kind);

const start = (fields: string): string =>
  `{"level":"info","ts":"2026-11-22T13:00:00.000Z","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"3.5.3","name":"m1",${fields}}`;

describe('parsers/etcd: settings of a start', () => {
  it('reads the quota under the name of other patch releases', () => {
    const [set] = recordsOf(start('"quota-size-bytes":8589934592'), 'quota-set');
    expect(set?.quotaBytes).to.equal(8589934592);
    expect(recordsOf(start('"quota-backend-bytes":2147483648'), 'quota-set')[0]?.quotaBytes).to.equal(2147483648);
    expect(recordsOf(start('"quota-size-bytes":0'), 'quota-set')[0]?.quotaBytes).to.equal(2147483648);
  });

  it('tells revisions from nanoseconds', () => {
    for (const [printed, revisions] of [
      ['1µs', '1000'],
      ['10µs', '10000'],
      ['1.5µs', '1500'],
      ['5ms', '5000000'],
    ] as const) {
      const line = start(`"auto-compaction-mode":"revision","auto-compaction-retention":"${printed}"`);
      expect(recordsOf(line, 'auto-compaction-set')[0]?.retention, printed).to.equal(revisions);
    }
    const periodic = start('"auto-compaction-mode":"periodic","auto-compaction-retention":"1h0m0s"');
    expect(recordsOf(periodic, 'auto-compaction-set')[0]).to.deep.include({ retention: '1h0m0s', mode: 'periodic' });
    const off = start('"auto-compaction-mode":"revision","auto-compaction-retention":"0s"');
    expect(recordsOf(off, 'auto-compaction-set')[0]?.disabled).to.equal(true);
  });

  it('keeps a mode that stands in a line of its own', () => {
    const line =
      '{"level":"info","ts":"2026-11-22T13:00:00.000Z","caller":"flags/flag.go:113","msg":"recognized and used environment variable","variable-name":"ETCD_AUTO_COMPACTION_MODE","variable-value":"revision"}';
    expect(recordsOf(line, 'claim')[0]?.claim).to.deep.include({ name: 'auto-compaction-mode', value: 'revision' });
  });
});

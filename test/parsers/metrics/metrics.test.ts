import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { MemberStatus } from '../../../src/model/record.js';
import { metrics } from '../../../src/parsers/metrics/metrics.js';
import { prometheusQuery } from '../../../src/parsers/metrics/prometheus-query.js';
import { at } from '../etcd/collected.js';
import { readText, recordsOf, type Reading } from '../read-text.js';

const scrape = readFileSync('fixtures/parsers/metrics/scrape.prom', 'utf8');
const answer = readFileSync('fixtures/parsers/metrics/query-range.json', 'utf8');
const read = (text: string): Reading => readText(text, [], [prometheusQuery, metrics]);
const statuses = (text: string): MemberStatus[] =>
  recordsOf(read(text)).filter((record): record is MemberStatus => record.kind === 'member-status');

describe('parsers/metrics', () => {
  it('makes one status of a scrape, on the line of the size', () => {
    const reading = read(scrape);
    expect(reading.unclaimed).to.deep.equal([]);
    expect(reading.givenBack).to.equal(0);
    const [status, identity] = reading.read;
    expect(reading.read).to.have.length(2);
    expect(status?.record).to.deep.include({
      kind: 'member-status',
      source: 'metrics',
      time: null,
      about: { id: 'bf540a8e48c22b85' },
      version: '3.4.23',
      dbSizeBytes: 41984000,
      dbSizeInUseBytes: 41984000,
      quotaBytes: 41943040,
      isLeader: true,
      revision: 20381,
    });
    const line = scrape.split('\n')[(status?.line ?? 0) - 1];
    expect(line).to.match(/^etcd_(?:debugging_)?mvcc_db_total_size_in_bytes /);
    expect(identity?.record).to.include({ kind: 'member-identity', id: 'bf540a8e48c22b85', self: false });
  });

  it('tells two scrapes one after the other apart', () => {
    expect(statuses(scrape + scrape)).to.have.length(2);
  });

  it('leaves the member open where the text does not name it', () => {
    const [status] = statuses('etcd_mvcc_db_total_size_in_bytes 4.1984e+07\n');
    expect(status).to.include({ dbSizeBytes: 41984000, quotaBytes: null, isLeader: null });
    expect(status?.about).to.equal(undefined);
  });

  it('takes instance and stamp of federated samples', () => {
    const text = [
      '# TYPE etcd_mvcc_db_total_size_in_bytes untyped',
      'etcd_mvcc_db_total_size_in_bytes{instance="10.0.1.10:2379",job="etcd"} 100 1795353182000',
      'etcd_mvcc_db_total_size_in_bytes{instance="10.0.1.11:2379",job="et}\\"cd"} 200 1795353182000',
      'etcd_server_is_leader{instance="10.0.1.10:2379"} 0 1795353182000',
    ].join('\n');
    const found = statuses(text);
    expect(found.map(({ endpoint, dbSizeBytes, isLeader }) => [endpoint, dbSizeBytes, isLeader])).to.deep.equal([
      ['10.0.1.10:2379', 100, false],
      ['10.0.1.11:2379', 200, null],
    ]);
    expect(found[0]?.time).to.equal(at('2026-11-22T13:13:02Z'));
  });

  it('reads metrics of others past, with one line for the lot', () => {
    const text =
      '# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.5\nnode_load5 +Inf\n# EOF\n';
    const reading = read(text);
    expect(reading.unclaimed).to.deep.equal([]);
    expect(recordsOf(reading).map(({ kind }) => kind)).to.deep.equal(['log']);
  });

  for (const text of [
    'total 5',
    '# HELP wanted for the move',
    '# TYPE of thing',
    'etcd_is down since 5',
    'a_b{c="d"} 1',
  ])
    it(`does not begin at «${text}»`, () => {
      expect(read(text).unclaimed).to.deep.equal([1]);
    });

  it('ends where something else begins', () => {
    expect(read(`${scrape}\nsome prose follows here\n`).unclaimed).to.have.length(1);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void read(`# TYPE etcd_a gauge\netcd_${text}\n${text}`)),
    );
  });
});

describe('parsers/prometheus-query', () => {
  const expected = [
    [at('2026-11-22T13:13:02Z'), '10.0.1.10:2379', 41984000, 2147483648],
    [at('2026-11-22T13:13:32.5Z'), '10.0.1.10:2379', 42984000, null],
  ];
  const seen = (text: string): unknown =>
    statuses(text).map(({ time, endpoint, dbSizeBytes, quotaBytes }) => [time, endpoint, dbSizeBytes, quotaBytes]);

  it('joins the series of an instance by their stamps', () => {
    expect(seen(answer)).to.deep.equal(expected);
  });

  it('reads the same pretty-printed, from the line below the brace', () => {
    expect(seen(JSON.stringify(JSON.parse(answer), null, 2))).to.deep.equal(expected);
  });

  it('gives back what is no answer of samples, and tells of one that is cut', () => {
    const streams = read('{"status":"success","data":{"resultType":"streams","result":[]}}');
    expect([streams.givenBack, streams.read.length]).to.deep.equal([1, 0]);
    expect(read(answer.slice(0, 150)).problems).to.have.length(1);
  });
});

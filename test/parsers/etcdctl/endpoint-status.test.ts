import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { AnyRecord, MemberStatus } from '../../../src/model/record.js';
import { PASTED_BLOCKS, PASTED_LINES } from '../pasted-dialects.js';
import { statementsOf, readText, recordsOf } from '../read-text.js';

const FIXTURES = 'fixtures/parsers/endpoint-status';
const read = (text: string) => readText(text, PASTED_LINES, PASTED_BLOCKS);
const fixture = (name: string) => read(readFileSync(`${FIXTURES}/${name}`, 'utf8'));
const statuses = (records: readonly AnyRecord[]): MemberStatus[] =>
  records.filter((record) => record.kind === 'member-status');
const alarms = (records: readonly AnyRecord[]): string[] =>
  records.filter((record) => record.kind === 'nospace-alarm-active').map((record) => record.about?.id ?? '');

const IDS = ['91c84dd4bd32dadc', '92209b44b4eadd40', '3eff616aeb017ac1'];

describe('endpoint-status', () => {
  for (const form of ['table', 'simple', 'json', 'fields']) {
    it(`reads the ${form} form of 3.4 with the alarms of all members`, () => {
      const reading = fixture(`nospace.${form}.txt`);
      const records = recordsOf(reading);
      expect(reading.unclaimed).to.deep.equal([]);
      expect(reading.givenBack).to.equal(0);
      expect(statuses(records).map(({ about }) => about?.id)).to.deep.equal(IDS);
      expect(statuses(records).map(({ version }) => version)).to.deep.equal(['3.4.23', '3.4.23', '3.4.23']);
      expect(statuses(records).map(({ isLeader }) => isLeader)).to.deep.equal([true, false, false]);
      expect(statuses(records).map(({ errors }) => errors.length)).to.deep.equal([3, 3, 3]);
      expect(new Set(alarms(records))).to.deep.equal(new Set(IDS));
    });
  }

  it('keeps exact sizes exact and says which are rounded', () => {
    const [exact] = statuses(recordsOf(fixture('nospace.json.txt')));
    expect(exact).to.include({
      dbSizeBytes: 67149824,
      dbSizeInUseBytes: 67133440,
      revision: 20149,
      term: 2,
      time: null,
    });
    expect(exact?.dbSizeText).to.equal(undefined);
    expect(exact?.raftAppliedIndex).to.be.a('number');
    expect(exact?.raftIndex).to.be.at.least(exact?.raftAppliedIndex ?? Infinity);
    const [rounded] = statuses(recordsOf(fixture('nospace.table.txt')));
    expect(rounded).to.include({ dbSizeBytes: 67_000_000, dbSizeText: '67 MB', revision: null, term: 2 });
  });

  it('counts the lines of a wrapped row, and tells the columns of the table', () => {
    const reading = fixture('nospace.table.txt');
    const rows = reading.read.filter(({ record }) => record.kind === 'member-status');
    expect(rows.map(({ line, lines }) => [line, lines])).to.deep.equal([
      [4, 6],
      [10, 6],
      [16, 6],
    ]);
    const table = statementsOf(reading).find(({ claim }) => claim.what === 'status-table');
    expect(table?.claim).to.deep.include({ version: '3.4.23', ids: IDS });
  });

  it('takes the time of a sample', () => {
    const [first] = statuses(recordsOf(fixture('sampled.jsonl')));
    expect(first?.time).to.equal(Date.parse('2026-11-22T13:08:33.371Z') * 1000);
    expect(recordsOf(fixture('sampled.jsonl')).filter(({ time }) => time === null)).to.deep.equal([]);
  });

  it('reads the box drawing and the columns of 3.7', () => {
    const reading = fixture('three-seven.table.txt');
    expect(reading.unclaimed).to.deep.equal([]);
    expect(statuses(recordsOf(reading))[0]).to.deep.include({
      endpoint: 'https://10.0.1.10:2379',
      about: { id: '91c84dd4bd32dadc', endpoint: '10.0.1.10:2379' },
      version: '3.7.1',
      dbSizeText: '62 MB',
      dbSizeInUseText: '1.2 MB',
      dbSizeInUseBytes: 1_200_000,
      quotaBytes: 2_100_000_000,
      quotaText: '2.1 GB',
      term: 4,
      errors: [],
    });
  });

  const LINES: readonly (readonly [string, string, object | null])[] = [
    [
      '3.3 simple',
      '10.0.1.10:2379, 8e9e05c52164694d, 3.3.27, 25 kB, true, 2, 9',
      { version: '3.3.27', dbSizeBytes: 25_000, isLeader: true, term: 2 },
    ],
    [
      '3.6 simple',
      '10.0.1.10:2379, 8e9e05c52164694d, 3.6.14, 3.6.0, 62 MB, 1.2 MB, 98%, 2.1 GB, true, false, 4, 20, 20, etcdserver: no leader, , false',
      {
        version: '3.6.14',
        dbSizeText: '62 MB',
        dbSizeInUseText: '1.2 MB',
        isLeader: true,
        term: 4,
        errors: ['etcdserver: no leader'],
      },
    ],
    ['no status', '10.0.1.10:2379, nothing, of, the, sort, at, all, here', null],
    ['old text log', '2026-11-22 12:30:03.806305 I | mvcc: store.index: compact 5', null],
    ['torn JSON', '[{"Endpoint":"127.0.0.1:12379","Status":{"header":{"cluster_id":46280', null],
    ['other JSON', '[{"Endpoint":"127.0.0.1:12379"}]', null],
  ];
  for (const [name, line, expected] of LINES) {
    it(name, () => {
      const found = statuses(recordsOf(read(line)));
      if (expected === null) expect(found).to.deep.equal([]);
      else expect(found[0]).to.deep.include(expected);
    });
  }

  it('keeps ids beyond 2^53 to the last digit', () => {
    const line =
      '[{"Endpoint":"a:2379","Status":{"header":{"member_id":10529586648187592001},"version":"3.5.0","dbSize":1,"leader":10529586648187592000}}]';
    expect(statuses(recordsOf(read(line)))[0]).to.deep.include({
      about: { id: '92209b44b4eadd41', endpoint: 'a:2379' },
      isLeader: false,
    });
  });

  it('reads the pretty-printed form, and gives back other documents', () => {
    const json = JSON.stringify(JSON.parse(readFileSync(`${FIXTURES}/nospace.json.txt`, 'utf8')), null, 2);
    const reading = read(json.replaceAll('10504731706944315000', '10504731706944314076'));
    expect(statuses(recordsOf(reading))).to.have.length(3);
    expect(reading.unclaimed).to.deep.equal([]);
    const other = read('{\n  "kind": "List",\n  "items": []\n}');
    expect(other.read).to.deep.equal([]);
    expect(other.unclaimed.length + other.givenBack).to.equal(4);
  });

  it('leaves tables of others alone', () => {
    const reading = read('+----+------+\n| id | user |\n+----+------+\n|  1 | bob  |\n+----+------+\n');
    expect(reading.read).to.deep.equal([]);
    expect(reading.unclaimed.length + reading.givenBack).to.equal(5);
  });

  it('reads Markdown tables', () => {
    const reading = read(
      '| ENDPOINT | ID | VERSION | DB SIZE | IS LEADER | RAFT TERM |\n|---|---|---|---|---|---|\n| a:2379 | 1f | 3.4.13 | 8.2 GB | true | 5 |\n',
    );
    expect(statuses(recordsOf(reading))[0]).to.deep.include({
      dbSizeText: '8.2 GB',
      about: { id: '1f', endpoint: 'a:2379' },
    });
  });
});

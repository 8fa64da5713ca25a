import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { LineParser } from '../../../src/model/parser.js';
import { etcdZapConsole } from '../../../src/parsers/etcd/etcd-zap-console.js';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { type Collected, collect } from './collected.js';
import { statementsOf, readText, recordsOf } from '../read-text.js';

const read = (path: string): string => readFileSync(`fixtures/parsers/${path}`, 'utf8');
const linesOf = (path: string): readonly string[] =>
  read(path)
    .split('\n')
    .filter((line) => line !== '');

interface Recording {
  readonly minor: '3.5' | '3.6' | '3.7';
  readonly version: string;
  /** 3.6 logs neither that the alarm went on nor that it was disarmed, but for the requests at debug level. */
  readonly logsAlarms: boolean;
}

const RECORDINGS: readonly Recording[] = [
  { minor: '3.5', version: '3.5.35', logsAlarms: true },
  { minor: '3.6', version: '3.6.16', logsAlarms: false },
  { minor: '3.7', version: '3.7.3', logsAlarms: false },
];
const QUOTA = 3 << 20;
const AT_INFO = [
  ...['member-started', 'quota-set', 'auto-compaction-set', 'election-started', 'leader-elected'],
  ...['nospace-error', 'compaction-started', 'compaction-finished', 'defragmentation-started'],
  ...['defragmentation-finished', 'slow-apply', 'slow-request', 'member-stopped', 'log'],
];

function readAll(parser: LineParser, lines: readonly string[]): readonly Collected[] {
  return lines.map((line) => collect(parser, line));
}

for (const { minor, version, logsAlarms } of RECORDINGS) {
  describe(`a recording of etcd ${version}`, () => {
    const folder = `etcd-${minor}`;
    const info = readAll(etcdZap, linesOf(`${folder}/info.log`));
    const debug = readAll(etcdZap, linesOf(`${folder}/debug.log`));

    it('every line of the JSON log is recognised, and none is broken', () => {
      for (const all of [info, debug]) {
        expect(all.filter(({ claimed }) => !claimed)).to.deep.equal([]);
        expect(all.flatMap(({ problems }) => problems)).to.deep.equal([]);
      }
    });

    it('info: the incident is told', () => {
      const kinds = new Set(info.flatMap(({ records }) => records.map(({ kind }) => kind)));
      expect([...kinds]).to.include.members(AT_INFO);
      expect(kinds.has('nospace-alarm-raised')).to.equal(logsAlarms);
      expect(kinds.has('nospace-alarm-disarmed')).to.equal(logsAlarms);
    });

    it('info: quota, version, sizes after compaction and defragmentation', () => {
      const records = info.flatMap((one) => one.records);
      const of = (kind: string): object[] => records.filter((record) => record.kind === kind);
      for (const record of of('member-started')) expect(record).to.include({ version, name: 'master-1' });
      for (const record of of('quota-set')) expect(record).to.include({ quotaBytes: QUOTA });
      for (const record of of('auto-compaction-set')) expect(record).to.include({ disabled: true, retention: '0s' });
      const [compacted] = of('compaction-finished');
      expect(compacted).to.have.property('dbSizeBytes').above(QUOTA);
      expect(compacted)
        .to.have.property('dbSizeInUseBytes')
        .above(QUOTA / 2);
      const [defragmented] = of('defragmentation-finished');
      expect(defragmented).to.have.property('freedBytes').above(0);
    });

    it('debug: puts, deletes, leases, conflicts and refusals of the request lines', () => {
      const requests = debug.flatMap((one) => one.requests);
      const some = (test: (request: (typeof requests)[number]) => boolean): boolean => requests.some(test);
      const ofPod = ({ key }: (typeof requests)[number]): boolean => key.startsWith('/registry/pods/payments/');
      expect(some((one) => one.op === 'put' && ofPod(one) && one.valueBytes === 900)).to.equal(true);
      expect(some(({ op, key }) => op === 'put' && key === '/registry/configmaps/größe/a "b"<c>\\0')).to.equal(true);
      expect(some((one) => one.op === 'put' && ofPod(one) && one.flags.includes('conflict'))).to.equal(true);
      expect(some((one) => one.op === 'delete' && ofPod(one))).to.equal(true);
      expect(some(({ op }) => op === 'lease-grant')).to.equal(true);
      expect(some(({ op }) => op === 'compact')).to.equal(true);
    });

    it('debug: who leads, and that it changed', () => {
      const kinds = new Set(debug.flatMap(({ records }) => records.map(({ kind }) => kind)));
      expect([...kinds]).to.include.members(['leader-lost', 'leader-elected', 'member-unreachable', 'heartbeat-late']);
    });

    if (minor !== '3.5') {
      it('console: the same kinds as in JSON, in the name of its own format', () => {
        const console = readAll(
          etcdZapConsole,
          linesOf(`${folder}/console.log`).filter((line) => /^\d{4}-/.test(line)),
        );
        expect(console.filter(({ claimed }) => !claimed)).to.deep.equal([]);
        const records = console.flatMap((one) => one.records);
        expect([...new Set(records.map(({ kind }) => kind))]).to.include.members(AT_INFO);
        expect(new Set(records.map(({ format }) => format))).to.deep.equal(new Set(['etcd-zap-console']));
      });
    }

    const pasted = (name: string) => readText(read(`${folder}/${name}.txt`), PARSERS.lines, PARSERS.blocks);
    for (const form of ['simple', 'table', 'json', 'fields']) {
      it(`endpoint status -w ${form}`, () => {
        const reading = pasted(`endpoint-status.${form}`);
        expect(reading.unclaimed).to.deep.equal([]);
        const rows = recordsOf(reading).filter(({ kind }) => kind === 'member-status');
        expect(rows).to.have.length(3);
        for (const row of rows) expect(row).to.include({ version });
      });

      it(`endpoint health -w ${form}: unhealthy for the alarm`, () => {
        const kinds = recordsOf(pasted(`endpoint-health.${form}`)).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'endpoint-unhealthy')).to.have.length(3);
      });

      it(`endpoint hashkv -w ${form}`, () => {
        const reading = pasted(`endpoint-hashkv.${form}`);
        expect(reading.unclaimed).to.deep.equal([]);
        const hashes = statementsOf(reading).map(({ claim }) => (claim.what === 'hash' ? claim.hash : null));
        expect(hashes).to.have.length(3);
        expect(new Set(hashes).size, 'of one revision').to.equal(1);
      });

      it(`member list -w ${form}`, () => {
        const reading = pasted(`member-list.${form}`);
        expect(reading.unclaimed).to.deep.equal([]);
        const names = recordsOf(reading).flatMap((record) => (record.kind === 'member-identity' ? [record.name] : []));
        expect(names.sort()).to.deep.equal(['master-1', 'master-2', 'master-3']);
      });

      it(`snapshot status -w ${form}`, () => {
        const reading = pasted(`snapshot-status.${form}`);
        expect(reading.unclaimed).to.deep.equal([]);
        expect(recordsOf(reading).map(({ format }) => format)).to.deep.equal(['snapshot-status']);
      });

      if (form === 'table') continue; // it says that it can't
      it(`alarm list -w ${form}`, () => {
        const reading = pasted(`alarm-list.${form}`);
        expect(reading.unclaimed).to.deep.equal([]);
        const kinds = new Set(recordsOf(reading).map(({ kind }) => kind));
        expect(kinds).to.deep.equal(new Set(['nospace-alarm-active']));
      });
    }
  });
}

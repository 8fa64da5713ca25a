import { expect } from 'chai';
import { rotatedSets, rotationName } from '../../src/sources/rotation.js';

/** name, base, whether it is rotated, day */
const TABLE: readonly (readonly [string, string, boolean, string | null])[] = [
  ['log/etcd.log', 'log/etcd.log', false, null],
  ['log/etcd.log.1', 'log/etcd.log', true, null],
  ['log/etcd.log.2.gz', 'log/etcd.log', true, null],
  ['log/etcd.1.log', 'log/etcd.log', true, null],
  ['log/messages.12.xz', 'log/messages', true, null],
  ['log/etcd.log.gz', 'log/etcd.log', false, null],
  ['log/etcd.log-20260701', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd.log-20260701.gz', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd.log-2026070110.gz', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd.log-20260701-1782864000', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd.log.2026-07-01', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd-20260701.log', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd-2026-07-01T10-11-12.345.log', 'log/etcd.log', true, '2026-07-01'],
  ['log/etcd-2026-07-01T10-11-12.345.log.gz', 'log/etcd.log', true, '2026-07-01'],
  ['log/audit-2026-07-01T10-11-12.345.log', 'log/audit.log', true, '2026-07-01'],
  ['log/etcd.log.old', 'log/etcd.log', true, null],
  ['bundle.tar!var/log/etcd.log.1', 'bundle.tar!var/log/etcd.log', true, null],
  ['bundle.tar!etcd.log.1', 'bundle.tar!etcd.log', true, null],
  ['ns_pod_0f/etcd/0.log.20260701-101112.gz', 'ns_pod_0f/etcd/0.log', true, '2026-07-01'],
  ['ns_pod_0f/etcd/1.log', 'ns_pod_0f/etcd/0.log', true, null],
  ['logs/previous.log', 'logs/current.log', true, null],
  // Not rotated: members by number, addresses, versions, days that no calendar has.
  ['log/1.log', 'log/1.log', false, null],
  ['log/etcd-1.log', 'log/etcd-1.log', false, null],
  ['log/10.0.0.1.log', 'log/10.0.0.1.log', false, null],
  ['log/etcd-3.4.23', 'log/etcd-3.4.23', false, null],
  ['log/etcd-20261301.log', 'log/etcd-20261301.log', false, null],
  ['', '', false, null],
  ['a.', 'a.', false, null],
];

describe('names of rotated logs', () => {
  for (const [name, base, rotated, day] of TABLE)
    it(`${name}: ${rotated ? 'of' : 'is'} ${base}`, () => {
      const told = rotationName(name);
      expect([
        told.base,
        told.rotated,
        told.day === null ? null : new Date(told.day).toISOString().slice(0, 10),
      ]).to.eql([base, rotated, day]);
    });

  const inputsOf = (...paths: string[]): string[][] =>
    rotatedSets(paths).map(({ files }) => files.map(({ input }) => input));

  it('puts the oldest first, whatever the manner of counting', () => {
    expect(inputsOf('e.log', 'e.log.1', 'e.log.10.gz', 'e.log.2.gz', 'other.log')).to.eql([
      ['e.log.10.gz', 'e.log.2.gz', 'e.log.1', 'e.log'],
    ]);
    expect(inputsOf('e.log', 'e.log-20260702', 'e.log-20260701.gz', 'e.log-20260702-1783000000')).to.eql([
      ['e.log-20260701.gz', 'e.log-20260702', 'e.log-20260702-1783000000', 'e.log'],
    ]);
    const folder = 'kube-system_etcd-cp1_6f/etcd/';
    expect(inputsOf(`${folder}0.log`, `${folder}1.log`, `${folder}0.log.20260701-101112`)).to.eql([
      [`${folder}0.log.20260701-101112`, `${folder}0.log`, `${folder}1.log`],
    ]);
  });

  it('makes no set of files in different folders, or of one file', () => {
    expect(inputsOf('a/e.log', 'b/e.log.1')).to.eql([]);
    expect(inputsOf('a/e.log.1', 'a/e.log.1')).to.eql([]);
  });

  it('counts the file in use as the one before the first', () => {
    const numbers = (...paths: string[]): (number | null)[] =>
      rotatedSets(paths).flatMap(({ files }) => files.map(({ number }) => number));
    expect(numbers('e.log', 'e.log.1', 'e.log.2')).to.eql([2, 1, 0]);
    expect(numbers('e.log', 'e.log.0', 'e.log.1')).to.eql([1, 0, -1]);
  });
});

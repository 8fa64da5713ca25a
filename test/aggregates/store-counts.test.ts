import { expect } from 'chai';
import { storeCounts } from '../../src/aggregates/store-counts.js';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import type { ObjectCount } from '../../src/model/record.js';
import { storeOf } from '../../src/timeline/store/store-counts.js';

const row = (more: Partial<ObjectCount>): ObjectCount => ({
  ...{ kind: 'object-count', format: 'count-table', source: 'etcdctl', time: null, of: 'objects', count: 1 },
  ...more,
});

const sight = (line: number): LineContext => ({
  ...{ stream: 'a.txt\0\0', input: 'a.txt', format: 'count-table' },
  exemplar: (time, excerpt = '') => ({
    ...{ input: 'a.txt', line, lines: 1, byteOffset: line, text: excerpt, excerpt },
    time: time as null,
  }),
});

function fold(...rows: readonly Partial<ObjectCount>[]): ReturnType<typeof storeCounts.empty> {
  const tally = storeCounts.empty();
  rows.forEach((more, i) => storeCounts.record?.(tally, row(more), sight(i + 1)));
  return tally;
}

const told = (tally: ReturnType<typeof storeCounts.empty>, written: readonly string[] = []): unknown =>
  storeOf(tally, written, String).map(({ of, rows }) => [of, rows.map(({ key, count }) => [key, count])]);

describe('counts of the store', () => {
  it('adds the namespaces of a resource within a table, and no tables', () => {
    const tally = fold(
      { resource: 'pods', namespace: 'a', count: 3 },
      { resource: 'pods', namespace: 'b', count: 4 },
      { resource: 'pods', count: 9, command: 'kubectl get pods -A | wc -l' },
    );
    expect(told(tally)).to.deep.equal([
      ['objects', [['pods', 7]]],
      ['objects', [['pods', 9]]],
    ]);
  });

  it('takes two looks of one command for the larger, and pieces of one listing together', () => {
    expect(told(fold({ resource: 'pods', count: 3 }, { resource: 'pods', count: 5 }))).to.deep.equal([
      ['objects', [['pods', 5]]],
    ]);
    const listing = { format: 'etcdctl-keys', resource: 'pods' } as const;
    expect(told(storeCounts.merge(fold({ ...listing, count: 3 }), fold({ ...listing, count: 5 })))).to.deep.equal([
      ['objects', [['pods', 8]]],
    ]);
  });

  it('keeps revisions and versions apart from objects', () => {
    const tally = fold(
      { resource: 'minions', count: 7488, of: 'revisions' },
      { resource: 'configmaps', key: '/registry/configmaps/a/b', count: 13021, of: 'versions' },
    );
    const rows = storeOf(tally, [], String).flatMap((table) => table.rows);
    expect(rows.map(({ key, count, revisions }) => [key, count, revisions])).to.deep.equal([
      ['minions', 7488, 7488],
      ['configmaps', 1, 13021],
    ]);
  });

  it('gives a plural its group where another input has it', () => {
    const tally = fold({ resource: 'certificaterequests', count: 25377 });
    expect(told(tally, ['cert-manager.io/certificaterequests'])).to.deep.equal([
      ['objects', [['cert-manager.io/certificaterequests', 25377]]],
    ]);
    expect(told(tally, ['a.io/certificaterequests', 'b.io/certificaterequests'])).to.deep.equal([
      ['objects', [['certificaterequests', 25377]]],
    ]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { emptyKeyTable, internKey, keyAt, mergeKeyTables } from '../../src/mergeable/key-table.js';
import { hashKey } from '../../src/model/request.js';

const intern = (table: ReturnType<typeof emptyKeyTable>, key: string): number => {
  const bytes = Buffer.from(key);
  return internKey(table, bytes, 0, bytes.length, hashKey(bytes, 0, bytes.length));
};

describe('key table', () => {
  it('numbers distinct keys in order, and gives each key back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 300 }), (keys) => {
        const table = emptyKeyTable(1000);
        const distinct = [...new Set(keys)];
        for (const key of keys) expect(intern(table, key)).to.equal(distinct.indexOf(key));
        distinct.forEach((key, id) => expect(keyAt(table, id)).to.equal(key));
      }),
    );
  });

  it('compares bytes: keys of one hash stay apart', () => {
    const table = emptyKeyTable(10);
    const one = Buffer.from('/registry/pods/a/x');
    const two = Buffer.from('/registry/pods/b/x');
    expect(internKey(table, one, 0, one.length, 7)).to.equal(0);
    expect(internKey(table, two, 0, two.length, 7)).to.equal(1);
    expect(internKey(table, one, 0, one.length, 7)).to.equal(0);
  });

  it('answers -1 past its limit, and still finds what it has', () => {
    const table = emptyKeyTable(2);
    expect([intern(table, 'a'), intern(table, 'b'), intern(table, 'c'), intern(table, 'a')]).to.deep.equal([
      0, 1, -1, 0,
    ]);
  });

  it('merges another table, telling where its keys went', () => {
    const a = emptyKeyTable(100);
    const b = emptyKeyTable(100);
    ['x', 'y'].forEach((key) => intern(a, key));
    ['y', 'z'].forEach((key) => intern(b, key));
    expect([...mergeKeyTables(a, b)]).to.deep.equal([1, 2]);
    expect(keyAt(a, 2)).to.equal('z');
  });
});

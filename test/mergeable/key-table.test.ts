import { expect } from 'chai';
import fc from 'fast-check';
import { emptyKeyTable, findKey, internKey, keyAt, mergeKeyTables } from '../../src/mergeable/key-table.js';
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

  it('grows: thousands of keys, and keys longer than all before', () => {
    const keys = Array.from({ length: 3000 }, (_, i) => `/registry/${'x'.repeat(i % 90)}/${i}`);
    keys.splice(1500, 0, 'y'.repeat(1 << 16), '');
    const table = emptyKeyTable(10_000);
    keys.forEach((key, id) => expect(intern(table, key)).to.equal(id));
    keys.forEach((key, id) => {
      expect(keyAt(table, id)).to.equal(key);
      expect(intern(table, key)).to.equal(id);
    });
    expect(table.size).to.equal(keys.length);
    // Half of the slots stay free, or a search for what isn't there would not end.
    expect(table.slots.length).to.be.at.least(table.size * 2);
  });

  it('finds part of a longer text, and knows it from what it begins with', () => {
    const bytes = Buffer.from('--abcabd--');
    const table = emptyKeyTable(10);
    expect(internKey(table, bytes, 2, 5, 1)).to.equal(0);
    expect(findKey(table, bytes, 5, 8, 1)).to.equal(-1);
    expect(internKey(table, bytes, 5, 8, 1)).to.equal(1);
    expect(findKey(table, bytes, 2, 4, 1)).to.equal(-1);
    expect(findKey(table, bytes, 2, 6, 1)).to.equal(-1);
    expect(findKey(table, bytes, 2, 5, 257), 'another hash').to.equal(-1);
    expect(keyAt(table, 1)).to.equal('abd');
  });

  it('merges into a table that is nearly full: what finds no room is -1', () => {
    const a = emptyKeyTable(3);
    const b = emptyKeyTable(10);
    ['x', 'y'].forEach((key) => intern(a, key));
    ['p', 'q', 'y'].forEach((key) => intern(b, key));
    expect([...mergeKeyTables(a, b)]).to.deep.equal([2, -1, 1]);
  });
});

import { expect } from 'chai';
import { KeyCache } from '../../src/aggregates/key-cache.js';

describe('aggregates/key-cache', () => {
  it('answers what is made of the parts, however often they come', () => {
    let made = 0;
    const cache = new KeyCache((a, b, c) => {
      made += 1;
      return `${a}/${b}/${c}`;
    });
    for (let turn = 0; turn < 3; turn += 1) expect(cache.of('pods', 'a', 'x')).to.equal('pods/a/x');
    expect(made).to.equal(1);
    expect(cache.of('pods', 'b', 'x')).to.equal('pods/b/x');
    expect(cache.of('leases', 'b', 'x')).to.equal('leases/b/x');
    expect(cache.of('pods', 'a', 'x')).to.equal('pods/a/x');
  });

  it('forgets, and is right still', () => {
    const cache = new KeyCache((a, b, c) => `${a}${b}${c}`);
    for (let turn = 0; turn < 2; turn += 1)
      for (let i = 0; i < 20_000; i += 1) expect(cache.of('a', 'b', String(i))).to.equal(`ab${i}`);
  });
});

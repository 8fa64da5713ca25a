import fc from 'fast-check';
import { expect } from 'chai';
import { WordFinder } from '../../src/model/word-finder.js';

const word = fc.string({ unit: fc.constantFrom(...'abAB0-_. '), minLength: 2, maxLength: 4 });
const text = fc.string({ unit: fc.constantFrom(...'abcABC0-_. é'), maxLength: 40 });

describe('WordFinder', () => {
  it('finds what indexOf finds, in the bounds that it is given', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), text, fc.nat(10), fc.boolean(), (words, whole, cut, exact) => {
        const bytes = Buffer.from(whole, 'latin1');
        const from = Math.min(cut, bytes.length);
        const fold = (one: string): string => (exact ? one : one.toLowerCase());
        const plain = fold(whole.slice(from).replace(/é/g, '\x01'));
        const finder = new WordFinder(words, exact);
        expect(finder.isIn(bytes, from, bytes.length)).to.equal(words.some((one) => plain.includes(fold(one))));
        expect(finder.isAt(bytes, from, bytes.length)).to.equal(words.some((one) => plain.startsWith(fold(one))));
        expect(finder.isIn(bytes, from, from)).to.equal(false);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect } from 'chai';
import { withoutTail } from '../../src/model/without-tail.js';

describe('withoutTail', () => {
  it('does what an expression at the end does', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n') }), (text) => {
        expect(withoutTail(text, '\r\n')).to.equal(text.replace(/[\r\n]+$/, ''));
      }),
    );
    expect(withoutTail('000', '0')).to.equal('');
  });
});

import { expect } from 'chai';
import type { CaseFile, ClockOffset } from '../../src/model/case-file.js';
import { micros, SECOND } from '../../src/model/units.js';
import { momentOf } from '../../src/rules/queries/clocks.js';
import { at, emptyCaseFile, exemplar } from '../case-files/case-file-builder.js';

const clock = (input: string, seconds: number, applied = true): ClockOffset => ({
  name: input,
  member: null,
  inputs: [input],
  offset: micros(seconds * SECOND),
  error: micros(SECOND),
  applied,
  basis: '3 compactions',
  reference: ['master-1'],
});
const file = (...clocks: readonly ClockOffset[]): CaseFile => ({ ...emptyCaseFile(), clocks });

describe('rules/reading/clocks', () => {
  const line = exemplar('x', 100, 'a.log');

  it('puts a wrong clock right, within its error', () => {
    expect(momentOf(file(clock('a.log', 40)), line)).to.deep.equal({ earliest: at(59), latest: at(61) });
  });

  it('leaves lines as they are where the clock is right, of another input, one of several, or not known', () => {
    const asWritten = { earliest: at(100), latest: at(100) };
    for (const one of [
      file(),
      file(clock('a.log', 40, false)),
      file(clock('b.log', 40)),
      file(clock('a.log', 40), clock('a.log', 0, false)),
    ])
      expect(momentOf(one, line)).to.deep.equal(asWritten);
    expect(momentOf(file(), exemplar('x'))).to.equal(null);
  });
});

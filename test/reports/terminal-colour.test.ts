import { expect } from 'chai';
import { terminalSummary } from '../../src/reports/terminal.js';
import { refusedWrites } from './postmortem-fixture.js';

const SGR = new RegExp('\\u001b\\[[\\d;]*m', 'g');

describe('the summary in colour', () => {
  const plain = [...terminalSummary(refusedWrites)].join('');
  const coloured = [...terminalSummary(refusedWrites, null, true)].join('');

  it('is the same without its colours, which every line ends', () => {
    expect(coloured).not.to.equal(plain);
    expect(coloured.replace(SGR, '')).to.equal(plain);
    for (const line of coloured.split('\n')) expect((line.match(SGR) ?? []).length % 2).to.equal(0);
  });

  it('has no escape where none was asked for', () => {
    expect(plain).not.to.match(SGR);
  });
});

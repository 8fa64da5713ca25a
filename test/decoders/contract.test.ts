import fc from 'fast-check';
import { expect } from 'chai';
import { FRAMES } from '../../src/decoders/frame/registry.js';
import { UNWRAPPERS } from '../../src/decoders/unwrap/registry.js';
import { readLines } from './read-lines.js';

const unwrappers = [...UNWRAPPERS.sure, ...UNWRAPPERS.loose];
/** Pieces that make lines look like what some decoder knows, joined at random. */
const PIECES = [
  ...[...unwrappers, ...FRAMES].map(({ sample }) => sample),
  ...unwrappers.map(({ sample }) => sample.slice(0, Math.ceil(sample.length / 2))),
  ...['\n', '\r\n', '\0', '\u001b[31m', '"', '{', '}', '\\', '\\u00', '\t', ' ', ': ', ',', '""', '\ufeff', '\u00a0'],
  ...[
    'MESSAGE\n\x0a\0\0\0\0\0\0\0',
    'MESSAGE=x\n\n',
    '{\n\t"MESSAGE" : [ 1, 2 ],\n',
    '    MESSAGE=y',
    'a,message\n',
    'b,"',
  ],
  ...[
    '2024-12-15T03:15:23.123456789Z stderr P ',
    '{"log":"',
    `{"log":"${'x'.repeat(16_400)}","stream":"stdout","time":"2024-12-15T03:15:23Z"}\n`,
  ],
];

describe('decoders', () => {
  it('have ids, titles and samples of their own', () => {
    const ids = [...unwrappers, ...FRAMES].map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { title, sample } of [...unwrappers, ...FRAMES]) expect(title !== '' && sample !== '').to.equal(true);
  });

  it('never throw on arbitrary bytes, and count every line once', () => {
    const anything = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => Buffer.from(all.join(''))),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const whole = readLines(bytes);
        const { lines, claimed, framed, inBlocks, unrecognised } = whole.counts;
        expect(claimed + framed + inBlocks + unrecognised).to.be.at.most(lines);
        expect(Math.min(claimed, framed, inBlocks, unrecognised)).to.be.at.least(0);
        expect(readLines(bytes, size).rows).to.deep.equal(whole.rows);
      }),
      { numRuns: 300 },
    );
  });
});

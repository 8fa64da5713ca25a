import { expect } from 'chai';
import fc from 'fast-check';
import { unpackLz4Block } from '../../../src/decoders/journal-file/lz4-block.js';

/** A block of literals alone. */
function literals(bytes: Buffer): Buffer {
  const long = bytes.length - 15;
  const lengths = long < 0 ? [] : [...Array.from({ length: Math.floor(long / 255) }, () => 255), long % 255];
  return Buffer.concat([Buffer.from([Math.min(bytes.length, 15) << 4, ...lengths]), bytes]);
}

const TABLE: readonly [string, readonly number[], number, string | null][] = [
  ['literals', [0x30, 97, 98, 99], 3, 'abc'],
  ['nothing', [0x00], 0, ''],
  ['a match that repeats what it writes', [0x14, 97, 1, 0, 0x10, 98], 10, 'aaaaaaaaab'],
  ['a match of more than 18', [0x2f, 97, 98, 2, 0, 3, 0x00], 24, 'abababababababababababab'],
  ['a distance of zero', [0x14, 97, 0, 0, 0x10, 98], 10, null],
  ['a distance before the beginning', [0x14, 97, 2, 0, 0x10, 98], 10, null],
  ['more than the size', [0x14, 97, 1, 0, 0x10, 98], 9, null],
  ['less than the size', [0x30, 97, 98, 99], 4, null],
  ['cut within the literals', [0x30, 97, 98], 3, null],
  ['cut within the length', [0xf0, 255], 300, null],
  ['cut behind a distance', [0x14, 97, 1], 10, null],
  ['no bytes', [], 0, null],
];

describe('LZ4 blocks', () => {
  for (const [name, block, size, expected] of TABLE) {
    it(name, () => expect(unpackLz4Block(Buffer.from(block), size)?.toString() ?? null).to.equal(expected));
  }

  it('literals of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(unpackLz4Block(literals(Buffer.from(bytes)), bytes.length)).to.deep.equal(Buffer.from(bytes));
      }),
    );
  });

  it('any bytes give the size or null', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), (bytes, size) => {
        expect(unpackLz4Block(bytes, size)?.length ?? size).to.equal(size);
      }),
      { numRuns: 1000 },
    );
  });
});

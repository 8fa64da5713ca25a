import { expect } from 'chai';
import fc from 'fast-check';
import { unpackXzValue, unpackZstdValue } from '../../../src/sources/compression/unpack-value.js';

/** `zstd -19`, `xz -0 --check=none` of `MESSAGE=` and `hello world ` a hundred times. */
const ZSTD = Buffer.from('KLUv/WC4A90AAKBNRVNTQUdFPWhlbGxvIHdvcmxkIAEAQvlfmA==', 'base64');
const XZ = Buffer.from(
  '/Td6WFoAAAD/EtlBAgAhAQwAAACPmEGc4AS3ACJdACaRRqzQb3S4phIJGvn7vWEKmZZ2v3hmth/VXFSGLrTq9AAAAAAAATa4CQAAADI8yUyoAAr8AgAAAAAAWVo=',
  'base64',
);
const TEXT = `MESSAGE=${'hello world '.repeat(100)}`;

for (const [name, unpack, packed] of [
  ['zstd', unpackZstdValue, ZSTD],
  ['xz', unpackXzValue, XZ],
] as const) {
  describe(`values packed with ${name}`, () => {
    it('are unpacked up to a limit', async () => {
      expect((await unpack(packed, TEXT.length))?.toString()).to.equal(TEXT);
      expect(await unpack(packed, TEXT.length - 1)).to.equal(null);
      // What stopped before does not stand in the way.
      expect((await unpack(packed, 1 << 20))?.toString()).to.equal(TEXT);
    });

    it('are null where they are cut or something else', async () => {
      for (let length = 0; length < packed.length - 12; length += 1)
        expect(await unpack(packed.subarray(0, length), 1 << 20), String(length)).to.equal(null);
      expect(await unpack(Buffer.from(TEXT), 1 << 20)).to.equal(null);
    });

    it('never throw, whatever is overwritten', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), async (at, byte) => {
          const changed = Buffer.from(packed);
          changed[at] = byte;
          expect((await unpack(changed, 1 << 20))?.length ?? 0).to.be.at.most(1 << 20);
        }),
        { numRuns: 200 },
      );
    });
  });
}

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { pack, unpack } from '../../../src/pipeline/pieces/packed-value.js';

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, NaN, Infinity, '\ud800', '__proto__'),
  fc.uint8Array(),
  fc.int32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('list'),
    tie('map'),
    tie('set'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  map: fc.array(fc.tuple(leaf, tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
  set: fc.array(leaf, { maxLength: 5 }).map((items) => new Set(items)),
  object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }).map((found) => ({ ...found })),
}));

describe('packed values', () => {
  it('are what structured cloning gives', () => {
    fc.assert(fc.property(anything, (value) => isDeepStrictEqual(unpack(pack(value)), structuredClone(value))));
  });

  it('keep an object that stands at several places one object', () => {
    const shared = { line: 1 };
    const list = unpack(pack([shared, new Map([['a', shared]])])) as [object, Map<string, object>];
    expect(list[1].get('a')).to.equal(list[0]);
  });

  it('are refused where they are no plain data', () => {
    expect(() => pack(() => 1)).to.throw(TypeError, 'function');
    expect(() => pack(new Date())).to.throw(TypeError, 'Date');
  });

  it('that are damaged end in an error or a value, soon', () => {
    fc.assert(
      fc.property(anything, fc.nat(), fc.integer({ min: 0, max: 255 }), (value, at, byte) => {
        const bytes = Buffer.from(pack(value));
        bytes[at % bytes.length] = byte;
        for (const damaged of [bytes, bytes.subarray(0, at % bytes.length)]) {
          try {
            unpack(damaged);
          } catch (error) {
            expect(error).to.be.instanceOf(Error);
          }
        }
      }),
    );
  });
});

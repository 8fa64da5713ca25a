import { expect } from 'chai';
import { contentHash } from '../../src/model/content-hash.js';

const object = (part: object): object => ({
  kind: 'Widget',
  metadata: { name: 'w', resourceVersion: '10', generation: 3, managedFields: [{ manager: 'a', time: 'x' }] },
  status: { ready: true, observed: '2026-11-22T13:00:00Z' },
  ...part,
});

describe('content of an audited object', () => {
  it('is the same where versions, managedFields and times differ', () => {
    const later = object({
      metadata: { name: 'w', resourceVersion: '11', generation: 4, managedFields: [{ manager: 'b' }] },
      status: { ready: true, observed: '2026-11-22T13:05:09.123Z' },
    });
    expect(contentHash(later)).to.equal(contentHash(object({})));
  });

  const OTHERS: readonly (readonly [string, object])[] = [
    ['a value', object({ status: { ready: false, observed: '2026-11-22T13:00:00Z' } })],
    ['a name', object({ metadata: { name: 'v' } })],
    ['a field more', object({ spec: {} })],
    ['the shape', object({ status: [{ ready: true, observed: '2026-11-22T13:00:00Z' }] })],
    ['a type', object({ status: { ready: 'true', observed: '2026-11-22T13:00:00Z' } })],
  ];
  for (const [what, other] of OTHERS)
    it(`differs by ${what}`, () => expect(contentHash(other)).to.not.equal(contentHash(object({}))));

  it('ends on any depth', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i += 1) deep = [deep];
    expect(contentHash(deep)).to.be.a('number');
  });
});

import { expect } from 'chai';
import { epochMicros, SECOND } from '../../../src/model/units.js';
import type { Refusal } from '../../../src/timeline/onsets.js';
import { refusedGrants } from '../../../src/timeline/writes/refused-grants.js';

const point = (second: number): Refusal['start'] => ({
  ...{ time: epochMicros(second * SECOND), earliest: null, latest: null, member: null, evidence: [] },
});
const refusal = (from: number, to: number | null): Refusal => ({
  start: point(from),
  end: to === null ? null : point(to),
  last: epochMicros((to ?? from) * SECOND),
});
const each = (from: number, to: number, count = 1) =>
  Array.from({ length: to - from }, (_, i) => ({ second: from + i, width: 1, count }));

describe('refused lease grants', () => {
  for (const [name, grants, refusals, expected] of [
    ['none are without a refusal', each(0, 60), [], 0],
    ['those of the stretch', each(0, 60, 3), [refusal(20, 30)], 30],
    ['to the end, where nothing ends it', each(0, 60), [refusal(50, null)], 10],
    ['of each stretch', each(0, 60), [refusal(10, 15), refusal(40, 45)], 10],
    ['a wide bucket by the part inside', [{ second: 0, width: 16, count: 32 }], [refusal(8, 60)], 16],
  ] as const)
    it(name, () => expect(refusedGrants(grants, refusals)).to.equal(expected));
});

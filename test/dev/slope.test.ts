import { expect } from 'chai';
import { slopeOf } from '../../src/dev/bench/slope.js';

describe('slopeOf', () => {
  it('is that of the line through the points, or of least squares', () => {
    expect(
      slopeOf([
        [1, 10],
        [2, 13],
        [3, 16],
      ]),
    ).to.be.closeTo(3, 1e-9);
    expect(
      slopeOf([
        [0, 0],
        [1, 2],
        [2, 1],
      ]),
    ).to.be.closeTo(0.5, 1e-9);
  });
});

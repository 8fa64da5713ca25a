import { expect } from 'chai';
import { CORPUS, seeds, TARGETS } from './targets.js';

/** An input is at most 16 KiB: more than this is more than linear. */
const SLOW_MS = 3000;

describe('inputs that fuzzing kept', () => {
  const kept = seeds(CORPUS);

  it('are there', () => {
    expect(kept.length).to.be.greaterThan(0);
  });

  for (const [name, run] of TARGETS)
    it(`neither throw nor hang: ${name}`, async () => {
      for (const bytes of kept) {
        const from = performance.now();
        await run(bytes);
        expect(performance.now() - from).to.be.below(SLOW_MS);
      }
    }).timeout(120_000);
});

import fs from 'node:fs';
import { expect } from 'chai';
import { PROMISES } from '../suites/reliability/promises.js';
import { reliabilityDoc } from '../suites/reliability/reliability-doc.js';

describe('docs/reliability.md', () => {
  it('is as its script makes it', () => {
    expect(fs.readFileSync('docs/reliability.md', 'utf8')).to.equal(reliabilityDoc());
  });

  it('names tests that are there, at least one a promise', () => {
    for (const { promise, tests } of PROMISES.flatMap(({ rows }) => rows)) {
      expect(tests, promise).not.to.deep.equal([]);
      for (const test of tests) expect(fs.existsSync(test), test).to.equal(true);
    }
  });
});

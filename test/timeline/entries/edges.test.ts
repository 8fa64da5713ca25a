import { expect } from 'chai';
import { emptyTally } from '../../../src/aggregates/registry.js';
import { PUT, RequestView } from '../../../src/model/request.js';
import { writeVolume } from '../../../src/aggregates/write-volume.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { makeCaseFile } from '../../../src/timeline/case-file.js';
import type { CaseFile } from '../../../src/model/case-file.js';

/** Puts at an even rate: one each `every` seconds. */
function evenWrites(from: number, count: number, every: number): CaseFile {
  const tally = emptyTally();
  const view = new RequestView();
  const sight = {
    stream: 'a\0\0',
    input: 'a',
    format: 'request-log',
    exemplar: () => ({ input: 'a', line: 1, lines: 1, byteOffset: 0, time: null, text: 'x', excerpt: 'x' }),
  };
  const key = Buffer.from('/registry/pods/shop/web-5f9978d6f8-x2vqk');
  for (let i = 0; i < count; i += 1) {
    view.reset();
    view.op = PUT;
    view.time = (from + i * every) * 1e6;
    view.keyBytes = key;
    view.keyEnd = key.length;
    view.valueBytes = 3000;
    writeVolume.request?.(tally['write-volume'], view, sight);
  }
  return makeCaseFile(tally, [], DEFAULT_THRESHOLDS);
}

describe('edges of a series', () => {
  it('are no rise: a log of an even rate that begins and ends inside a bucket has none', () => {
    for (const from of [1_700_000_000, 1_700_000_777, 1_700_001_500]) {
      const { onsets, writes } = evenWrites(from, 20_000, 90);
      expect(onsets.writePressure).to.equal(null);
      expect(writes.rises).to.deep.equal([]);
    }
  });
});

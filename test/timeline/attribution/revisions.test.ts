import { expect } from 'chai';
import { addThinned, emptyThinned } from '../../../src/mergeable/thinned.js';
import { REVISION_RULES, type RevisionTally } from '../../../src/aggregates/revision-samples.js';
import type { SizeSample } from '../../../src/model/case-file.js';
import type { Exemplar } from '../../../src/model/origin.js';
import { epochMicros, SECOND } from '../../../src/model/units.js';
import { pressuresBy } from '../../../src/timeline/attribution/case.js';
import { revisionWrites } from '../../../src/timeline/attribution/revisions.js';

const START = 1_790_000_000;
const at = (second: number) => epochMicros((START + second) * SECOND);
const line = (second: number): Exemplar => ({
  ...{ input: 'a', line: second + 1, lines: 1, byteOffset: null, time: at(second), text: 't', excerpt: 'e' },
});
const sample = (member: string, second: number, revision: number): SizeSample => ({
  ...{ time: at(second), member, dbSizeBytes: 1, dbSizeLow: 1, dbSizeHigh: 1, dbSizeInUseBytes: null },
  ...{ quotaBytes: null, revision, term: null, isLeader: null, version: null, errors: [], origin: 'status' as const },
  exemplar: line(second),
});

function logged(
  origin: 'compaction' | 'snapshot',
  points: readonly (readonly [second: number, value: number])[],
): RevisionTally {
  const series = emptyThinned(REVISION_RULES);
  for (const [second, value] of points)
    addThinned(series, { origin, stream: 's', time: at(second), value, exemplar: line(second) }, REVISION_RULES);
  return new Map([[`${origin}\0s`, series]]);
}

const none: RevisionTally = new Map();
const nobody = (): null => null;
const every = (step: number, until: number, revision: (second: number) => number) =>
  Array.from({ length: until / step + 1 }, (_, i): SizeSample => sample('m1', i * step, revision(i * step)));

describe('writes by revisions', () => {
  it('are the differences of one member, whichever has the most samples', () => {
    const source = revisionWrites([...every(10, 100, (s) => 500 + 3 * s), sample('m2', 5, 900)], none, nobody);
    expect(source).to.include({ source: 'revisions', unit: 'revisions', low: 300, high: 300 });
    expect(source?.series.puts.reduce((a, b) => a + b, 0)).to.be.closeTo(300, 0.01);
    expect(source?.span).to.deep.equal({ from: at(0), to: at(100) });
  });

  it('of another store say nothing about the time between', () => {
    const source = revisionWrites(
      [sample('m1', 0, 1000), sample('m1', 10, 1100), sample('m1', 20, 40), sample('m1', 30, 60)],
      none,
      nobody,
    );
    expect(source?.sums.puts).to.equal(120);
  });

  for (const [name, samples, tally] of [
    ['one sample', [sample('m1', 0, 5)], none],
    ['a store that stands still', [sample('m1', 0, 5), sample('m1', 9, 5)], none],
    [
      'two compactions',
      [],
      logged('compaction', [
        [0, 100],
        [300, 900],
      ]),
    ],
  ] as const)
    it(`are not told by ${name}`, () => expect(revisionWrites(samples, tally, nobody)).to.equal(null));

  it('rise between two samples, and no better than these is it known when', () => {
    const samples = every(6, 240, (s) => (s <= 120 ? 8 * s : 960 + 120 * (s - 120)));
    const lead = revisionWrites(samples, none, nobody);
    const [onset] = lead === null ? [] : pressuresBy(lead, []).pressures;
    expect(onset?.earliest).to.be.at.most(at(120));
    expect(onset?.latest).to.be.at.least(at(120));
    expect((onset?.latest ?? 0) - (onset?.earliest ?? 0)).to.be.at.most(12 * SECOND);
  });

  it('rise between the rounds of a compactor, whose revision is one of the round before', () => {
    const rounds = [0, 2_600, 5_200, 29_200, 53_200, 77_200].map((value, i) => [i * 300, 1000 + value] as const);
    const lead = revisionWrites([], logged('compaction', rounds), nobody);
    const [onset] = lead === null ? [] : pressuresBy(lead, []).pressures;
    expect(onset?.earliest).to.be.at.most(at(300));
    expect(onset?.latest).to.be.at.least(at(900));
  });

  it('are an upper bound by snapshots on disk', () => {
    const lead = revisionWrites(
      [],
      logged('snapshot', [
        [0, 1],
        [13, 20_002],
        [27, 40_003],
      ]),
      nobody,
    );
    expect(lead).to.include({ low: 0, high: 40_002 });
  });
});

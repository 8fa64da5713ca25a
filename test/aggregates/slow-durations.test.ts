import { expect } from 'chai';
import fc from 'fast-check';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import { SLOW_RULES, slowDurations, type SlowTally } from '../../src/aggregates/slow-durations.js';
import { thinnedItems } from '../../src/mergeable/thinned.js';
import type { SlowRecord } from '../../src/model/record.js';
import { epochMicros, micros } from '../../src/model/units.js';
import { slowPoints } from '../../src/timeline/symptoms/slow-points.js';

const START = 1_700_000_000_000_000;
type Step = readonly [at: number, duration: number, line: number, stream: string];

const record = (at: number, duration: number | null): SlowRecord => ({
  ...{ format: 'etcd-zap', source: 'etcd', kind: 'slow-apply' },
  time: epochMicros(START + at),
  duration: duration === null ? null : micros(duration),
});

const sight = (stream: string, line: number): LineContext => ({
  ...{ stream, input: stream, format: 'etcd-zap' },
  exemplar: (time) => ({
    ...{ input: stream, line, lines: 1, byteOffset: line, time: time === null ? null : epochMicros(time) },
    ...{ text: `line ${line}`, excerpt: `line ${line}` },
  }),
});

function fold(steps: readonly Step[]): SlowTally {
  const tally = slowDurations.empty();
  for (const [at, duration, line, stream] of steps)
    slowDurations.record?.(tally, record(at, duration), sight(stream, line));
  return tally;
}

const told = (tally: SlowTally): unknown =>
  [...tally].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, series]) => [key, thinnedItems(series, SLOW_RULES)]);

describe('slow-durations', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 5_000_000_000 }),
    fc.nat(20),
    fc.nat(1e6),
    fc.constantFrom('a.log', 'b.log'),
  );

  it('keeps the same whatever the order and the parts, also past its limit', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1500 }), fc.nat(), (steps, cut) => {
        const at = cut % (steps.length + 1);
        const parts = slowDurations.merge(fold(steps.slice(at).reverse()), fold(steps.slice(0, at)));
        expect(told(parts)).to.deep.equal(told(fold(steps)));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the longest of a second', () => {
    const [[, kept]] = told(
      fold([
        [0, 5, 1, 'a'],
        [100, 9, 2, 'a'],
        [200, 7, 3, 'a'],
      ]),
    ) as [[string, { duration: number }[]]];
    expect(kept.map(({ duration }) => duration)).to.deep.equal([9]);
  });

  it('leaves out what has no time or no duration', () => {
    const tally = slowDurations.empty();
    slowDurations.record?.(tally, record(0, null), sight('a', 1));
    slowDurations.record?.(tally, { ...record(0, 5), time: null }, sight('a', 2));
    expect(tally.size).to.equal(0);
  });
});

describe('slow points', () => {
  const members = { members: [], ofStream: () => 'master-1', ofRef: () => null };
  it('tell a line once that two renderings of one log hold', () => {
    const tally = fold([
      [400_000, 130_000, 7, 'etcd.log'],
      [0, 130_000, 9, 'journal.log'],
      [5_000_000, 130_000, 11, 'etcd.log'],
    ]);
    expect(slowPoints(tally, members).map(({ exemplar }) => exemplar.line)).to.deep.equal([9, 11]);
  });
});

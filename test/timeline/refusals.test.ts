import { expect } from 'chai';
import type { Burst, SizeSample } from '../../src/model/case-file.js';
import { bytes } from '../../src/model/units.js';
import { refusals } from '../../src/timeline/onsets.js';
import { fullBySize } from '../../src/timeline/space/full-file.js';
import type { WriteSeries } from '../../src/timeline/writes/write-series.js';
import { at, CaseFileBuilder, exemplar, MIB, sizeSample } from '../case-files/case-file-builder.js';

const START = (at(0) as number) / 1e6;

/** A bucket a second: accepted puts, and puts that failed without an answer. */
function series(puts: (second: number) => number, refused: readonly number[], length = 120): WriteSeries {
  return {
    width: 1,
    start: START,
    puts: Array.from({ length }, (_, i) => puts(i)),
    bytes: null,
    deletes: new Array<number>(length).fill(0),
    refused: Array.from({ length }, (_, i) => (refused.includes(i) ? 1 : 0)),
  };
}

const bursts = (
  ...rows: readonly (readonly [kind: Burst['kind'], second: number, part?: object])[]
): readonly Burst[] =>
  rows.reduce((made, [kind, second, part]) => made.burst(kind, second, { ...part }), new CaseFileBuilder()).build()
    .bursts;

const began = (list: readonly Burst[], made: WriteSeries): number | null => {
  const first = made.refused.findIndex((count) => count > 0);
  const last = made.refused.findLastIndex((count) => count > 0);
  const [found] = refusals(list, [
    { series: made, firstRefused: exemplar('empty', first), lastRefused: exemplar('empty', last) },
  ]);
  return found === undefined ? null : (found.start.time - at(0)) / 1e6;
};

describe('the beginning of a refusal', () => {
  it('is no request that failed while others were accepted', () => {
    const made = series((i) => (i < 60 ? 5 : 0), [18, 25, 40, 60, 61, 62]);
    expect(began(bursts(['nospace-alarm-raised', 60]), made)).to.equal(60);
  });

  it('is the first of those that failed up to the sign, where none was accepted between', () => {
    const made = series((i) => (i < 40 ? 5 : 0), [18, 40, 45, 50]);
    expect(began(bursts(['nospace-alarm-active', 70]), made)).to.equal(40);
  });

  it('requests that fail after the recovery begin no second one', () => {
    const made = series((i) => (i < 30 || i > 50 ? 5 : 0), [30, 31, 80]);
    const found = refusals(bursts(['nospace-alarm-raised', 30], ['nospace-alarm-disarmed', 50]), [
      { series: made, firstRefused: exemplar('empty', 30), lastRefused: exemplar('empty', 80) },
    ]);
    expect(found).to.have.length(1);
  });
});

describe('a store that was full before the first sign', () => {
  const none = series(() => 0, []);
  const size = (second: number, dbSizeBytes: number): SizeSample =>
    sizeSample({
      time: at(second),
      member: 'm1',
      dbSizeBytes: bytes(dbSizeBytes),
      dbSizeLow: bytes(dbSizeBytes),
      exemplar: exemplar('finished scheduled compaction', second),
      origin: 'compaction',
    });
  const start = (list: readonly Burst[], sizes: readonly SizeSample[], made = none) => {
    const [found] = fullBySize(
      refusals(list, [{ series: made, firstRefused: null, lastRefused: null }]),
      list,
      sizes,
      made,
    );
    return found?.start;
  };
  const quota = ['quota-set', 0, { quotaBytes: 32 * MIB }] as const;

  it('was full at the latest when its file had the size of the quota, from an unknown time on', () => {
    const list = bursts(quota, ['nospace-error', 100]);
    const found = start(list, [size(20, 12 * MIB), size(95, 33 * MIB), size(99, 2 * MIB)]);
    expect([found?.time, found?.earliest, found?.latest]).to.deep.equal([at(95), null, at(95)]);
  });

  it('a raised alarm is the moment itself', () => {
    const found = start(bursts(quota, ['nospace-alarm-raised', 100]), [size(95, 33 * MIB)]);
    expect(found?.time).to.equal(at(100));
    expect(found?.earliest).to.equal(at(100));
  });

  it('so is a refusal beside writes that were accepted a moment before', () => {
    const made = series((i) => (i < 100 ? 5 : 0), []);
    expect(start(bursts(quota, ['nospace-error', 100]), [size(95, 33 * MIB)], made)?.time).to.equal(at(100));
  });

  it('an alarm that is first seen after a start began at no known time', () => {
    const list = bursts(['member-started', 40], ['nospace-error', 60]);
    expect(start(list, [])?.earliest).to.equal(null);
    const before = bursts(['compaction-finished', 10], ['member-started', 40], ['nospace-error', 60]);
    expect(start(before, [])?.earliest).to.equal(at(60));
  });
});

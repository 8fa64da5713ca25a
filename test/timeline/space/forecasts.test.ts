import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { CaseFile, SizeSample, WorkloadShare } from '../../../src/model/case-file.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros, micros, SECOND } from '../../../src/model/units.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import { isoTime } from '../../../src/timeline/case-file.js';
import { forecastsOf } from '../../../src/timeline/space/forecasts.js';
import { spaceModel } from '../../../src/timeline/space/space-model.js';
import { at, emptyCaseFile, exemplar, point } from '../../case-files/case-file-builder.js';

const MIB = 1024 ** 2;

interface Made {
  /** Bytes written a second, by seconds from the start. */
  readonly bytes: (second: number) => number;
  readonly seconds: number;
  readonly refused: number | null;
  readonly quota: number | null;
  readonly recovery?: number;
  /** The file at a second; null: no sample. */
  readonly size?: ((second: number) => number) | null;
  readonly live?: number;
  readonly top?: { readonly key: string; readonly share: number };
}

/** A case in which every put has 1000 bytes. */
function made({ bytes, seconds, refused, quota, recovery, size, live, top }: Made): CaseFile {
  const putBytes = Array.from({ length: seconds }, (_, second) => bytes(second));
  const puts = putBytes.map((sum) => sum / 1000);
  const base = emptyCaseFile();
  const figure = (value: number): CaseFile['space']['quotaBytes'] => ({
    value,
    low: value,
    high: value,
    at: null,
    member: null,
    basis: 'measured',
    evidence: [],
  });
  const sizes = Array.from({ length: Math.floor(seconds / 10) }, (_, i): SizeSample[] =>
    size == null
      ? []
      : [
          {
            time: at(i * 10),
            member: 'm1',
            dbSizeBytes: size(i * 10),
            dbSizeLow: size(i * 10),
            dbSizeHigh: size(i * 10),
            dbSizeInUseBytes: null,
            quotaBytes: null,
            revision: null,
            term: null,
            isLeader: null,
            version: null,
            errors: [],
            origin: 'status',
            exemplar: exemplar('status', i * 10),
          },
        ],
  ).flat();
  const count = puts.reduce((a, b) => a + b, 0);
  const share: WorkloadShare[] =
    top === undefined
      ? []
      : [
          {
            key: top.key,
            count: count * top.share,
            bytes: count * top.share * 1000,
            share: top.share,
            shareOfBytes: top.share,
            countBeforeOnset: null,
            duringPressure: {
              count: count * top.share,
              bytes: count * top.share * 1000,
              share: top.share,
              shareOfBytes: top.share,
            },
            series: puts.map((n) => n * top.share),
            exemplars: [],
            resources: {},
            objects: {},
          },
        ];
  const onsets = {
    ...base.onsets,
    spaceExceeded: refused === null ? null : point(refused, 'refused'),
    recovery: recovery === undefined ? null : point(recovery, 'accepted'),
  };
  return {
    ...base,
    onsets,
    episodes: refused === null ? [] : [onsets],
    sizes,
    space: {
      ...base.space,
      quotaBytes: quota === null ? null : figure(quota),
      liveBytes: live === undefined ? null : figure(live),
    },
    writes: {
      ...base.writes,
      count,
      bytes: count * 1000,
      bucket: micros(SECOND),
      start: at(0),
      puts,
      putBytes,
      byWorkload: share,
    },
  };
}

const ids = (file: CaseFile): string[] => forecastsOf(file, isoTime).map(({ id }) => id);
const forecast = (file: CaseFile, id: string): ReturnType<typeof forecastsOf>[number] => {
  const found = forecastsOf(file, isoTime).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no forecast ${id}`);
  return found;
};
const secondsUntil = (time: string | null): number => (Date.parse(time ?? '') * 1000 - at(0)) / SECOND;

/** 100 kB a second fill 1.5 times as much of the file: 100 MiB are full after 700 s. */
const steady = (more: Partial<Made> = {}): CaseFile =>
  made({
    bytes: () => 100_000,
    seconds: 700,
    refused: 699,
    quota: 104_850_000,
    size: (second) => 150_000 * second,
    ...more,
  });

describe('timeline/space-model', () => {
  it('finds what a byte costs, and when the file was full', () => {
    const model = spaceModel(steady());
    expect(model?.cost.value).to.be.closeTo(1.5, 0.001);
    expect((model?.full ?? 0) - (model?.refused ?? 0)).to.be.within(-2 * SECOND, 2 * SECOND);
  });

  it('takes the cost of pages without samples', () => {
    const model = spaceModel(steady({ size: null, quota: 120 * MIB }));
    expect(model?.member).to.equal(null);
    expect(model?.cost.value).to.be.within(1.1, 1.6);
  });

  it('has none where the writes do not explain the growth', () => {
    // Most of the growth came in a minute in which hardly anything was written.
    expect(spaceModel(steady({ size: (second) => (second < 350 ? second * 1000 : 100 * MIB) }))).to.equal(null);
    // The file stood still: free pages were written over.
    expect(spaceModel(steady({ size: () => 90 * MIB }))).to.equal(null);
    expect(spaceModel(steady({ refused: null }))).to.equal(null);
  });

  it('goes by the samples where no request shows', () => {
    const file = steady();
    const without = { ...file, writes: { ...file.writes, start: null, puts: [], putBytes: null, byWorkload: [] } };
    expect(spaceModel(without)?.unit).to.equal('size');
    expect(ids(without)).to.include('quota-doubled').and.not.include('without-top-writer');
  });
});

describe('timeline/forecasts', () => {
  it('doubles the time with the quota at a steady pace', () => {
    const { spaceExceededAt, basis, assumption } = forecast(steady(), 'quota-doubled');
    expect(secondsUntil(spaceExceededAt)).to.be.closeTo(699 * 2, 5);
    expect(basis).to.equal('modelled');
    expect(assumption)
      .to.match(/longer/)
      .and.match(/1\.50 bytes of file/);
  });

  it('leaves 8 GiB out where that is what twice the quota is, or less than the quota', () => {
    const gib = 1024 ** 3;
    const large = (quota: number): CaseFile => steady({ quota, size: (second) => quota - 150_000 * (699 - second) });
    expect(ids(large(4 * gib))).not.to.include('quota-8-gib');
    expect(ids(large(8 * gib))).not.to.include('quota-8-gib');
    expect(ids(large(2 * gib))).to.include('quota-8-gib');
  });

  it('keeps two intervals of history at the most where compaction is on', () => {
    // Four hours at 10 kB a second: ten minutes of them are 9 MB of the file, beside 5 MiB that live.
    const slow = made({
      bytes: () => 10_000,
      seconds: 14_400,
      refused: 14_399,
      quota: 15_000 * 14_399 + 5 * MIB,
      size: (second) => 5 * MIB + 15_000 * second,
      live: 5 * MIB,
    });
    const { spaceExceededAt, peakBytes, assumption } = forecast(slow, 'compaction-every-5-min');
    expect(spaceExceededAt).to.equal(null);
    expect(peakBytes).to.be.closeTo(5 * MIB + 9_000_000, 0.3 * MIB);
    expect(assumption).to.match(/13\.\d MiB \(\d/);
  });

  it('says so where the writes come faster than compaction frees', () => {
    const fast = made({
      bytes: () => 1_000_000,
      seconds: 100,
      refused: 99,
      quota: 1_500_000 * 99,
      size: (second) => 1_500_000 * second,
    });
    expect(secondsUntil(forecast(fast, 'compaction-every-5-min').spaceExceededAt)).to.be.closeTo(99, 2);
  });

  it('has no such forecast where compaction ran, or what lives is unknown and large', () => {
    const finished = (second: number): CaseFile['bursts'][number] => ({
      kind: 'compaction-finished',
      member: 'm1',
      source: 'etcd',
      start: at(second),
      end: at(second),
      count: 1,
      record: {
        kind: 'compaction-finished',
        format: 'etcd-zap',
        source: 'etcd',
        time: at(second),
        revision: null,
        duration: null,
      },
      first: exemplar('finished scheduled compaction', second),
      worst: exemplar('finished scheduled compaction', second),
      worstRecord: { kind: 'log', format: 'etcd-zap', source: 'etcd', time: at(second), level: null, message: '' },
    });
    expect(ids({ ...steady(), bursts: [finished(-600), finished(-300)] })).not.to.include('compaction-every-5-min');
    expect(ids(steady({ quota: 3 * 104_850_000, size: (s) => 2 * 104_850_000 + 150_000 * s }))).not.to.include(
      'compaction-every-5-min',
    );
  });

  it('takes the top writer away', () => {
    const { spaceExceededAt, peakBytes } = forecast(
      steady({ top: { key: 'shop/Deployment/web', share: 0.9 } }),
      'without-top-writer',
    );
    expect(peakBytes).to.be.closeTo(104_850_000 / 10, MIB / 10);
    expect(secondsUntil(spaceExceededAt)).to.be.closeTo(6990, 50);
  });

  it('tells when it is full again after a recovery, and not where it was too short to show a pace', () => {
    const recovered = (seconds: number): CaseFile =>
      made({
        bytes: (second) => (second < 700 || second > 800 ? 100_000 : 0),
        seconds,
        refused: 699,
        quota: 104_850_000,
        recovery: 800,
        size: (second) => (second < 700 ? 150_000 * second : 10 * MIB),
      });
    const { spaceExceededAt } = forecast(recovered(1000), 'full-again');
    expect(secondsUntil(spaceExceededAt)).to.be.closeTo(990 + (104_850_000 - 10 * MIB) / 150_000, 10);
    expect(ids(recovered(810))).not.to.include('full-again');
  });

  it('models the made incident as it was, within a tenth of the ramp', async function () {
    this.timeout(30_000);
    expect(readFileSync('fixtures/incident/README.md', 'utf8')).to.include('02:44');
    const { file, report } = await analyze(['fixtures/incident'], {
      namespace: null,
      since: null,
      until: null,
      timezone: null,
      year: 2024,
      capturedAt: epochMicros(Date.UTC(2024, 11, 15, 7, 30) * 1000),
      jobs: 1,
      thresholds: DEFAULT_THRESHOLDS,
    });
    const model = spaceModel(file);
    if (model === null) throw new Error('no model');
    expect(Math.abs(model.full - model.refused)).to.be.below(0.1 * (model.refused - model.start));
    expect(report.space.forecasts.map(({ id }) => id)).to.include.members([
      'compaction-every-5-min',
      'without-top-writer',
      'quota-doubled',
    ]);
    for (const { peakBytes } of report.space.forecasts)
      if (peakBytes !== null) expect(peakBytes).to.be.at.most(8 * 1024 ** 3);
  });
});

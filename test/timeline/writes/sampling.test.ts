import { expect } from 'chai';
import fc from 'fast-check';
import { addTime, emptyPackedTimes, type PackedTimes } from '../../../src/mergeable/packed-times.js';
import { accountForSampling } from '../../../src/timeline/writes/sampling.js';

function packed(millis: readonly number[]): PackedTimes {
  const times = emptyPackedTimes();
  for (const one of millis) addTime(times, one * 1000);
  return times;
}

/** What zap's sampler keeps of lines at these times: the first 100 of a window of a second, then every 100th. */
function sampled(times: readonly number[]): number[] {
  const kept: number[] = [];
  let until = -Infinity;
  let seen = 0;
  for (const time of times) {
    if (time >= until) {
      until = time + 1000;
      seen = 0;
    }
    seen += 1;
    if (seen <= 100 || (seen - 100) % 100 === 0) kept.push(time);
  }
  return kept;
}

/** Arrival times in whole milliseconds, as etcd 3.4 prints them, with exponential gaps from a seeded generator. */
function arrivals(rate: number, seconds: number, seed: number): number[] {
  let state = seed | 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) + 1) / 4294967297;
  };
  const times: number[] = [];
  for (let at = 1_700_000_000_000; at < 1_700_000_000_000 + seconds * 1000; at += (-Math.log(random()) * 1000) / rate)
    times.push(Math.floor(at));
  return times;
}

describe('sampling', () => {
  it('takes a log below the limit as it is', () => {
    const times = arrivals(60, 60, 7);
    const account = accountForSampling(packed(sampled(times)));
    expect(account.estimated).to.equal(times.length);
    expect(account.fullWindows).to.equal(0);
  });

  it('covers the truth with an interval that is not wide', () => {
    let covered = 0;
    let runs = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 130, max: 1500 }),
        fc.integer({ min: 20, max: 120 }),
        fc.integer({ min: 1, max: 1 << 30 }),
        (rate, seconds, seed) => {
          const times = arrivals(rate, seconds, seed);
          const { estimated, uncertainty } = accountForSampling(packed(sampled(times)));
          runs += 1;
          if (Math.abs(estimated - times.length) <= uncertainty) covered += 1;
          expect(Math.abs(estimated - times.length) / times.length).to.be.lessThan(0.08);
          expect(uncertainty / estimated).to.be.lessThan(0.25);
        },
      ),
      { numRuns: 60 },
    );
    expect(covered / runs).to.be.greaterThan(0.9);
  });

  it('leaves a log alone that never went through the sampler', () => {
    const times = arrivals(500, 30, 3);
    const account = accountForSampling(packed(times));
    expect(account.estimated).to.equal(times.length);
    expect(account.seconds.size).to.equal(0);
  });

  it('does not mind the order of the lines', () => {
    const kept = sampled(arrivals(400, 20, 11));
    expect(accountForSampling(packed([...kept].reverse()))).to.deep.equal(accountForSampling(packed(kept)));
  });
});

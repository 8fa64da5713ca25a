import { expect } from 'chai';
import type { Report } from '../../../src/index.js';
import { ABLATIONS, wrongs } from './ablations.js';
import { reportOf } from './analysis.js';
import type { IncidentMaker } from './incident.js';
import { labData } from './lab-data.js';
import { measure, type Measure } from './measure.js';
import { recorded } from './recorded.js';
import { SIMULATED } from './simulated/all.js';
import { misses, summarize, tableOf } from './table.js';

/**
 * The record of rightness: labelled incidents, each analysed whole and with one input less. Prints the table that
 * docs/causes.md holds. Simulated ones are told apart from recordings of a real etcd.
 */
describe('how right the judgement is', function () {
  this.timeout(120_000);
  const measures: Measure[] = [];

  for (const maker of [...recorded(), ...SIMULATED]) {
    it(maker.name, async () => {
      const { measured, wrong } = await judged(maker);
      measures.push(measured);
      expect(wrong, 'with less to go on').to.deep.equal([]);
    });
  }

  // not in the table: what it says must not depend on what lies beside a checkout
  for (const maker of labData()) {
    it(`${maker.name}, beside the checkout`, async () => {
      const { measured, wrong } = await judged(maker);
      expect({ top1: measured.top1, untrue: measured.untrue }).to.deep.equal({ top1: true, untrue: [] });
      expect(wrong, 'with less to go on').to.deep.equal([]);
    });
  }

  describe('in sums', () => {
    before(() => {
      process.stdout.write(
        `\n${tableOf(measures)}\n\n${misses(measures)
          .map((miss) => `- ${miss}\n`)
          .join('')}\n`,
      );
    });

    it('there are at least 40 incidents, 8 of them recorded', () => {
      expect(measures.length).to.be.at.least(40);
      expect(measures.filter(({ made }) => made === 'recorded').length).to.be.at.least(8);
    });

    it('the trigger is named first in at least 95 %', () => {
      expect(summarize(measures).top1).to.be.at.least(0.95);
    });

    it('no untrue cause is likely on healthy input', () => {
      expect(
        measures.flatMap(({ name, isHealthy, untrue }) => (isHealthy ? untrue.map((id) => `${name}: ${id}`) : [])),
      ).to.deep.equal([]);
    });

    it('onsets are within one bucket', () => {
      const { pressureWithin, refusalWithin } = summarize(measures);
      expect({ pressureWithin, refusalWithin }).to.deep.equal({ pressureWithin: 1, refusalWithin: 1 });
    });

    it('shares are within 2 points', () => {
      expect(summarize(measures).worstShare).to.be.at.most(0.02);
    });
  });
});

/** Analysed whole, and with one input less after the other. */
async function judged(maker: IncidentMaker): Promise<{ measured: Measure; wrong: string[] }> {
  const incident = maker.make();
  const whole = await reportOf(incident, incident.inputs);
  const wrong: string[] = [];
  for (const { name, inputs } of ABLATIONS) {
    const left = inputs(incident);
    if (left === null) continue;
    const less: Report = await reportOf(incident, left);
    wrong.push(...wrongs(incident, whole, less).map((one) => `${name}: ${one}`));
  }
  return { measured: measure(incident, whole), wrong };
}

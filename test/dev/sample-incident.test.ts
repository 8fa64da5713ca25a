import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DISARMED, QUOTA, SPACE_EXCEEDED, STORM_START } from '../../src/dev/incident/story.js';
import { DEFAULT_THRESHOLDS, analyze, type EpochMicros, type Report } from '../../src/index.js';

const DIR = 'fixtures/incident';
const SECOND = 1000;

/** Whether the analysis finds what the generator put in: the story is the truth here, not the code under test. */
describe('an analysis of the sample incident', () => {
  let report: Report;
  before(async () => {
    const files = readdirSync(DIR).filter((name) => !name.endsWith('.md'));
    const result = await analyze(
      files.map((name) => join(DIR, name)),
      {
        since: null,
        until: null,
        timezone: null,
        year: null,
        capturedAt: (Date.parse('2024-12-15T03:20:00Z') * 1000) as EpochMicros,
        namespace: null,
        jobs: 1,
        thresholds: DEFAULT_THRESHOLDS,
      },
    );
    expect(result.exitCode).to.equal(0);
    report = result.report;
  });

  const verdict = (id: string): string | undefined => report.causes.find((cause) => cause.id === id)?.verdict;

  it('recognises every line', () => {
    expect(
      report.inputs.map(({ path, unrecognised }) => ({ path, unrecognised })).filter((one) => one.unrecognised > 0),
    ).to.deep.equal([]);
  });

  it('dates the onsets', () => {
    expect(Date.parse(report.onsets.writePressure?.time ?? '')).to.be.closeTo(STORM_START, 30 * SECOND);
    // The journal has whole seconds.
    expect(Date.parse(report.onsets.spaceExceeded?.time ?? '')).to.be.closeTo(SPACE_EXCEEDED, SECOND);
    expect(Date.parse(report.onsets.recovery?.time ?? '')).to.be.closeTo(DISARMED, SECOND);
    expect(report.episodes).to.have.length(1);
  });

  it('names the writer and the missing compaction, and rejects what it was not', () => {
    expect(report.causes.find(({ id }) => id === 'pod-restart-storm')).to.include({
      role: 'trigger',
      subject: 'payments/Deployment/checkout-worker',
    });
    expect(verdict('pod-restart-storm')).to.be.oneOf(['confirmed', 'likely']);
    expect(verdict('compaction-disabled')).to.equal('confirmed');
    expect(verdict('missing-defragmentation')).to.equal('refuted');
    expect(verdict('large-objects')).to.equal('refuted');
    expect(verdict('alarm-left-armed')).to.equal('refuted');
    expect(report.writes.byWorkload[0]?.key).to.equal('payments/Deployment/checkout-worker');
  });

  it('finds three members under all their names, and the quota that was in force', () => {
    expect(report.members.map(({ name }) => name)).to.deep.equal(['k8s-master-1', 'k8s-master-2', 'k8s-master-3']);
    expect(report.space.quotaBytes?.value).to.equal(QUOTA);
  });
});

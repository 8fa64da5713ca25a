import { expect } from 'chai';
import { compareReports } from '../../../src/reports/comparison/compare-reports.js';
import { COMPARISON_FORMATS } from '../../../src/reports/comparison/comparison-formats.js';
import { cause, healthy, moment, refusedWrites } from '../postmortem-fixture.js';

const { report } = refusedWrites;

describe('reports: comparison', () => {
  it('a report and itself: no difference', () => {
    expect(compareReports(report, structuredClone(report))).to.deep.equal([]);
    const text = [...COMPARISON_FORMATS.markdown({ a: 'a', b: 'b', differences: [] })].join('');
    expect(text).to.include('No difference:');
  });

  it('names what moved: duration, verdict, writer, quota, setting, doubt', () => {
    const after = structuredClone(report);
    after.onsets.recovery = moment('13:11:39.402', 'master-1', []);
    after.episodes = [after.onsets];
    after.causes = [cause('compaction-disabled', { verdict: 'refuted' }), ...after.causes.slice(1)];
    after.writes.byWorkload = after.writes.byWorkload.map((share, i) =>
      i === 0 ? { ...share, share: share.share / 2 } : share,
    );
    if (after.space.quotaBytes !== null) after.space.quotaBytes.value *= 2;
    after.timeline = after.timeline.filter((entry) => entry.kind !== 'quota-set');
    after.contradictions = [];
    const items = compareReports(report, after).map((one) => `${one.part}: ${one.item}`);
    expect(items).to.include('course: duration of refused writes');
    expect(items).to.include('causes: compaction-disabled');
    expect(items).to.include('space: quota');
    expect(items).to.include('settings: quota-set');
    expect(items.some((item) => item.startsWith('writers: workload '))).to.equal(true);
  });

  it('a quiet stretch against an incident, both ways, in both formats', () => {
    for (const [a, b] of [[report, healthy.report] as const, [healthy.report, report] as const]) {
      const differences = compareReports(a, b);
      expect(differences.find((one) => one.item === 'periods of refused writes')).to.deep.include({
        a: a === report ? 1 : 0,
        b: a === report ? 0 : 1,
      });
      const json = JSON.parse([...COMPARISON_FORMATS.json({ a: 'x', b: 'y', differences })].join('')) as object;
      expect(json).to.deep.include({ schemaVersion: 1, a: 'x', b: 'y' });
      expect([...COMPARISON_FORMATS.markdown({ a: 'x', b: 'y', differences })].join('')).to.match(/^## Course$/m);
    }
  });
});

import { expect } from 'chai';
import { endOfRefusal } from '../../src/reports/sections/first-screen/end-of-refusal.js';
import { POSTMORTEMS } from './postmortem-fixture.js';

const [, made] = POSTMORTEMS.find(([name]) => name === 'refused-writes') as (typeof POSTMORTEMS)[number];
const { report, file } = made;
const [episode] = report.episodes.length > 0 ? report.episodes : [report.onsets];
const refusing = (causes: typeof report.causes): Pick<typeof made, 'report' | 'file'> => {
  const onsets = { ...(episode as typeof report.onsets), recovery: null };
  return { file, report: { ...report, causes, onsets, episodes: [onsets] } };
};

describe('the end of a refusal on the first screen', () => {
  it('is told where no cause is known', () => {
    expect(endOfRefusal(refusing([])))
      .to.contain('compact --physical=true')
      .and.to.contain('alarm disarm');
  });

  it('is told by the remedy of a cause that prolongs it, where there is one', () => {
    const [cause] = report.causes;
    if (cause === undefined) throw new Error('no cause');
    const left = {
      ...cause,
      id: 'alarm-left-armed',
      role: 'prolonged',
      verdict: 'likely',
      remedies: ['Disarm.'],
    } as const;
    expect(endOfRefusal(refusing([{ ...left, remedies: ['Disarm.'] }]))).to.equal(null);
  });

  it('is not told when writes are accepted again', () => {
    const recovery = report.onsets.recovery ?? report.onsets.spaceExceeded;
    const onsets = { ...report.onsets, recovery };
    expect(endOfRefusal({ file, report: { ...report, onsets, episodes: [onsets] } })).to.equal(null);
  });
});

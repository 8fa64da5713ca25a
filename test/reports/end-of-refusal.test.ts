import { expect } from 'chai';
import { endOfRefusal, stepsNow } from '../../src/reports/sections/first-screen/end-of-refusal.js';
import { bytes } from '../../src/model/units.js';
import { exemplar, sizeSample } from '../case-files/case-file-builder.js';
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

  it('is told beside a disarm where the file is still at its quota', () => {
    const [cause] = report.causes;
    if (cause === undefined) throw new Error('no cause');
    const left: typeof cause = { ...cause, id: 'alarm-left-armed', role: 'prolonged', verdict: 'likely' };
    left.remedies = ['Disarm.'];
    const { report: open } = refusing([left]);
    const sized = (size: number): typeof file => ({
      ...file,
      sizes: [sizeSample({ exemplar: exemplar('status'), dbSizeBytes: bytes(size), quotaBytes: bytes(1000) })],
    });
    expect(endOfRefusal({ report: open, file: sized(990) })).to.contain('--quota-backend-bytes');
    expect(stepsNow({ report: open, file: sized(990) }).map(({ of }) => of)).to.not.include('alarm-left-armed');
    expect(endOfRefusal({ report: open, file: sized(500) })).to.equal(null);
  });

  it('comes second where no member runs', () => {
    const { report: open } = refusing([]);
    const interval = { start: '2026-11-22T13:00:00.000Z', end: null, because: '', evidence: [] };
    const intervals = [{ ...interval, state: 'not-serving' as const }];
    const down = { ...open, availability: [{ member: 'm1', intervals }] };
    expect(endOfRefusal({ report: down, file })).to.match(/^Once etcd runs again, end the refusal: /);
    expect(stepsNow({ report: down, file }).at(-1)?.remedy).to.match(/^Once etcd runs again/);
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

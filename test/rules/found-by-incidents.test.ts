import { expect } from 'chai';
import type { CaseFile } from '../../src/model/case-file.js';
import { judge } from '../../src/rules/judging/judge.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { CaseFileBuilder, MIB } from '../case-files/case-file-builder.js';

/** Minimal forms of what labelled incidents showed to be judged wrong. */
const MINUTE = 60;

/** One member's info log over so many minutes, compacted every five of them up to the refusal. */
function compactedUntil(minutes: number, refusal: number | null): CaseFileBuilder {
  const builder = new CaseFileBuilder()
    .log(0, minutes * MINUTE)
    .member('m', '3.5.9')
    .quota(64 * MIB);
  for (let minute = 5; minute < (refusal ?? minutes); minute += 5)
    builder.burst('compaction-finished', minute * MINUTE, { revision: minute, duration: 20_000 });
  return builder.onsets(refusal === null ? {} : { spaceExceeded: refusal * MINUTE });
}

const causeOf = (file: CaseFile, id: string): JudgedCause => {
  const found = judge(file).causes.find((cause) => cause.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe('what labelled incidents showed', () => {
  it('a file that was in use nearly whole at the last compaction is not filled by the history since', () => {
    const file = compactedUntil(30, 28)
      .size(24 * MINUTE, 63 * MIB, 61 * MIB)
      .build();
    const { verdict, because } = causeOf(file, 'compaction-too-late');
    expect(verdict).to.equal('refuted');
    expect(because).to.match(/95 % of the quota was already in use before the last compaction/);
  });

  it('rounds that came on time, and nothing that shows a growth since: open, and a gap asks who wrote', () => {
    const file = compactedUntil(30, 28).build();
    expect(causeOf(file, 'compaction-too-late').verdict).to.equal('undetermined');
    const asked = judge(file).gaps.filter(({ wouldSettle }) => wouldSettle.includes('compaction-too-late'));
    expect(asked.map(({ question }) => question).join()).to.match(/Who wrote/);
  });

  it('the size of before the refusal makes no room after it', () => {
    const file = new CaseFileBuilder()
      .log(0, 600)
      .member('m', '3.5.9')
      .quota(64 * MIB)
      .burst('nospace-alarm-raised', 300)
      .onsets({ spaceExceeded: 300 })
      .size(100, 5 * MIB, 4 * MIB)
      .build();
    expect(causeOf(file, 'alarm-left-armed').verdict).to.equal('undetermined');
  });

  it('a status without the alarm ends what earlier ones showed', () => {
    const errors = ['memberID:1 alarm:NOSPACE '];
    const file = new CaseFileBuilder()
      .quota(64 * MIB)
      .onsets({ spaceExceeded: 300 })
      .burst('nospace-alarm-active', 310, { end: 500, count: 4 })
      .size(310, 64 * MIB, 64 * MIB, { errors })
      .size(500, 64 * MIB, 6 * MIB, { errors })
      .size(600, 6 * MIB, 6 * MIB)
      .build();
    expect(causeOf(file, 'alarm-left-armed').verdict).to.equal('refuted');
  });

  it('a storm that compaction holds is at most possible', () => {
    const storm = {
      workload: 'payments/Deployment/worker',
      resource: 'pods',
      puts: 9000,
      before: 0,
      bytesEach: 7000,
      objects: 2000,
    };
    const file = compactedUntil(30, null)
      .writers(0, 30 * MINUTE, [storm])
      .onsets({ writePressure: 10 * MINUTE })
      .event('payments/Deployment/worker', 'BackOff', 900)
      .build();
    expect(causeOf(file, 'pod-restart-storm').verdict).to.equal('possible');
  });

  it('a merely possible storm does not displace a likely trigger: the steady writer of a cluster that stopped compacting', () => {
    const builder = new CaseFileBuilder()
      .log(0, 3600)
      .member('m', '3.5.9')
      .quota(64 * MIB);
    for (const minute of [5, 10, 15, 20])
      builder.burst('compaction-finished', minute * MINUTE, { revision: minute, duration: 20_000 });
    const file = builder
      .onsets({ spaceExceeded: 3300 })
      .writers(0, 3300, [
        { workload: 'shop/Deployment/web', resource: 'pods', puts: 6000, bytesEach: 7000, objects: 8 },
        { workload: 'kube-system/Lease/kube-scheduler', resource: 'leases', puts: 3000 },
      ])
      .build();
    expect(causeOf(file, 'compaction-stalled').role).to.equal('trigger');
    expect(causeOf(file, 'pod-restart-storm').role).not.to.equal('trigger');
  });
});

import { expect } from 'chai';
import type { CaseFile } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { at, CaseFileBuilder, exemplar, MIB } from '../case-files/case-file-builder.js';
import { micros } from '../../src/model/units.js';

const MINUTE = 60;
const of = (file: CaseFile, id: string): JudgedCause => {
  const cause = judge(file).causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no ${id}`);
  return cause;
};

const interval = (builder: CaseFileBuilder, value: string): CaseFileBuilder =>
  builder.claim(
    { what: 'setting', name: 'etcd-compaction-interval', value, glued: false, proposed: false },
    `FLAG: --etcd-compaction-interval="${value}"`,
  );

/** Retention 0, a log of so many minutes without a compaction, and a refusal at its end. */
const silent = (minutes: number): CaseFileBuilder =>
  new CaseFileBuilder()
    .member('m', '3.5.12')
    .log(0, minutes * MINUTE + 60, { member: 'm' })
    .quota(64 * MIB)
    .retention('0s')
    .onsets({ spaceExceeded: minutes * MINUTE });

describe('nothing compacts', () => {
  it('is not told by 16 quiet minutes, which are ordinary after a restart of the API server', () => {
    const cause = of(
      silent(16)
        .burst('compaction-finished', 16 * MINUTE + 30)
        .build(),
      'compaction-disabled',
    );
    expect(cause.verdict, cause.because).to.be.oneOf(['undetermined', 'possible']);
    expect(cause.because).to.include('ordinary up to 20 min');
  });

  it('is told by an hour and more', () => {
    expect(of(silent(90).build(), 'compaction-disabled').verdict).to.equal('likely');
  });

  it('a setting decides before any silence does', () => {
    const on = of(interval(silent(90), '5m0s').build(), 'compaction-disabled');
    expect(on.verdict, on.because).to.equal('refuted');
    expect(of(interval(silent(90), '5m0s').build(), 'compaction-stalled').verdict).to.equal('possible');
    const off = of(interval(silent(3), '0s').build(), 'compaction-disabled');
    expect(off.verdict, off.because).to.equal('likely');
    expect(off.because).to.include('turns it off');
  });

  it('of several API servers one that compacts is enough', () => {
    const file = interval(interval(silent(90), '0'), '10m0s').build();
    expect(of(file, 'compaction-disabled').verdict).to.equal('refuted');
  });

  it('a retention of 72 h is too late, and not off', () => {
    const file = silent(90)
      .with({ bursts: [] })
      .retention('72h0m0s')
      .onsets({ spaceExceeded: 90 * MINUTE, writePressure: 30 * MINUTE })
      .build();
    expect(of(file, 'compaction-disabled').verdict).to.be.oneOf(['refuted', 'undetermined']);
    expect(of(file, 'compaction-too-late').verdict).to.be.oneOf(['likely', 'possible', 'confirmed']);
  });

  it('causes that exclude each other are never both likely', () => {
    const file = interval(silent(240), '5m0s')
      .onsets({ spaceExceeded: 240 * MINUTE, writePressure: 30 * MINUTE })
      .build();
    const sum = ['compaction-disabled', 'compaction-too-late', 'compaction-stalled']
      .map((id) => of(file, id))
      .filter((one) => one.verdict !== 'refuted')
      .reduce((total, one) => total + (one.confidence ?? 0), 0);
    expect(sum).to.be.at.most(1.0001);
  });

  it('revisions are told as revisions', () => {
    const file = silent(90)
      .with({ bursts: [] })
      .burst('auto-compaction-set', 0, { retention: '10µs', disabled: false, mode: 'revision' })
      .build();
    expect(of(file, 'compaction-disabled').because).to.include('"10,000 revisions"');
  });
});

describe('rounds on time', () => {
  /** A round each five minutes, the file at its size all the time, and so much of it in use after each. */
  const rounds = (inUse: number): CaseFileBuilder => {
    const builder = new CaseFileBuilder().member('m', '3.5.12').log(0, 26 * MINUTE, { member: 'm' });
    for (const minute of [5, 10, 15, 20]) {
      builder.burst('compaction-finished', minute * MINUTE, { member: 'm', revision: minute, duration: 1e5 });
      builder.size(minute * MINUTE, 2140 * 1e6, inUse * 1e6, { member: 'm', origin: 'compaction' });
    }
    return builder.onsets({ spaceExceeded: 25 * MINUTE - 5 });
  };

  it('are no compaction that came too late', () => {
    const cause = of(rounds(1180).build(), 'compaction-too-late');
    expect(cause.verdict, cause.because).to.be.oneOf(['refuted', 'undetermined']);
    expect(cause.because).to.not.include('to fill the quota');
  });

  it('the default quota is inferred from the size at which writes were refused', () => {
    const cause = of(rounds(2080).build(), 'quota-too-low');
    expect(cause.verdict, cause.because).to.be.oneOf(['possible', 'likely', 'confirmed']);
    expect(cause.because).to.include('2 GiB');
  });

  it('a defragmentation that helped speaks for the free pages that it took away', () => {
    const file = rounds(1180)
      .burst('defragmentation-finished', 26 * MINUTE, { member: 'm' })
      .onsets({ spaceExceeded: 25 * MINUTE - 5, recovery: 26 * MINUTE + 20 })
      .build();
    const cause = of(file, 'missing-defragmentation');
    expect(cause.verdict, cause.because).to.equal('likely');
    expect(cause.because).to.include('were free pages when writes were refused');
  });
});

describe('a full file with free pages, and no compaction in the inputs', () => {
  const opened = (inUse: number, before: number): CaseFileBuilder =>
    new CaseFileBuilder()
      .member('m', '3.5.3')
      .log(0, 60 * MINUTE, { member: 'm' })
      .quota(2048 * MIB)
      .size(50 * MINUTE - before, 2047 * MIB, inUse * MIB, { member: 'm', origin: 'start' })
      .onsets({ spaceExceeded: 50 * MINUTE });

  it('lacks a defragmentation', () => {
    const cause = of(opened(1228, 25).build(), 'missing-defragmentation');
    expect(cause.verdict, cause.because).to.equal('possible');
    expect(cause.because).to.include('40 %').and.include('free pages');
  });

  it('may have used them up in the long time since', () => {
    const cause = of(opened(1228, 45 * MINUTE).build(), 'missing-defragmentation');
    expect(cause.verdict, cause.because).to.equal('undetermined');
  });

  it('was made smaller by a defragmentation before the refusal', () => {
    const file = opened(1228, 60).burst('defragmentation-finished', 50 * MINUTE - 30, { member: 'm' });
    expect(of(file.build(), 'missing-defragmentation').because).to.not.include('free pages');
  });

  it('has nothing to give back where all of it is in use', () => {
    const cause = of(opened(2000, 25).build(), 'missing-defragmentation');
    expect(cause.verdict, cause.because).to.be.oneOf(['refuted', 'undetermined']);
  });
});

describe('one member defragmented of three', () => {
  const three = (): CaseFileBuilder => {
    const builder = new CaseFileBuilder().quota(64 * MIB);
    for (const name of ['m1', 'm2', 'm3']) {
      builder.member(name, '3.5.12').log(0, 197, { member: name, input: name });
      builder.burst('compaction-finished', 181, { member: name, input: name, revision: 9, duration: 1000 });
      builder.size(181, 64 * MIB, 5 * MIB, { member: name, origin: 'compaction' });
    }
    return builder
      .burst('nospace-alarm-raised', 20, { member: 'm1', input: 'm1' })
      .burst('defragmentation-finished', 191, { member: 'm2', input: 'm2' })
      .size(191, 5 * MIB, 5 * MIB, { member: 'm2', origin: 'defragmentation' })
      .onsets({ spaceExceeded: 20 });
  };

  it('leaves the others to defragment, by name', () => {
    const cause = of(three().build(), 'missing-defragmentation');
    expect(cause.verdict, cause.because).to.be.oneOf(['likely', 'confirmed']);
    expect(cause.because).to.include('m2 was defragmented, and m1 and m3 not');
  });

  it('has the alarm armed with reason', () => {
    const cause = of(three().build(), 'alarm-left-armed');
    expect(cause.verdict, cause.because).to.be.oneOf(['refuted', 'undetermined']);
  });

  it('the end of the log seconds after the last room is no "never"', () => {
    const builder = three();
    for (const name of ['m1', 'm3'])
      builder
        .burst('defragmentation-finished', 192, { member: name, input: name })
        .size(192, 5 * MIB, 5 * MIB, { member: name, origin: 'defragmentation' });
    const cause = of(builder.build(), 'alarm-left-armed');
    expect(cause.verdict, cause.because).to.equal('undetermined');
    expect(cause.because).to.include('after room was made');
  });
});

describe('slow requests beside compactions', () => {
  it('are counted one by one', () => {
    const builder = new CaseFileBuilder().member('m', '3.5.12').log(0, 600, { member: 'm' });
    for (const [i, time] of [150, 450].entries())
      builder.burst('compaction-finished', time, { member: 'm', revision: i + 1, duration: 1_200_000 });
    builder.burst('slow-apply', 1, { member: 'm', count: 200, end: 599, duration: 300_000 });
    const slow = Array.from({ length: 200 }, (_, i) => ({
      kind: 'slow-apply' as const,
      member: 'm',
      time: at(i * 3),
      duration: micros(300_000),
      exemplar: exemplar('slow', i * 3),
    }));
    const cause = of(builder.with({ slow }).build(), 'compaction-latency');
    expect(cause.verdict, cause.because).to.not.be.oneOf(['possible', 'likely', 'confirmed']);
    expect(cause.because).to.match(/ 2\.0 % of 200 |^2\.0 % of 200 /);
  });
});

describe('settings of one process', () => {
  const mode = (builder: CaseFileBuilder): CaseFileBuilder =>
    builder.claim(
      { what: 'setting', name: 'auto-compaction-mode', value: 'revision', glued: false, proposed: false },
      'ETCD_AUTO_COMPACTION_MODE=revision',
    );
  const environment = (): CaseFileBuilder =>
    silent(90)
      .with({ bursts: [] })
      .burst('auto-compaction-set', 0, { retention: '1000', disabled: false, mode: null })
      .onsets({ spaceExceeded: 90 * MINUTE, writePressure: 30 * MINUTE });

  it('a mode of the environment makes a number one of revisions, and not of hours', () => {
    expect(of(mode(environment()).build(), 'compaction-too-late').because).to.not.match(/100\d h/);
  });

  it('the line of the start counts before those of the environment', () => {
    const file = environment()
      .burst('auto-compaction-set', 1, { retention: '1000', disabled: false, mode: 'revision' })
      .build();
    expect(of(file, 'compaction-too-late').because).to.not.match(/100\d h/);
  });
});

describe('an etcd that is not of Kubernetes', () => {
  it('is compacted by etcd alone', () => {
    const rows = [{ key: 'apisix', count: 1496, bytes: null, revisions: null, evidence: [] }];
    const store = [
      {
        input: 'keys.txt',
        command: 'etcdctl get --prefix --keys-only /apisix',
        at: null,
        of: 'objects' as const,
        rows,
      },
    ];
    const file = silent(4)
      .with({ store: store as unknown as NonNullable<CaseFile['store']> })
      .build();
    const cause = of(file, 'compaction-disabled');
    expect(cause.verdict, cause.because).to.equal('likely');
    expect(cause.because).to.include('nothing else compacts');
  });
});

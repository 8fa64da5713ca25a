import { readdirSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';

import type { Burst, CaseFile } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judge.js';
import { judge } from '../../src/rules/judge.js';
import { rules } from '../../src/rules/registry.js';
import { CaseFileBuilder, emptyCaseFile, MIB } from './case-file-builder.js';

/** Files of the folder that aren't rules. */
const OTHERS = ['confidence', 'explain', 'gaps', 'judge', 'precedence', 'registry'];

const KINDS: readonly Burst['kind'][] = [
  'auto-compaction-set',
  'compaction-finished',
  'compaction-requested',
  'defragmentation-finished',
  'heartbeat-late',
  'member-started',
  'nospace-alarm-active',
  'nospace-alarm-disarmed',
  'nospace-alarm-raised',
  'nospace-error',
  'quota-set',
  'request-too-large',
  'slow-apply',
  'slow-fsync',
];

const seconds = fc.integer({ min: 0, max: 2000 });
const onset = fc.option(seconds, { nil: undefined });

/** Case files of no particular sense. */
const caseFile: fc.Arbitrary<CaseFile> = fc
  .record({
    bursts: fc.array(
      fc.tuple(fc.constantFrom(...KINDS), fc.option(seconds), fc.nat(9), fc.constantFrom('m1', 'm2', null)),
    ),
    sizes: fc.array(fc.tuple(seconds, fc.nat(100), fc.option(fc.nat(100)))),
    writers: fc.array(
      fc.tuple(
        fc.constantFrom('a/Deployment/b', 'c/Pod/d', '(other)'),
        fc.constantFrom('pods', 'events', 'leases'),
        fc.nat(20_000),
        fc.nat(100),
      ),
    ),
    events: fc.array(fc.tuple(fc.constantFrom('BackOff', 'FailedMount', 'Evicted'), fc.nat(5000))),
    writePressure: onset,
    spaceExceeded: onset,
    recovery: onset,
    quota: fc.option(fc.integer({ min: 0, max: 64 })),
    log: fc.option(seconds),
  })
  .map((made) => {
    const builder = new CaseFileBuilder().member('m1', '3.5.9');
    if (made.log !== null) builder.log(0, made.log);
    if (made.quota !== null) builder.quota(made.quota * MIB);
    for (const [kind, start, count, member] of made.bursts)
      builder.burst(kind, start, {
        count: count + 1,
        member,
        retention: '0',
        disabled: count % 2 === 0,
        quotaBytes: count * MIB,
        duration: 1_500_000,
      });
    for (const [time, size, inUse] of made.sizes) builder.size(time, size * MIB, inUse === null ? null : inUse * MIB);
    const writers = made.writers.map(([workload, resource, puts, before]) => ({
      workload,
      resource,
      puts,
      before: Math.min(before, puts),
    }));
    if (writers.length > 0) builder.writers(0, 100, writers);
    for (const [reason, count] of made.events) builder.event('a/Deployment/b', reason, count);
    const onsets = Object.entries({
      writePressure: made.writePressure,
      spaceExceeded: made.spaceExceeded,
      recovery: made.recovery,
    });
    return builder.onsets(Object.fromEntries(onsets.filter(([, time]) => time !== undefined))).build();
  });

const LEAST = { confirmed: 0.9, likely: 0.7, possible: 0.3, refuted: 0, undetermined: 0 };

function expectSound(cause: JudgedCause): void {
  const { verdict, confidence } = cause;
  const what = `${cause.id} ${verdict} ${confidence}: ${cause.because}`;
  expect(cause.because, what).to.not.match(/undefined|NaN|Infinity|null/);
  if (verdict === 'undetermined') {
    expect(confidence, what).to.equal(null);
    return;
  }
  expect(confidence, what).to.be.within(LEAST[verdict], verdict === 'refuted' ? 0.1 : 1);
  if (verdict === 'refuted') expect(cause.counterEvidence, what).to.not.have.length(0);
  else expect(cause.evidence, what).to.not.have.length(0);
  for (const remedy of cause.remedies) expect(remedy, what).to.not.match(/undefined|NaN/);
}

describe('registry of rules', () => {
  it('holds every rule of the folder under its file name', () => {
    const files = readdirSync('src/rules')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -3))
      .filter((name) => !OTHERS.includes(name));
    expect(rules.map((rule) => rule.id).sort()).to.deep.equal(files.sort());
  });

  it('judges an empty case file without a verdict', () => {
    for (const cause of judge(emptyCaseFile()).causes) expect(cause.verdict, cause.id).to.equal('undetermined');
  });

  for (const rule of rules)
    it(`${rule.id} answers soundly whatever the case`, () => {
      fc.assert(
        fc.property(caseFile, (file) => {
          expect(() => rule.judge(file)).to.not.throw();
          const { causes, gaps } = judge(file, [rule]);
          causes.forEach(expectSound);
          if (causes.some((cause) => cause.verdict === 'undetermined')) expect(gaps).to.not.have.length(0);
        }),
        { numRuns: 150 },
      );
    });

  it('gives the same answer twice', () => {
    fc.assert(
      fc.property(caseFile, (file) => {
        expect(judge(file)).to.deep.equal(judge(file));
      }),
      { numRuns: 30 },
    );
  });
});

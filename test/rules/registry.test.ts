import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

import { expect } from 'chai';
import fc from 'fast-check';

import type { Burst, CaseFile, Indicator } from '../../src/model/case-file.js';
import type { JudgedCause } from '../../src/rules/judging/judged-cause.js';
import { judge } from '../../src/rules/judging/judge.js';
import { rules } from '../../src/rules/registry.js';
import { at, CaseFileBuilder, emptyCaseFile, exemplar, MIB } from '../case-files/case-file-builder.js';

/** Files below the folder that aren't rules. */
const OTHERS = /^(?:judging|queries)[\\/]|^registry\.ts$/;

const KINDS: readonly Burst['kind'][] = [
  'auto-compaction-set',
  'compaction-failed',
  'compaction-finished',
  'compaction-started',
  'compaction-requested',
  'defragmentation-finished',
  'disk-full',
  'heartbeat-late',
  'leader-elected',
  'member-started',
  'nospace-alarm-active',
  'nospace-alarm-disarmed',
  'nospace-alarm-raised',
  'nospace-error',
  'quota-set',
  'request-too-large',
  'slow-apply',
  'slow-fsync',
  'snapshot-sent',
  'member-unreachable',
  'member-stopped',
  'clock-difference',
  'certificate-error',
  'oom-kill',
  'service-failed',
  'corrupt-alarm-raised',
  'leader-lost',
  'election-started',
  'defragmentation-started',
  'request-timeout',
  'too-many-requests',
];

const SIGNS: readonly Indicator['name'][] = [
  'snapshot-applied',
  'snapshot-restored',
  'member-removed',
  'new-cluster-forced',
  'hash-mismatch',
  'cpu-stalled',
  'clock-set',
  'future-revision',
  'watch-slow',
  'relist',
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
    pods: fc.nat(900),
    widgets: fc.tuple(fc.nat(900), fc.nat(900), fc.nat(9), fc.nat(9)),
    reads: fc.array(fc.tuple(seconds, fc.option(fc.nat(100)))),
    expired: fc.nat(9),
    indicators: fc.array(fc.tuple(fc.constantFrom(...SIGNS), seconds)),
    nobody: fc.array(fc.tuple(seconds, fc.option(fc.nat(100)), fc.boolean())),
    hashes: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2), fc.option(fc.nat(2)))),
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
        duration: count * 1_500_000,
        revision: (start ?? 0) + 1,
        term: count,
        error: count > 4 ? 'etcdserver: mvcc: database space exceeded' : 'timeout',
        ...(count > 6 ? { operation: 'lease-revoke' } : {}),
        peer: count > 4 ? 'b2' : null,
        difference: count * 1_000_000,
        remote: count > 4 ? '10.0.0.1' : null,
        process: count > 4 ? 'etcd' : null,
        unit: 'etcd.service',
        text: count > 4 ? `x509: certificate has expired, i/o timeout` : 'connection refused',
        to: 'b2',
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
    builder.with({
      turnover: [{ workload: 'a/Deployment/b', pods: made.pods, created: made.pods, deleted: 0, medianLife: null }],
      snapshots: made.reads.map(([start, length]) => ({
        member: 'm1',
        start: at(start),
        end: length === null ? null : at(start + length),
        evidence: [exemplar('sending', start)],
      })),
      eventAges: [
        {
          input: 'e',
          newest: at(9000),
          events: 9,
          expired: made.expired,
          oldest: made.expired > 0 ? at(0) : null,
          exemplars: made.expired > 0 ? [exemplar('old', 0)] : [],
        },
      ],
    });
    for (const [endpoint, hash, revision] of made.hashes)
      builder.claim(
        { what: 'hash', endpoint, hash: String(hash), revision, compactRevision: revision, annotated: false },
        'hash',
      );
    builder.with({
      indicators: made.indicators.map(([name, start]) => {
        const line = exemplar(name, start);
        return {
          name,
          member: 'm1',
          source: 'etcd',
          start: at(start),
          end: at(start),
          count: 1,
          first: line,
          last: line,
        };
      }),
      leadership: {
        terms: [],
        without: made.nobody.map(([from, length, isMajority]) => ({
          from: at(from),
          earliest: at(from),
          down: [],
          ends: [],
          to: length === null ? null : at(from + length),
          last: at(from),
          term: null,
          isMajority,
          elections: 2,
          evidence: [exemplar('lost leader', from)],
        })),
      },
    });
    const [objects, puts, bodied, bodies] = made.widgets;
    builder.growth({ resource: 'widgets', puts, objects, created: bodied * 90 }).with({
      apiWrites: {
        covered: null,
        byResource: [{ resource: 'widgets', creates: bodies, updates: puts, deletes: 0, conflicts: 0, writers: [] }],
        objects: [
          {
            resource: 'widgets',
            namespace: null,
            name: 'w',
            updates: puts,
            conflicts: 0,
            writers: [],
            bodied: bodied * 9,
            bodies,
            exemplar: exemplar('update', 1),
          },
        ],
        missing: 0,
        rest: 0,
      },
    });
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
    const files = (readdirSync('src/rules', { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts') && !OTHERS.test(name))
      .map((name) => basename(name, '.ts'));
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

import { expect } from 'chai';
import { clusterSeen } from '../../../src/model/advice/cluster-seen.js';
import {
  compactCommand,
  defragmentStep,
  deletesPass,
  healthCommand,
  recoverySteps,
  scaleDown,
  stopWriter,
} from '../../../src/model/advice/space-recovery.js';
import {
  clientHttpPort,
  compactionBatches,
  corruptionChecks,
  fileLine,
  leaseCheckpoints,
  restoreText,
  settingText,
  spellingOf,
  VERSION_SETTINGS,
} from '../../../src/model/advice/version-settings.js';
import { knows } from '../../../src/model/etcd-releases.js';
import { CaseFileBuilder } from '../../case-files/case-file-builder.js';

const VERSIONS = [
  '3.2.32',
  '3.3.27',
  '3.4.0',
  '3.4.23',
  '3.4.45',
  '3.5.0',
  '3.5.7',
  '3.5.16',
  '3.5.35',
  '3.6.0',
  '3.6.16',
  '3.7.3',
];
const seen = clusterSeen(new CaseFileBuilder().build());
const of = (...versions: string[]): typeof seen => ({ ...seen, versions });

/** Flags of a text that some release of etcd, etcdctl or etcdutl has. */
const flagsIn = (text: string): string[] => [...text.matchAll(/--([a-z][a-z0-9-]+)/g)].map((found) => found[1] ?? '');

describe('advice by version', () => {
  for (const version of VERSIONS)
    it(`names to ${version} only flags and gates that it has`, () => {
      for (const setting of VERSION_SETTINGS) {
        const spelling = spellingOf(setting, version);
        if (spelling === null) continue;
        expect(knows(version, 'flag', spelling.name), spelling.name).to.equal(true);
        if (spelling.gate !== undefined) expect(knows(version, 'gate', spelling.gate), spelling.gate).to.equal(true);
        expect(fileLine(spelling, version), spelling.name).to.match(/^[a-z-]+: \S+$/);
      }
      for (const text of [
        compactionBatches([version]),
        corruptionChecks([version]),
        leaseCheckpoints([version]),
        clientHttpPort([version]),
      ])
        for (const flag of flagsIn(text)) expect(knows(version, 'flag', flag), `${flag} in ${text}`).to.equal(true);
      for (const flag of recoverySteps(of(version))
        .flatMap(flagsIn)
        .filter((one) => one !== 'endpoints'))
        expect(knows(version, 'etcdctl', flag), flag).to.equal(true);
    });

  for (const [what, text, expected] of [
    ['batches in 3.4', compactionBatches(['3.4.3']), /^--experimental-compaction-batch-limit=200 \(a pause/],
    ['batches in 3.5.15', compactionBatches(['3.5.15']), /^--experimental-compaction-batch-limit=200 \(a pause/],
    [
      'batches in 3.6',
      compactionBatches(['3.6.1']),
      /^--compaction-batch-limit=200, and .*--compaction-sleep-interval=20ms$/,
    ],
    ['batches in 3.3', compactionBatches(['3.3.27']), /^no release/],
    ['batches, unknown', compactionBatches([]), /etcd 3\.6 and 3\.7\) or --experimental.*etcd 3\.4 and 3\.5\)/],
    [
      'batches of an upgrade',
      compactionBatches(['3.5.20', '3.6.1']),
      /--compaction-batch-limit=200 \(3\.6\.1\) or .*\(3\.5\.20\)/,
    ],
    [
      'checks in 3.7',
      corruptionChecks(['3.7.1']),
      /InitialCorruptCheck=true.*CompactHashCheck=true \(one --feature-gates/,
    ],
    ['HTTP port in 3.5.3', clientHttpPort(['3.5.3']), /^(?!.*--listen).*no flag/],
    ['HTTP port in 3.5.9', clientHttpPort(['3.5.9']), /--listen-client-http-urls=.*move probes/],
    [
      'leases in 3.4.23',
      leaseCheckpoints(['3.4.23']),
      /checkpoint=true with --experimental-enable-lease-checkpoint-persist/,
    ],
    ['leases in 3.4.1', leaseCheckpoints(['3.4.1']), /not over a second/],
    ['restore in 3.4.23', restoreText(['3.4.23']), /^etcdctl .* \(with the etcdctl of 3\.4\.27 or later\)$/],
    ['restore in 3.4.30', restoreText(['3.4.30']), /^etcdctl snapshot restore --bump-revision N --mark-compacted$/],
    ['restore in 3.5.4', restoreText(['3.5.4']), /^etcdutl .*3\.5\.10 or later\)$/],
    ['restore in 3.6.1', restoreText(['3.6.1']), /^etcdutl snapshot restore --bump-revision N --mark-compacted$/],
    ['restore in 3.3', restoreText(['3.3.27']), /etcdctl in 3\.4 from 3\.4\.27/],
  ] as const)
    it(what, () => {
      expect(text).to.match(expected);
    });

  it('durations of the file are integers, texts are quoted where YAML would read a number', () => {
    expect(fileLine({ name: 'compaction-sleep-interval', value: '20ms' }, '3.6.0')).to.equal(
      'compaction-sleep-interval: 20000000',
    );
    expect(fileLine({ name: 'compaction-batch-limit', value: '200' }, '3.6.0')).to.equal('compaction-batch-limit: 200');
    expect(fileLine({ name: 'auto-compaction-retention', value: '5m' }, '3.6.0')).to.equal(
      'auto-compaction-retention: "5m"',
    );
    expect(fileLine({ name: 'quota-backend-bytes', value: '8589934592' }, '3.6.0')).to.equal(
      'quota-backend-bytes: 8589934592',
    );
    expect(fileLine({ name: 'raft-read-timeout', value: '5s' }, '3.6.0')).to.equal(null);
  });

  it('gives each spelling its releases where no version is known', () => {
    expect(settingText('check at start', [])).to.equal(
      '--feature-gates=InitialCorruptCheck=true (etcd 3.6 and 3.7) or --experimental-initial-corrupt-check=true (etcd 3.3, 3.4 and 3.5)',
    );
  });
});

describe('the way out of NOSPACE', () => {
  it('waits for the compaction to free its pages', () => {
    expect(compactCommand(seen)).to.contain('compact --physical=true "$rev"').and.to.contain('--command-timeout=');
  });

  it('changes no object while updates are refused', () => {
    expect(stopWriter(of('3.5.12')))
      .to.contain('not its object')
      .and.to.contain('delete clusterrolebinding');
    expect(stopWriter(of('3.5.6'))).to.not.contain('clusterrolebinding');
    expect(scaleDown(seen, 'kubectl scale x', 'until y', true)).to.contain('disarm first');
    expect(scaleDown(seen, 'kubectl scale x', 'until y', false)).to.equal('Stop the writes: kubectl scale x, until y.');
  });

  for (const [versions, passes] of [
    [[], false],
    [['3.4.19'], false],
    [['3.4.20'], true],
    [['3.5.6'], false],
    [['3.5.7', '3.4.19'], false],
    [['3.6.0'], true],
  ] as const)
    it(`deletes ${passes ? 'pass' : 'may not pass'} with ${versions.join(', ') || 'no version'}`, () => {
      expect(deletesPass(of(...versions))).to.equal(passes);
    });

  it('counts the members before each defragmentation, and does not ask for a health that the alarm takes away', () => {
    const step = defragmentStep({ ...seen, several: true, leader: 'm2' });
    expect(step).to.contain('the leader m2 last').and.to.contain('endpoint status --cluster');
    expect(step).to.not.match(/then \S* ?endpoint health/);
    expect(healthCommand(of('3.4.15'))).to.equal(null);
    expect(healthCommand(of('3.4.16'))).to.contain('exclude=NOSPACE');
  });

  it('does not speak of Kubernetes where all keys are others', () => {
    expect(stopWriter({ ...seen, kubernetes: false })).to.not.match(/kube/);
  });
});

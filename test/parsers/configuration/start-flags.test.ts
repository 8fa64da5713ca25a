import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { kubeManifest } from '../../../src/parsers/configuration/kube-manifest.js';
import { argumentsIn, wordsOf } from '../../../src/parsers/configuration/start-flags/arguments.js';
import { systemdUnitFile } from '../../../src/parsers/configuration/systemd-unit-file.js';
import { readText } from '../read-text.js';

const read = (text: string) => readText(text, [], [kubeManifest, systemdUnitFile]);
const fixture = (name: string): string => readFileSync(`fixtures/parsers/start-flags/${name}`, 'utf8');

describe('parsers/kube-manifest', () => {
  it('reads the settings of a static pod of etcd, on their lines', () => {
    const { read: found, unclaimed, givenBack } = read(fixture('etcd.yaml'));
    expect([unclaimed, givenBack]).to.deep.equal([[], 0]);
    const of = (kind: string) => found.find(({ record }) => record.kind === kind);
    expect(of('quota-set')?.line).to.equal(18);
    expect(of('quota-set')?.record).to.deep.include({
      format: 'kube-manifest',
      source: 'config',
      time: null,
      about: { name: 'master-1' },
      quotaBytes: 8589934592,
    });
    expect(of('auto-compaction-set')?.record).to.include({ retention: '5m', disabled: false, mode: null });
    expect(of('member-identity')?.record).to.deep.include({
      name: 'master-1',
      endpoints: ['10.0.1.10:2379'],
      self: true,
    });
  });

  it("takes the API server's compaction interval for a claim", () => {
    const { read: found } = read(fixture('kube-apiserver.yaml'));
    const claim = found.find(({ record }) => record.kind === 'claim');
    expect(claim?.line).to.equal(11);
    expect(claim?.record).to.deep.include({
      claim: { what: 'setting', name: 'etcd-compaction-interval', value: '0', glued: false, proposed: false },
    });
  });

  it('reads environments and scripts of templates', () => {
    const text = [
      'apiVersion: apps/v1',
      'kind: StatefulSet',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '      - name: etcd',
      '        command: [sh, -c, "exec etcd --name $(HOSTNAME) --auto-compaction-retention=1"]',
      '        env:',
      '        - name: ETCD_QUOTA_BACKEND_BYTES',
      '          value: "4294967296"',
      '        - name: ETCD_AUTO_COMPACTION_RETENTION',
      '          value: "0"',
    ].join('\n');
    const { read: found, givenBack } = read(text);
    expect(givenBack).to.equal(0);
    const settings = found.filter(({ record }) => record.kind !== 'log').map(({ record, line }) => [record.kind, line]);
    // a flag wins over the environment
    expect(settings).to.deep.equal([
      ['auto-compaction-set', 8],
      ['quota-set', 10],
    ]);
    expect(found.find(({ record }) => record.kind === 'auto-compaction-set')?.record).to.include({ retention: '1' });
  });
});

describe('parsers/systemd-unit-file', () => {
  it('reads flags over several lines, and the environment', () => {
    const { read: found, unclaimed, givenBack } = read(fixture('etcd.service'));
    expect([unclaimed, givenBack]).to.deep.equal([[], 0]);
    expect(
      found.filter(({ record }) => record.kind !== 'log').map(({ record, line }) => [record.kind, line]),
    ).to.deep.equal([
      ['auto-compaction-set', 12],
      ['quota-set', 8],
      ['member-identity', 9],
    ]);
    expect(found.find(({ record }) => record.kind === 'auto-compaction-set')?.record).to.include({
      mode: 'revision',
      retention: '1000',
    });
  });

  it('reads a drop-in of the environment alone', () => {
    const { read: found } = read('[Service]\nEnvironment=ETCD_AUTO_COMPACTION_RETENTION=0\n');
    expect(found.map(({ record }) => record.kind)).to.deep.equal(['auto-compaction-set']);
    expect(found[0]?.record).to.include({ disabled: true });
  });

  it('gives back the units of others', () => {
    const { read: found, givenBack } = read("[Unit]\nDescription=nginx\n[Service]\nExecStart=/usr/sbin/nginx -g 'a'\n");
    expect([found.length, givenBack]).to.deep.equal([0, 4]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        read(`[Service]\nExecStart=/usr/bin/etcd ${text}\n${text}`);
        read(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command: [etcd, ${text}]\n`);
      }),
    );
  });
});

describe('parsers/start-flags', () => {
  it('parts words as a shell does', () => {
    expect(wordsOf(`a "b c" 'd "e' f\\ g --h="i j" ""`)).to.deep.equal(['a', 'b c', 'd "e', 'f g', '--h=i j', '']);
  });
  it('reads flags in all their spellings', () => {
    expect(argumentsIn(['--a-b=1', '--cd', '2', '-ef=3', '--gh', '--ij=', 'rest'])).to.deep.equal([
      { name: 'a-b', value: '1' },
      { name: 'cd', value: '2' },
      { name: 'ef', value: '3' },
      { name: 'gh', value: 'true' },
      { name: 'ij', value: '' },
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { epochMicros } from '../../src/model/units.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options } from '../../src/pipeline/options.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: 'UTC', year: null, namespace: null, jobs: 1 },
  ...{ capturedAt: epochMicros(0), thresholds: DEFAULT_THRESHOLDS },
};

const INPUTS: readonly (readonly [name: string, text: string, use: string])[] = [
  [
    'etcd.log',
    '{"level":"warn","ts":"2026-01-05T10:00:00.000Z","caller":"etcdserver/util.go:123","msg":"apply request took too long","took":"1.2s","expected-duration":"100ms","prefix":"","request":"header:<ID:1 > put:<key:\\"/registry/pods/a/b\\" value_size:900 >","response":"size:28"}\n',
    'used',
  ],
  [
    'audit.log',
    `${JSON.stringify({
      ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: '1', stage: 'ResponseComplete' },
      ...{ requestURI: '/api/v1/namespaces/a/configmaps/c', verb: 'update', user: { username: 'writer' } },
      ...{ objectRef: { resource: 'configmaps', namespace: 'a', name: 'c', apiVersion: 'v1' } },
      ...{ responseStatus: { code: 200 }, stageTimestamp: '2026-01-05T10:00:01.000000Z' },
    })}\n`,
    'used',
  ],
  ['shopping.txt', 'bread\nmilk\n', 'not-recognised'],
];

describe('the use of an input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'use-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is what the finished report makes of it', async () => {
    for (const [name, text] of INPUTS) writeFileSync(join(folder, name), text);
    const paths = INPUTS.map(([name]) => join(folder, name));
    const { report } = await analyze(paths, OPTIONS);
    expect(report.inputs.map(({ path, use }) => [path, use])).to.deep.equal(
      INPUTS.map(([name, , use]) => [join(folder, name), use]).sort(),
    );
  });

  it('is "read" where lines are understood and nothing is made of them', async () => {
    const path = join(folder, 'calm.log');
    writeFileSync(path, 'I0105 10:00:00.000000       1 shared_informer.go:318] Caches are synced for node\n');
    const { report } = await analyze([path], OPTIONS);
    expect(report.inputs.map(({ use }) => use)).to.deep.equal(['read']);
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { readRequestPath } from '../../../src/parsers/kube-audit/request-path.js';
import { kubeAuditJson } from '../../../src/parsers/kube-audit/kube-audit-json.js';
import { kubeAudit } from '../../../src/parsers/kube-audit/kube-audit.js';
import { kubeEventJson } from '../../../src/parsers/kube-event/kube-event-json.js';
import { at, collect } from '../etcd/collected.js';
import { readText, recordsOf } from '../read-text.js';

const text = readFileSync('fixtures/parsers/kube-audit/lines.log', 'utf8');
const lines = text.trimEnd().split('\n');

describe('parsers/kube-audit', () => {
  const reading = readText(text, [kubeAudit], []);

  it('counts each request once, at its last stage', () => {
    expect(reading.unclaimed).to.deep.equal([]);
    expect(reading.read.map(({ line, record }) => [line, record.kind])).to.deep.equal([
      [2, 'api-request'],
      [2, 'nospace-error'],
      [3, 'api-request'],
      [4, 'api-request'],
    ]);
  });

  it('reads who did what to what, and how long it took', () => {
    const [first, , second, third] = recordsOf(reading);
    expect(first).to.include({
      format: 'kube-audit',
      source: 'kubernetes',
      time: at('2026-11-22T13:13:11.7Z') + 2,
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace: 'payments',
      name: 'checkout-db-0',
      code: 500,
      duration: 700_001,
      user: 'system:node:worker-1',
      userAgent: 'kubelet/v1.30.1',
      remote: '10.0.3.17',
      dryRun: true,
    });
    expect(second).to.include({
      verb: 'create',
      resource: 'stable.example.com/widgets',
      name: 'widget-x7k2p',
      code: 201,
    });
    expect(third).to.include({ verb: 'list', resource: 'nodes', user: 'kubernetes-admin' });
    expect(third).not.to.have.any.keys('name', 'namespace', 'dryRun');
  });

  it('reads pretty-printed records, whichever parser took their first lines', () => {
    const pretty = lines.slice(0, 3).map((line) => JSON.stringify(JSON.parse(line), null, 4));
    const { read } = readText(`${pretty.join('\n')}\n`, [kubeAudit], [kubeEventJson, kubeAuditJson]);
    expect(read.map(({ record }) => record.kind)).to.deep.equal(['api-request', 'nospace-error', 'api-request']);
    expect(read.every(({ record }) => record.format === 'kube-audit-json')).to.equal(true);
  });

  it('tells of a line that is cut, and leaves what is of others', () => {
    const cut = collect(kubeAudit, (lines[1] ?? '').slice(0, 500));
    expect([cut.claimed, cut.records.length, cut.problems.length]).to.deep.equal([true, 0, 1]);
    const event =
      '{"kind":"Event","apiVersion":"v1","involvedObject":{"kind":"Pod","name":"a"},"reason":"BackOff","message":"audit.k8s.io/"}';
    expect(collect(kubeAudit, event).claimed).to.equal(false);
    const words = `{"kind":"Note","text":"of \\"audit.k8s.io/v1\\" and more, up to the hundred bytes that an audit record has at least"}`;
    expect(collect(kubeAudit, words).claimed).to.equal(false);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        collect(
          kubeAudit,
          Buffer.concat([Buffer.from('{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata"'), bytes]),
        );
      }),
    );
  });

  const paths: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['/api/v1/namespaces/ns/pods/a/status', { resource: 'pods', subresource: 'status', namespace: 'ns', name: 'a' }],
    ['/apis/apps/v1/namespaces/ns/deployments?limit=5', { resource: 'deployments', namespace: 'ns' }],
    ['/api/v1/namespaces/ns', { resource: 'namespaces', name: 'ns' }],
    ['/api/v1/namespaces/ns/finalize', { resource: 'namespaces', name: 'ns', subresource: 'finalize' }],
    ['/api/v1/nodes/worker-1', { resource: 'nodes', name: 'worker-1' }],
    ['/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node', { resource: 'clusterroles', name: 'system:node' }],
    [
      '/apis/stable.example.com/v1/namespaces/ns/widgets/w?dryRun=All',
      { resource: 'stable.example.com/widgets', namespace: 'ns', name: 'w', dryRun: true },
    ],
    ['/api/v1/watch/pods', { resource: 'pods' }],
    ['/healthz', {}],
    ['', {}],
    ['/api/v1/namespaces/ns/configmaps/%E0%A4%A', { resource: 'configmaps', namespace: 'ns', name: '%E0%A4%A' }],
  ];
  for (const [path, expected] of paths)
    it(`${path || 'an empty path'} names ${JSON.stringify(expected)}`, () => {
      expect(readRequestPath(path)).to.deep.equal(expected);
    });
});

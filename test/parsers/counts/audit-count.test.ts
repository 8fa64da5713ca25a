import { expect } from 'chai';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText } from '../read-text.js';

type Told = readonly [
  count: number,
  verb: string,
  user: string | null,
  resource: string | undefined,
  namespace: string | undefined,
];

const TAKEN: readonly [row: string, told: Told][] = [
  [
    '  18211 update\tsystem:serviceaccount:kube-system:sync\tsync/v1.2 (linux/amd64)\tconfigmaps',
    [18211, 'update', 'system:serviceaccount:kube-system:sync', 'configmaps', undefined],
  ],
  [
    '   3011 patch\tsystem:node:worker-3\tkubelet/v1.29.2 (linux/amd64) kubernetes/4b8e819\tnodes\t',
    [3011, 'patch', 'system:node:worker-3', 'nodes', undefined],
  ],
  [
    '900 system:serviceaccount:argocd:argocd-application-controller argocd-application-controller/v0.0.0 (linux/amd64) kubernetes/$Format patch applications argocd',
    [900, 'patch', 'system:serviceaccount:argocd:argocd-application-controller', 'applications', 'argocd'],
  ],
  [
    '     45 kubernetes-admin kubectl/v1.28.1 (linux/amd64) kubernetes/8dc49c4 list pods kube-system',
    [45, 'list', 'kubernetes-admin', 'pods', 'kube-system'],
  ],
  [' 120 create\tci\tflow\tworkflows\targoproj.io\tci', [120, 'create', 'ci', 'argoproj.io/workflows', 'ci']],
  ['   7 system:kube-scheduler create', [7, 'create', 'system:kube-scheduler', undefined, undefined]],
  [
    '  14 jane@example.com\tkubectl/v1.30.0 (darwin/arm64) kubernetes/7c48c2b\tsecrets\t/api/v1/namespaces/a/secrets',
    [14, '', 'jane@example.com', 'secrets', undefined],
  ],
];

const LEFT = [
  '   7 GET /foo',
  '   8 kubectl get pods',
  '   9 update the readme',
  '  12 update leases',
  '   3 jane@example.com merged',
  '   4 create\tthe table\tbefore you go',
  '  12 2026-11-30 10:00:00',
  '      4 system:',
];

describe('parsers/audit-count', () => {
  for (const [row, [count, verb, user, resource, namespace]] of TAKEN)
    it(`reads «${row.trim().slice(0, 60)}»`, () => {
      const { read } = readText(row, PARSERS.lines, []);
      expect(read).to.have.length(1);
      expect(read[0]?.record).to.deep.include({ kind: 'api-request', count, verb, user, time: null });
      const told = read[0]?.record as { resource?: string; namespace?: string };
      expect([told.resource, told.namespace]).to.deep.equal([resource, namespace]);
    });

  for (const row of LEFT)
    it(`leaves «${row.trim()}»`, () => {
      expect(readText(row, PARSERS.lines, []).unclaimed).to.deep.equal([1]);
    });
});

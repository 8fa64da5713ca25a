import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/model/report.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';

/** What no gap asks for where it was given, and what no sentence denies: each input alone and each two of them together. */

const START = Date.parse('2026-11-30T10:00:00Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const lines = (count: number, line: (i: number) => unknown): string =>
  `${Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join('\n')}\n`;

const INPUTS: Readonly<Record<string, string>> = {
  'audit.log': lines(40, (i) => ({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: `id-${i}` },
    ...{ stage: 'ResponseComplete', requestURI: '/api/v1/namespaces/a/configmaps/c', verb: 'update' },
    ...{ user: { username: 'system:serviceaccount:a:one' }, sourceIPs: ['10.0.0.9'], userAgent: 'one/v1' },
    objectRef: { resource: 'configmaps', namespace: 'a', name: 'c', apiVersion: 'v1' },
    ...{ responseStatus: { metadata: {}, code: 200 }, requestReceivedTimestamp: at(i), stageTimestamp: at(i) },
  })),
  'events.json': JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'List' },
    items: Array.from({ length: 30 }, (_, i) => ({
      ...{
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `p-${i}.18ea60350f9931f1`, namespace: 'a', uid: `u-${i}` },
      },
      involvedObject: { kind: 'Pod', namespace: 'a', name: `p-${i}` },
      ...{ reason: 'BackOff', message: 'Back-off restarting failed container', type: 'Warning', count: 3 },
      ...{ firstTimestamp: at(i), lastTimestamp: at(i + 60), source: { component: 'kubelet' } },
    })),
  }),
  'etcd.log': lines(3, (i) => ({
    ...{ level: 'warn', ts: at(i), caller: 'etcdserver/corrupt.go:1' },
    ...{ msg: 'apply request took too long', took: '150ms', 'expected-duration': '100ms', prefix: 'read-only range ' },
    ...{ request: 'key:"/registry/health" ', response: 'range_response_count:0 size:6' },
  })),
  'status.jsonl': lines(5, (i) => ({
    t: at(10 * i),
    status: [
      {
        Endpoint: '10.0.0.1:2379',
        Status: {
          header: { cluster_id: 1, member_id: 2, revision: 100 + 90 * i, raft_term: 2 },
          ...{ version: '3.6.1', dbSize: 20480, leader: 2, raftIndex: 9, raftTerm: 2, dbSizeInUse: 10240 },
          dbSizeQuota: 2147483648,
        },
      },
    ],
  })),
};

async function reportOf(names: readonly string[]): Promise<Report> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'denials-'));
  try {
    const files = names.map((name) => path.join(folder, name));
    files.forEach((file, i) => writeFileSync(file, INPUTS[names[i] as string] as string));
    const options = {
      since: null,
      until: null,
      timezone: null,
      year: null,
      capturedAt: null,
      namespace: null,
      jobs: 1,
    };
    return (await analyze(files, { ...options, thresholds: DEFAULT_THRESHOLDS })).report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What an input makes untrue, or needless to ask. */
const AT_HAND: Readonly<Record<string, { readonly asked: RegExp; readonly denied: RegExp }>> = {
  'audit.log': { asked: /audit\/audit\.log/, denied: /who wrote is not known|no request lines, audit log/ },
  'events.json': { asked: /get events -A -o json/, denied: /who wrote is not known|audit log or events/ },
  'etcd.log': { asked: /^$/, denied: /no input (?:is a log of|shows) etcd/ },
  'status.jsonl': { asked: /^$/, denied: /who wrote is not known|no input shows etcd itself/ },
};
const SIZES = /^(?:How large were the database file|How large was the data in use|.*what was the quota)/;

const names = Object.keys(INPUTS);
const chosen = names.flatMap((a, i) => [[a], ...names.slice(i + 1).map((b) => [a, b])]);

describe('what is at hand', () => {
  for (const inputs of chosen)
    it(`is not asked for, and not denied: ${inputs.join(', ')}`, async () => {
      const report = await reportOf(inputs);
      const words = JSON.stringify([report.causes, report.gaps.map(({ question }) => question)]);
      for (const input of inputs) {
        const { asked, denied } = AT_HAND[input] as (typeof AT_HAND)[string];
        expect(report.inputs.find((one) => one.path.endsWith(input))?.use).to.equal('used');
        expect(report.gaps.filter(({ command }) => asked.test(command) && command !== '')).to.deep.equal([]);
        expect(words).not.to.match(denied);
      }
      if (inputs.includes('status.jsonl'))
        expect(report.gaps.map(({ question }) => question).filter((one) => SIZES.test(one))).to.deep.equal([]);
    });
});

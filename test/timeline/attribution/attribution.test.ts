import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { headline } from '../../../src/reports/sections/headline.js';
import { viewOf } from '../../../src/reports/sections/view.js';
import { topWriterOf } from '../../../src/reports/top-writer.js';

const OPTIONS = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};

async function analysed(files: Readonly<Record<string, string>>): Promise<Postmortem> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attribution-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    return await analyze(
      Object.keys(files).map((name) => path.join(folder, name)),
      OPTIONS,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const START = Date.parse('2026-11-30T10:00:00Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString().replace('Z', '000Z');

interface Told {
  readonly seconds: number;
  readonly verb?: string;
  readonly resource?: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly code?: number;
  readonly user?: string;
  readonly stage?: string;
  readonly query?: string;
  readonly message?: string;
}

function audit({ seconds, verb = 'update', resource = 'configmaps', group, namespace = 'a', ...more }: Told): string {
  const {
    name = 'c',
    subresource,
    code = 200,
    user = 'system:serviceaccount:a:one',
    stage = 'ResponseComplete',
  } = more;
  return JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: `id-${seconds}-${verb}`, stage },
    requestURI: `/api/v1/namespaces/${namespace}/${resource}/${name}${more.query ?? ''}`,
    verb,
    user: { username: user },
    sourceIPs: ['10.0.0.9'],
    userAgent: `${user.split(':').at(-1) ?? ''}/v1.31.0 (linux/amd64) kubernetes/abc`,
    objectRef: {
      resource,
      namespace,
      name,
      ...(group === undefined ? {} : { apiGroup: group }),
      apiVersion: 'v1',
      subresource,
    },
    responseStatus: {
      metadata: {},
      code,
      ...(more.message === undefined ? {} : { status: 'Failure', message: more.message }),
    },
    requestReceivedTimestamp: at(seconds),
    stageTimestamp: at(seconds),
  });
}

const log = (lines: readonly Told[]): string => `${lines.map(audit).join('\n')}\n`;
const times = (count: number, make: (i: number) => Told): Told[] => Array.from({ length: count }, (_, i) => make(i));

describe('who wrote, by an audit log alone', () => {
  it('accepted writes count, by object, user and program', async () => {
    const { report } = await analysed({
      'audit.log': log([
        ...times(60, (i) => ({
          seconds: i,
          name: 'hot',
          user: `system:serviceaccount:a:${i % 2 === 0 ? 'one' : 'two'}`,
        })),
        ...times(5, (i) => ({
          seconds: i,
          verb: 'create',
          resource: 'nodes',
          namespace: '',
          name: `n-${i}`,
          code: 201,
        })),
        ...times(7, (i) => ({ seconds: i, code: 409 })),
        ...times(9, (i) => ({ seconds: i, verb: 'get' })),
        ...times(4, (i) => ({ seconds: i, query: '?dryRun=All' })),
        ...times(3, (i) => ({ seconds: i, stage: 'RequestReceived' })),
        ...times(2, (i) => ({ seconds: i, verb: 'delete', name: 'old' })),
        ...times(2, (i) => ({ seconds: i, verb: 'create', resource: 'pods', subresource: 'exec' })),
      ]),
    });
    const [source] = report.attribution;
    expect(source).to.include({ source: 'audit', unit: 'requests', count: 65 });
    expect(report.writes).to.include({ source: 'audit', count: 65, deletes: 2, conflicts: 7 });
    expect(report.writes.byObject[0]).to.include({ key: '/registry/configmaps/a/hot', count: 60 });
    expect(report.writes.byResource.map(({ key }) => key)).to.deep.equal(['configmaps', 'minions']);
    expect(source?.byUser.map(({ key, count }) => [key, count])).to.deep.equal([
      ['system:serviceaccount:a:one', 35],
      ['system:serviceaccount:a:two', 30],
    ]);
    expect(source?.byUserAgent.map(({ key }) => key)).to.deep.equal(['one', 'two']);
    expect(report.gaps.map(({ question }) => question).filter((one) => one.startsWith('Who wrote'))).to.deep.equal([]);
  });

  it('custom resources keep their group, also one that ends in .k8s.io', async () => {
    const { report, file } = await analysed({
      'audit.log': log([
        ...times(80, (i) => ({
          ...{
            seconds: i,
            verb: 'create',
            resource: 'policyreports',
            group: 'wgpolicyk8s.io',
            name: `r-${i}`,
            code: 201,
          },
          namespace: `team-${i % 8}`,
        })),
        ...times(10, (i) => ({
          seconds: i,
          resource: 'httproutes',
          group: 'gateway.networking.k8s.io',
          name: `h-${i}`,
        })),
      ]),
    });
    expect(report.writes.byResource.map(({ key }) => key)).to.deep.equal([
      'wgpolicyk8s.io/policyreports',
      'gateway.networking.k8s.io/httproutes',
    ]);
    expect(topWriterOf(report, file)).to.include({ by: 'resource', key: 'wgpolicyk8s.io/policyreports' });
  });

  it('writes are accepted again from the first that succeeds behind the last refusal; a second stretch is its own', async () => {
    const refused = { code: 500, message: 'etcdserver: mvcc: database space exceeded' };
    const { report } = await analysed({
      'audit.log': log([
        ...times(40, (i) => ({ seconds: i, name: `a-${i}` })),
        ...times(40, (i) => ({ seconds: 40 + i, ...refused })),
        ...times(60, (i) => ({ seconds: 90 + i / 2, name: `b-${i}` })),
        ...times(20, (i) => ({ seconds: 125 + i, ...refused })),
        ...times(20, (i) => ({ seconds: 150 + i, name: `c-${i}` })),
      ]),
    });
    const told = report.episodes.map(({ spaceExceeded, recovery }) => [spaceExceeded?.time, recovery?.time]);
    expect(told).to.deep.equal([
      ['2026-11-30T10:00:40.000Z', '2026-11-30T10:01:30.000Z'],
      ['2026-11-30T10:02:05.000Z', '2026-11-30T10:02:30.000Z'],
    ]);
    expect(report.writes).to.include({ refused: 60 });
    expect(report.onsets.recovery?.evidence[0]?.text).to.include('"name":"b-0"');
  });
});

describe('updates that wrote nothing', () => {
  it('are known by the version in their answers, and left out', async () => {
    const answered = (seconds: number, name: string, version: number): string => {
      const line = JSON.parse(audit({ seconds, name })) as Record<string, unknown>;
      const metadata = { name, namespace: 'a', resourceVersion: String(version) };
      return JSON.stringify({
        ...line,
        level: 'RequestResponse',
        responseObject: { kind: 'ConfigMap', apiVersion: 'v1', metadata },
      });
    };
    const lines = Array.from({ length: 140 }, (_, i) => [
      answered(i, 'idle', 77),
      answered(i, 'busy', 1000 + i),
    ]).flat();
    const { report } = await analysed({ 'audit.log': `${lines.join('\n')}\n` });
    const counts = Object.fromEntries(report.writes.byObject.map(({ key, count }) => [key, count]));
    expect(counts['/registry/configmaps/a/busy']).to.equal(140);
    expect(counts['/registry/configmaps/a/idle'] ?? 0).to.equal(0);
    expect(report.attribution[0]?.because).to.match(/wrote nothing/);
    expect(report.causes.find(({ id }) => id === 'no-op-writes')?.subject ?? '').to.not.include('idle');
  });
});

describe('who wrote, by events alone', () => {
  const event = (i: number, kind: string, name: string, count: number): unknown => ({
    ...{ kind: 'Event', apiVersion: 'v1', metadata: { name: `${name}.17f`, namespace: 'etl', uid: `u-${i}` } },
    involvedObject: { kind, namespace: 'etl', name },
    ...{ reason: 'BackOff', type: 'Warning', message: 'Back-off restarting failed container', count },
    ...{ firstTimestamp: at(i).replace('.000000Z', 'Z'), lastTimestamp: at(i + 60).replace('.000000Z', 'Z') },
    source: { component: 'kubelet' },
  });

  it('occurrences by workload, with bounds; the kind at hand beats the grammar of names', async () => {
    const { report } = await analysed({
      'events.json': JSON.stringify({
        ...{ kind: 'List', apiVersion: 'v1' },
        items: [
          ...Array.from({ length: 20 }, (_, i) => event(i, 'Pod', `sync-29000000-b${'cdfgh'.charAt(i % 5)}dfg`, 50)),
          ...Array.from({ length: 3 }, (_, i) => event(100 + i, 'NodeClaim', `default-${'bcd'.charAt(i)}hhvc`, 10)),
        ],
      }),
    });
    expect(report.writes).to.include({ source: 'events', count: 1030 });
    expect(report.attribution[0]).to.include({ unit: 'occurrences', low: 23 });
    expect(report.writes.byWorkload[0]).to.include({ key: 'etl/CronJob/sync', count: 1000 });
    expect(report.writes.byWorkload.map(({ key }) => key)).to.include('etl/NodeClaim/default-bhhvc');
    expect(report.writes.byResource).to.have.length(1);
    expect(report.writes.byClient[0]).to.include({ key: 'kubelet' });
  });

  it('takes the rows of a counted audit log as so many requests, unless the log itself is there', async () => {
    const rows = [
      '  900 update\tsystem:serviceaccount:a:sync\tsync/v1\tconfigmaps',
      '   90 create\tsystem:node:w1\tkubelet/v1\tevents',
      '    5 list\tsystem:node:w1\tkubelet/v1\tpods',
    ].join('\n');
    const counted = await analysed({ 'counts.txt': rows });
    expect(counted.report.attribution[0]).to.deep.include({ source: 'audit' });
    expect(counted.report.attribution[0]?.because).to.contain('counted');
    expect(counted.report.writes.count).to.equal(990);
    expect(counted.report.attribution[0]?.byUser[0]).to.deep.include({
      ...{ key: 'system:serviceaccount:a:sync', count: 900 },
    });
    const both = await analysed({ 'counts.txt': rows, 'audit.log': audit({ seconds: 1, user: 'u' }) });
    expect(both.report.writes.count).to.equal(1);
    expect(both.report.attribution[0]?.byUser).to.have.length(1);
  });
});

describe('the headline of events alone', () => {
  const event = (i: number, kind: string, name: string, reason: string) => ({
    ...{
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.18ea60350f99${1000 + i}`, namespace: 'ci', uid: `u${i}` },
    },
    ...{ involvedObject: { kind, namespace: 'ci', name }, reason, message: `m ${i}`, type: 'Normal', count: 1 },
    ...{ firstTimestamp: `${at(i).slice(0, 19)}Z`, lastTimestamp: `${at(i).slice(0, 19)}Z` },
  });
  const headlineOf = async (items: readonly unknown[]): Promise<string> => {
    const postmortem = await analysed({ 'events.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
    const view = viewOf(postmortem);
    return headline(view.report, view.file, view.times);
  };

  for (const [name, items, expected] of [
    [
      'one reason of one workload',
      [0, 1, 2, 3].map((i) => event(i, 'Build', i < 3 ? 'a' : 'b', 'Failed')),
      /most of them Failed of ci\/Build\/a/,
    ],
    [
      'one reason of many objects',
      [0, 1, 2, 3].map((i) => event(i, 'Build', `b-${i}a`, 'Failed')),
      /most of them Failed in ci/,
    ],
    [
      'one kind, for many reasons',
      [0, 1, 2, 3].map((i) => event(i, 'Build', `b-${i}a`, `R${i}`)),
      /most of them about workloads of kind Build in ci/,
    ],
  ] as const)
    it(`says of which most are: ${name}`, async () => expect(await headlineOf(items)).to.match(expected));
});

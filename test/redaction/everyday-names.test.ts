import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Postmortem } from '../../src/pipeline/options.js';
import { unmarked, withMarks } from '../../src/redaction/everyday-names.js';
import { redactPostmortem } from '../../src/redaction/redact-report.js';
import { renderManifest } from '../../src/reports/manifest.js';
import { OUTPUTS } from '../../src/reports/registry.js';
import { reportMd } from '../../src/reports/report-md.js';
import { terminalSummary } from '../../src/reports/terminal.js';
import { TIMELINE_FORMATS } from '../../src/reports/timeline-formats.js';
import { judge } from '../../src/rules/judging/judge.js';
import { run, withFolder } from '../cli/run-program.js';

interface Names {
  readonly namespace: string;
  readonly workload: string;
  readonly container: string;
  readonly members: readonly [string, string, string];
}

const IDS = ['8e9e05c52164694d', 'bf540a8e48c22b85', '91bc3c398fb3c146'] as const;

/** Pods of one workload restart until the space is used up; nothing compacts. */
function inputsWith({ namespace, workload, container, members }: Names): Readonly<Record<string, string>> {
  const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 13, 8) + second * 1000).toISOString();
  const pods = Array.from('bcdfghjklmnpqrstvwxz', (letter) => `${workload}-7c9d8f6b54-x2vq${letter}`);
  const lines: [number, string, number][] = [];
  for (let i = 0; i < 120; i += 1)
    for (const member of members) lines.push([i, `/registry/leases/kube-node-lease/${member}`, 600]);
  for (let i = 0; i < 600; i += 1) {
    const pod = pods[i % pods.length] ?? '';
    lines.push([60 + i / 10, `/registry/pods/${namespace}/${pod}`, 6000 + i]);
    lines.push([60 + i / 10, `/registry/events/${namespace}/${pod}.17a3${String(i).padStart(12, '0')}`, 900]);
  }
  const log = (member: string, id: string): string =>
    [
      [
        1,
        `"starting etcd server","local-member-id":"${id}","local-server-version":"3.5.9","name":"${member}","quota-backend-bytes":8388608,"auto-compaction-mode":"periodic","auto-compaction-retention":"0s"`,
      ] as const,
      [
        2,
        `"published local member to cluster through raft","local-member-id":"${id}","local-member-attributes":"{Name:${member} ClientURLs:[https://${member}:2379]}"`,
      ] as const,
      ...[80, 81, 82, 83].map(
        (second) =>
          [
            second,
            `"apply request took too long","took":"${second * 4}ms","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/pods/${namespace}/\\" range_end:\\"/registry/pods/${namespace}0\\" ","response":"range_response_count:500 size:8"`,
          ] as const,
      ),
      [
        100,
        `"lost TCP streaming connection with remote peer","remote-peer-id":"${IDS[1]}","error":"dial tcp: lookup ${members[1]}: no such host"`,
      ] as const,
      [118, `"alarm raised","alarm":"NOSPACE","from":"${IDS[0]}"`] as const,
    ]
      .map(
        ([second, rest]) => `{"level":"info","ts":"${at(second)}","caller":"etcdserver/server.go:1","msg":${rest}}\n`,
      )
      .join('');
  const events = pods.map((pod) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${pod}.17a3`, namespace },
    involvedObject: { kind: 'Pod', namespace, name: pod },
    reason: 'BackOff',
    message: `Back-off restarting failed container ${container} in pod ${pod}_${namespace}`,
    source: { component: 'kubelet', host: members[0] },
    firstTimestamp: at(60),
    lastTimestamp: at(115),
    count: 40,
    type: 'Warning',
  }));
  return {
    'requests.log': lines
      .sort(([a], [b]) => a - b)
      .map(([second, key, size]) => `${at(second)} PUT ${key} ${size} 1.1ms\n`)
      .join(''),
    ...Object.fromEntries(members.map((member, i) => [`${member}/etcd.log`, log(member, IDS[i] ?? '')])),
    'events.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: events }),
    'etcd.conf.yml': `name: ${members[0]}\nquota-backend-bytes: 8388608\nauto-compaction-retention: "0"\n`,
  };
}

function write(folder: string, names: Names): void {
  for (const [name, text] of Object.entries(inputsWith(names))) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

async function analysed(names: Names): Promise<Postmortem> {
  let made: Postmortem | null = null;
  await withFolder(async (folder) => {
    write(folder, names);
    made = await analyze([folder], {
      ...{ since: null, until: null, timezone: null, year: null, namespace: null, capturedAt: null, jobs: 1 },
      thresholds: DEFAULT_THRESHOLDS,
    });
  });
  if (made === null) throw new Error('not analysed');
  return made;
}

/** Every output, by name. The page without its code. */
function outputsOf(postmortem: Postmortem): readonly (readonly [name: string, text: string])[] {
  const { redacted } = redactPostmortem(postmortem, judge);
  const text = (pieces: Iterable<string>): string => [...pieces].join('');
  return [
    ...OUTPUTS.map((output) => [output.file, text(output.render(redacted))] as const),
    ...(['jira', 'gitlab', 'plain'] as const).map((name) => [name, text(reportMd(name).render(redacted))] as const),
    ...Object.entries(TIMELINE_FORMATS).map(([name, render]) => [name, text(render(redacted, null))] as const),
    ['terminal', text(terminalSummary(redacted))] as const,
    ['manifest', text(renderManifest(redacted, []))] as const,
  ].map(
    ([name, whole]) => [name, whole.replace(/<(style|script)>[^]*?<\/\1>/g, '').replace(/<\/?main>/g, '')] as const,
  );
}

const EVERYDAY: Names = { namespace: 'web', workload: 'api', container: 'main', members: ['test', 'admin', 'prod'] };
/** Words of the report's own sentences. */
const OURS: Names = {
  namespace: 'events',
  workload: 'writes',
  container: 'space',
  members: ['quota', 'leader', 'member'],
};

describe('redaction: names that are everyday words', function () {
  this.timeout(60_000);

  it('are in no output', async () => {
    for (const [name, text] of outputsOf(await analysed(EVERYDAY))) {
      // `promtool test`, jq's test(): what of ours has these words
      const shown = text.replace(/promtool test|to test each rule|not tested?|verb\\*\|test\(|API server/g, '');
      const found = /(?<![\w-])(?:web|api|main|test|admin|prod)(?![\w-]|\.)/.exec(shown);
      expect(
        found === null ? '' : `${name}: …${shown.slice(Math.max(0, found.index - 160), found.index + 40)}`,
      ).to.equal('');
      expect(text, name).not.to.contain('0everyday0');
    }
  });

  it('that the sentences use themselves go where they are names, and stay where they are words', async () => {
    const plain = await analysed(OURS);
    expect(JSON.stringify(plain.report.causes)).to.match(/kubectl -n events scale deployment\/writes/);
    for (const [name, text] of outputsOf(plain)) {
      expect(text, name).not.to.match(
        /events\/Deployment|Deployment\/writes|-n events|deployment\/writes|pods\/events\//,
      );
      expect(text, name).not.to.match(/container space|configuration of quota|lookup leader|on quota\b/);
      expect(text, name).not.to.contain('0everyday0');
    }
    const { redacted } = redactPostmortem(plain, judge);
    const storm = redacted.report.causes.find((cause) => cause.id === 'pod-restart-storm');
    expect(storm?.because).to.match(/^namespace-1\/Deployment\/workload-1 caused .* events of its pods are/);
    expect(storm?.remedies.join()).to.match(/kubectl -n namespace-1 scale deployment\/workload-1/);
    const shape = ({ report }: Postmortem): unknown =>
      report.causes.map(({ id, verdict, confidence, role, share }) => [id, verdict, confidence, role, share]);
    expect(shape(redacted)).to.deep.equal(shape(plain));
  });

  it('a sentence that was told otherwise the second time is not taken', () => {
    const cause = { id: 'a', because: 'web grew', subject: 'web', remedies: ['stop web'] };
    const twin = { id: 'a', because: 'web-0everyday0 shrank', subject: 'web-0everyday0', remedies: [] };
    const report = { causes: [cause], gaps: [] } as unknown as Postmortem['report'];
    const [taken] = withMarks(report, { causes: [twin], gaps: [] }).causes;
    expect(taken).to.deep.equal({ ...cause, subject: 'web-0everyday0' });
    expect(unmarked(taken?.subject ?? '')).to.equal('web');
  });

  it('standard error names no path either', async () => {
    await withFolder((folder) => {
      write(folder, EVERYDAY);
      fs.writeFileSync(path.join(folder, 'payments-broken.log.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2]));
      const out = path.join(folder, 'out-of-payments');
      for (const args of [
        [folder, '--out', out, '--redact', '--strict'],
        ['timeline', folder, '--redact'],
        ['records', folder, '--redact', '--kind', 'panic', '--strict'],
      ]) {
        const { stderr, status } = run(args);
        expect(status, args[0]).to.equal(3);
        expect(stderr, args[0]).to.match(/input-\d+\.log\.gz: /);
        expect(stderr, args[0]).not.to.match(/payments|admin\/|\/tmp\//);
      }
    });
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options, RecordRow } from '../../src/pipeline/options.js';
import { readRecords } from '../../src/pipeline/records.js';
import { redactPostmortem } from '../../src/redaction/redact-report.js';
import { redactRow, rowRedactor } from '../../src/redaction/redact-row.js';
import { reportMd } from '../../src/reports/report-md.js';
import { renderManifest } from '../../src/reports/manifest.js';
import { RECORD_FORMATS } from '../../src/reports/record-formats.js';
import { OUTPUTS } from '../../src/reports/registry.js';
import { terminalSummary } from '../../src/reports/terminal.js';
import { TIMELINE_FORMATS } from '../../src/reports/timeline-formats.js';
import { withFolder } from '../cli/run-program.js';

const OPTIONS: Options = {
  since: null,
  until: null,
  timezone: null,
  year: null,
  capturedAt: null,
  namespace: null,
  jobs: 1,
  thresholds: DEFAULT_THRESHOLDS,
};

/** Files of many formats, in which each name of somebody's holds the word. */
function inputsWith(w: string): Readonly<Record<string, string>> {
  const pod = `${w}-api-7c9d8f6b54-x2vqk`;
  const zap = (second: number, rest: string): string =>
    `{"level":"info","ts":"2026-11-22T13:08:${String(second).padStart(2, '0')}.000Z","caller":"etcdserver/server.go:1","msg":${rest}}`;
  const puts = Array.from(
    { length: 300 },
    (_, i) =>
      `2026-11-22T13:0${8 + (i > 150 ? 1 : 0)}:${String(i % 60).padStart(2, '0')}.000Z PUT /registry/pods/${w}-ns/${pod} ${3000 + i} 1.1ms`,
  );
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${pod}.17a3f0aa11bb22cc`, namespace: `${w}-ns`, uid: '0b1c2d3e-aaaa-bbbb-cccc-0123456789ab' },
    involvedObject: { kind: 'Pod', namespace: `${w}-ns`, name: pod },
    reason: 'BackOff',
    message: `Back-off restarting failed container ${w} in pod ${pod}_${w}-ns, image registry.${w}.example/${w}:1.2`,
    source: { component: 'kubelet', host: `node.${w}.example` },
    firstTimestamp: '2026-11-22T13:08:10Z',
    lastTimestamp: '2026-11-22T13:09:10Z',
    count: 40,
    type: 'Warning',
  };
  const audit = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '1f0e2d3c-aaaa-bbbb-cccc-0123456789ab',
    stage: 'ResponseComplete',
    requestURI: `/apis/apps/v1/namespaces/${w}-ns/deployments/${w}`,
    verb: 'update',
    user: { username: `${w}@example.com`, groups: [`${w}-team`] },
    sourceIPs: ['203.0.113.77'],
    userAgent: `${w}-operator/v1.2 (linux/amd64)`,
    objectRef: { resource: 'deployments', namespace: `${w}-ns`, name: w, apiGroup: 'apps' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-22T13:08:11.000000Z',
    stageTimestamp: '2026-11-22T13:08:11.100000Z',
  };
  return {
    [`${w}.requests.log`]: puts.join('\n'),
    [`${w}/etcd.log`]: [
      zap(
        1,
        `"starting etcd server","local-member-id":"8e9e05c52164694d","local-server-version":"3.5.9","cluster-id":"aa9e05c52164694d"`,
      ),
      zap(
        2,
        `"published local member to cluster through raft","local-member-attributes":"{Name:${w}-1 ClientURLs:[https://203.0.113.77:2379]}"`,
      ),
      zap(
        3,
        `"apply request took too long","took":"214ms","expected-duration":"100ms","prefix":"","request":"header:<ID:1 > put:<key:\\"/registry/secrets/${w}-ns/${w}-token\\" value_size:30 >","response":"size:8"`,
      ),
      zap(4, `"alarm raised","alarm":"NOSPACE","from":"8e9e05c52164694d"`),
      zap(
        5,
        `"lost TCP streaming connection with remote peer","remote-peer-id":"bf540a8e48c22b85","error":"read tcp [2001:db8::77]:2380->203.0.113.77:4711: ${w}"`,
      ),
      zap(6, `"something nobody knows of ${w}.${w}","${w}":"${w}"`),
    ].join('\n'),
    'etcd.txt': [
      `Nov 22 13:08:20 ${w}-master etcd[12]: 2026-11-22 13:08:20.000000 W | rafthttp: health check for peer bf540a8e48c22b85 could not connect: dial tcp: lookup ${w}.internal: no such host`,
      `Nov 22 13:08:21 ${w}-master systemd[1]: ${w}.service: Main process exited, code=killed, status=9/KILL`,
      `Nov 22 13:08:22 ${w}-master kubelet[9]: E1122 13:08:22.000000       9 pod_workers.go:190] "Error syncing pod" err="failed" pod="${w}-ns/${pod}" podUID=1f0e2d3c-aaaa-bbbb-cccc-0123456789ab`,
      `Nov 22 13:08:23 ${w}-master kernel: Out of memory: Killed process 4711 (${w}d) total-vm:1kB, anon-rss:22kB`,
    ].join('\n'),
    'events.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [event] }),
    'events.txt': `NAMESPACE   LAST SEEN   TYPE      REASON      OBJECT          MESSAGE\n${w}-ns   3m14s   Warning   BackOff   pod/${pod}   Back-off restarting failed container ${w}\n`,
    'audit.log': `${JSON.stringify(audit)}\n`,
    'status.txt': `https://${w}.internal:2379, 8e9e05c52164694d, 3.5.9, 67 MB, true, false, 2, 20281, 20281, memberID:10276657743932975437 alarm:NOSPACE\n`,
    'members.txt': `8e9e05c52164694d, started, ${w}-1, https://${w}.internal:2380, https://203.0.113.77:2379, false\n`,
    'etcd.conf.yml': `name: ${w}-1\nquota-backend-bytes: 67108864\nauto-compaction-retention: "0"\ninitial-cluster: ${w}-1=https://203.0.113.77:2380\ninitial-cluster-token: ${w}-etcd\n`,
    'session.txt': `[root@${w}-master ~]# etcdctl put ${w}-key x\nOK\n[root@${w}-master ~]# du -sh /var/lib/${w}\n65M\t/var/lib/${w}\n$ kubectl -n ${w}-ns get pods\n`,
    'foreign.log': `2026-11-22T13:08:30.000Z PUT /${w}/config/${w} 12 1ms\n2026-11-22T13:08:31.000Z PUT /registry/${w}.example.org/widgets/${w}-ns/${w} 12 1ms\n`,
  };
}

const WORD = fc.stringMatching(/^[a-z]{2}[bcdfghjkmpqvwxz]{5,8}$/);

describe('redaction: canaries', () => {
  it('no name of any format is in any output', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(WORD, async (word) =>
        withFolder(async (folder) => {
          const leak = new RegExp(`${word}|203\\.0\\.113|2001:db8|8e9e05c5|bf540a8e|1f0e2d3c|102766577`, 'i');
          for (const [name, text] of Object.entries(inputsWith(word))) {
            fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
            fs.writeFileSync(path.join(folder, name), text);
          }
          const postmortem = await analyze([folder], OPTIONS);
          expect(JSON.stringify(postmortem)).to.match(leak);
          const { redacted } = redactPostmortem(postmortem);
          for (const output of OUTPUTS) noLeak(output.file, output.render(redacted), leak);
          for (const name of ['jira', 'plain'] as const) noLeak(name, reportMd(name).render(redacted), leak);
          for (const [name, render] of Object.entries(TIMELINE_FORMATS)) noLeak(name, render(redacted, null), leak);
          noLeak('terminal', terminalSummary(redacted), leak);
          noLeak('manifest', renderManifest(redacted, []), leak);
          noLeak('all', [JSON.stringify(redacted)], leak);
          const rows: RecordRow[] = [];
          await readRecords([folder], OPTIONS, (row) => rows.push(row));
          for (const seen of [postmortem, null]) {
            const { redactor } = rowRedactor(seen);
            for (const row of rows) {
              const shown = redactRow(row, redactor);
              noLeak('records', [RECORD_FORMATS.jsonl.row(shown), RECORD_FORMATS.csv.row(shown, null)], leak);
            }
          }
        }),
      ),
      { numRuns: 4 },
    );
  });
});

function noLeak(name: string, pieces: Iterable<string>, leak: RegExp): void {
  const text = [...pieces].join('');
  const found = leak.exec(text);
  expect(found === null ? '' : `${name}: …${text.slice(Math.max(0, found.index - 200), found.index + 40)}`).to.equal(
    '',
  );
}

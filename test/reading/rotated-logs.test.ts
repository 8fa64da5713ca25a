import { expect } from 'chai';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import type { Report } from '../../src/model/report.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options } from '../../src/pipeline/options.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};

/** Twelve seconds of a busy member, as its sampler lets through: the first 100 equal lines of a second, then every 100th. */
function log(): string[] {
  const stamp = (millis: number): string => new Date(Date.UTC(2026, 6, 1, 10) + millis).toISOString();
  const lines = [
    `{"level":"info","ts":"${stamp(0)}","caller":"embed/etcd.go:1","msg":"starting an etcd server","etcd-version":"3.5.9","name":"cp1","data-dir":"/x","initial-advertise-peer-urls":["https://10.0.0.1:2380"],"advertise-client-urls":["https://10.0.0.1:2379"]}`,
  ];
  for (let i = 0; i < 12_000; i += 1) {
    const inSecond = i % 1000;
    if (inSecond >= 100 && inSecond % 100 !== 99) continue;
    const at = stamp(i);
    lines.push(
      `{"level":"debug","ts":"${at}","caller":"v3rpc/interceptor.go:182","msg":"request stats","start time":"${at}","time spent":"1ms","remote":"127.0.0.1:1","response type":"/etcdserverpb.KV/Put","request count":1,"request size":120,"response count":0,"response size":26,"request content":"key:\\"/registry/pods/a/p${i % 50}\\" value_size:100 "}`,
    );
    if (inSecond < 20)
      lines.push(
        `{"level":"warn","ts":"${at}","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"150ms","expected-duration":"100ms","prefix":"","request":"header:<ID:1 > put:<key:\\"/registry/pods/a/p${i % 50}\\" value_size:100 >","response":"size:20"}`,
      );
  }
  return lines;
}

describe('a rotated log', () => {
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rotated-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** What is told of files of such names, each with a part of the lines; copies and all. */
  async function told(name: string, parts: Readonly<Record<string, readonly string[]>>): Promise<unknown> {
    const inside = path.join(folder, name);
    for (const [file, lines] of Object.entries(parts)) {
      const whole = path.join(inside, file);
      fs.mkdirSync(path.dirname(whole), { recursive: true });
      const text = `${lines.join('\n')}\n`;
      fs.writeFileSync(whole, file.endsWith('.gz') ? zlib.gzipSync(text) : text);
    }
    const { report } = await analyze([inside], OPTIONS);
    return shown(report);
  }

  const shown = ({ writes, members, timeline, window }: Report): unknown => ({
    ...{ members, window, count: writes.count, estimate: writes.estimate, series: writes.series },
    timeline: timeline.map(({ kind, time, end, count, member }) => ({ kind, time, end, count, member })),
  });

  // Cut within a second, within a burst, and within a window of the sampler.
  const lines = log();
  const [oldest, older, newest] = [lines.slice(0, 260), lines.slice(260, 777), lines.slice(777)];

  const NAMES: readonly (readonly [string, readonly [string, string, string]])[] = [
    ['by number', ['etcd.log.2.gz', 'etcd.log.1', 'etcd.log']],
    ['by day', ['etcd.log-20260701', 'etcd.log-20260701-1782900005', 'etcd.log']],
    ['by time, as lumberjack does', ['e-2026-07-01T10-00-02.345.log.gz', 'e-2026-07-01T10-00-06.789.log', 'e.log']],
    ['by time, as kubelet does', ['0.log.20260701-100002.gz', '0.log.20260701-100006', '0.log']],
  ];

  for (const [name, [first, second, third]] of NAMES)
    it(`is told like the whole: ${name}`, async () => {
      const pod = name.endsWith('kubelet does') ? 'kube-system_etcd-cp1_6f0a/etcd/' : '';
      const whole = await told(`${name} whole`, { 'etcd.log': lines });
      const parts = { [pod + first]: oldest, [pod + second]: older, [pod + third]: newest };
      expect(await told(name, parts)).to.eql(whole);
    });

  it('counts a copy of its beginning once', async () => {
    const whole = await told('whole', { 'etcd.log': lines });
    expect(await told('copy', { 'etcd.log': lines, 'etcd.log.1': lines.slice(0, 500) })).to.eql(whole);
  });
});

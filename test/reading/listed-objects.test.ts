import { expect } from 'chai';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options } from '../../src/pipeline/options.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};
/** A second each: no sampler is at work. */
const line = (key: string, i: number): string => {
  const at = new Date(Date.UTC(2026, 6, 1, 10, 0, i)).toISOString();
  return `{"level":"debug","ts":"${at}","caller":"v3rpc/interceptor.go:182","msg":"request stats","start time":"${at}","time spent":"1ms","remote":"127.0.0.1:1","response type":"/etcdserverpb.KV/Put","request count":1,"request size":120,"response count":0,"response size":26,"request content":"key:\\"${key}\\" value_size:100 "}`;
};

describe('listed objects', () => {
  it('are the first by count, then by key, whatever was written first', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'objects-'));
    try {
      const keys = Array.from({ length: 90 }, (_, i) => `/registry/pods/a/p${String(999 - i)}`);
      const often = ['/registry/pods/z/often', '/registry/pods/z/oftener', '/registry/pods/z/oftener'];
      const more = Array.from({ length: 40 }, (_, i) => `/registry/pods/a/p${String(100 + i)}`);
      const file = path.join(folder, 'etcd.log');
      fs.writeFileSync(file, [...keys, ...often, '/registry/pods/z/often', ...more].map(line).join('\n'));
      const { report } = await analyze([file], OPTIONS);
      const listed = report.writes.byObject.map(({ key }) => key);
      const once = [...keys, ...more].sort().slice(0, 98);
      expect(listed).to.deep.equal(['/registry/pods/z/often', '/registry/pods/z/oftener', ...once, '(other)']);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

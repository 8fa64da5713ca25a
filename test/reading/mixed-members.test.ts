import { expect } from 'chai';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import type { Options } from '../../src/pipeline/options.js';
import { readRecords } from '../../src/pipeline/records.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};
const line = (msg: string, fields: string): string =>
  `{"level":"info","ts":"2026-07-01T10:00:00.000Z","caller":"mvcc/kvstore_compaction.go:57","msg":"${msg}"${fields}}`;
const start = (name: string): string =>
  line(
    'starting an etcd server',
    `,"etcd-version":"3.5.9","name":"${name}","data-dir":"/x","initial-advertise-peer-urls":["https://${name}:2380"],"advertise-client-urls":["https://${name}:2379"]`,
  );
const compacted = line('finished scheduled compaction', ',"compact-revision":7,"took":"1ms"');

async function membersOf(lines: readonly string[]): Promise<(string | null)[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'members-'));
  try {
    const file = path.join(folder, 'etcd.log');
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    const found: (string | null)[] = [];
    await readRecords([file], OPTIONS, (row) => {
      if (row.kind === 'compaction-finished') found.push(row.member as string | null);
    });
    return found;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe('a log without hosts', () => {
  it('of members one behind the other: each line is of the last that was named', async () => {
    const filler = Array.from({ length: 600 }, () => line('something else', ''));
    expect(
      await membersOf([start('a'), compacted, ...filler, start('b'), compacted, ...filler, start('c'), compacted]),
    ).to.deep.equal(['a', 'b', 'c']);
  });

  it('of members by turns: from where that shows on, no line is of anybody', async () => {
    const found = await membersOf([
      ...[start('a'), compacted, start('b'), compacted],
      ...[start('a'), compacted, compacted, start('c'), compacted],
    ]);
    expect(found.slice(2)).to.deep.equal([null, null, null]);
  });
});

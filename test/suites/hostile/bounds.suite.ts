import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { JsonElements } from '../../../src/decoders/json-elements.js';
import { run, withFolder } from '../../cli/run-program.js';
import { readAll } from '../../reading/read-all.js';

const MUTE = { element: () => undefined, begun: () => undefined, firstKey: () => undefined, header: () => undefined };
const grown = (use: () => void): number => {
  const before = process.memoryUsage().heapUsed;
  use();
  return (process.memoryUsage().heapUsed - before) / 2 ** 20;
};

describe('bounds', () => {
  it('thousands of hosts are not thousands of logs', async () => {
    await withFolder((folder) => {
      const lines = Array.from(
        { length: 20_000 },
        (_, i) =>
          `Dec 15 03:00:00 host-${i} etcd[1]: {"level":"warn","ts":"2024-12-15T03:00:00.100Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"300ms","expected-duration":"100ms","prefix":"","request":"key:\\"/a\\" "}`,
      );
      fs.writeFileSync(path.join(folder, 'a.log'), `${lines.join('\n')}\n`);
      const from = Date.now();
      expect(run(['analyze', 'a.log', '--year', '2024'], '', folder).status).to.equal(0);
      expect(Date.now() - from).to.be.below(45_000);
    });
  }).timeout(60_000);

  it('brackets without end are no document: they are given up, and cost nothing', () => {
    const elements = new JsonElements(MUTE, 1 << 20);
    const bytes = Buffer.from('[{"a":'.repeat(1 << 18));
    expect(grown(() => expect(elements.write(bytes, 0, bytes.length, false)).to.equal('broken'))).to.be.below(50);
  });

  for (const [name, text] of [
    ['brackets', '['.repeat(1 << 20)],
    ['nested objects', '{"a":'.repeat(1 << 17)],
    ['quotes', '"'.repeat(1 << 20)],
    ['backslashes', `"${'\\'.repeat(1 << 20)}`],
    ['blanks', ' '.repeat(1 << 20)],
    ['table rules', `+${'-'.repeat(1 << 20)}+`],
    ['addresses', 'http://a:b '.repeat(1 << 16)],
    ['keys and values', '"value":"aaaa", key="'.repeat(1 << 15)],
    ['zeros for a setting', `--auto-compaction-retention=${'0'.repeat(1 << 16)}x`],
    ['zeros for a setting of a unit', `ExecStart=/usr/bin/etcd --auto-compaction-retention=${'0'.repeat(40)}x`],
    ['a configuration of zeros', `name: a\nauto-compaction-retention: "${'0'.repeat(48)}x"`],
    ['a loop of a shell', `$ for a in ${' '.repeat(1 << 14)}x`],
    ['commands in a row', `$ ${'etcdctl get '.repeat(1 << 11)}`],
    ['names of a stack', `goroutine 1 [running]:\n${'a.a'.repeat(1 << 12)}(`],
    ['a rule of Prometheus', `groups:\n- name: a\n  rules:\n  - alert: a\n    for: ${' '.repeat(1 << 14)}x y`],
    ['a flow of YAML', '- [ {a: '.repeat(1 << 16)],
    ['an entry of many events', `{"items":[${'{"involvedObject":{},"reason":"x"},'.repeat(1 << 14)}`],
  ] as const)
    it(`a line of nothing but ${name} takes seconds at most`, () => {
      const from = Date.now();
      readAll(`${text}\n`);
      expect(Date.now() - from).to.be.below(15_000);
    }).timeout(60_000);
});

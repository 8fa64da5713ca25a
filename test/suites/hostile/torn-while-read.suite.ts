import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Report } from '../../../src/model/report.js';
import { MAIN, withFolder } from '../../cli/run-program.js';
import { onStrangeMachine, type Change } from './strange-machine.js';

const LOG = fs.readFileSync('fixtures/incident/etcd.log');
const SHRUNK = /a\.log: the file became shorter while it was read; read up to line \d+/;
const GONE = /a\.log: no such file or directory; read up to line \d+/;

/** Some chunks, and more than one piece (32 MiB). */
const SIZES = [
  ['a file', 4],
  ['a file in pieces', 36],
] as const;
const EXPECTED: readonly (readonly [Change, whole: RegExp | null, inPieces: RegExp | null])[] = [
  ['truncate', SHRUNK, SHRUNK],
  ['empty', SHRUNK, SHRUNK],
  // What is open stays readable; each piece opens the file again.
  ['rotate', null, SHRUNK],
  ['delete', null, GONE],
  ['grow', null, null],
];

describe('what happens to a file while it is read', () => {
  for (const [size, times] of SIZES)
    for (const [change, whole, inPieces] of EXPECTED)
      for (const jobs of times > 4 ? ['1', '3'] : ['1'])
        it(`${size}, ${change}, ${jobs} jobs: what there was is in the report, and how far`, async () => {
          await withFolder((folder) => {
            const file = path.join(folder, 'a.log');
            const all = Buffer.concat(Array.from({ length: times }, () => LOG));
            fs.writeFileSync(file, all);
            const args = ['analyze', 'a.log', '--out', 'out', '--jobs', jobs, '--quiet'];
            const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
              cwd: folder,
              encoding: 'utf8',
              env: { ...process.env, ...onStrangeMachine({ tear: { file, change, after: all.length / 2 } }) },
            });
            const report = JSON.parse(fs.readFileSync(path.join(folder, 'out/report.json'), 'utf8')) as Report;
            const [input] = report.inputs;
            // Another thread may have had the last piece open by then, and read it all the same.
            const lucky = jobs === '3' && (change === 'rotate' || change === 'delete') && status === 0;
            const expected = lucky ? null : times > 4 ? inPieces : whole;
            if (expected !== null) expect(stderr).to.match(expected);
            expect(status, stderr).to.equal(expected === null ? 0 : 3);
            expect(input?.complete).to.equal(expected === null);
            expect(input?.records['request-log']).to.be.greaterThan(1000);
            if (change !== 'grow' || times === 4) return;
            // It is read, and hashed, as far as it went when it was first looked at.
            expect(input?.bytes).to.equal(all.length);
            expect(input?.lines).to.equal(all.toString('latin1').split('\n').length - 1);
          });
        }).timeout(60_000);

  it('a file that vanishes after it was listed: the others are read', async () => {
    await withFolder((folder) => {
      const inputs = path.join(folder, 'in');
      fs.mkdirSync(inputs);
      for (const name of ['a.log', 'b.log']) fs.writeFileSync(path.join(inputs, name), LOG);
      const file = path.join(inputs, 'b.log');
      // Behind the heads of both, and before the end of the first.
      const tear = { file, change: 'delete', after: LOG.length / 2 } as const;
      const told = spawnSync(process.execPath, [MAIN, 'analyze', 'in', '--out', 'out', '--jobs', '1', '--quiet'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ...onStrangeMachine({ tear }) },
      });
      expect(told.stderr).to.include('in/b.log: no such file or directory');
      expect(told.status).to.equal(3);
      const { inputs: read } = JSON.parse(fs.readFileSync(path.join(folder, 'out/report.json'), 'utf8')) as Report;
      expect(read.map(({ path: name, complete }) => [name, complete])).to.deep.equal([
        ['in/a.log', true],
        ['in/b.log', false],
      ]);
    });
  }).timeout(60_000);
});

import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { tarOf } from '../sources/archives/archive-bytes.js';
import { MAIN, run, withFolder } from './run-program.js';

const LINES = [
  '2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-1 3456 1.118ms',
  '2024-12-15T03:15:24.190Z PUT /registry/pods/payments/checkout-2 3456 1.118ms',
  '2024-12-15T03:15:25.190Z etcdserver: mvcc: database space exceeded',
];
const bundle = zlib.gzipSync(
  tarOf([
    { name: 'logs/etcd.log', data: Buffer.from(`${LINES.join('\n')}\n`) },
    { name: 'logs/empty.log', data: Buffer.alloc(0) },
  ]),
);

describe('cli: archives', () => {
  it('members are named in the report, and verified against an archive that has moved or was unpacked', () =>
    withFolder((folder) => {
      fs.writeFileSync(path.join(folder, 'bundle.tar.gz'), bundle);
      expect(run(['bundle.tar.gz', '--out', 'out'], '', folder).status).to.equal(0);
      const report = JSON.parse(fs.readFileSync(path.join(folder, 'out', 'report.json'), 'utf8')) as {
        inputs: { path: string; container: string }[];
      };
      expect(report.inputs.map((input) => [input.path, input.container])).to.deep.equal([
        ['bundle.tar.gz!logs/empty.log', 'bundle.tar.gz'],
        ['bundle.tar.gz!logs/etcd.log', 'bundle.tar.gz'],
      ]);
      expect(run(['verify', 'out'], '', folder)).to.include({ status: 0, stderr: '' });
      fs.mkdirSync(path.join(folder, 'elsewhere'));
      fs.renameSync(path.join(folder, 'bundle.tar.gz'), path.join(folder, 'elsewhere', 'renamed.tgz'));
      const moved = run(['verify', 'out', 'elsewhere'], '', folder);
      expect(moved).to.include({ status: 0, stderr: '' });
      expect(moved.stdout).to.match(/^ok +bundle\.tar\.gz!logs\/etcd\.log: hash$/m);
      fs.writeFileSync(path.join(folder, 'unpacked.log'), `${LINES.join('\n')}\n`);
      expect(run(['verify', 'out', 'unpacked.log'], '', folder).stdout).to.match(/logs\/etcd\.log: hash$/m);
      fs.writeFileSync(
        path.join(folder, 'bundle.tar.gz'),
        zlib.gzipSync(tarOf([{ name: 'logs/etcd.log', data: Buffer.from('other\n') }])),
      );
      expect(run(['verify', 'out'], '', folder).status).to.equal(3);
    }));

  it('one member by its name, also behind --kind; an archive on standard input', () =>
    withFolder((folder) => {
      fs.writeFileSync(path.join(folder, 'bundle.tgz'), bundle);
      const rows = run(['records', '--kind', 'request', 'bundle.tgz!logs/etcd.log'], '', folder);
      expect(rows.status).to.equal(0);
      expect(
        rows.stdout
          .trimEnd()
          .split('\n')
          .map((row) => (JSON.parse(row) as { input: string }).input),
      ).to.deep.equal(Array(2).fill('bundle.tgz!logs/etcd.log'));
      expect(run(['records', 'bundle.tgz!none'], '', folder)).to.include({ status: 3 });
      const piped = spawnSync(process.execPath, [MAIN, 'records', '-'], { input: bundle, encoding: 'utf8' });
      expect(piped.stdout).to.match(/"input":"-!logs\/etcd\.log"/);
    }));
}).timeout(60_000);

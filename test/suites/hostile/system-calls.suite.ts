import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { MAIN, withFolder } from '../../cli/run-program.js';
import { keepFigure } from '../figures.js';

const TRACED =
  'connect,bind,sendto,sendmsg,socket,execve,fork,vfork,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,truncate,ftruncate,chmod,fchmod,fchmodat,chown,fchown,fchownat,utimensat,mknod,mknodat';
const CHANGES =
  /^(?:creat|mkdir|mkdirat|rename|renameat|renameat2|unlink|unlinkat|rmdir|link|linkat|symlink|symlinkat|truncate|chmod|fchmodat|chown|fchownat|utimensat|mknod|mknodat)\(/;

/** Every system call of a run that could reach the network, another program or a file. */
function trace(folder: string, args: readonly string[]): readonly string[] {
  const log = path.join(folder, 'trace.txt');
  const told = spawnSync(
    'strace',
    ['-f', '-qq', '-s', '4096', '-e', `trace=${TRACED}`, '-o', log, process.execPath, MAIN, ...args],
    {
      encoding: 'utf8',
      cwd: folder,
    },
  );
  expect(told.status, told.stderr).to.equal(0);
  const calls = fs
    .readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/, '').trim());
  fs.rmSync(log);
  // The first is the start of the program itself.
  return calls.filter((call) => call !== '').slice(1);
}

const written = (calls: readonly string[]): readonly string[] =>
  calls
    .filter((call) => CHANGES.test(call) || /^open(?:at|at2)?\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC)/.test(call))
    .filter((call) => !/"\/dev\/(?:null|tty|pts)/.test(call) && !/= -1 E/.test(call));

const network = (calls: readonly string[]): readonly string[] =>
  calls.filter(
    (call) =>
      /^(?:connect|bind|sendto|sendmsg|socket)\(/.test(call) && /AF_(?:INET|INET6|UNIX|NETLINK|PACKET)/.test(call),
  );

describe('system calls', () => {
  before(function () {
    if (spawnSync('strace', ['-V']).status === 0) return;
    console.log('    SKIPPED: no strace (apt-get install strace)');
    this.skip();
  });

  const inputs = path.resolve('fixtures/incident');
  const COMMANDS: readonly (readonly [name: string, args: readonly string[], places: readonly string[]])[] = [
    [
      'analyze --out --redact-map',
      ['analyze', inputs, '--out', 'out', '--redact-map', 'kept/map.json'],
      ['out', 'kept'],
    ],
    ['analyze', ['analyze', inputs], []],
    ['records', ['records', inputs], []],
    ['timeline', ['timeline', inputs, '--redact'], []],
    ['top', ['top', inputs], []],
    [
      'an archive with hostile names',
      ['analyze', path.resolve('fixtures/sources/archives/gnu.tar.gz'), '--out', 'out', '--year', '2026'],
      ['out'],
    ],
  ];
  for (const [name, args, places] of COMMANDS)
    it(`${name}: no network, no other program, no file elsewhere`, async () => {
      await withFolder((folder) => {
        fs.mkdirSync(path.join(folder, 'kept'));
        const calls = trace(folder, args);
        expect(network(calls)).to.deep.equal([]);
        expect(calls.filter((call) => /^(?:execve|fork|vfork)\(/.test(call))).to.deep.equal([]);
        const elsewhere = written(calls).filter((call) => {
          const paths = [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one = '']) => path.resolve(folder, one));
          return !paths.every((one) =>
            places.some(
              (place) => one === path.join(folder, place) || one.startsWith(`${path.join(folder, place)}${path.sep}`),
            ),
          );
        });
        expect(elsewhere).to.deep.equal([]);
        keepFigure(
          `system calls: ${name}`,
          `${calls.length} traced, ${written(calls).length} writes, all below ${places.join(', ') || 'nothing'}`,
        );
      });
    }).timeout(120_000);
});

import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { sharedFolderOf } from '../../src/reports/shared-folder.js';
import { run, withFolder } from '../cli/run-program.js';

const file = (path: string, container: string | null = null): { path: string; container: string | null } => ({
  path,
  container,
});

describe('reports: the folder that all inputs share', () => {
  const rows: readonly (readonly [name: string, inputs: ReturnType<typeof file>[], folder: string | null])[] = [
    ['one input', [file('/var/log/etcd.log')], '/var/log'],
    ['one input without a folder', [file('etcd.log')], null],
    ['one input with a relative path', [file('logs/etcd.log')], 'logs'],
    ['a dot', [file('./etcd.log'), file('./events.txt')], null],
    ['inputs in one folder', [file('/d/x/a.log'), file('/d/x/b.log')], '/d/x'],
    ['inputs in sub-folders', [file('/d/x/a/1.log'), file('/d/x/b/2.log'), file('/d/x/c.log')], '/d/x'],
    ['names with a common start', [file('/d/master-1/a.log'), file('/d/master-10/a.log')], '/d'],
    ['only the root is shared', [file('/a/1.log'), file('/b/1.log')], null],
    ['absolute and relative paths', [file('/d/x/a.log'), file('x/a.log')], null],
    ['standard input alone', [file('-')], null],
    ['standard input and a file', [file('-'), file('/d/x/a.log')], null],
    ['members of an archive', [file('/d/b.tgz!m/a.log', '/d/b.tgz'), file('/d/b.tgz!m/b.log', '/d/b.tgz')], '/d'],
    ['an archive in an archive', [file('d/b.tgz!m/c.zip!a.log', 'd/b.tgz!m/c.zip')], 'd'],
    ['a name with an exclamation mark', [file('/d/odd!name/a.log')], '/d/odd!name'],
    ['no inputs', [], null],
  ];
  for (const [name, inputs, folder] of rows) it(name, () => expect(sharedFolderOf(inputs)).to.equal(folder));
});

const LOG = [
  { ts: '2026-11-22T13:00:00.000Z', msg: 'starting an etcd server', 'etcd-version': '3.5.9', 'local-member-id': '1' },
  { ts: '2026-11-22T13:10:00.000Z', msg: 'alarm raised', alarm: 'NOSPACE', from: '1' },
]
  .map(({ ts, ...rest }) => `${JSON.stringify({ level: 'warn', ts, caller: 'etcdserver/server.go:1', ...rest })}\n`)
  .join('');

describe('reports: paths', function () {
  this.timeout(60_000);

  it('leave out the shared folder in report.md and report.html, and keep it in report.json and CSV', async () => {
    await withFolder((folder) => {
      for (const name of ['master-1/etcd.log', 'master-2/etcd.log']) {
        fs.mkdirSync(path.dirname(path.join(folder, 'in', name)), { recursive: true });
        fs.writeFileSync(
          path.join(folder, 'in', name),
          LOG.replaceAll('"1"', name.startsWith('master-1') ? '"1"' : '"2"'),
        );
      }
      const out = path.join(folder, 'out');
      run([path.join(folder, 'in'), '--out', out, '--quiet', '--jobs', '1']);
      const read = (name: string): string => fs.readFileSync(path.join(out, name), 'utf8');
      const base = path.join(folder, 'in');
      expect(read('report.md').split(base).length - 1, 'report.md names it once').to.equal(1);
      expect(read('report.md')).to.include(`Paths are relative to \`${base}\`.`);
      expect(read('report.md')).to.match(/`master-1\/etcd\.log:\d+`/);
      expect(read('report.html').split(base).length - 1, 'report.html names it once').to.equal(1);
      for (const name of ['report.json', 'timeline.csv', 'manifest.json'])
        expect(read(name), name).to.include(`${base}/master-1/etcd.log`);
      expect(run(['verify', out]).stdout).to.match(/cited lines/);
      const timeline = run(['timeline', base, '--format', 'markdown', '--jobs', '1']).stdout;
      expect(timeline.split(base).length - 1).to.equal(1);
    });
  });

  it('are shortened for one input and for an archive, and not on standard input', async () => {
    await withFolder((folder) => {
      fs.writeFileSync(path.join(folder, 'etcd.log'), LOG);
      const one = run([path.join(folder, 'etcd.log'), '--jobs', '1']).stdout;
      expect(one.split(folder).length - 1).to.equal(1);
      expect(one).to.match(/`etcd\.log:\d+`/);
      expect(run(['-'], LOG).stdout).not.to.include('Paths are relative');
      spawnSync('tar', ['-C', folder, '-czf', path.join(folder, 'b.tar.gz'), 'etcd.log']);
      const packed = run([path.join(folder, 'b.tar.gz'), '--jobs', '1']).stdout;
      expect(packed.split(folder).length - 1).to.equal(1);
      expect(packed).to.match(/`b\.tar\.gz!etcd\.log:\d+`/);
    });
  });

  it('name no folder in a redacted report, where inputs are input-1.log', async () => {
    await withFolder((folder) => {
      fs.mkdirSync(path.join(folder, 'secret-project'));
      fs.writeFileSync(path.join(folder, 'secret-project', 'etcd.log'), LOG);
      const text = run([path.join(folder, 'secret-project', 'etcd.log'), '--redact', '--jobs', '1']).stdout;
      expect(text).not.to.include('secret-project');
      expect(text).not.to.include('Paths are relative to');
      expect(text).to.match(/`input-1\.log:\d+`/);
    });
  });
});

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { MAIN, withFolder, type Run } from '../../cli/run-program.js';

/** The user `nobody`: root can read everything. Any other user works as well. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

function run(folder: string, ...args: string[]): Run {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8', ...NOBODY });
}

const withOpenFolder = (use: (folder: string) => void): Promise<void> =>
  withFolder((folder) => {
    fs.chmodSync(folder, 0o777);
    fs.copyFileSync('fixtures/incident/etcd.log', path.join(folder, 'a.log'));
    use(folder);
    // Or it could not be taken away by who made it.
    for (const name of fs.readdirSync(folder)) fs.chmodSync(path.join(folder, name), 0o777);
  });

describe('what the user may not read or write', () => {
  before(function () {
    if (run('/', '--version').status === 0) return;
    console.log(`    SKIPPED: user ${NOBODY.uid} can't run what lies in ${path.dirname(MAIN)}`);
    this.skip();
  });

  it('an input and a folder without permission are named, and the others are read: 3', async () => {
    await withOpenFolder((folder) => {
      fs.writeFileSync(path.join(folder, 'b.log'), 'x', { mode: 0 });
      fs.mkdirSync(path.join(folder, 'closed'), { mode: 0 });
      const { status, stderr } = run(folder, 'analyze', '.', '--out', 'out');
      expect(status).to.equal(3);
      expect(stderr).to.include('b.log: permission denied').and.to.include('closed: permission denied');
      const report = fs.readFileSync(path.join(folder, 'out/report.json'), 'utf8');
      expect(report).to.include('"path": "a.log"').and.to.include('"path": "b.log"');
      expect(run(folder, 'records', 'b.log')).to.include({ status: 3, stdout: '' });
    });
  }).timeout(60_000);

  for (const out of ['sealed', 'sealed/new'])
    it(`--out ${out}, where nothing may be written: 2, before anything is read`, async () => {
      await withOpenFolder((folder) => {
        fs.mkdirSync(path.join(folder, 'sealed'), { mode: 0o555 });
        // A pipe without a writer: if it were opened, the program would still wait.
        spawnSync('mkfifo', ['-m', '666', path.join(folder, 'pipe')]);
        const { status, stderr } = run(folder, 'analyze', 'pipe', '--out', out);
        expect(status).to.equal(2);
        expect(stderr).to.match(new RegExp(`^etcd-postmortem: --out: cannot write to ${out}: EACCES`));
        expect(stderr.trim().split('\n').length).to.equal(1);
        expect(fs.readdirSync(path.join(folder, 'sealed'))).to.deep.equal([]);
      });
    }).timeout(60_000);

  it('a map where nothing may be written: 2, and no report that lacks it', async () => {
    await withOpenFolder((folder) => {
      fs.mkdirSync(path.join(folder, 'sealed'), { mode: 0o555 });
      const { status, stderr } = run(
        folder,
        ...['analyze', 'a.log', '--out', 'out', '--redact', '--redact-map', 'sealed/map.json'],
      );
      expect(status).to.equal(2);
      expect(stderr).to.include('--redact-map: cannot write to sealed');
      expect(fs.existsSync(path.join(folder, 'out'))).to.equal(false);
    });
  }).timeout(60_000);

  it('an old file in a folder whose permission was taken away stays as it was: 2', async () => {
    await withOpenFolder((folder) => {
      const out = path.join(folder, 'out');
      expect(run(folder, 'analyze', 'a.log', '--out', 'out', '--quiet').status).to.equal(0);
      const before = fs.readFileSync(path.join(out, 'report.json'));
      fs.chmodSync(out, 0o555);
      expect(run(folder, 'analyze', 'a.log', '--out', 'out', '--since', '2024-12-15T03:00:00Z').status).to.equal(2);
      expect(fs.readFileSync(path.join(out, 'report.json')).equals(before)).to.equal(true);
    });
  }).timeout(60_000);
});

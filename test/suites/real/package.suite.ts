import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect } from 'chai';
import { hasProgram, runProcess } from './lab.js';
import { skip } from './program.js';

/** What a user gets: `npm pack`, and the file that it makes installed into an empty folder. */
describe('the installed package', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-suite-')));
  const bin = join(folder, 'node_modules', '.bin');
  const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  const log = resolve('fixtures/incident/etcd.log');

  before(async function () {
    this.timeout(180_000);
    const packed = await runProcess(['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
    expect(packed.status, packed.stderr).to.equal(0);
    const installed = await runProcess(
      [
        'npm',
        'install',
        '--prefer-offline',
        '--no-fund',
        '--no-audit',
        '--prefix',
        folder,
        join(folder, packed.stdout.trim()),
      ],
      { cwd: folder },
    );
    if (installed.status !== 0) return skip(this, `npm install: ${installed.stderr.trim().split('\n').at(-1)}`);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has both names, and each calls itself by its own', async () => {
    const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
    for (const [file, name] of [
      ['etcd-postmortem', 'etcd-postmortem'],
      ['kubectl-etcd_postmortem', 'kubectl etcd-postmortem'],
    ] as const) {
      expect((await runProcess([join(bin, file), '--version'])).stdout).to.equal(`${version}\n`);
      for (const words of [['--help'], ['top', '--help']]) {
        const { status, stdout, stderr } = await runProcess([join(bin, file), ...words]);
        expect([status, stderr]).to.deep.equal([0, '']);
        expect(stdout.startsWith(name), stdout.slice(0, 60)).to.equal(true);
        const calls = stdout.split('\n').filter((line) => /^ +(?:\w.* \| )?(?:kubectl )?etcd-postmortem /.test(line));
        expect(calls).to.not.be.empty;
        expect(
          calls.filter((line) => line.includes('kubectl etcd-postmortem') !== name.startsWith('kubectl')),
        ).to.deep.equal([]);
      }
    }
  });

  it('analyses a log from a pipe', async () => {
    const { status, stdout } = await runProcess(['sh', '-c', `kubectl-etcd_postmortem - --quiet < '${log}'`], { env });
    expect(status).to.equal(0);
    expect(stdout).to.match(/^# /);
  });

  it('is a plugin to kubectl', async function () {
    if (!hasProgram('kubectl')) return skip(this, 'kubectl is not here');
    const { stdout } = await runProcess(['kubectl', 'plugin', 'list'], { env });
    expect(stdout).to.include(join(bin, 'kubectl-etcd_postmortem'));
    const {
      status,
      stdout: csv,
      stderr,
    } = await runProcess(['kubectl', 'etcd-postmortem', 'top', log, '--by', 'resource', '--format', 'csv', '--quiet'], {
      env,
    });
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(csv).to.match(/^resource,count,/);
  });

  it('prints a completion script for the name that a shell completes', async () => {
    const { stdout } = await runProcess([join(bin, 'kubectl-etcd_postmortem'), 'completion']);
    expect(stdout).to.match(/-F \S+ etcd-postmortem$/m);
  });

  it('the plugin keeps its name where npm makes no link', async () => {
    const file = join(folder, 'node_modules/etcd-postmortem/dist/cli/kubectl-etcd-postmortem.js');
    expect(existsSync(file)).to.equal(true);
    const { stdout } = await runProcess([process.execPath, file, '--help']);
    expect(stdout.startsWith('kubectl etcd-postmortem')).to.equal(true);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { helpText } from '../../src/cli/program.js';
import { READY_WIDTHS, readyHelpName } from '../../src/cli/ready-help.js';
import { COMMANDS } from '../../src/cli/registry.js';
import { MAIN } from '../cli/run-program.js';

/** What is installed; `npm test` builds it before. All other tests run the modules. */
const BUILT = resolve('dist/cli/main.js');

describe('the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** On two threads: the worker is a bundle of its own, and finds the kernel from there. */
  function analyze(program: string, name: string): string {
    const out = join(folder, name);
    const inputs = readdirSync('fixtures/incident')
      .filter((file) => !file.endsWith('.md'))
      .map((file) => join('fixtures/incident', file));
    const args = [
      'analyze',
      ...inputs,
      '--captured-at',
      '2024-12-15T03:20:00Z',
      '--out',
      out,
      '--jobs',
      '2',
      '--quiet',
    ];
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(status, stderr).to.equal(0);
    return out;
  }

  it('writes what the modules write, byte for byte', () => {
    const built = analyze(BUILT, 'built');
    const modules = analyze(MAIN, 'modules');
    expect(readdirSync(built)).to.deep.equal(readdirSync(modules));
    for (const name of ['report.json', 'report.md', 'report.html', 'timeline.csv'])
      expect(readFileSync(join(built, name)).equals(readFileSync(join(modules, name))), name).to.equal(true);
  });

  it('has every file that its parts look for beside them', () => {
    const parts = (readdirSync('dist', { recursive: true }) as string[]).filter((name) => name.endsWith('.js'));
    const wanted = parts.flatMap((name) =>
      [
        ...readFileSync(join('dist', name), 'utf8').matchAll(
          /new URL\(["'](\.[^"']+\.(?:js|wasm))["'], import\.meta\.url\)/g,
        ),
      ].map(([, path = '']) => resolve('dist', dirname(name), path)),
    );
    expect(wanted.length).to.be.at.least(2);
    expect(wanted.filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it('has the help that yargs would print', async () => {
    const names = COMMANDS.map(
      ({ usage }) => (typeof usage === 'string' ? usage : (usage[0] ?? '')).split(' ')[0] ?? '',
    );
    for (const command of [null, ...names])
      for (const width of READY_WIDTHS)
        expect(
          readFileSync(resolve('dist/help', readyHelpName(command, width)), 'utf8'),
          `${command} ${width}`,
        ).to.equal(await helpText(command === null ? [] : [command], width));
    const live = spawnSync(process.execPath, [MAIN, 'top', '--help'], { encoding: 'utf8' }).stdout;
    expect(spawnSync(process.execPath, [BUILT, 'top', '--help'], { encoding: 'utf8' }).stdout).to.equal(live);
  });
});

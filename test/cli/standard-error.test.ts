import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { run, withFolder } from './run-program.js';

const SAMPLE = 'fixtures/incident';

describe('standard error', () => {
  it('is empty where nothing went wrong, on whatever version of Node.js', () =>
    withFolder((folder) => {
      const inputs = readdirSync(SAMPLE)
        .filter((name) => !name.endsWith('.md'))
        .map((name) => join(SAMPLE, name));
      const options = ['--captured-at', '2024-12-15T03:20:00Z', '--out', folder, '--jobs', '2', '--quiet'];
      expect(run(['analyze', ...inputs, ...options])).to.deep.include({ status: 0, stderr: '' });
      expect(run(['--version'])).to.deep.include({ status: 0, stderr: '' });
      expect(run(['--help'])).to.deep.include({ status: 0, stderr: '' });
    })).timeout(60_000);

  it('is not written by V8: it knows every flag that is set', () => {
    const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const flags = (readdirSync('src/cli', { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(join('src/cli', name), 'utf8').matchAll(/setFlagsFromString\('(--[\w-]+)/g)])
      .map(([, flag = '']) => flag);
    expect(flags).to.not.deep.equal([]);
    expect(flags.filter((flag) => !known.includes(`  ${flag} `))).to.deep.equal([]);
  });
});

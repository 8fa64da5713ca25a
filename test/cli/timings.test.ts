import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

describe('--timings', () => {
  const run = (...args: string[]): { stdout: string; stderr: string } =>
    spawnSync(process.execPath, [PROGRAM, ...args, 'fixtures/cli/refused-writes'], { encoding: 'utf8' });

  it('tells on standard error where the time went, and changes nothing else', () => {
    const plain = run('analyze', '--quiet');
    const timed = run('analyze', '--quiet', '--timings');
    expect(timed.stdout).to.equal(plain.stdout);
    expect(plain.stderr).to.equal('');
    for (const stage of ['start-up', 'inspect inputs', 'read and parse', 'merge and sort', 'judge', 'all'])
      expect(timed.stderr).to.match(new RegExp(`^${stage} +\\d+ +\\d+$`, 'm'));
    expect(timed.stderr).to.match(/^peak memory \d+ MiB/m);
  }).timeout(60_000);
});

import { expect } from 'chai';
import { manPage } from '../../src/cli/man-page.js';
import { progressLine } from '../../src/cli/progress.js';
import { COMMANDS } from '../../src/cli/registry.js';
import { SHARED_OPTIONS } from '../../src/cli/options.js';
import { run } from './run-program.js';

describe('cli: help', () => {
  for (const { usage, examples } of COMMANDS) {
    const name = (typeof usage === 'string' ? usage : (usage[0] ?? '')).split(' ')[0] ?? '';
    it(`${name}: examples`, () => {
      expect(examples.length).to.be.at.least(2);
      expect(run([name, '--help']).stdout).to.include('Examples:');
    });
  }

  it('completion: a script that asks this program', () => {
    const { status, stdout, stderr } = run(['completion']);
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.include('--get-yargs-completions');
    expect(run(['--get-yargs-completions', 'etcd-postmortem', 'top', '--']).stdout).to.match(/^--by$/m);
  });

  it('the man page has every command and option, and no line that roff would take for a request', () => {
    const page = manPage();
    for (const { options } of COMMANDS)
      for (const name of Object.keys(options)) expect(page).to.include(`\\-\\-${name.replaceAll('-', '\\-')}`);
    for (const name of Object.keys(SHARED_OPTIONS)) expect(page).to.include(`\\-\\-${name.replaceAll('-', '\\-')}`);
    for (const line of page.split('\n')) expect(line).to.match(/^(?:[^.']|\.(?:TH|SH|SS|TP|B|I|br)\b|$)/);
    expect(manPage()).to.equal(page);
  });

  it('a progress line has name, share, rate and time left, and fits', () => {
    const shown = {
      name: 'a/very/long/path/to/some/etcd.log',
      bytes: 50_000_000,
      totalBytes: 100_000_000,
      lines: 12,
      started: 0,
    };
    expect(progressLine(shown, 10_000, 200)).to.match(
      /^….*etcd\.log {2}█{8}░{8} {2}47\.7 MiB of 95\.4 MiB {2}.*\/s {2}10 s left/,
    );
    expect(progressLine(shown, 10_000, 40)).to.have.length(40);
    expect(progressLine({ ...shown, totalBytes: null }, 0, 80)).to.match(/47\.7 MiB/);
  });
});

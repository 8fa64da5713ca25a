import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { MAIN, run, type Run } from './run-program.js';

const LOG = readFileSync('fixtures/incident/etcd.log', 'utf8');

/** Pipes text to the program, leaves the pipe open, and interrupts it once it says something. */
async function interrupted(text: string): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, 'watch'], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => void (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    if (stderr === '') child.kill('SIGINT');
    stderr += data.toString();
  });
  child.stdin.write(text);
  const status = await new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { status, stdout, stderr };
}

describe('cli: watch', () => {
  it('ends in the report that analyze makes of the same pipe', () => {
    const { status, stdout } = run(['watch', '-', '--quiet'], LOG);
    expect(status).to.equal(0);
    expect(stdout).to.equal(run(['analyze', '-', '--quiet'], LOG).stdout);
  });

  it('without a terminal: plain lines on standard error', () => {
    const { stderr } = run(['watch'], LOG);
    // a pipe that ends at once may be over before a line is due
    for (const line of stderr.split('\n').slice(0, -1)) expect(line).to.match(/^etcd-postmortem: /);
    expect(stderr).not.to.include('\x1b');
  });

  it('Ctrl-C ends it with the report of what came, marked incomplete', async () => {
    const { status, stdout, stderr } = await interrupted(LOG.slice(0, 200_000));
    expect(status).to.equal(130);
    expect(stdout).to.match(/^# /);
    expect(stderr).to.match(/standard input: interrupted; read up to line \d+/);
  }).timeout(60_000);

  it('--redact holds on the way too', () => {
    const { stdout, stderr } = run(['watch', '--redact'], LOG);
    expect(stdout + stderr).not.to.match(/checkout-worker|payments/);
  });

  it('reads no file', () => {
    expect(run(['watch', 'fixtures/incident/etcd.log'])).to.include({ status: 2, stdout: '' });
  });
});

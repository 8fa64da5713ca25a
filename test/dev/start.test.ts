import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

/** The built one: `npm test` builds before. */
const START = resolve('.cache/build/dev/start.js');

describe('npm start -- FILE…', () => {
  const dir = mkdtempSync(join(tmpdir(), 'start-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const start = (args: readonly string[]): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, [START, ...args], { env: { ...process.env, INIT_CWD: dir }, encoding: 'utf8' });
  const line = '2024-12-15T03:00:00.123Z PUT /registry/pods/shop/web-6d4cf56db6-x2vqk 3456 1.2ms\n';

  it('reads paths from the folder that it was called in, and writes the report there', () => {
    writeFileSync(join(dir, 'etcd.log'), line);
    const { status, stdout } = start(['etcd.log']);
    expect(status).to.equal(0);
    expect(stdout).to.include(join('etcd-postmortem-report', 'report.html'));
    expect(readdirSync(join(dir, 'etcd-postmortem-report'))).to.include.members([
      'report.json',
      'report.md',
      'manifest.json',
    ]);
  });

  it('leaves --out to the caller', () => {
    writeFileSync(join(dir, 'etcd.log'), line);
    const { status, stdout } = start(['etcd.log', '--out', 'elsewhere']);
    expect(status).to.equal(0);
    expect(stdout).to.include(join('elsewhere', 'report.html'));
    expect(existsSync(join(dir, 'elsewhere', 'report.json'))).to.equal(true);
  });

  it('hands on the exit status of a file that is not there', () => {
    expect(start(['missing.log']).status).to.equal(3);
  });
});

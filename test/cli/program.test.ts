import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Report } from '../../src/model/report.js';
import { MAIN, run, withFolder } from './run-program.js';

const LOG = 'fixtures/cli/refused-writes/master-1.etcd.stderr.log';
const text = fs.readFileSync(LOG, 'utf8');
const lines = text.trimEnd().split('\n').length;

describe('cli: program', () => {
  it('a bare run writes the Markdown report to a pipe', () => {
    const { status, stdout, stderr } = run([LOG]);
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^# etcd refused writes for /);
    expect(stdout).to.include('master-1.etcd.stderr.log:');
  });

  it('reads standard input without being told to', () => {
    const named = run(['analyze', '-'], text);
    expect(named.status).to.equal(0);
    expect(run([], text)).to.deep.equal(named);
  });

  it('--out: all files, nothing on standard output, the same bytes whatever the jobs, the order and the folder', async () => {
    await withFolder((folder) => {
      const a = path.join(folder, 'a');
      const b = path.join(folder, 'deep', 'b');
      const copy = 'fixtures/cli/refused-writes/SOURCE.md';
      expect(run(['analyze', LOG, copy, '--out', a, '--quiet'])).to.deep.equal({ status: 0, stdout: '', stderr: '' });
      expect(run([copy, LOG, '--out', b, '--quiet', '--jobs', '1']).status).to.equal(0);
      const files = fs
        .readdirSync(a, { recursive: true, encoding: 'utf8' })
        .filter((name) => fs.statSync(path.join(a, name)).isFile());
      expect(files).to.include.members([
        'report.json',
        'report.md',
        'report.html',
        'timeline.csv',
        'writes.csv',
        'manifest.json',
      ]);
      for (const name of files)
        expect(fs.readFileSync(path.join(b, name)), name).to.deep.equal(fs.readFileSync(path.join(a, name)));
      const report = JSON.parse(fs.readFileSync(path.join(a, 'report.json'), 'utf8')) as Report;
      expect(report.onsets.spaceExceeded?.time).to.match(/^2026-11-22T13:11:09\.4/);
      expect(run(['verify', a]).status).to.equal(0);
      const [cause] = report.causes;
      const told = run(['explain', cause?.id ?? '', path.join(a, 'report.json')]);
      expect([told.status, told.stdout.startsWith(cause?.id ?? '?')]).to.deep.equal([0, true]);
    });
  });

  it('records: one object a line, unrecognised lines only where asked for', () => {
    const { status, stdout } = run(['records', '-', '--kind', 'nospace-alarm-raised', 'nospace-alarm-disarmed'], text);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).to.equal(0);
    expect(rows.map((row) => row['kind'])).to.include.members(['nospace-alarm-raised', 'nospace-alarm-disarmed']);
    for (const row of rows) expect(row).to.include.keys('input', 'line', 'time', 'format', 'source', 'kind', 'member');
    const strange = `strange\n${text}`;
    expect(run(['records', '-'], strange).stdout).not.to.include('unrecognised');
    expect(run(['records', '-', '--kind', 'unrecognised'], strange).stdout).to.match(
      /^\{[^\n]*"kind":"unrecognised"[^\n]*\}\n$/,
    );
    expect(run(['records', '--kind', 'quota-set,panic', LOG]).stdout).to.include('"kind":"quota-set"');
    expect(run(['records', LOG, '--format', 'csv']).stdout.split('\r\n').length).to.be.greaterThan(lines / 2);
  });

  it('timeline and top in all their formats', () => {
    expect(run(['timeline', LOG]).stdout).to.match(
      /^time,end,count,source,member,kind,severity,summary,input,line\r\n/,
    );
    expect(run(['timeline', LOG, '--format', 'timesketch']).stdout).to.match(
      /^message,datetime,timestamp,timestamp_desc,/,
    );
    expect(run(['timeline', LOG, '--format', 'markdown']).stdout).to.match(/^## Timeline\n/);
    for (const line of run(['timeline', LOG, '--format', 'jsonl']).stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).to.include.keys('time', 'kind');
    for (const by of ['resource', 'namespace', 'workload', 'object', 'client']) {
      const { status, stdout } = run(['top', LOG, '--by', by, '--limit', '2', '--format', 'json']);
      expect(status, by).to.equal(0);
      expect((JSON.parse(stdout) as unknown[]).length, by).to.be.within(1, 3);
    }
    const none = run(['top', LOG, '--by', 'user', '--format', 'json']);
    expect([none.status, none.stdout]).to.deep.equal([0, '[]\n']);
    expect(none.stderr).to.include('no input shows writes by user');
  });

  it('exit status 3: empty, missing, not recognised, or not to the taste of --strict', () => {
    expect(run([], '')).to.include({ status: 3 });
    expect(run(['no-such-file', '--quiet']).stderr).to.include('no-such-file');
    const nothing = run(['-'], 'one\ntwo\n');
    expect(nothing.status).to.equal(3);
    expect(nothing.stderr).to.include('--format-help');
    expect(nothing.stdout).to.match(/^# Nothing was recognised/);
    expect(run(['-', '--strict'], text).status).to.equal(0);
    expect(run(['-', '--strict'], `strange\n${text}`).status).to.equal(3);
    expect(run(['records', '-', '--strict'], `strange\n${text}`).status).to.equal(3);
  });

  it('exit status 4: --fail-on, but 3 wins over it', () => {
    expect(run([LOG, '--fail-on', 'possible']).status).to.equal(4);
    expect(run([LOG, 'no-such-file', '--fail-on', 'possible']).status).to.equal(3);
  });

  it('a closed pipe ends it quietly', () => {
    const command = `"${process.execPath}" "${MAIN}" records ${Array(40).fill(LOG.replace('fixtures', './fixtures')).join(' ')} - < ${LOG} | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect(stderr).to.equal('');
    expect(stdout.trimEnd().split('\n')).to.have.length(2);
    expect(stdout).to.match(/\n0\n$/);
  });
});

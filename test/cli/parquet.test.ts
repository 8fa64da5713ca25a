import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parquetReadObjects } from 'hyparquet';
import { MAIN, run } from './run-program.js';

const LOG = 'fixtures/incident/etcd.log';

async function read(args: readonly string[], input = ''): Promise<readonly Record<string, unknown>[]> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--format', 'parquet'], { input });
  expect([status, stderr.toString()]).to.deep.equal([0, '']);
  return parquetReadObjects({ file: new Uint8Array(stdout).buffer });
}

describe('cli: Parquet', () => {
  it('records: the columns asked for, of the kinds asked for, also from a pipe', async () => {
    const log = readFileSync(LOG, 'utf8').split('\n').slice(0, 400).join('\n');
    const rows = await read(
      ['records', '-', '--columns', 'line,kind,durationMs', '--kind', 'slow-apply', '--quiet'],
      log,
    );
    const csv = run(
      ['records', '-', '--format', 'csv', '--columns', 'line,kind,durationMs', '--kind', 'slow-apply'],
      log,
    );
    expect(rows.map(({ line, kind, durationMs }) => [line, kind, durationMs].join(','))).to.deep.equal(
      csv.stdout.trimEnd().split('\r\n').slice(1),
    );
  });

  it('timeline: an entry a row', async () => {
    const rows = await read(['timeline', LOG, '--quiet']);
    const lines = run(['timeline', LOG, '--format', 'jsonl', '--quiet']).stdout.trimEnd().split('\n');
    expect(rows.map(({ summary }) => summary)).to.deep.equal(
      lines.map((line) => (JSON.parse(line) as { summary: string }).summary),
    );
  });

  it('top: all dimensions, or the one asked for', async () => {
    const dimensions = new Set((await read(['top', LOG, '--quiet'])).map(({ dimension }) => dimension));
    expect([...dimensions]).to.include.members(['resource', 'namespace', 'workload', 'object']);
    const one = await read(['top', LOG, '--by', 'resource', '--limit', '2', '--quiet']);
    expect(new Set(one.map(({ dimension }) => dimension))).to.deep.equal(new Set(['resource']));
    expect(one.map(({ rank }) => rank)).to.deep.equal([1n, 2n, 3n]);
    expect(one[2]?.['key']).to.equal('(other)');
    const where = await read(['top', LOG, '--where', 'resource=pods', '--by', 'namespace', '--quiet']);
    expect(where.map(({ dimension }) => dimension)).to.include('namespace');
  });

  it('--redact holds in every column', async () => {
    for (const command of ['records', 'timeline', 'top'])
      expect(
        JSON.stringify(await read([command, LOG, '--redact', '--quiet']), (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
        command,
      ).not.to.match(/checkout-worker|payments/);
  });

  it('is refused on a terminal, before anything is read', function () {
    if (spawnSync('script', ['--version']).status !== 0) return this.skip();
    for (const command of ['records', 'timeline', 'top']) {
      const line = `${process.execPath} ${MAIN} ${command} ${LOG} --format parquet`;
      const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8' });
      expect(status, command).to.equal(2);
      expect(stdout).to.match(/^etcd-postmortem: --format parquet is binary: redirect it to a file/);
    }
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { plainAudit } from '../../reading/accelerated/audit-lines.js';
import { plainStats } from '../../reading/stats-lines.js';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

describe('every way to read a large input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modes-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The report, but for what the way itself is told by. */
  function reportOf(input: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): unknown {
    const { status, stderr } = spawnSync(
      process.execPath,
      [PROGRAM, 'analyze', input, '--out', 'out', '--quiet', '--year', '2024', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ...env },
        stdio: [input === '-' ? openSync(join(folder, 'x.log'), 'r') : 'ignore', 'ignore', 'pipe'],
      },
    );
    expect(stderr).to.equal('');
    expect(status).to.equal(0);
    const text = readFileSync(join(folder, 'out', 'report.json'), 'utf8')
      .replaceAll('x.log.gz', 'x.log')
      .replaceAll('"-"', '"x.log"')
      .replace(/ in -(?=[;.])/g, ' in x.log');
    const report = JSON.parse(text) as { inputs: Record<string, unknown>[] };
    const inputs = report.inputs.map(({ lines, records, unrecognised, first, last, problems }) => ({
      ...{ lines, records, unrecognised, first, last, problems },
    }));
    return { ...report, inputs };
  }

  it('gives the same report', () => {
    // more than a piece, so that there is something to share out
    let text = plainStats(30_000, 3_000, 'short') + plainStats(16_000, 800, 'json');
    text += plainStats(6_000, 900, 'old') + plainStats(3_000, 500, 'bare');
    expect(text.length).to.be.above(1 << 25);
    writeFileSync(join(folder, 'x.log'), text);
    writeFileSync(join(folder, 'x.log.gz'), gzipSync(text, { level: 1 }));
    const usual = reportOf('x.log', ['--jobs', '1']);
    expect(usual).to.have.nested.property('inputs.0.lines', 55_000);
    expect(reportOf('x.log', ['--jobs', '1'], { ETCD_POSTMORTEM_KERNEL: 'off' })).to.deep.equal(usual);
    expect(reportOf('x.log', ['--jobs', '2'])).to.deep.equal(usual);
    expect(reportOf('x.log', ['--jobs', '2'], { ETCD_POSTMORTEM_KERNEL: 'off' })).to.deep.equal(usual);
    expect(reportOf('x.log.gz', ['--jobs', '1'])).to.deep.equal(usual);
    expect(reportOf('-', [])).to.deep.equal(usual);
  }).timeout(180_000);

  it('gives the same report of an audit log', () => {
    const text = plainAudit(36_000, 900) + plainAudit(4_000, 300, 'short') + plainAudit(4_000, 300, 'cri');
    expect(text.length).to.be.above(1 << 24);
    writeFileSync(join(folder, 'x.log'), text);
    const usual = reportOf('x.log', ['--jobs', '1']);
    expect(usual).to.have.nested.property('inputs.0.lines', 44_000);
    expect(reportOf('x.log', ['--jobs', '1'], { ETCD_POSTMORTEM_KERNEL: 'off' })).to.deep.equal(usual);
    expect(reportOf('x.log', ['--jobs', '2'])).to.deep.equal(usual);
    expect(reportOf('x.log', ['--jobs', '2'], { ETCD_POSTMORTEM_KERNEL: 'off' })).to.deep.equal(usual);
    expect(reportOf('-', [])).to.deep.equal(usual);
  }).timeout(180_000);
});

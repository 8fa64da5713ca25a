import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect } from 'chai';
import { hasProgram, runProcess } from './lab.js';
import { skip } from './program.js';

const FORMATS = readdirSync('examples/lnav').filter((name) => name.endsWith('.json'));
const lines = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** What lnav calls a level, of the letter or the word that a log prints. */
const LEVELS: Readonly<Record<string, string>> = {
  ...{ debug: 'debug', info: 'info', warn: 'warning', error: 'error', panic: 'critical', fatal: 'fatal' },
  ...{ D: 'debug', I: 'info', N: 'notice', W: 'warning', E: 'error', C: 'critical', F: 'fatal' },
};

/** Of the lines that the expression finds: how many of each level. */
function levelsOf(all: readonly string[], level: RegExp): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of all) {
    const [, printed] = level.exec(line) ?? [];
    if (printed === undefined) continue;
    const name = LEVELS[printed] ?? printed;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('formats for lnav', () => {
  const home = mkdtempSync(join(tmpdir(), 'lnav-suite-'));
  const env = { HOME: home, XDG_CONFIG_HOME: join(home, 'config'), TZ: 'UTC', TERM: 'dumb' };

  /** Rows of a query over files, without the header. */
  async function query(sql: string, ...files: readonly string[]): Promise<readonly (readonly string[])[]> {
    const { status, stdout, stderr } = await runProcess(
      ['lnav', '-n', '-c', `;${sql}`, '-c', ':write-csv-to -', ...files.map((file) => resolve(file))],
      { env, cwd: home },
    );
    expect([status, stderr], sql).to.deep.equal([0, '']);
    return stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  }

  before(async function () {
    if (!hasProgram('lnav')) return skip(this, 'lnav is not here');
    const { status, stderr } = await runProcess(
      ['lnav', '-i', ...FORMATS.map((name) => resolve('examples/lnav', name))],
      { env },
    );
    expect(status, stderr).to.equal(0);
  });

  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('load without a warning: their own samples match', async () => {
    const { stderr } = await runProcess(['lnav', '-W', '-n', '-c', ';select 1'], { env, cwd: home });
    expect(stderr).to.equal('');
  });

  /** The text logs begin with lines of before the log: a file of lnav is of one format. */
  const text = join(home, 'text.log');
  const SAMPLES = {
    etcd_json_log: ['fixtures/parsers/etcd-zap/lines.log', /^\{"level":"(\w+)"/],
    etcd_text_log: [text, /^[\d-]{10} [\d:.]+ ([A-Z]) \| /],
    klog_log: ['fixtures/parsers/klog/lines.log', /^([IWEF])\d{4} /],
  } as const;
  before(() => {
    const all = lines('fixtures/parsers/etcd-capnslog/lines.log').filter((line) => !line.startsWith('['));
    writeFileSync(text, `${all.join('\n')}\n`);
  });

  for (const [format, [file, level]] of Object.entries(SAMPLES))
    it(`${format}: every line with its level`, async () => {
      const rows = await query(
        `select log_level, count(*) from ${format} where log_level not in ('invalid', 'unknown') group by log_level`,
        file,
      );
      expect(Object.fromEntries(rows.map(([name, count]) => [name, Number(count)]))).to.deep.equal(
        levelsOf(lines(file), level),
      );
    });

  it('etcd_json_log: times in microseconds, and the fields of slow requests', async () => {
    const [row] = await query(
      `select log_time, took, caller from etcd_json_log where log_body = 'apply request took too long' limit 1`,
      'fixtures/parsers/etcd-zap/lines.log',
    );
    const slow = lines('fixtures/parsers/etcd-zap/lines.log').find((line) =>
      line.includes('apply request took too long'),
    );
    const { ts, took, caller } = JSON.parse(slow ?? '{}') as Record<string, string>;
    expect(row).to.deep.equal([ts?.replace('T', ' ').replace('Z', ''), took, caller]);
  });

  it('etcd_request_log: every request with key and size', async () => {
    const [row] = await query(
      `select count(*), sum(value_bytes), min(log_time) from etcd_request_log`,
      'fixtures/incident/etcd.log',
    );
    const requests = lines('fixtures/incident/etcd.log').map((line) => line.split(' '));
    const bytes = requests.reduce((sum, [, , , size = '']) => sum + (/^\d+$/.test(size) ? Number(size) : 0), 0);
    expect(row).to.deep.equal([
      String(requests.length),
      String(bytes),
      requests[0]?.[0]?.replace('T', ' ').replace('Z', ''),
    ]);
  });

  it('klog_log: place in the source, thread and year', async () => {
    const file = 'fixtures/parsers/klog/lines.log';
    const [, date = '', time, thread, source] =
      lines(file)
        .map((line) => /^E(\d{4}) ([\d:]+\.\d{3})\d*\s+(\d+) (\S+)\]/.exec(line))
        .find((found) => found !== null) ?? [];
    const [row] = await query(`select log_time, thread, source from klog_log where log_level = 'error' limit 1`, file);
    // "Log file created at: 2026/11/22"
    expect(row).to.deep.equal([`2026-${date.slice(0, 2)}-${date.slice(2)} ${time}`, thread, source]);
  });

  it('the queries of the page answer', async () => {
    const page = readFileSync('examples/lnav/README.md', 'utf8');
    const queries = [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql.trim());
    expect(queries).to.have.length(FORMATS.length);
    for (const name of FORMATS) expect(page).to.include(`\`${basename(name, '.json')}\``);
    const files = [...Object.values(SAMPLES).map(([file]) => file), 'fixtures/incident/etcd.log'];
    for (const sql of queries) expect(await query(sql, ...files), sql).to.not.be.empty;
  });
});

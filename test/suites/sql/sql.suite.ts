import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import { expect } from 'chai';
import { MAIN } from '../../cli/run-program.js';

/** The queries of docs/sql.md, by another program that reads Parquet, over the sample incident. */
const QUERIES = [...readFileSync('docs/sql.md', 'utf8').matchAll(/([^\n]+)\n\n```sql\n([\s\S]*?)```/g)].map(
  ([, title = '', sql = '']) => ({ title, sql }),
);
const INPUTS = readdirSync('fixtures/incident')
  .filter((name) => !name.endsWith('.md'))
  .map((name) => resolve('fixtures/incident', name));

describe('SQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sql-suite-'));
  let connection: DuckDBConnection;

  function program(...args: readonly string[]): Buffer {
    const options = ['--captured-at', '2024-12-15T03:20:00Z', '--quiet'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, ...INPUTS, ...options], {
      maxBuffer: 1 << 28,
    });
    expect(status, stderr.toString()).to.equal(0);
    return stdout;
  }

  async function rows(sql: string): Promise<readonly Record<string, Json>[]> {
    const here = sql.replaceAll(/'(\w+\.parquet)'/g, (_, name: string) => `'${join(folder, name)}'`);
    return (await connection.runAndReadAll(here)).getRowObjectsJson();
  }

  const number = async (sql: string): Promise<number> => Number(Object.values((await rows(sql))[0] ?? {})[0]);

  before(async () => {
    writeFileSync(join(folder, 'records.parquet'), program('records', '--format', 'parquet'));
    writeFileSync(join(folder, 'timeline.parquet'), program('timeline', '--format', 'parquet'));
    writeFileSync(join(folder, 'writers.parquet'), program('top', '--format', 'parquet'));
    connection = await (await DuckDBInstance.create()).connect();
    await connection.run("set timezone = 'UTC'");
  });

  after(() => {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  });

  it('the documents show ten queries', () => {
    expect(QUERIES).to.have.length(10);
  });

  for (const { title, sql } of QUERIES)
    it(`${title}`, async () => {
      const answer = await rows(sql);
      expect(answer).to.not.be.empty;
      // A column without a single value would mean that the query asks for what is not there.
      for (const name of Object.keys(answer[0] ?? {}))
        expect(
          answer.some((row) => row[name] !== null),
          name,
        ).to.equal(true);
    });

  it('records: as many as in JSON Lines, with the same sums', async () => {
    const lines = program('records', '--format', 'jsonl').toString().trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const sum = (name: string): number =>
      records.reduce((total, record) => total + (typeof record[name] === 'number' ? record[name] : 0), 0);
    expect(await number("select count(*) from 'records.parquet'")).to.equal(records.length);
    for (const name of ['valueBytes', 'line', 'dbSizeBytes'])
      expect(await number(`select sum(${name}) from 'records.parquet'`), name).to.equal(sum(name));
    const times = records.flatMap(({ time }) => (typeof time === 'string' ? [time] : [])).sort();
    expect(
      await rows("select strftime(min(time), '%Y-%m-%dT%H:%M:%S.%fZ') as least from 'records.parquet'"),
    ).to.deep.equal([{ least: times[0] }]);
    expect(await number("select count(time) from 'records.parquet'")).to.equal(times.length);
  });

  it('top: the shares are those of the report', async () => {
    const top = JSON.parse(program('top', '--by', 'workload', '--format', 'json', '--limit', '3').toString()) as {
      key: string;
      count: number;
    }[];
    const [first] = await rows(
      "select key, count from 'writers.parquet' where leads and dimension = 'workload' and rank = 1",
    );
    expect(first).to.deep.equal({ key: top[0]?.key, count: String(top[0]?.count) });
  });
});

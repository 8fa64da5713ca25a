import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import type { RecordRow } from '../../../src/pipeline/options.js';
import { ATTRIBUTION_TABLE } from '../../../src/reports/parquet/attribution-columns.js';
import { ParquetTable, type ColumnType, type ParquetColumn } from '../../../src/reports/parquet/parquet-table.js';
import { RECORD_TABLE, recordValues } from '../../../src/reports/parquet/record-columns.js';
import { TIMELINE_TABLE } from '../../../src/reports/parquet/timeline-columns.js';
import { RECORD_COLUMNS } from '../../../src/reports/record-formats.js';
import { TIMELINE_COLUMNS } from '../../../src/reports/timeline-csv.js';

interface Written {
  readonly rows: readonly Record<string, unknown>[];
  readonly pieces: readonly Uint8Array[];
}

async function write(columns: readonly ParquetColumn[], rows: Iterable<readonly unknown[]>): Promise<Written> {
  const pieces: Uint8Array[] = [];
  const table = new ParquetTable(columns, (bytes) => void pieces.push(bytes));
  for (const row of rows) table.add(row);
  table.end();
  const bytes = Buffer.concat(pieces);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return { rows: await parquetReadObjects({ file }), pieces };
}

const RECORD = { input: 'a.log', line: 1, kind: 'log' } as const satisfies RecordRow;
const recordOf = async (row: RecordRow): Promise<Record<string, unknown>> =>
  (await write(RECORD_TABLE, [recordValues(row, RECORD_TABLE)])).rows[0] ?? {};

describe('reports: Parquet', () => {
  it('reads back what was written, whatever it is', async () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 50 }), async (cells) => {
        const types: readonly ColumnType[] = ['text', 'integer', 'number', 'boolean'];
        const columns = types.map((type) => ({ name: type, type }));
        const { rows } = await write(
          columns,
          cells.map((one) => [one, one, one, one]),
        );
        expect(rows).to.deep.equal(
          cells.map((one) => ({
            text: typeof one === 'string' ? one : null,
            integer: Number.isSafeInteger(one) ? BigInt(one as number) : null,
            number: typeof one === 'number' && Number.isFinite(one) ? one : null,
            boolean: typeof one === 'boolean' ? one : null,
          })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('times are microseconds; what is no time is null', async () => {
    const { rows } = await write(
      [{ name: 't', type: 'time' }],
      [['2024-12-15T03:15:45.123456Z'], ['1969-12-31T23:59:59.5Z'], ['yesterday'], [7], [null]],
    );
    expect(rows.map(({ t }) => (t instanceof Date ? t.toISOString() : t))).to.deep.equal([
      '2024-12-15T03:15:45.123Z',
      '1969-12-31T23:59:59.500Z',
      null,
      null,
      null,
    ]);
  });

  it('a table without rows has its columns', async () => {
    const { rows, pieces } = await write(RECORD_TABLE, []);
    expect(rows).to.deep.equal([]);
    expect(Buffer.concat(pieces).includes('valueBytes')).to.equal(true);
  });

  it('rows leave group by group: many rows, and few with much text', async () => {
    const many = await write(
      [{ name: 'n', type: 'integer' }],
      Array.from({ length: 120_000 }, (_, n) => [n]),
    );
    expect(many.pieces).to.have.length(3 + 1);
    expect(many.rows.at(-1)).to.deep.equal({ n: 119_999n });
    const long = await write(
      [{ name: 't', type: 'text' }],
      Array.from({ length: 40 }, (_, n) => [String(n).repeat(1 << 20)]),
    );
    expect(long.pieces.length).to.be.greaterThan(3);
    expect(long.rows).to.have.length(40);
  });

  it('a record loses nothing: what has no column or is of another type is in `more`', async () => {
    const record = await recordOf({ ...RECORD, count: 'three', raftIndex: 7, errors: ['a', 'b'], durationMs: 1.5 });
    expect(record).to.include({ count: null, errors: 'a; b', durationMs: 1.5, line: 1n });
    expect(JSON.parse(String(record['more']))).to.deep.equal({ count: 'three', raftIndex: 7 });
    expect((await recordOf(RECORD))['more']).to.equal(null);
  });

  it('has the columns of CSV, and docs/sql.md lists each by its type', () => {
    expect(RECORD_TABLE.map(({ name }) => name)).to.deep.equal(RECORD_COLUMNS);
    expect(TIMELINE_TABLE.map(({ name }) => name)).to.deep.equal([...TIMELINE_COLUMNS, 'text']);
    const sql: Readonly<Record<ColumnType, string>> = {
      text: 'VARCHAR',
      integer: 'BIGINT',
      number: 'DOUBLE',
      boolean: 'BOOLEAN',
      time: 'TIMESTAMPTZ',
    };
    const sections = readFileSync('docs/sql.md', 'utf8')
      .split(/^\*\*(?=records|timeline|top)/m)
      .slice(1);
    for (const [at, table] of [RECORD_TABLE, TIMELINE_TABLE, ATTRIBUTION_TABLE].entries())
      for (const type of Object.keys(sql) as ColumnType[]) {
        const line = sections[at]?.split('\n').find((one) => one.startsWith(`| ${sql[type]} `)) ?? '';
        expect([...line.matchAll(/`(\w+)`/g)].map(([, name]) => name)).to.have.members(
          table.filter((column) => column.type === type).map(({ name }) => name),
        );
      }
  });
});

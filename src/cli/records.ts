import fs from 'node:fs';
import type { RecordRow } from '../pipeline/options.js';
import { chosenColumns, parquetOnStdout, refuseTerminal } from './binary-output.js';
import { INPUT, many, type Command } from './command.js';
import { KINDS } from './kinds.js';
import { COLUMNS_OPTION, columnsOf, given, oneOf, readSettings } from './options.js';
import { streamRecords } from './record-stream.js';
import { UsageError } from './usage-error.js';

const FORMATS = ['jsonl', 'csv', 'parquet'] as const;
/** Characters gathered before a write: a system call a line would cost more than the parsing. */
const PIECE = 1 << 16;

/** Every recognised record, in input order. */
export const recordsCommand: Command = {
  usage: 'records [input..]',
  describe: 'print every recognised record, in input order',
  positionals: INPUT,
  options: {
    format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: jsonl` },
    columns: COLUMNS_OPTION,
    kind: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these kinds; unrecognised lines are printed only if listed here [K...]',
    },
  },
  examples: [
    ['$0 records etcd.log --kind slow-apply', 'one kind, as JSON Lines'],
    ['$0 records bundle/ --kind request --format csv --columns time,op,key', 'selected columns, as CSV'],
    ['$0 records bundle/ --format parquet > records.parquet', 'typed, for DuckDB, Spark or Athena'],
    ['$0 records etcd.log --kind unrecognised', 'lines that were not recognised'],
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'jsonl', FORMATS);
    const { kinds, inputs } = sortOut(many(args, 'kind'));
    const settings = await readSettings(args);
    const { RECORD_COLUMNS } = await import('../reports/record-formats.js');
    if (format === 'jsonl' && args['columns'] !== undefined)
      throw new UsageError('--columns requires --format csv or parquet; jsonl contains all fields');
    const columns = columnsOf(args, RECORD_COLUMNS);
    const out = format === 'parquet' ? await parquetOut(columns) : await textOut(format, columns);
    const code = await streamRecords([...many(args, 'input'), ...inputs], settings, (row) => {
      if (kinds.size === 0 ? row.kind !== 'unrecognised' : kinds.has(row.kind)) out.write(row);
    });
    out.end();
    return code;
  },
};

interface RecordOutput {
  write(row: RecordRow): void;
  end(): void;
}

async function textOut(format: 'jsonl' | 'csv', columns: readonly string[] | null): Promise<RecordOutput> {
  const { RECORD_FORMATS, recordHeader } = await import('../reports/record-formats.js');
  const { header, row: textOf } = RECORD_FORMATS[format];
  let piece = columns === null ? header : recordHeader(columns);
  const flush = (): void => {
    if (piece !== '') process.stdout.write(piece);
    piece = '';
  };
  return {
    write(row) {
      piece += textOf(row, columns);
      if (piece.length >= PIECE) flush();
    },
    end: flush,
  };
}

async function parquetOut(names: readonly string[] | null): Promise<RecordOutput> {
  refuseTerminal('parquet', 'records.parquet');
  const { RECORD_TABLE, recordValues } = await import('../reports/parquet/record-columns.js');
  const columns = chosenColumns(RECORD_TABLE, names);
  const table = await parquetOnStdout(columns);
  return { write: (row) => table.add(recordValues(row, columns)), end: () => table.end() };
}

/** `--kind a b c` takes all that follows, so a file name behind it lands here too. */
function sortOut(values: readonly string[]): {
  readonly kinds: ReadonlySet<string>;
  readonly inputs: readonly string[];
} {
  const kinds = new Set<string>();
  const inputs: string[] = [];
  for (const value of values) {
    const names = value.split(',');
    if (names.every((name) => KINDS.has(name))) names.forEach((name) => kinds.add(name));
    // `archive!member` and `FORMAT:PATH` are no files, and no kinds.
    else if (value === '-' || /[!:]/.test(value) || fs.existsSync(value)) inputs.push(value);
    else throw new UsageError(`--kind: neither a kind nor a file: ${value}; kinds: ${[...KINDS].join(', ')}`);
  }
  return { kinds, inputs };
}

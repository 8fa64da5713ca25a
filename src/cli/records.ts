import fs from 'node:fs';
import { INPUT, many, type Command } from './command.js';
import { KINDS } from './kinds.js';
import { COLUMNS_OPTION, columnsOf, given, oneOf, readSettings } from './options.js';
import { streamRecords } from './record-stream.js';
import { UsageError } from './usage-error.js';

const FORMATS = ['jsonl', 'csv'] as const;
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
    ['$0 records etcd.log --kind unrecognised', 'lines that were not recognised'],
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'jsonl', FORMATS);
    const { kinds, inputs } = sortOut(many(args, 'kind'));
    const settings = await readSettings(args);
    const { RECORD_COLUMNS, RECORD_FORMATS, recordHeader } = await import('../reports/record-formats.js');
    if (format === 'jsonl' && args['columns'] !== undefined)
      throw new UsageError('--columns requires --format csv; jsonl contains all fields');
    const columns = columnsOf(args, RECORD_COLUMNS);
    const { header, row: write } = RECORD_FORMATS[format];
    let piece = columns === null ? header : recordHeader(columns);
    const code = await streamRecords([...many(args, 'input'), ...inputs], settings, (row) => {
      if (kinds.size === 0 ? row.kind === 'unrecognised' : !kinds.has(row.kind)) return;
      piece += write(row, columns);
      if (piece.length < PIECE) return;
      process.stdout.write(piece);
      piece = '';
    });
    if (piece !== '') process.stdout.write(piece);
    return code;
  },
};

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

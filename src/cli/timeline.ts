import { runAnalysis } from './analysis.js';
import { chosenColumns, parquetOnStdout, refuseTerminal } from './binary-output.js';
import { INPUT, many, type Command } from './command.js';
import type { ExitCode } from './exit-code.js';
import { COLUMNS_OPTION, columnsOf, given, oneOf, readSettings, type Arguments } from './options.js';
import { print } from './streams.js';
import { UsageError } from './usage-error.js';

const FORMATS = ['csv', 'markdown', 'jsonl', 'timesketch', 'timesketch-jsonl', 'parquet'] as const;

/** The timeline alone. */
export const timelineCommand: Command = {
  usage: 'timeline [input..]',
  describe: 'print only the timeline',
  positionals: INPUT,
  options: {
    format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: csv` },
    columns: COLUMNS_OPTION,
  },
  examples: [
    ['$0 timeline bundle/ > timeline.csv', 'for a spreadsheet'],
    ['$0 timeline bundle/ --columns time,kind,summary', 'selected columns'],
    ['$0 timeline bundle/ --format timesketch > upload.csv', 'for Timesketch'],
    ['$0 timeline bundle/ --format parquet > timeline.parquet', 'for DuckDB'],
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'csv', FORMATS);
    if (format === 'parquet') return writeParquet(args);
    const { TIMELINE_FORMATS, TIMESKETCH_COLUMNS } = await import('../reports/timeline-formats.js');
    const { TIMELINE_COLUMNS } = await import('../reports/timeline-csv.js');
    if ((format === 'markdown' || format === 'jsonl') && args['columns'] !== undefined)
      throw new UsageError(
        `--columns requires --format csv, parquet or timesketch; --format ${format} contains all fields`,
      );
    const columns = columnsOf(args, format === 'csv' ? TIMELINE_COLUMNS : TIMESKETCH_COLUMNS);
    const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), await readSettings(args));
    print(TIMELINE_FORMATS[format](postmortem, columns));
    return exitCode;
  },
};

async function writeParquet(args: Arguments): Promise<ExitCode> {
  refuseTerminal('parquet', 'timeline.parquet');
  const { TIMELINE_TABLE, timelineValues } = await import('../reports/parquet/timeline-columns.js');
  const names = columnsOf(
    args,
    TIMELINE_TABLE.map(({ name }) => name),
  );
  const columns = chosenColumns(TIMELINE_TABLE, names);
  const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), await readSettings(args));
  const table = await parquetOnStdout(columns);
  for (const entry of postmortem.report.timeline) table.add(timelineValues(entry, columns));
  table.end();
  return exitCode;
}

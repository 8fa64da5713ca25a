import { runAnalysis } from './analysis.js';
import { INPUT, many, type Command } from './command.js';
import { COLUMNS_OPTION, columnsOf, given, oneOf, readSettings } from './options.js';
import { print } from './streams.js';
import { UsageError } from './usage-error.js';

const FORMATS = ['csv', 'markdown', 'jsonl', 'timesketch', 'timesketch-jsonl'] as const;

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
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'csv', FORMATS);
    const { TIMELINE_FORMATS, TIMESKETCH_COLUMNS } = await import('../reports/timeline-formats.js');
    const { TIMELINE_COLUMNS } = await import('../reports/timeline-csv.js');
    if ((format === 'markdown' || format === 'jsonl') && args['columns'] !== undefined)
      throw new UsageError(`--columns requires --format csv or timesketch; --format ${format} contains all fields`);
    const columns = columnsOf(args, format === 'csv' ? TIMELINE_COLUMNS : TIMESKETCH_COLUMNS);
    const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), await readSettings(args));
    print(TIMELINE_FORMATS[format](postmortem, columns));
    return exitCode;
  },
};

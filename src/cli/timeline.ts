import { runAnalysis } from './analysis.js';
import { INPUT, many, type Command } from './command.js';
import { given, oneOf, readSettings } from './options.js';
import { print } from './streams.js';

const FORMATS = ['csv', 'markdown', 'jsonl', 'timesketch'] as const;

/** The timeline alone. */
export const timelineCommand: Command = {
  usage: 'timeline [input..]',
  describe: 'the timeline alone',
  positionals: INPUT,
  options: { format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: csv` } },
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'csv', FORMATS);
    const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), await readSettings(args));
    const { TIMELINE_FORMATS } = await import('../reports/timeline-formats.js');
    print(TIMELINE_FORMATS[format](postmortem));
    return exitCode;
  },
};

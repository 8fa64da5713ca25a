import { visible } from '../model/evidence.js';
import type { Report } from '../model/report.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { given, oneOf, readSettings } from './options.js';
import { readReport } from './report-file.js';
import { reportProblem, print } from './streams.js';

const FORMATS = ['markdown', 'json'] as const;

/** What differs between two incidents, or before and after a fix. */
export const diffCommand: Command = {
  usage: 'diff <a> <b>',
  describe: 'what differs between two reports',
  positionals: {
    a: 'report.json, or the folder that holds it',
    b: 'the one to hold against it',
  },
  options: { format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: markdown` } },
  examples: [
    ['$0 diff before/ after/', 'before and after a fix'],
    ['$0 diff may/report.json june/report.json --format json', 'two incidents, for a program'],
  ],
  async run(args) {
    const { redaction } = await readSettings(args);
    const format = oneOf('format', given(args, 'format') ?? 'markdown', FORMATS);
    const names = [given(args, 'a') ?? '', given(args, 'b') ?? ''] as const;
    let reports: readonly [Report, Report];
    try {
      reports = [readReport(names[0]), readReport(names[1])];
    } catch (error) {
      reportProblem(visible(error instanceof Error ? error.message : String(error)));
      return EXIT.incomplete;
    }
    let [a, b] = reports;
    let shown: readonly [string, string] = names;
    if (redaction !== null) {
      const { redactReports } = await import('../redaction/redact-report.js');
      [a, b] = redactReports(a, b);
      shown = ['report-1', 'report-2'];
    }
    const { compareReports } = await import('../reports/comparison/compare-reports.js');
    const { COMPARISON_FORMATS } = await import('../reports/comparison/comparison-formats.js');
    let differences;
    try {
      differences = compareReports(a, b);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      reportProblem(visible(`${names.join(' or ')} lacks a part of a report (${what}); write it again with --out`));
      return EXIT.incomplete;
    }
    print(COMPARISON_FORMATS[format]({ a: shown[0], b: shown[1], differences }));
    return EXIT.analysed;
  },
};

import { visible } from '../model/evidence.js';
import type { Report } from '../model/report.js';
import { readHead } from '../sources/reader.js';
import { isBolt } from '../stores/bbolt/meta.js';
import type { Command } from './command.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { redactRows } from './redaction.js';
import { given, oneOf, readSettings } from './options.js';
import { readReport } from './report-file.js';
import { reportProblem, print } from './streams.js';

const FORMATS = ['markdown', 'json'] as const;

/** What differs between two incidents, or before and after a fix. */
export const diffCommand: Command = {
  usage: 'diff <a> <b>',
  describe: 'what differs between two reports, or between two databases of etcd',
  positionals: {
    a: 'report.json, the folder that holds it, or a database of etcd',
    b: 'the report to compare with',
  },
  options: { format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: markdown` } },
  examples: [
    ['$0 diff before/ after/', 'compare before and after a fix'],
    ['$0 diff monday.db tuesday.db', 'what was written between two snapshots'],
    ['$0 diff may/report.json june/report.json --format json', 'compare two incidents, for a program'],
  ],
  async run(args) {
    const { redaction } = await readSettings(args);
    const format = oneOf('format', given(args, 'format') ?? 'markdown', FORMATS);
    const names = [given(args, 'a') ?? '', given(args, 'b') ?? ''] as const;
    if (names.every((name) => isDatabase(name))) return growth(names, format, redaction !== null);
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
      reportProblem(visible(`${names.join(' or ')} has no ${what}; write the report again with --out`));
      return EXIT.incomplete;
    }
    print(COMPARISON_FORMATS[format]({ a: shown[0], b: shown[1], differences }));
    return EXIT.analysed;
  },
};

/** Whether the file begins as a database or snapshot of etcd does. */
function isDatabase(name: string): boolean {
  try {
    return isBolt(readHead(name, 128).raw);
  } catch {
    return false;
  }
}

/** What was written between two copies of one store. */
async function growth(
  names: readonly string[],
  format: (typeof FORMATS)[number],
  isRedacted: boolean,
): Promise<ExitCode> {
  const { readFacts } = await import('./store.js');
  const { found, exitCode } = await readFacts(names);
  const [a, b] = isRedacted ? await redactRows(found) : found;
  if (a === undefined || b === undefined) return EXIT.incomplete;
  const { GROWTH_FORMATS } = await import('../reports/store/store-growth.js');
  print(GROWTH_FORMATS[format](a.facts, b.facts, MOST_ROWS));
  return exitCode;
}

const MOST_ROWS = 50;

import { visible } from '../model/evidence.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { given, readSettings } from './options.js';
import { readReport } from './report-file.js';
import { reportProblem, print } from './streams.js';
import { UsageError } from './usage-error.js';

/** How a verdict came about, from line to number. */
export const explainCommand: Command = {
  usage: 'explain <cause> <report>',
  describe: 'explain a verdict, from the cited lines to the confidence',
  positionals: {
    cause: 'id of a cause, for example compaction-disabled',
    report: 'report.json, or its directory',
  },
  options: {},
  examples: [
    ['$0 explain compaction-disabled report/', 'lines and numbers behind a verdict'],
    ['$0 explain pod-restart-storm report/report.json | less', 'the same, from a file'],
  ],
  async run(args) {
    const { redaction } = await readSettings(args);
    const id = given(args, 'cause') ?? '';
    let report;
    try {
      report = readReport(given(args, 'report') ?? '');
    } catch (error) {
      reportProblem(visible(error instanceof Error ? error.message : String(error)));
      return EXIT.incomplete;
    }
    if (redaction !== null) report = (await import('../redaction/redact-report.js')).redactReport(report);
    const cause = report.causes.find((one) => one.id === id);
    if (cause === undefined) {
      const known = report.causes.map((one) => one.id).join(', ');
      throw new UsageError(`no cause ${visible(id)} in the report; it has ${visible(known) || 'none'}`);
    }
    const { explain } = await import('../rules/judging/explain.js');
    print(lines(explain(cause)));
    return EXIT.analysed;
  },
};

function* lines(pieces: Iterable<string>): Iterable<string> {
  for (const piece of pieces) yield piece.endsWith('\n') ? piece : `${piece}\n`;
}

import { visible } from '../model/evidence.js';
import { eachStore } from '../pipeline/stores.js';
import type { StoreReport } from '../reports/store/store-report.js';
import { many, type Command } from './command.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { given, integer, oneOf, readSettings } from './options.js';
import { redactRows } from './redaction.js';
import { print, reportProblem } from './streams.js';

const FORMATS = ['table', 'markdown', 'json', 'csv'] as const;

/** What lives in a database, snapshot or data directory of etcd, and since when. */
export const storeCommand: Command = {
  usage: 'store [file..]',
  describe: 'what lives in a database or snapshot of etcd, and since when',
  positionals: { file: 'a database (member/snap/db), a snapshot, or a folder or archive that holds one' },
  options: {
    limit: { type: 'string', requiresArg: true, describe: 'rows a table; default: 15 [N]' },
    format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: table` },
    growth: { type: 'boolean', describe: 'of two files: what grew from the first to the second' },
  },
  examples: [
    ['$0 store snapshot.db', 'how much is live, history and free, and whose it is'],
    ['$0 store --growth monday.db tuesday.db', 'what was written between two snapshots'],
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'table', FORMATS);
    const limit = integer(args, 'limit', 1, 1_000_000) ?? 15;
    const { redaction } = await readSettings(args);
    const { found, exitCode } = await readFacts(inputsOrStdin(many(args, 'file')));
    if (found.length === 0) {
      reportProblem('no database of etcd among the inputs');
      return EXIT.incomplete;
    }
    const shown = redaction === null ? found : await redactRows(found);
    const [a, b] = shown;
    if (args['growth'] === true && a !== undefined && b !== undefined) {
      const { GROWTH_FORMATS } = await import('../reports/store/store-growth.js');
      print(GROWTH_FORMATS[format](a.facts, b.facts, limit));
    } else {
      const { STORE_FORMATS } = await import('../reports/store/store-report.js');
      print(STORE_FORMATS[format](shown, limit));
    }
    return exitCode;
  },
};

/** Every database among the inputs; what keeps one from being read is said on standard error. In the order given. */
export async function readFacts(
  inputs: readonly string[],
): Promise<{ readonly found: readonly StoreReport[]; readonly exitCode: ExitCode }> {
  const found: StoreReport[] = [];
  let exitCode: ExitCode = EXIT.analysed;
  for (const input of inputs)
    await eachStore([input], ({ path, reading, problems }) => {
      for (const problem of problems) reportProblem(visible(`${path}: ${problem}`));
      if (problems.length > 0) exitCode = EXIT.incomplete;
      if (reading !== null) found.push({ facts: reading.facts, problems });
    });
  return { found, exitCode };
}

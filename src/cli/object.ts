import { visible } from '../model/evidence.js';
import { eachStore } from '../pipeline/stores.js';
import type { KeyHistory } from '../reports/store/key-history.js';
import { many, type Command } from './command.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { given, oneOf, readSettings } from './options.js';
import { redactRows } from './redaction.js';
import { print, reportProblem } from './streams.js';

const FORMATS = ['table', 'markdown', 'json', 'csv'] as const;

/** The history of one key: revisions, times, writers, what changed. */
export const objectCommand: Command = {
  usage: 'object <key> [file..]',
  describe: 'the history of one key: revisions, times, writers, what changed',
  positionals: {
    key: 'the whole key, as `store` and `top --by object` print it',
    file: 'a database (member/snap/db), a snapshot, or a folder or archive that holds one',
  },
  options: { format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: table` } },
  examples: [
    ['$0 object /registry/configmaps/kube-system/x snapshot.db', 'who rewrote it, and how often'],
    ['$0 object /registry/minions/worker-1 bundle/ --format csv', 'the writes to one node, for a spreadsheet'],
  ],
  async run(args) {
    const format = oneOf('format', given(args, 'format') ?? 'table', FORMATS);
    const key = given(args, 'key') ?? '';
    const { redaction } = await readSettings(args);
    const { keyHistory } = await import('../stores/key-history.js');
    const found: KeyHistory[] = [];
    let exitCode: ExitCode = EXIT.analysed;
    let stores = 0;
    await eachStore(inputsOrStdin(many(args, 'file')), async ({ path, reading, problems }) => {
      for (const problem of problems) reportProblem(visible(`${path}: ${problem}`));
      if (problems.length > 0) exitCode = EXIT.incomplete;
      if (reading === null) return;
      stores += 1;
      const steps = keyHistory(reading, key);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await new Promise((resolve) => setImmediate(resolve));
      if (step.value.length > 0) found.push({ input: path, key, revisions: step.value });
    });
    if (found.length === 0) {
      reportProblem(
        stores === 0 ? 'no database of etcd among the inputs' : visible(`${key}: no revision of this key is left`),
      );
      return stores === 0 ? EXIT.incomplete : exitCode;
    }
    const { HISTORY_FORMATS } = await import('../reports/store/key-history.js');
    print(HISTORY_FORMATS[format](redaction === null ? found : await redactRows(found)));
    return exitCode;
  },
};

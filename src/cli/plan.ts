import { INPUT, many, type Command } from './command.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT } from './exit-code.js';
import { given, integer, readSettings } from './options.js';
import { print, reportProblem } from './streams.js';
import { UsageError } from './usage-error.js';

/** How inputs are cut into pieces, for an engine to fold apart. */
export const planCommand: Command = {
  usage: 'plan [input..]',
  describe: 'cut the inputs into pieces that other machines can fold',
  positionals: INPUT,
  options: {
    pieces: { type: 'string', requiresArg: true, describe: 'how many pieces, 1 to 100000 [N]' },
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'write the plan to this file; default: standard output [FILE]',
    },
  },
  examples: [
    ['$0 plan audit/ --pieces 64 --out plan.json', 'then fold each piece, and merge: see docs/scale.md'],
    ['$0 plan audit/ --pieces 8 --since 2024-12-15T02:00Z > plan.json', 'what is settled here holds for every piece'],
  ],
  async run(args) {
    const pieces = integer(args, 'pieces', 1, 100_000);
    if (pieces === null) throw new UsageError('plan needs --pieces N');
    const { options, quiet } = await readSettings(args);
    const inputs = inputsOrStdin(many(args, 'input'));
    if (inputs.includes('-')) throw new UsageError('plan: standard input cannot be read in pieces; save it to a file');
    const { planInputs } = await import('../pipeline/analyze.js');
    const { planText, readPlan } = await import('../pipeline/pieces/plan-file.js');
    const text = planText(await planInputs(inputs, options), options, pieces);
    const out = given(args, 'out');
    if (out === null) print([text]);
    else (await import('./outputs.js')).writeWhole(out, [text]);
    const used = readPlan(text).pieces.filter((units) => units.length > 0).length;
    if (used < pieces && !quiet)
      reportProblem(
        `${used} of ${pieces} pieces have something to read: a file is cut every 32 MiB, and packed ones are not`,
      );
    return EXIT.analysed;
  },
};

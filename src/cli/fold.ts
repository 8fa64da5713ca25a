import type { Command } from './command.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onInterrupt } from './interruption.js';
import { given, integer } from './options.js';
import { openPlan } from './plan-option.js';
import { reportProblem } from './streams.js';
import { UsageError } from './usage-error.js';

/** One piece of a plan into a tally file. */
export const foldCommand: Command = {
  usage: 'fold',
  describe: 'read one piece of a plan into a tally file',
  positionals: {},
  options: {
    plan: { type: 'string', requiresArg: true, describe: 'the plan, as `plan` wrote it [FILE]' },
    piece: { type: 'string', requiresArg: true, describe: 'which piece, counted from 0 [I]' },
    out: { type: 'string', requiresArg: true, describe: 'the tally file; it appears whole or not at all [FILE]' },
  },
  examples: [
    ['$0 fold --plan plan.json --piece 7 --out tallies/7.tally', 'the eighth piece'],
    ['seq 0 63 | xargs -P8 -I{} $0 fold --plan plan.json --piece {} --out tallies/{}.tally', 'all of 64, 8 at a time'],
  ],
  async run(args) {
    const { plan } = await openPlan(args);
    const piece = integer(args, 'piece', 0, plan.pieces.length - 1);
    const out = given(args, 'out');
    if (piece === null || out === null) throw new UsageError('fold needs --piece I and --out FILE');
    return write(plan, piece, out);
  },
};

async function write(
  plan: Awaited<ReturnType<typeof openPlan>>['plan'],
  piece: number,
  out: string,
): Promise<ExitCode> {
  const { foldPiece } = await import('../pipeline/pieces/fold-piece.js');
  const { TallyFileWriter } = await import('../pipeline/pieces/tally-file.js');
  const interruption = onInterrupt();
  let writer;
  try {
    writer = new TallyFileWriter(out, { plan: plan.id, piece });
    const into = writer;
    await foldPiece(plan, piece, (frame) => into.frame(frame), interruption.signal);
    if (!interruption.signal.aborted) {
      writer.end();
      return EXIT.analysed;
    }
    writer.abandon();
    return EXIT.interrupted;
  } catch (error) {
    writer?.abandon();
    reportProblem(`piece ${piece}: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.incomplete;
  } finally {
    interruption.done();
  }
}

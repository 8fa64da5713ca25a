import fs from 'node:fs';
import path from 'node:path';
import { conclude } from './analysis.js';
import { many, type Command } from './command.js';
import { openPlan } from './plan-option.js';
import { REPORT_OPTIONS, reportOn } from './report-options.js';
import { UsageError } from './usage-error.js';

/** Tally files into the report that one run over all inputs would write. */
export const mergeCommand: Command = {
  usage: 'merge [tally..]',
  describe: 'merge the tally files of a plan into the report',
  positionals: { tally: 'tally files, or a directory with files named *.tally' },
  options: {
    plan: { type: 'string', requiresArg: true, describe: 'the plan, as `plan` wrote it [FILE]' },
    partial: { type: 'boolean', describe: 'report on what there is, although pieces are missing' },
    ...REPORT_OPTIONS,
  },
  examples: [
    ['$0 merge --plan plan.json tallies/ --out report', 'all output files, as from analyze'],
    ['$0 merge --plan plan.json tallies/ --partial', 'although pieces are missing: status 3, and which ones'],
  ],
  async run(args) {
    const { plan } = await openPlan(args);
    const { mergePieces, missingPieces, PieceError, piecesOf } = await import('../pipeline/pieces/merge-pieces.js');
    let found: ReturnType<typeof piecesOf>;
    try {
      found = piecesOf(plan, filesOf(many(args, 'tally')));
    } catch (error) {
      if (error instanceof PieceError) throw new UsageError(error.message);
      throw error;
    }
    const missing = missingPieces(plan, found);
    if (missing.length > 0 && args['partial'] !== true)
      throw new UsageError(
        `${missing.length} of ${plan.pieces.length} pieces are missing (${shortList(missing)}); fold them, or use --partial`,
      );
    return reportOn(args, async (settings) => {
      const { concluded } = await import('../pipeline/analyze.js');
      const options = { ...settings.options, ...plan.options };
      return conclude(settings, async (hooks) => {
        const { tally, inputs } = await mergePieces(plan, found, hooks.signal);
        return concluded(tally, inputs, options, hooks);
      });
    });
  },
};

function filesOf(given: readonly string[]): readonly string[] {
  if (given.length === 0) throw new UsageError('merge needs tally files, or the directory that holds them');
  return given.flatMap((name) => {
    if (fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() !== true) return [name];
    const inside = fs.readdirSync(name).filter((file) => file.endsWith('.tally'));
    return inside.sort().map((file) => path.join(name, file));
  });
}

const MOST_NAMED = 10;

const shortList = (numbers: readonly number[]): string =>
  numbers.slice(0, MOST_NAMED).join(', ') + (numbers.length > MOST_NAMED ? ', …' : '');

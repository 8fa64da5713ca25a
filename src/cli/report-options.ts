import type { Options as YargsOption } from 'yargs';
import type { FlavourName } from '../reports/flavours/registry.js';
import type { Analysis } from './analysis.js';
import type { ExitCode } from './exit-code.js';
import { lastingThroughInterrupts } from './interruption.js';
import { given, oneOf, readSettings, type Arguments, type Settings } from './options.js';
import { print, reportProblem } from './streams.js';
import { UsageError } from './usage-error.js';

/** Named here so that help needs no report code. */
const FLAVOURS: readonly FlavourName[] = ['github', 'gitlab', 'jira', 'plain'];

/** Of the commands that end in a report. */
export const REPORT_OPTIONS = {
  out: {
    type: 'string',
    requiresArg: true,
    describe: 'write report.json, .md, .html, CSV and prevention/ to this directory [DIR]',
  },
  flavour: {
    type: 'string',
    requiresArg: true,
    describe: `markup of report.md: ${FLAVOURS.join(', ')}; default: github`,
  },
  figures: {
    type: 'boolean',
    describe: 'with --out: also write the pictures of the report as SVG files to figures/',
  },
} as const satisfies Readonly<Record<string, YargsOption>>;

/** https://no-color.org; a terminal that calls itself dumb has none either. */
const isColoured = (): boolean => (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

/** Checks the options, lets `analyse` work, and writes what came of it to where the options say. */
export async function reportOn(
  args: Arguments,
  analyse: (settings: Settings, out: string | null) => Promise<Analysis>,
): Promise<ExitCode> {
  const settings = await readSettings(args);
  const out = given(args, 'out');
  const flavour = oneOf('flavour', given(args, 'flavour') ?? 'github', FLAVOURS);
  const figures = args['figures'] === true;
  if (figures && out === null) throw new UsageError('--figures requires --out DIR, because the pictures are files');
  const map = settings.redaction?.map ?? null;
  if (map !== null) (await import('./redaction.js')).checkMapFile(map, out);
  if (out !== null) (await import('./outputs.js')).prepareFolder(out);
  return lastingThroughInterrupts(async () => {
    const { postmortem, exitCode } = await analyse(settings, out);
    if (out !== null) {
      const written = (await import('./outputs.js')).writeOutputs(out, postmortem, figures, flavour);
      // The path of the folder names people and machines as well.
      const folder = settings.redaction === null ? out : 'the --out directory';
      if (!settings.quiet) reportProblem(`wrote ${written.map((file) => file.path).join(', ')} to ${folder}`);
    }
    if (process.stdout.isTTY)
      print(
        (await import('../reports/terminal.js')).terminalSummary(
          postmortem,
          out !== null && settings.redaction !== null ? 'in the --out directory' : out,
          isColoured(),
        ),
      );
    else if (out === null) print((await import('../reports/report-md.js')).reportMd(flavour).render(postmortem));
    return exitCode;
  });
}

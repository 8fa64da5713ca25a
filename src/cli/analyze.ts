import { INPUT, many, type Command } from './command.js';
import { runAnalysis } from './analysis.js';
import { given, oneOf, readSettings } from './options.js';
import type { FlavourName } from '../reports/flavours/registry.js';
import { reportProblem, print } from './streams.js';
import { lastingThroughInterrupts } from './interruption.js';
import { UsageError } from './usage-error.js';

/** Named here so that help needs no report code. */
const FLAVOURS: readonly FlavourName[] = ['github', 'gitlab', 'jira', 'plain'];

/** https://no-color.org; a terminal that calls itself dumb has none either. */
const isColoured = (): boolean => (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

/** The main job; a bare `etcd-postmortem [INPUT...]` does it too. */
export const analyzeCommand: Command = {
  usage: ['analyze [input..]', '$0'],
  describe: 'write a timeline and a post-mortem with cited log lines',
  positionals: INPUT,
  options: {
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
  },
  examples: [
    ['$0 /var/log/etcd.log events.txt', 'Markdown report; on a terminal, a summary'],
    ['$0 bundle/ --out report', 'all output files, including report/report.html'],
    ['journalctl -u etcd -o short-iso | $0 -', 'read from a pipe'],
    ['$0 bundle/ --out report --redact --redact-map names.json', 'to share, with pseudonyms instead of names'],
    ['$0 bundle/ --flavour jira > ticket.txt', 'Jira markup for a ticket'],
  ],
  async run(args) {
    const settings = await readSettings(args);
    const out = given(args, 'out');
    const flavour = oneOf('flavour', given(args, 'flavour') ?? 'github', FLAVOURS);
    const figures = args['figures'] === true;
    if (figures && out === null) throw new UsageError('--figures requires --out DIR, because the pictures are files');
    const map = settings.redaction?.map ?? null;
    if (map !== null) (await import('./redaction.js')).checkMapFile(map, out);
    if (out !== null) (await import('./outputs.js')).prepareFolder(out);
    return lastingThroughInterrupts(async () => {
      const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), settings, out);
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
  },
};

import { INPUT, many, type Command } from './command.js';
import { runAnalysis } from './analysis.js';
import { given, readSettings } from './options.js';
import { complain, print } from './streams.js';

/** The main job; a bare `etcd-postmortem [INPUT...]` does it too. */
export const analyzeCommand: Command = {
  usage: ['analyze [input..]', '$0'],
  describe: 'one timeline and a cited post-mortem',
  positionals: INPUT,
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'write report.json, .md, .html, CSV and prevention/ to this folder [DIR]',
    },
  },
  async run(args) {
    const settings = await readSettings(args);
    const out = given(args, 'out');
    if (out !== null) (await import('./outputs.js')).prepareFolder(out);
    const { postmortem, exitCode } = await runAnalysis(many(args, 'input'), settings);
    if (out !== null) {
      const written = (await import('./outputs.js')).writeOutputs(out, postmortem);
      if (!settings.quiet) complain(`wrote ${written.map((file) => file.path).join(', ')} to ${out}`);
    }
    if (process.stdout.isTTY) print((await import('../reports/terminal.js')).terminalSummary(postmortem, out));
    else if (out === null) print((await import('../reports/markdown.js')).markdown.render(postmortem));
    return exitCode;
  },
};

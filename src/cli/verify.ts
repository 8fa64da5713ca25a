import { visible } from '../model/evidence.js';
import { INPUT, many, type Command } from './command.js';
import { EXIT } from './exit-code.js';
import { given, readSettings } from './options.js';
import { complain, print } from './streams.js';

/** Hashes and cited lines of a report's folder, against the inputs at hand. */
export const verifyCommand: Command = {
  usage: 'verify <dir> [input..]',
  describe: 'hashes and cited lines, against the inputs at hand',
  positionals: { dir: 'the folder that --out wrote', ...INPUT },
  options: {},
  async run(args) {
    const { quiet } = await readSettings(args);
    const { verifyFolder } = await import('./verification.js');
    let result;
    try {
      result = await verifyFolder(given(args, 'dir') ?? '', many(args, 'input'));
    } catch (error) {
      complain(visible(error instanceof Error ? error.message : String(error)));
      return EXIT.incomplete;
    }
    print(result.findings.map((finding) => `${finding.ok ? 'ok      ' : 'differs '} ${visible(finding.what)}\n`));
    if (!quiet) for (const what of result.unchecked) complain(visible(`not checked: ${what}`));
    return result.findings.every((finding) => finding.ok) ? EXIT.analysed : EXIT.incomplete;
  },
};
